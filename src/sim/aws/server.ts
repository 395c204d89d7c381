/**
 * What stands in for AWS when the bot is demonstrated or tested?
 *
 * A small honest STS and CloudFormation behind one loopback address: the real
 * Query protocol, real signatures, roles that are enforced, change sets and
 * stack operations that take time. This file is the front door, its types are
 * all that the demo and the tests see; what each behaviour rests on stands in
 * README.md beside it.
 */
import type { Server } from 'node:http'
import type { Clock } from '../../lib/clock.ts'
import { Identities } from './auth/identities.ts'
import type { PolicyDocument } from './auth/policy.ts'
import { rolesOf, trustOf } from './bootstrap.ts'
import { deployEarlier, type EarlierStack } from './earlier.ts'
import { type Call, type FaultPlan, Faults } from './faults.ts'
import { httpServer } from './http.ts'
import { type Journal, JournalWriter } from './journal.ts'
import { DEFAULT_RATES, RateLimits, type Rates } from './rates.ts'
import { type SomeoneElse, someoneElse } from './someone-else.ts'
import type { Alarm } from './stacks/alarms.ts'
import type { Engine } from './stacks/engine.ts'
import { changeLive } from './stacks/live.ts'
import { viewOf } from './stacks/view.ts'
import { type Spot, World } from './stacks/world.ts'
import type { Template } from './template/parse.ts'
import { Timeline } from './timeline.ts'

/** Milliseconds of the given clock. */
export interface Timing {
  /** From CreateChangeSet to its end; as the stack's name has it. */
  readonly changeSetMs: number | ((stackName: string) => number)
  /** One resource's creation, update or deletion. */
  readonly resourceMs: number
  /** From an accepted execution to the moment at which DescribeStacks shows it. */
  readonly eventualMs: number
  /** From DetectStackDrift to its end. */
  readonly driftMs: number
  /** How long a call is on its way, there and back, by the machine's time as a client's time-outs are. */
  readonly callMs: number | ((call: Call) => number)
}

/** How many entries a reply holds before it carries a NextToken. */
export interface Pages {
  readonly changes: number
  readonly events: number
  readonly stacks: number
}

export interface Limits {
  readonly changeSetsPerStack: number
}

export interface AwsSimOptions {
  readonly clock: Clock
  /** 0, the default, takes a free one. */
  readonly port?: number
  readonly timing?: Partial<Timing>
  readonly pages?: Partial<Pages>
  /** Whether an addition says `Replacement: "True"` when values are asked for, as AWS did until May 2025. Default: it does. */
  readonly additionsReplace?: boolean
  /** Calls a second, by service: CloudFormation's by account and region, STS's by the calling account and region. */
  readonly rates?: Partial<Rates>
  readonly limits?: Partial<Limits>
}

/** A long-lived key, as the bot has it in its own account, or a person in a customer's. */
export interface Principal {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly accountId: string
  readonly arn: string
}

export interface PrincipalOptions {
  /** Default: an account of the operator's that holds no stacks. */
  readonly accountId?: string
  readonly name?: string
  /** Default: everything, as an administrator has it. */
  readonly policy?: PolicyDocument
}

export interface RoleSpec {
  readonly trust: { readonly principalArn?: string; readonly service?: string; readonly externalId?: string }
  readonly policy: PolicyDocument
}

export type AccountSpec =
  | { readonly id: string; readonly roles: Readonly<Record<string, RoleSpec>> }
  | {
      readonly id: string
      /** The text of `customer-roles.template.yml`; its roles are made as CloudFormation would make them. */
      readonly bootstrapTemplate: string
      readonly parameters: Readonly<Record<string, string>>
      /** What the account has besides. */
      readonly roles?: Readonly<Record<string, RoleSpec>>
    }

/** One stack as it stands now, for assertions and the demo's pages. */
export interface StackView {
  readonly stackId: string
  readonly stackName: string
  readonly accountId: string
  readonly region: string
  readonly status: string
  readonly statusReason?: string
  readonly changeSetId?: string
  readonly roleArn?: string
  readonly template: string
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly outputs: Readonly<Record<string, string>>
  readonly terminationProtection: boolean
  /** As it was given. */
  readonly stackPolicy?: string
  readonly resources: readonly ResourceView[]
  readonly changeSets: readonly {
    readonly id: string
    readonly name: string
    readonly status: string
    readonly executionStatus: string
    readonly description?: string
  }[]
}

export interface ResourceView {
  readonly logicalId: string
  readonly type: string
  readonly physicalId: string
  readonly status: string
  readonly properties: Readonly<Record<string, unknown>>
}

