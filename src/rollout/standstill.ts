/**
 * Does this rollout stand still until a person moves?
 *
 * Whoever waits behind it is told so, and for whom, in the same few words:
 * later merges, and pull requests whose plans meet its stacks. Without its
 * commands: said on another pull request they would move another rollout.
 */
import { unreachable } from '../lib/errors.ts'
import type { Hold, Rollout } from './model.ts'
import { nameOf } from './name-of.ts'

type Standing = Pick<Rollout, 'state' | 'hold'>

/** `paused until someone resumes it`, after "is"; undefined where time or AWS brings it on, or it has ended. */
export function standstill({ state, hold }: Standing): string | undefined {
  switch (state) {
    case 'held':
      return `held until ${whoFrees(hold?.waitingOn)}`
    case 'paused':
      return 'paused until someone resumes it'
    case 'stopped':
      return 'stopped until someone mends it'
    case 'queued':
      return hold?.ahead === undefined ? undefined : `queued behind ${nameOf(hold.ahead)}, which waits for a person`
    case 'running':
      return heldUp(hold)
    case 'done':
    case 'aborted':
    case 'superseded':
      return undefined
    default:
      return unreachable(state)
  }
}

function whoFrees(waitingOn: Hold['waitingOn'] | undefined): string {
  switch (waitingOn) {
    case 'account':
      return 'its customer closes an account that lets in others'
    case 'policy':
      return 'someone takes back what the policy refuses'
    case 'fix':
      return 'an engineer mends it'
    default:
      return 'someone approves it'
  }
}

function heldUp(hold: Hold | undefined): string | undefined {
  switch (hold?.waitingOn) {
    case 'difference':
      return 'held up until someone answers a difference'
    case 'failure':
      return 'held up until someone clears its way'
    case 'window':
      return hold.until === undefined ? 'held up until someone mends its windows' : undefined
    default:
      return undefined
  }
}
