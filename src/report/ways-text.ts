/**
 * Whose is which part of what happens to a stack that nothing else brings to the base?
 *
 * A reviewer has to read their own part, and to know who read the other: what
 * was reviewed elsewhere is named with where, and what nobody is known to have
 * reviewed is theirs to read as well.
 */
import type { ChangeClass, Missed, Transition, Way } from '../plan/model.ts'
import { joined } from './words.ts'

const NOTHING_OWN: Way = { whose: 'own', changes: [] }

/** Above what is told apart. */
export function waysMark({ changes, protections = [] }: Pick<ChangeClass, 'changes' | 'protections'>): string {
  return changes.length + protections.length === 0
    ? 'Behind, and nothing has to be applied'
    : 'Behind: one apply goes both ways'
}

/** In the order in which they lead on. This change's own is told also where no resource shows it. */
export function shownWaysOf({ ways = [] }: Pick<ChangeClass, 'ways'>): readonly Way[] {
  const isOwnTold = ways.some(({ whose }) => whose !== 'earlier')
  return ways.length === 0 || isOwnTold ? ways : [...ways, NOTHING_OWN]
}

export function wayName({ whose }: Way): string {
  return {
    earlier: 'Live → base',
    own: 'Base → head',
    both: 'Live → base → head',
    undone: 'Base → head, and nothing to do',
  }[whose]
}

/** What happens to each resource of it, where that is not what the change says. */
export function wayFate({ whose }: Way): string | undefined {
  return whose === 'undone' ? 'nothing happens' : undefined
}

/** `say` makes a name harmless where it will stand. */
export function wayNote({ whose, by = [], changes, protections = [] }: Way, say: (name: string) => string): string {
  switch (whose) {
    case 'earlier':
      return reviewed(by, say)
    case 'own':
      return changes.length + protections.length === 0 ? 'yours: no resource changes' : 'yours'
    case 'both':
      return 'at once: only an apply tells what would be in between'
    case 'undone':
      return `yours: live is so already${by.length === 0 ? '' : `, since ${names(by, say)} never reached it`}`
  }
}

function reviewed(by: readonly Missed[], say: (name: string) => string): string {
  if (by.length === 0) return 'in no plan that is kept: read it as yours'
  const [seen, unseen] = [by.filter(({ isApproved }) => isApproved), by.filter(({ isApproved }) => !isApproved)]
  return [
    ...(seen.length === 0 ? [] : [`reviewed in ${names(seen, say)}`]),
    ...(unseen.length === 0 ? [] : [`planned in ${names(unseen, say)}, which nobody approved`]),
  ].join('; ')
}

function names(by: readonly Missed[], say: (name: string) => string): string {
  return joined(by.map(({ pull, rollout }) => say(pull === undefined ? rollout : `#${pull}`)))
}

/** All that is live otherwise than the base wants it stands in a plan that we know. */
export function isAccounted(ways: Transition['ways']): boolean {
  const due = (ways ?? []).filter(({ whose }) => whose === 'earlier' || whose === 'undone')
  return due.length > 0 && due.every(({ by }) => by !== undefined)
}
