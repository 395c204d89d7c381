/**
 * What does the running bot say of itself and its rollouts, in a terminal?
 *
 * One block a rollout: its state, what it waits for, and the command that lets
 * it go on where that is an operator's move.
 */
import { short } from '../lib/digest.ts'
import { spelledOut } from '../lib/markdown.ts'
import type { Rollout } from '../rollout/model.ts'
import { asSaidHere } from './command-place.ts'
import { ink } from './ink.ts'
import { count, stamp } from './words.ts'

export function rolloutsInTerminal(rollouts: readonly Rollout[], colour: boolean): string {
  if (rollouts.length === 0) return 'No rollout is open.'
  return rollouts.map((rollout) => block(rollout, colour)).join('\n\n')
}

export function statusInTerminal(
  status: {
    readonly repository: string
    readonly defaultBranch: string
    readonly head?: string
    readonly rollouts: readonly Rollout[]
  },
  colour: boolean,
): string {
  const { repository, defaultBranch, head, rollouts } = status
  const at = head === undefined ? 'not observed yet' : `observed at ${head.slice(0, 12)}`
  return [
    `${ink(colour).strong(spelledOut(repository))}, branch ${spelledOut(defaultBranch)}, ${spelledOut(at)}`,
    `${count(rollouts.length, 'open rollout')}`,
    ...(rollouts.length === 0 ? [] : ['', rolloutsInTerminal(rollouts, colour)]),
  ].join('\n')
}

function block(rollout: Rollout, colour: boolean): string {
  const pen = ink(colour)
  const { id, state, hold, planDigest, pull, createdAt } = rollout
  const calm = state === 'running' || state === 'queued'
  const until = hold?.until === undefined ? '' : ` (until ${stamp(hold.until)})`
  return [
    `${pen.strong(spelledOut(id))} ${calm ? state : pen.bad(state)}`,
    `  ${pull === undefined ? '' : `#${pull}, `}plan ${short(planDigest)}, since ${stamp(createdAt)}`,
    ...(hold === undefined ? [] : [`  ${spelledOut(asSaidHere(hold.reason, rollout))}${until}`]),
    ...(state === 'held' ? movesOf(rollout).map((move) => `  ${move}`) : []),
  ].join('\n')
}

/** Where the policy refuses it, an operator's yes is one past the policy, and not the first thing to do. */
function movesOf({ id, hold, planDigest, pull }: Rollout): readonly string[] {
  const approve = `npx fleet rollouts approve ${short(planDigest)}`
  const abort = `npx fleet rollouts abort ${id}, once a pull request has taken it back`
  switch (hold?.waitingOn) {
    case 'account': {
      const tried = `/fleet approve ${short(planDigest)} on #${pull} tries it again`
      return [
        `the customer mends the role's trust policy${pull === undefined ? '' : `; ${tried}`}`,
        abort,
        `${approve}, which tries nothing and passes the policy`,
      ]
    }
    case 'policy':
      return [abort, `${approve}, which passes the policy`]
    case 'fix':
      return ['an engineer merges a fix; nothing can be approved before']
    default:
      return [approve]
  }
}
