/**
 * How does one change read where nothing is left out?
 *
 * Every property with its whole value, what happens in words, and of a stack
 * that goes two ways in one whose each is. Strangers' strings are in it as they
 * are: whoever draws it makes them harmless for where they will stand.
 */
import type { ChangeClass, PropertyChange, ResourceChange, Risk } from '../plan/model.ts'
import { byDanger } from './class-text.ts'
import { protectionInFull } from './protection-text.ts'
import { fate } from './resource-text.ts'
import { shownWaysOf, wayFate, wayName, wayNote } from './ways-text.ts'

export interface ShownProperty {
  readonly path: string
  readonly before?: string
  readonly after?: string
  /** It becomes what only an apply will tell; `after` is then no more than how it is written. */
  readonly knownAfterApply: boolean
  /** What is to be said beside the values, such as "makes a new resource". */
  readonly notes: readonly string[]
}

export interface ShownChange {
  readonly name: string
  readonly type: string
  readonly action: ResourceChange['action']
  /** What happens, in words. */
  readonly what: string
  readonly risk: Risk
  readonly properties: readonly ShownProperty[]
}

export const SIGNS = { add: '+', modify: '~', remove: '-', import: '&', dynamic: '?' } as const satisfies {
  readonly [action in ShownChange['action']]: string
}

/** Whose changes these are, and what is set beside them. */
export interface ShownWay {
  readonly title: string
  readonly changes: readonly ShownChange[]
  readonly lines: readonly string[]
}

export function shownWays(change: Pick<ChangeClass, 'ways'>): readonly ShownWay[] {
  return shownWaysOf(change).map((way) => ({
    title: `${wayName(way)} (${wayNote(way, String)})`,
    changes: byDanger(way.changes)
      .map(shownChange)
      .map((each) => ({ ...each, what: wayFate(way) ?? each.what })),
    lines: (way.protections ?? []).map(protectionInFull),
  }))
}

export function shownChange(change: ResourceChange): ShownChange {
  const { logicalId: name, type, action, verdict, properties } = change
  const what = action === 'add' ? 'is new' : fate(change, (reason) => reason)
  return { name, type, action, what, risk: verdict.risk, properties: properties.map((each) => property(each, action)) }
}

/** What a property becomes, where it is not a value alone. */
export function becomes({ before, after, knownAfterApply }: ShownProperty): string | undefined {
  if (knownAfterApply) return 'known after apply'
  return before !== undefined && after === undefined ? 'removed' : undefined
}

function property(
  { path, before, after, knownAfterApply, recreation }: PropertyChange,
  action: ResourceChange['action'],
): ShownProperty {
  const forced = { never: [], conditionally: ['may make a new resource'], always: ['makes a new resource'] }[recreation]
  return {
    path: path.replace(/^Properties\./, ''),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    knownAfterApply: knownAfterApply === true,
    notes: action === 'add' ? [] : forced,
  }
}