/** A resource by the stack that declares it. */
export interface LiveSpot {
  readonly accountId: string
  readonly region: string
  readonly stackName: string
  readonly logicalId: string
}

export interface AwsSim {
  readonly url: string
  addPrincipal(options?: PrincipalOptions): Principal
  addAccount(account: AccountSpec): void
  /** The customer lets in others by this role than before, from the next session on. */
  changeTrust(role: { readonly accountId: string; readonly roleName: string }, trust: RoleSpec['trust']): void
  /** A stack that a change set has brought about before the story begins: at once, and not in the journal of requests. */
  addStack(spot: Spot, stack: EarlierStack): void
  readonly journal: Journal
  /** Requests that reached the simulator, refused ones included, by action. */
  callCounts(): Readonly<Record<string, number>>
  /** Stacks that are not deleted. */
  stacks(accountId: string, region: string): readonly StackView[]
  readonly faults: FaultPlan
  /** What somebody does to a resource past CloudFormation: merges properties, `undefined` takes one away. */
  changeLive(at: LiveSpot, change: Readonly<Record<string, unknown>> | 'deleted'): void
  /** Alarms that people have, beside those of stacks. */
  readonly alarms: {
    put(spot: Spot, alarm: Alarm): void
    remove(spot: Spot, name: string): void
  }
  /** An administrator of that account at work; a real client with `addPrincipal`'s key can do the same and more. */
  someoneElse(accountId: string, region: string): SomeoneElse
  close(): Promise<void>
}

const TIMING: Timing = { changeSetMs: 4_000, resourceMs: 8_000, eventualMs: 1_000, driftMs: 5_000, callMs: 0 }
const PAGES: Pages = { changes: 200, events: 100, stacks: 100 }
const LIMITS: Limits = { changeSetsPerStack: 1_000 }
const OPERATOR_ACCOUNT = '999999999999'
const EVERYTHING: PolicyDocument = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

/** Listens on loopback alone: nothing here is meant for a network. */
export async function startAwsSim(options: AwsSimOptions): Promise<AwsSim> {
  const timeline = new Timeline(options.clock)
  const identities = new Identities(options.clock)
  const journal = new JournalWriter()
  const world = new World()
  const faults = new Faults(identities, () => timeline.catchUp())
  const engine: Engine = {
    timeline,
    world,
    identities,
    faults,
    journal,
    timing: { ...TIMING, ...options.timing },
    additionsReplace: options.additionsReplace ?? true,
    limits: { ...LIMITS, ...options.limits },
  }
  const pages = { ...PAGES, ...options.pages }
  const rates = new RateLimits(options.clock, { ...DEFAULT_RATES, ...options.rates })
  const server = httpServer({ engine, pages, rates })
  const port = await listen(server, options.port ?? 0)
  const bootstrapTemplates = new Map<string, Template>()
  let users = 0
  return {
    url: `http://127.0.0.1:${port}`,
    journal: {
      get requests() {
        return journal.requests
      },
      get operations() {
        timeline.catchUp()
        return journal.operations
      },
    },
    faults,
    addPrincipal({ accountId = OPERATOR_ACCOUNT, name, policy = EVERYTHING } = {}) {
      users += 1
      const user = identities.addUser({ accountId, name: name ?? `fleetwright-${users}`, policy })
      return {
        accessKeyId: user.accessKeyId,
        secretAccessKey: user.secretAccessKey,
        accountId: user.accountId,
        arn: user.arn,
      }
    },
    someoneElse(accountId, region) {
      const administrator = identities.addUser({ accountId, name: 'someone-else', policy: EVERYTHING })
      return someoneElse({ engine, pages, spot: { accountId, region } }, administrator)
    },
    addAccount: (account) => identities.addAccount(account.id, rolesOf(account, bootstrapTemplates)),
    changeTrust: ({ accountId, roleName }, trust) => identities.changeTrust(accountId, roleName, trustOf(trust)),
    addStack(spot, stack) {
      const administrator = identities.addUser({ accountId: spot.accountId, name: 'earlier', policy: EVERYTHING })
      deployEarlier({ engine, pages, spot }, administrator, stack)
    },
    callCounts: () => journal.counts(),
    stacks(accountId, region) {
      timeline.catchUp()
      return world
        .stacksIn({ accountId, region })
        .filter(({ deletedAt }) => deletedAt === undefined)
        .map((stack) => viewOf(world, stack))
    },
    changeLive(at, change) {
      timeline.catchUp()
      changeLive(world, at, change)
    },
    alarms: world.alarms,
    close: () => close(server),
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      if (typeof address === 'object' && address !== null) resolve(address.port)
      else reject(new Error('the simulated AWS has no port'))
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    server.closeAllConnections()
  })
}
