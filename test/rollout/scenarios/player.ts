/**
 * What would an onlooker have seen?
 *
 * Plays a rollout against a script: steps time, asks `decide`, ends applies as
 * the script says, and writes down every change in one line. The text is what
 * a reviewer reads, so a scenario is checked as a whole.
 */
import { decide } from '../../../src/rollout/decide.ts'
import type { Edited, Refused } from '../../../src/rollout/edits.ts'
import { isEnded } from '../../../src/rollout/edits.ts'
import type { Decision, Rollout, RolloutStack, StackFailure } from '../../../src/rollout/model.ts'
import { START } from '../fleet.ts'

export type End = 'done' | 'failed' | 'unreachable' | 'held'

export interface Script {
  readonly rollout: Rollout
  readonly stacks: readonly RolloutStack[]
  /** How an apply ends; `done` unless told. */
  readonly ends?: (row: RolloutStack) => End
  readonly applyMinutes?: (row: RolloutStack) => number
  /** By minute: what a person does. */
  readonly people?: {
    readonly [minute: number]: readonly [
      string,
      (rollout: Rollout, stacks: readonly RolloutStack[]) => Edited | Refused,
    ]
  }
  /** The minute at which the older rollout ends. */
  readonly aheadUntil?: number
  readonly minutes: number
}

export function play(script: Script): string {
  const lines: string[] = []
  const ending = new Map<string, number>()
  let rollout = script.rollout
  let stacks = script.stacks
  let told = ''

  for (let minute = 0; minute <= script.minutes && !isEnded(rollout); minute++) {
    const now = START.add({ minutes: minute })
    settle(minute, now)
    listen(minute)
    const ahead = minute < (script.aheadUntil ?? 0) ? { ahead: { id: 'r-000000000001' } } : {}
    follow(decide({ rollout, stacks, ...ahead, now }), minute)
  }
  return `${lines.join('\n')}\n`

  function say(minute: number, what: string): void {
    lines.push(`${String(minute).padStart(3)} min  ${what}`)
  }

  function settle(minute: number, now: Temporal.Instant): void {
    for (const row of stacks) {
      if (row.state !== 'applying' || (ending.get(row.ref.id) ?? 0) > minute) continue
      const end = script.ends?.(row) ?? 'done'
      say(minute, `${nameOf(row)} ${end}`)
      replace(
        end === 'done'
          ? { ...row, state: end, evidenceAt: now.toString() }
          : { ...row, state: end, failure: failureOf(row, end) },
      )
    }
  }

  function listen(minute: number): void {
    const command = script.people?.[minute]
    if (command === undefined) return
    const answer = command[1](rollout, stacks)
    say(minute, `${command[0]}${'refused' in answer ? ` (refused: ${answer.refused})` : ''}`)
    if ('refused' in answer) return
    rollout = answer.rollout
    for (const row of answer.stacks) replace(row)
  }

  function follow(decision: Decision, minute: number): void {
    const { hold: _before, ...rest } = rollout
    rollout = { ...rest, state: decision.state, ...(decision.hold === undefined ? {} : { hold: decision.hold }) }
    const at = decision.at === undefined ? '' : ` · ${decision.at.ring} ${decision.at.wave}/${decision.at.waves}`
    const why = decision.hold === undefined ? '' : ` · waits on ${decision.hold.waitingOn}: ${decision.hold.reason}`
    const standing = `${decision.state}${at}${why}`
    if (standing !== told) say(minute, standing)
    told = standing
    for (const id of decision.start) {
      const row = stacks.find((each) => each.ref.id === id)
      if (row === undefined) throw new Error(`decide started ${id}, which it was not told of`)
      const { failure: _failure, ...started } = row
      replace({ ...started, state: 'applying', attempt: row.attempt + 1 })
      ending.set(id, minute + (script.applyMinutes?.(row) ?? 2))
      say(minute, `  starts ${nameOf(row)}${row.attempt === 0 ? '' : `, attempt ${row.attempt + 1}`}`)
    }
  }

  function replace(row: RolloutStack): void {
    stacks = stacks.map((each) => (each.ref.id === row.ref.id ? row : each))
  }
}

function nameOf(row: RolloutStack): string {
  return `${row.ref.customer}/${row.ref.pipeline} ${row.ref.key}`
}

function failureOf(row: RolloutStack, end: End): StackFailure {
  const failure = { code: end, reason: `${nameOf(row)} ended ${end}`, hint: 'mend it' }
  return end === 'held' ? { ...failure, difference: row.to } : failure
}
