/**
 * What stands in for AWS when the bot is demonstrated or tested?
 *
 * A small honest STS and CloudFormation behind one loopback address: the real
 * Query protocol, real signatures, roles that are enforced, change sets and
 * stack operations that take time. This file is the front door, its types are
 * all that the demo and the tests see; what each behaviour rests on stands in
 * README.md beside it.
 */
import type { Clock } from '../../lib/clock.ts'
import type { PolicyDocument } from './auth/policy.ts'
import type { FaultPlan } from './faults.ts'
import type { Journal } from './journal.ts'

/** Milliseconds of the given clock. */
export interface Timing {
  /** From CreateChangeSet to its end. */
  readonly changeSetMs: number
  /** One resource's creation, update or deletion. */
  readonly resourceMs: number
  /** From an accepted execution to the moment at which DescribeStacks shows it. */
  readonly eventualMs: number
}

/** How many entries a reply holds before it carries a NextToken. */
export interface Pages {
  readonly changes: number
  readonly events: number
  readonly stacks: number
}

export interface AwsSimOptions {
  readonly clock: Clock
  /** 0, the default, takes a free one. */
  readonly port?: number
  readonly timing?: Partial<Timing>
  readonly pages?: Partial<Pages>
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
  readonly resources: readonly ResourceView[]
  readonly changeSets: readonly {
    readonly id: string
    readonly name: string
    readonly status: string
    readonly executionStatus: string
  }[]
}

export interface ResourceView {
  readonly logicalId: string
  readonly type: string
  readonly physicalId: string
  readonly status: string
  readonly properties: Readonly<Record<string, unknown>>
}

export interface AwsSim {
  readonly url: string
  addPrincipal(options?: PrincipalOptions): Principal
  addAccount(account: AccountSpec): void
  readonly journal: Journal
  /** Requests that reached the simulator, refused ones included, by action. */
  callCounts(): Readonly<Record<string, number>>
  /** Stacks that are not deleted. */
  stacks(accountId: string, region: string): readonly StackView[]
  readonly faults: FaultPlan
  close(): Promise<void>
}

/** Listens on loopback alone: nothing here is meant for a network. */
export async function startAwsSim(options: AwsSimOptions): Promise<AwsSim> {
  throw new Error(`not yet listening on ${options.port ?? 0}`)
}
