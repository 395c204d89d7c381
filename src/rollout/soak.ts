/**
 * Has the last wave been healthy for long enough?
 */
import { lastEvidence } from './evidence.ts'
import type { Hold, RingRules, Rollout } from './model.ts'
import type { Wave } from './waves.ts'

export interface Soaking {
  readonly ring: RingRules
  readonly wave: Wave
  /** Counts from 1. */
  readonly number: number
}

export function soakHold(rollout: Rollout, before: Soaking, now: Temporal.Instant): Hold | undefined {
  // Counted from the last stack's evidence, not from the wave's start: a slow
  // stack must not eat the time in which we watch it.
  const last = lastEvidence(rollout, before.wave)
  const until = last?.add({ minutes: before.ring.soakMinutes })
  if (until === undefined || Temporal.Instant.compare(now, until) >= 0) return undefined
  return {
    waitingOn: 'soak',
    reason: `wave ${before.number} of ring ${before.ring.name} soaks for ${before.ring.soakMinutes} min; nobody has to act`,
    until: until.toString({ smallestUnit: 'second' }),
  }
}
