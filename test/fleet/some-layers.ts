/** Layers of settings for tests: written out, and such as nobody would think of. */

import fc from 'fast-check'
import { NO_POSITIONS } from '../../src/fleet/layers.ts'
import { LAYERS, type Layer, type LayerValue, type Range } from '../../src/fleet/model.ts'

export const NOWHERE: Range = { file: 'nowhere', line: 1, column: 1, endLine: 1, endColumn: 1 }

export type Values = Layer['values']

/** The weakest first; the last may be the pipeline's. */
export function layersOf(values: readonly Values[]): readonly Layer[] {
  return values.map((each, index) => ({ name: LAYERS[index] ?? 'pipeline', values: each, positions: NO_POSITIONS }))
}

const names = fc.constantFrom('a', 'b', 'c')
const value: fc.Arbitrary<LayerValue> = fc.letrec<{ value: LayerValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<LayerValue>(1, 'x', true, null, [1, 2], [1, null], {}),
    fc.dictionary(names, tie('value'), { maxKeys: 3 }),
  ),
})).value
const some = fc.dictionary(names, value, { maxKeys: 3 })

/** One for each name of a layer. */
export const someLayers: fc.Arbitrary<readonly [Values, Values, Values, Values, Values]> = fc.tuple(
  some,
  some,
  some,
  some,
  some,
)
