/**
 * What is an author told, in one line?
 *
 * The form in which the golden tables hold problems: place, code, message,
 * expectation and hint, so that a changed word or column shows in a diff.
 */
import { loadFleet } from '../../src/fleet/load.ts'
import type { Problem } from '../../src/fleet/model.ts'
import { type World, world } from '../support/world.ts'

export const CUSTOMER = 'customers/acme/customer.yml'
export const PIPELINE = 'customers/acme/pipelines/web.yml'
export const BLUEPRINT = 'blueprints/small/1.0.0/blueprint.yml'
export const QUEUE = 'blueprints/small/1.0.0/queue.template.yml'

/** One customer with one pipeline that sets one setting. */
export const ground = world()
  .customer('acme')
  .pipeline('acme', 'web', { settings: { queue: { delaySeconds: 5 } } })

export interface Mistake {
  readonly title: string
  readonly change: (ground: World) => World
  readonly told: readonly string[]
}

/** The change of the first `was` in a file, which must be there. */
export function replace(path: string, was: string | RegExp, is: string): (world: World) => World {
  return (world) => world.edit(path, (text) => text.replace(was, () => is))
}

export function tell({ at, code, message, expected, hint, related = [] }: Problem): string {
  const parts = [
    `${at.file}:${at.line}:${at.column}-${at.endLine}:${at.endColumn} ${code}: ${message}`,
    ...(expected === undefined ? [] : [`expected ${expected}`]),
    ...(hint === undefined ? [] : [hint]),
    ...related.map((range) => `see ${range.file}:${range.line}:${range.column}`),
  ]
  return parts.join(' | ')
}

export function toldOf(changed: World, base?: World): string[] {
  return loadFleet(changed.tree(), base?.tree()).problems.map(tell)
}
