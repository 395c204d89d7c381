/**
 * Where does a rollout stand, and whose move is it?
 *
 * One sentence and one small picture, the same in the comment, the check and
 * the answer to `/fleet status`.
 */
import { GLASS_GROUP } from '../fleet/policy.ts'
import { short } from '../lib/digest.ts'
import { unreachable } from '../lib/errors.ts'
import { prose, spelledOut } from '../lib/markdown.ts'
import type { Hold, Rollout, RolloutStack } from '../rollout/model.ts'
import { nameOf } from '../rollout/name-of.ts'
import { asSaidHere } from './command-place.ts'
import type { RolloutView } from './model.ts'
import { capital, count, span, stamp } from './words.ts'

/** The first line. */
export function rolloutAnswer({ rollout, stacks, at }: RolloutView): string {
  const progress = `${doneOf(stacks)} of ${count(stacks.length, 'stack')} done`
  switch (rollout.state) {
    case 'held':
      return `**Held: nothing moves.** ${because(rollout)}${nextOfHeld(rollout)}`
    case 'queued':
      return `**Waiting for its turn.** ${because(rollout)}Next: ${nextInQueue(rollout)}.`
    case 'running':
      return rollout.hold === undefined
        ? `**Rolling out: ${progress}.** ${moving(at)}Next: nobody.`
        : `**Rolling out: ${progress}.** ${because(rollout)}${nextOfHold(rollout)}`
    case 'paused':
      return `**Paused: ${progress}.** What runs at AWS goes on. Next: ${resumeBy(rollout)}.`
    case 'stopped':
      return `**Stopped: ${progress}.** ${because(rollout)}`
    case 'done':
      return done(rollout, stacks)
    case 'aborted':
      return `**Aborted: ${progress}.** The others stay as they are. Next: a pull request that brings or takes back the rest.`
    case 'superseded':
      return `**Superseded: ${progress}.** A later rollout carries on with the rest. Next: nobody.`
    default:
      return unreachable(rollout.state)
  }
}

/** Without Markdown, for a check's title. */
export function rolloutTitle({ rollout, stacks }: RolloutView): string {
  const progress = `${doneOf(stacks)} of ${count(stacks.length, 'stack')} done`
  return rollout.hold === undefined
    ? `${capital(rollout.state)}: ${progress}`
    : `${capital(rollout.state)} (${rollout.hold.waitingOn}): ${progress}`
}

const BAR = 10

/** Rings from top to bottom, with a bar each; empty where nothing is to be done. */
export function rolloutBars({ rollout, stacks, at }: RolloutView): readonly string[] {
  const rings = rollout.rings
    .map(({ name }) => ({ name, own: stacks.filter((each) => each.ref.ring === name) }))
    .filter(({ own }) => own.length > 0)
  if (rings.length === 0) return []
  const width = Math.max(...rings.map(({ name }) => spelledOut(name).length))
  const lines = rings.map(({ name, own }) => {
    const done = doneOf(own)
    const full = Math.floor((done / own.length) * BAR)
    const bar = '█'.repeat(full) + '░'.repeat(BAR - full)
    const wave = at?.ring === name ? `, wave ${at.wave} of ${at.waves}` : ''
    return `${spelledOut(name).padEnd(width)} ${bar} ${done}/${own.length}${wave}${troubles(own)}`
  })
  return ['```text', ...lines, '```']
}

function doneOf(stacks: readonly RolloutStack[]): number {
  return stacks.filter((each) => each.state === 'done').length
}

/** Failed, held and unreachable: someone has to look at them. Skipped: it stays behind, so it is named. */
export function isTroubled({ state }: RolloutStack): boolean {
  return state === 'failed' || state === 'held' || state === 'unreachable' || state === 'skipped'
}

function troubles(stacks: readonly RolloutStack[]): string {
  const states = ['failed', 'held', 'unreachable', 'skipped'] as const
  return states
    .map((state) => ({ state, number: stacks.filter((each) => each.state === state).length }))
    .filter(({ number }) => number > 0)
    .map(({ state, number }) => `, ${number} ${state}`)
    .join('')
}

function because(rollout: Rollout): string {
  const { hold } = rollout
  if (hold === undefined) return ''
  const until = hold.until === undefined ? '' : ` (until ${stamp(hold.until)})`
  // People end their reasons as sentences, and we do not.
  const reason = asSaidHere(hold.reason, rollout).replace(/\.$/, '')
  return `${capital(prose(reason))}${until}. `
}

function nextOfHeld(rollout: Rollout): string {
  const { hold, pull } = rollout
  if (hold?.waitingOn === 'fix') return 'Next: an engineer.'
  const approve = `/fleet approve ${short(rollout.planDigest)}`
  const operator = `an operator runs \`npx fleet rollouts approve ${short(rollout.planDigest)}\``
  const approver = pull === undefined ? operator : `someone who did not write it comments \`${approve}\``
  const abort = `${pull === undefined ? 'an operator runs' : 'someone comments'} ${asSaidHere('`/fleet abort`', rollout)}`
  const takenBack = `someone takes it back by a pull request, and ${abort}`
  const pastPolicy = pull === undefined ? operator : `${glass(approve)}, or ${operator}`
  switch (hold?.waitingOn) {
    case 'account':
      return pull === undefined
        ? `Next: the customer, who mends the role's trust policy; then ${operator}. Else: ${takenBack}.`
        : `Next: the customer, who mends the role's trust policy; then ${approver}, which tries the account again. Else: ${takenBack}; or, past the policy, ${pastPolicy}.`
    case 'policy':
      return `Next: ${takenBack}. Else, past the policy: ${pastPolicy}.`
    default:
      return pull === undefined ? `Next: ${operator}.` : `Next: ${approver}, or ${operator}.`
  }
}

function glass(approve: string): string {
  return `two of the group \`${GLASS_GROUP}\` in fleet.yml comment \`${approve} --break-glass "reason"\``
}

/** Our own words: a number or an id of commits. */
function nextInQueue({ hold }: Rollout): string {
  return hold?.ahead === undefined ? 'nobody' : `whoever ${nameOf(hold.ahead)} waits for`
}

function resumeBy(rollout: Rollout): string {
  return `${rollout.pull === undefined ? 'an operator who runs' : 'whoever comments'} ${asSaidHere('`/fleet resume`', rollout)}`
}

/** What ends without anybody's doing; a window that nothing opens says so itself. */
const BY_TIME: ReadonlySet<Hold['waitingOn']> = new Set(['soak', 'queue', 'window', 'freeze'])

function nextOfHold({ hold }: Rollout): string {
  if (hold === undefined || !BY_TIME.has(hold.waitingOn)) return ''
  return hold.waitingOn === 'window' && hold.until === undefined ? '' : 'Next: nobody.'
}

function moving(at: RolloutView['at']): string {
  return at === undefined ? '' : `In ring ${prose(at.ring)}, wave ${at.wave} of ${at.waves}. `
}

function took({ createdAt, endedAt }: Rollout): string {
  return endedAt === undefined ? '' : `, after ${span(createdAt, endedAt)}`
}

function done(rollout: Rollout, stacks: readonly RolloutStack[]): string {
  const left = stacks.length - doneOf(stacks)
  if (stacks.length === 0) return '**Done: no stack had to change.** Next: nobody.'
  if (left === 0) return `**Done: ${count(stacks.length, 'stack')}${took(rollout)}.** Next: nobody.`
  return `**Done, but ${count(left, 'stack')} left out: ${doneOf(stacks)} of ${stacks.length} done${took(rollout)}.**`
}
