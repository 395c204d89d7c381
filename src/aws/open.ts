/**
 * How does the bot reach every account of the fleet?
 *
 * Built once: one pool of sockets, one STS client, one cache of sessions, and
 * on top of them the ports that the verbs know.
 */
import type { STSClientConfig } from '@aws-sdk/client-sts'
import type { AwsPorts } from '../actions/aws-ports.ts'
import type { Log } from '../actions/ports.ts'
import type { Clock } from '../lib/clock.ts'
import { alarmReader } from './alarms.ts'
import type { Asking } from './ask.ts'
import { changeSets } from './change-sets.ts'
import { clients, watchers } from './clients.ts'
import { sessions } from './credentials.ts'
import { doorsOf } from './doors.ts'
import { sharedHandler, WIRE_LIMITS, type WireLimits } from './handler.ts'
import { stackOperations } from './operations.ts'
import type { Rate } from './pace.ts'
import { stackProtection } from './protection.ts'
import { stackReader } from './stack-reader.ts'
import { type Identity, openSts, type Sts } from './sts.ts'

export interface AwsOptions {
  readonly clock: Clock
  /** In [0, 1); spreads waits and renewals. */
  readonly chance: () => number
  readonly log?: Log
  /** Absent for AWS itself. */
  readonly endpointUrl?: string
  /** Whose STS is asked; stacks name their own regions. Default us-east-1. */
  readonly region?: string
  /** The bot's own; absent for the SDK's chain of providers. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly limits?: Partial<WireLimits & { readonly assumeRolesPerSecond: number }>
}

export interface Aws extends AwsPorts {
  /** Who the bot is by its own credentials; throws where AWS does not know them. */
  identity(): Promise<Identity>
  /** Calls in flight fail; nothing is asked after it. */
  close(): Promise<void>
}

/** STS allows 600 a second to an account and region, shared with everything else that runs there. */
const ASSUME_ROLES_A_SECOND = 100

/** What everything that asks AWS stands on. */
export interface Connection {
  readonly sts: Sts
  readonly at: Asking
  close(): void
}

export function openAws(options: AwsOptions): Aws {
  const { sts, at, close } = connect(options)
  const sets = changeSets(at)
  return {
    reader: stackReader(at),
    changeSets: sets,
    operations: stackOperations(at, sets),
    protection: stackProtection(at),
    alarms: alarmReader(at),
    doors: (purpose) => doorsOf(sts, purpose),
    identity: () => sts.identity(),
    close: async () => close(),
  }
}

export function connect(options: AwsOptions): Connection {
  const { clock, chance, limits = {} } = options
  const handler = sharedHandler({ ...WIRE_LIMITS, ...limits })
  const wire = {
    requestHandler: handler,
    // Retries are ours: see retry.ts.
    maxAttempts: 1,
    ...(options.endpointUrl === undefined ? {} : { endpoint: options.endpointUrl }),
  }
  const retrying = { clock, chance, ...(options.log === undefined ? {} : { log: options.log }) }
  const perSecond = limits.assumeRolesPerSecond ?? ASSUME_ROLES_A_SECOND
  const rate: Rate = { perSecond, burst: perSecond }
  const sts = openSts({ ...wire, ...callerOf(options) }, { ...retrying, rate })
  const at: Asking = {
    ...retrying,
    sessions: sessions(sts, { clock, chance }),
    clients: clients(wire),
    watchers: watchers(wire),
  }
  return { sts, at, close: () => handler.destroy() }
}

function callerOf({ credentials, region = 'us-east-1' }: AwsOptions): STSClientConfig {
  return { region, ...(credentials === undefined ? {} : { credentials: { ...credentials } }) }
}
