/**
 * What does a test of the AWS edge begin with?
 *
 * The real edge, through the real SDK, over HTTP to the simulated AWS with one
 * customer's account and the roles of the bootstrap template. Whoever waits
 * moves the clock, so a test passes hours in milliseconds.
 */
import { readFileSync } from 'node:fs'
import type { ChangeSetOrder } from '../../src/actions/aws-ports.ts'
import { type Aws, type AwsOptions, openAws } from '../../src/aws/open.ts'
import type { Clock } from '../../src/lib/clock.ts'
import type { DescribedChangeSet } from '../../src/plan/model.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { type AwsSim, type AwsSimOptions, startAwsSim } from '../../src/sim/aws/server.ts'
import { stack } from '../support/stacks.ts'

export const PURPOSE = 'pull-12'
const BOOTSTRAP = readFileSync(new URL('../../fleet/bootstrap/customer-roles.template.yml', import.meta.url), 'utf8')

export interface MovedClock extends Clock {
  advance(ms: number): void
}

/** A wait is over at once, and it is later then. */
export function movedClock(): MovedClock {
  let now = Temporal.Instant.from('2026-11-23T20:00:00Z')
  return {
    now: () => now,
    sleep(ms) {
      now = now.add({ milliseconds: Math.ceil(ms) })
      return Promise.resolve()
    },
    advance(ms) {
      now = now.add({ milliseconds: ms })
    },
  }
}

export interface EdgeWorld extends AsyncDisposable {
  readonly sim: AwsSim
  readonly aws: Aws
  readonly clock: MovedClock
}

export async function edgeWorld(
  options: Partial<AwsSimOptions> = {},
  different: Partial<AwsOptions> = {},
): Promise<EdgeWorld> {
  const clock = movedClock()
  const sim = await startAwsSim({ clock, ...options })
  const bot = sim.addPrincipal({ name: 'bot' })
  const { access, accountId } = stack()
  sim.addAccount({
    id: accountId,
    bootstrapTemplate: BOOTSTRAP,
    parameters: { ExternalId: access.externalId, BotPrincipalArn: bot.arn },
  })
  const aws = openAws({ clock, chance: () => 0.5, endpointUrl: sim.url, credentials: bot, ...different })
  return {
    sim,
    aws,
    clock,
    async [Symbol.asyncDispose]() {
      await aws.close()
      await sim.close()
    },
  }
}

/** The default stack with so many shards, which is what tests change. */
export function shards(count: number, wish: Partial<DesiredStack> = {}): DesiredStack {
  return stack({ parameters: { Shards: String(count) }, with: wish })
}

export function orderOf(of: DesiredStack, different: Partial<ChangeSetOrder> = {}): ChangeSetOrder {
  const name = different.name ?? 'fw-0123456789abcdef-0123456789abcdef-1'
  return {
    stack: of,
    type: 'CREATE',
    name,
    description: 'Made by Fleetwright for #12',
    parameters: Object.fromEntries(
      Object.entries(of.parameters).map(([key, value]) => [key, value.from === 'value' ? value.value : '']),
    ),
    alarms: [],
    token: `create-${name}`,
    purpose: PURPOSE,
    ...different,
  }
}

/** Makes a set and executes it; the clock has passed the operation when this returns. */
export async function applied(
  { aws, clock }: EdgeWorld,
  of: DesiredStack,
  different: Partial<ChangeSetOrder> = {},
): Promise<DescribedChangeSet> {
  const order = orderOf(of, different)
  const set = await aws.changeSets.create(order)
  const token = `execute-${set.name}`
  await aws.operations.execute({ stack: of, arn: set.arn, type: order.type, token, purpose: PURPOSE })
  clock.advance(10 * 60_000)
  return set
}

export const SECOND = 'fw-0123456789abcdef-0123456789abcdef-2'
