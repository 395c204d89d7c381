/**
 * Has this account called too often?
 *
 * One bucket of tokens for each service, account and region, filled on the
 * simulation's clock. STS is charged to the account that calls, not to the one
 * that is entered: it is the only bucket that all customers of a fleet share.
 */
import type { Clock } from '../../lib/clock.ts'
import { AwsRefusal } from './errors.ts'
import { REPLIES } from './replies.ts'
import type { Spot } from './stacks/world.ts'
import type { Service } from './wire/xml.ts'

export interface Rate {
  readonly perSecond: number
  /** How many calls come through at once after a rest. */
  readonly burst: number
}

export type Rates = Readonly<Record<Service, Rate>>

/**
 * STS as documented, and DescribeAlarms of CloudWatch, whose burst is ASSUMED; CloudFormation's rates are not published, so
 * its default is only there to stop a runaway loop.
 */
export const DEFAULT_RATES: Rates = {
  sts: { perSecond: 600, burst: 600 },
  cloudformation: { perSecond: 50, burst: 500 },
  monitoring: { perSecond: 9, burst: 90 },
}

interface Bucket {
  readonly tokens: number
  readonly atMs: number
}

export class RateLimits {
  readonly #clock: Clock
  readonly #rates: Rates
  readonly #buckets = new Map<string, Bucket>()

  constructor(clock: Clock, rates: Rates) {
    this.#clock = clock
    this.#rates = rates
  }

  /** @throws AwsRefusal `Throttling`; a refused call costs nothing. */
  charge(service: Service, caller: Spot): void {
    const { perSecond, burst } = this.#rates[service]
    const key = `${service} ${caller.accountId} ${caller.region}`
    const atMs = this.#clock.now().epochMilliseconds
    const before = this.#buckets.get(key) ?? { tokens: burst, atMs }
    const tokens = Math.min(burst, before.tokens + ((atMs - before.atMs) * perSecond) / 1000)
    const { code, message, status } = REPLIES.throttling
    this.#buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, atMs })
    if (tokens < 1) throw new AwsRefusal(code, message, status)
  }
}
