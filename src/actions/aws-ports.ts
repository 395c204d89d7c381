/**
 * What do the verbs need of AWS?
 *
 * Ports as in ports.ts, in a file of their own: no other edge than `aws` knows them.
 */
import type { DescribedChangeSet, LastOperation, LiveStack } from '../plan/model.ts'
import type { DesiredStack } from '../render/model.ts'
import type { StackFailure } from '../rollout/model.ts'

/** For session name and SourceIdentity: `pull-12` or `rollout-r-1a2b3c4d5e6f`. */
export type Purpose = string

export interface BegunWith {
  readonly token: string
  readonly purpose: Purpose
}

export interface StackReader {
  /** Undefined where there is no such stack, or only one in REVIEW_IN_PROGRESS. */
  live(stack: DesiredStack, purpose: Purpose): Promise<LiveStack | undefined>
  template(stack: DesiredStack, purpose: Purpose): Promise<string>
  /** What failed, the first first, of the operation that carries this token. */
  failure(stack: DesiredStack, operation: BegunWith): Promise<StackFailure | undefined>
  /** The operation that was begun last, whoever began it, and whether or not it has ended. */
  lastOperation(stack: DesiredStack, purpose: Purpose): Promise<LastOperation | undefined>
  /** Was an operation begun with this token? `untold`: the events tell of no operation at all. */
  wasBegun(stack: DesiredStack, operation: BegunWith): Promise<'yes' | 'no' | 'untold'>
}

export interface ChangeSetOrder {
  readonly stack: DesiredStack
  readonly type: 'CREATE' | 'UPDATE'
  readonly name: string
  readonly description: string
  /** Every parameter's value, outputs resolved. */
  readonly parameters: { readonly [name: string]: string }
  /** Alarms that exist: CloudFormation fails an operation that is to be watched by one that does not. */
  readonly alarms: readonly Alarm[]
  /** Derived from effect, transition and attempt. */
  readonly token: string
  readonly purpose: Purpose
}

export interface Alarm {
  readonly arn: string
  readonly type: 'AWS::CloudWatch::Alarm' | 'AWS::CloudWatch::CompositeAlarm'
}

export interface AlarmReader {
  /** Those of them that exist, in their order. They are of the stack's own account and region. */
  existing(stack: DesiredStack, arns: readonly string[], purpose: Purpose): Promise<readonly Alarm[]>
}

export interface ListedChangeSet {
  readonly arn: string
  readonly name: string
  readonly description?: string
}

/** Made with the plan role; each names the service role. */
export interface ChangeSets {
  /** Makes it (or finds the one of the same name and token) and waits until CloudFormation has settled it. */
  create(order: ChangeSetOrder): Promise<DescribedChangeSet>
  describe(stack: DesiredStack, arn: string, purpose: Purpose): Promise<DescribedChangeSet | undefined>
  /** All that exist on the stack, newest first. */
  list(stack: DesiredStack, purpose: Purpose): Promise<readonly ListedChangeSet[]>
  /** Why CloudFormation would not take the template of a stack that does not exist yet; undefined where it would. */
  refusal(stack: DesiredStack, purpose: Purpose): Promise<string | undefined>
  /** No error if it is gone. */
  discard(stack: DesiredStack, arn: string, purpose: Purpose): Promise<void>
}

/** Made with the apply role. */
export interface StackOperations {
  /** After an ambiguous reply it looks before it decides; returns once AWS is known to have accepted it. */
  execute(order: {
    readonly stack: DesiredStack
    readonly arn: string
    readonly type: 'CREATE' | 'UPDATE'
    readonly token: string
    readonly purpose: Purpose
  }): Promise<void>
  /** Deletes a stack of ours that never succeeded (ROLLBACK_COMPLETE, REVIEW_IN_PROGRESS), by its ARN; refuses any other. */
  deleteLeftover(
    stack: DesiredStack,
    order: { readonly stackArn: string; readonly token: string; readonly purpose: Purpose },
  ): Promise<void>
}

/** For who tries a role: no session that comes of it is used for anything but asking where it leads. */
export interface AccountDoors {
  /** As the bot does it; answers the account that the session is of. */
  enter(wish: { readonly accountId: string; readonly roleArn: string; readonly externalId: string }): Promise<string>
  /** As anybody would. Throws `account-unreachable` where it is refused. */
  knock(door: { readonly roleArn: string; readonly externalId?: string }): Promise<void>
}

/** What is set beside change sets: read with the plan role, set with the apply role. */
export interface StackProtection {
  /** The stack's own policy; undefined where it has none. */
  policy(stack: DesiredStack, purpose: Purpose): Promise<string | undefined>
  /** Of the very stack that was looked at. After an ambiguous reply it looks; returns once AWS is known to have it so. */
  switchTermination(stack: DesiredStack, order: ProtectionOrder & { readonly on: boolean }): Promise<void>
  setPolicy(stack: DesiredStack, order: ProtectionOrder & { readonly policy: string }): Promise<void>
}

export interface ProtectionOrder {
  readonly stackArn: string
  readonly purpose: Purpose
}

/** All of AWS that the verbs know. */
export interface AwsPorts {
  readonly reader: StackReader
  readonly changeSets: ChangeSets
  readonly operations: StackOperations
  readonly protection: StackProtection
  readonly alarms: AlarmReader
  /** Whose sessions are named after a purpose. */
  readonly doors: (purpose: Purpose) => AccountDoors
}
