/**
 * Does a change of this property replace the resource?
 *
 * Asked only where no change set can be had. The table is generated from AWS's
 * own description (test/plan/recreation-table.ts); a type that it does not
 * know may do anything.
 */
import type { PropertyChange } from './model.ts'
import source from './recreation.json' with { type: 'json' }

export type Recreation = PropertyChange['recreation']

const TABLE: ReadonlyMap<string, string> = new Map(Object.entries(source))

/** `property`: the top-level name, such as `ShardCount`. */
export function recreationOf(type: string, property: string): Recreation {
  const words = TABLE.get(type)?.split(' ')
  if (words === undefined) return 'conditionally'
  if (words.includes(`${property}!`)) return 'always'
  return words.includes(`${property}?`) ? 'conditionally' : 'never'
}
