/**
 * Which stacks wait for their customers' clocks, and what is said of it?
 */
import { counted } from './budget.ts'
import type { Hold, Rollout, RolloutStack } from './model.ts'
import { pipelineOf } from './waves.ts'
import { type Closed, closedAt } from './windows.ts'

/** Undefined for a stack that may be started. */
export type Gate = (row: RolloutStack) => Closed | undefined

/** At one instant: thousands of stacks share a handful of windows. */
export function gateAt({ freezes = [] }: Rollout, now: Temporal.Instant): Gate {
  const known = new Map<string, Closed | undefined>()
  return ({ ref, windows = [] }) => {
    if (windows.length === 0 && freezes.length === 0) return undefined
    const key = JSON.stringify([ref.ring, windows])
    if (!known.has(key)) {
      const own = freezes.filter(({ rings }) => rings === undefined || rings.includes(ref.ring))
      known.set(key, closedAt({ windows, freezes: own }, now))
    }
    return known.get(key)
  }
}

/** `ready`: stacks that nothing else keeps from being started. */
export function closedHold(gate: Gate, ready: readonly RolloutStack[]): Hold | undefined {
  const closed = ready.flatMap((row) => {
    const found = gate(row)
    return found === undefined ? [] : [{ row, ...found }]
  })
  if (closed.length === 0) return undefined
  const until = closed.flatMap((each) => each.until ?? []).sort(Temporal.Instant.compare)[0]
  const ends = until === undefined ? {} : { until: until.toString({ smallestUnit: 'second' }) }
  const [freeze] = closed.flatMap(({ by }) => (by === 'windows' ? [] : [by.freeze]))
  const act = until === undefined ? 'no time is in sight; `/fleet abort`, then mend the windows' : 'nobody has to act'
  if (freeze !== undefined) {
    return { waitingOn: 'freeze', reason: `freeze ${freeze.name} holds all starts: ${freeze.reason}; ${act}`, ...ends }
  }
  return { waitingOn: 'window', reason: `${whose(closed.map(({ row }) => row))}; ${act}`, ...ends }
}

function whose(rows: readonly RolloutStack[]): string {
  const pipelines = [...new Set(rows.map(({ ref }) => pipelineOf(ref)))].sort()
  const left = pipelines.length - 3
  const names = pipelines.slice(0, 3).join(', ') + (left > 0 ? ` and ${left} more` : '')
  return `${counted(pipelines.length, 'pipeline')} outside of ${pipelines.length === 1 ? 'its window' : 'their windows'}: ${names}`
}
