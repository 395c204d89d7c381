/**
 * Is a parameter filled in the same way, whether or not others have it in common?
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import type { Layer, LayerValue, ResolvedPipeline } from '../../src/fleet/model.ts'
import { resolvePipeline } from '../../src/fleet/resolve.ts'
import { laidOver, valuesOf } from '../../src/fleet/setting-values.ts'
import { settingsOf } from '../../src/fleet/settings.ts'
import { renderParameters } from '../../src/render/parameters.ts'
import { exampleFleet } from '../support/world.ts'

const { fleet } = loadFleet(exampleFleet())
if (fleet === undefined) throw new Error('the example is a fleet')
const pipelines = fleet.pipelines.map((pipeline) => resolvePipeline(fleet, pipeline))
const paths = [...new Set(pipelines.flatMap((each) => [...settingsOf(each).keys()]))]

/** Where a setting is, above it or below it. */
const places = fc
  .tuple(fc.constantFrom(...paths), fc.constantFrom('here', 'above', 'below'))
  .map(([path, where]) =>
    where === 'here' ? path : where === 'below' ? `${path}.x` : path.split('.').slice(0, -1).join('.') || path,
  )
const values = fc.constantFrom<LayerValue>(1, 'x', 'a{', '{{resolve:ssm:/x}}', true, null, [1, 'a'], ['a,b'], {}, '')
const settings: fc.Arbitrary<Layer['values']> = fc
  .array(fc.tuple(places, values), { maxLength: 4 })
  .map((said) => said.reduce<Layer['values']>((all, [path, value]) => withValue(all, path.split('.'), value), {}))

function withValue(map: Layer['values'], [name = '', ...rest]: readonly string[], value: LayerValue): Layer['values'] {
  const was = map[name]
  const inner = typeof was === 'object' && was !== null && !Array.isArray(was) ? was : {}
  return { ...map, [name]: rest.length === 0 ? value : withValue(inner as Layer['values'], rest, value) }
}

/** The same values, none of which any layer below the pipeline's own is known to give: nothing is in common. */
function alone(resolved: ResolvedPipeline): ResolvedPipeline {
  const { blueprint, ring } = resolved
  const empty = <Of extends { readonly layer: Layer }>(of: Of): Of => ({ ...of, layer: { ...of.layer, values: {} } })
  return {
    ...resolved,
    blueprint: empty(blueprint),
    defaults: empty({ layer: resolved.defaults }).layer,
    ring: empty(ring),
  }
}

describe('parameters', () => {
  it.each(pipelines.map((each) => [`${each.customer.name}/${each.pipeline.name}`, each] as const))(
    'of %s are the same as if it shared nothing, whatever it sets',
    (_name, whole) => {
      fc.assert(
        fc.property(settings, settings, (ofCustomer, ofPipeline) => {
          const customer = { ...whole.customer, layer: { ...whole.customer.layer, values: ofCustomer } }
          const pipeline = { ...whole.pipeline, layer: { ...whole.pipeline.layer, values: ofPipeline } }
          const shared = valuesOf([whole.blueprint.layer, whole.defaults, whole.ring.layer])
          const resolved = {
            ...whole,
            customer,
            pipeline,
            values: laidOver(laidOver(shared, customer.layer), pipeline.layer),
          }
          const { parameters, problems } = renderParameters(resolved)
          const apart = renderParameters(alone(resolved))
          expect(JSON.stringify(parameters)).toBe(JSON.stringify(apart.parameters))
          expect(problems.map(({ code, message }) => `${code}: ${message}`)).toEqual(
            apart.problems.map(({ code, message }) => `${code}: ${message}`),
          )
        }),
        { numRuns: 60, seed: 20261126 },
      )
    },
  )
})
