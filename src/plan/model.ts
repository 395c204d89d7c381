/**
 * What will change, where, and how dangerous is it?
 *
 * The plan is a value: it survives JSON, holds no function, and can be printed, hashed, stored, linted, refused and
 * replayed. What depends on a commit, a time or an ARN stands beside it (`PlanEvidence`), never inside.
 */

import type { AccountId, Lifecycle, Origin, StackId } from '../fleet/model.ts'
import type { Digest } from '../lib/digest.ts'
import type { AccessEvidence, AlarmEvidence, Elsewhere, Probed } from './evidence.ts'

/** In ascending order of danger. */
export const RISKS = ['routine', 'disruptive', 'destructive'] as const
export type Risk = (typeof RISKS)[number]

export interface Verdict {
  readonly risk: Risk
  /** In plain words, written where the decision was made. */
  readonly reason: string
}

/** Which stack: everything a reader, a rollout or an edge needs to find it; no digest contains `ring`. */
export interface StackRef {
  readonly id: StackId
  readonly customer: string
  readonly pipeline: string
  readonly key: string
  readonly accountId: AccountId
  readonly region: string
  readonly stackName: string
  readonly ring: string
  /** 0 for the first stack of its pipeline. */
  readonly order: number
}

/** One property of one resource. Values are text as CloudFormation shows them; absent where there is none. */
export interface PropertyChange {
  /** Such as `Properties.ShardCount` or `Tags`. */
  readonly path: string
  readonly before?: string
  readonly after?: string
  /** The value is only known once an earlier stack, or another resource, has changed. */
  readonly knownAfterApply?: true
  /** As CloudFormation says; `Conditionally` is never read as "will not". */
  readonly recreation: 'never' | 'conditionally' | 'always'
}

export interface ResourceChange {
  readonly action: 'add' | 'modify' | 'remove' | 'import' | 'dynamic'
  readonly logicalId: string
  readonly type: string
  /** `maybe` for CloudFormation's Conditional, for a dynamic evaluation and for what is known after apply. */
  readonly replacement: 'no' | 'maybe' | 'yes'
  /** What happens to the old resource when it is removed or replaced. */
  readonly leftover?: 'deleted' | 'retained' | 'snapshot'
  /** Sorted by path. */
  readonly properties: readonly PropertyChange[]
  readonly verdict: Verdict
}

/** How the changes were learnt. `exact`: a change set. `template`: a stack that does not exist yet, or is in progress.
 *  `bounded`: fed by an output that this plan changes, so the worst that each reached property allows. */
export type Exactness = 'exact' | 'template' | 'bounded'

/** What a stack is at now: absent, one desired state (16 hex digits of its digest), or something we cannot name. */
export type DesiredFrom = 'absent' | 'unknown' | (string & { readonly __brand?: 'ShortDigest' })

/** A template parameter whose value changes, with the YAML that caused it; origins are printed and never hashed. */
export interface ParameterChange {
  readonly name: string
  readonly before?: string
  readonly after?: string
  readonly causes: readonly Origin[]
  /** Absent where it is like any other. */
  readonly touches?: 'identity' | 'secret'
}

/** What no resource shows. Values are `on` and `off`, a stack policy as canonical JSON, how many alarms watch, or the name of a role. */
export interface ProtectionChange {
  readonly what: 'rollback-alarms' | 'service-role' | 'stack-policy' | 'termination-protection'
  /** What AWS has, or, where it was not asked, what the base wants; absent where there is none and where nobody knows. */
  readonly before?: string
  /** Absent: nobody looks after it any more, and it stays as it is. */
  readonly after?: string
  readonly verdict: Verdict
}

export interface Transition {
  readonly stack: StackRef
  readonly from: DesiredFrom
  readonly to: Digest
  readonly exactness: Exactness
  /** Sorted by logical id. */
  readonly changes: readonly ResourceChange[]
  /** Parameters fed by outputs that are known after apply; empty unless `bounded`. */
  readonly fedBy: readonly { readonly parameter: string; readonly stack: string; readonly output: string }[]
  readonly parameters: readonly ParameterChange[]
  /** The lines that made it another where no parameter did, base → head. In no digest. */
  readonly causes?: readonly Origin[]
  /** The same changes told apart; absent where all are the head's own. In no digest: what is approved is the whole. */
  readonly ways?: readonly Way[]
  /** Base → head, sorted by name; absent where none changes. In no digest: they follow from `to`. */
  readonly outputs?: readonly Omit<ParameterChange, 'causes' | 'touches'>[]
  /** Its pipeline retires: nothing but its termination protection changes. */
  readonly lifts?: true
  /** Sorted by what. Absent where there are none. */
  readonly protections?: readonly ProtectionChange[]
  /** SHA-256 over account, region, stack name, from, to, exactness, fedBy, the normalised changes and the protections. */
  readonly digest: Digest
}

/**
 * A part of the way of a stack that its own change has to bring to the base as well. `earlier`: live → base. `own`: base →
 * head. `both`: of the two, in one step. `undone`: base → head too, and nothing to do, since live is so already.
 */
export interface Way {
  readonly whose: 'earlier' | 'own' | 'both' | 'undone'
  /** Whose plans name what is `earlier`, or what was to be undone; absent where no plan that is kept does. */
  readonly by?: readonly Missed[]
  readonly changes: readonly ResourceChange[]
  readonly protections?: readonly ProtectionChange[]
}

/** A rollout that did not bring its change to a stack. */
export interface Missed {
  readonly rollout: string
  readonly pull?: number
  readonly isApproved: boolean
}

/** A stack that the plan could not look at. It stands in the digest: who approves the plan approves the gap. */
export interface Unplanned {
  readonly stack: StackRef
  readonly lifts?: true
  readonly to: Digest
  readonly code: string
  readonly reason: string
}

export interface Plan {
  /** Sorted by stack id. */
  readonly transitions: readonly Transition[]
  readonly unplanned: readonly Unplanned[]
  /** What it changes in the rules that rollouts run under, sorted; untrusted text. */
  readonly rules: readonly string[]
  /** Stacks that the fleet lets go of, sorted by id; they stay in their accounts. Absent where there are none. */
  readonly leaving?: readonly StackRef[]
  readonly digest: Digest
}

/** A pipeline that is not active: nothing is planned or applied for it. */
export interface LeftOut {
  /** `customer/pipeline` */
  readonly pipeline: string
  readonly lifecycle: Exclude<Lifecycle, 'active'>
  /** Its stacks that would change; sorted by id. */
  readonly waiting: readonly StackRef[]
}

/** A stack whose live state is not what the base wants. */
export interface Behind {
  readonly stack: StackRef
  /** What it waits for, in words. */
  readonly reason: string
  /** Why no change set could be had of it; absent where one was, and in plans that were kept before this was. */
  readonly because?: 'aws-at-work' | 'rollout-on-its-way' | 'rollback-failed'
}

/** What an earlier change has yet to do to stacks that this plan changes too: reviewed there, not here. */
export interface Preceding {
  readonly rollout: string
  readonly pull?: number
  /** It will be done before this plan is; else this plan's change sets hold it as well. */
  readonly isOnItsWay: boolean
  readonly classes: readonly ChangeClass[]
}

/** What stands beside a plan: true at one moment, in no digest. */
export interface PlanEvidence {
  /** Stack id → ARN of the change set that was described. */
  readonly changeSets: { readonly [stackId: string]: string }
  /** Stacks whose live state is not what the base wants, with what they wait for. */
  readonly behind: readonly Behind[]
  /** Other stacks of the fleet that are behind, by the rollout that has yet to reach them, or left them so. Absent where there are none. */
  readonly elsewhere?: readonly Elsewhere[]
  /** The earliest first. Absent where there are none. */
  readonly preceding?: readonly Preceding[]
  /** By name. Absent where there are none. */
  readonly leftOut?: readonly LeftOut[]
  /** Names of the base's policy rules whose files the change alters. Absent where there are none. */
  readonly paths?: readonly string[]
  /** Stack id → what AWS alone knows of it and what stands in its changes, as `stack id` or `streams.RawStreamArn` → value. */
  readonly own?: { readonly [stackId: string]: { readonly [name: string]: string } }
  /** Absent where nothing opens and nothing is unknown. */
  readonly access?: AccessEvidence
  /** Files whose lines are not those of the head: they are the base's, or no commit's. Absent where there are none. */
  readonly lines?: { readonly [file: string]: 'base' | 'nowhere' }
  /** Accounts that are new, in order of their ids. Absent where there are none, or the base does not have them tried. */
  readonly probed?: readonly Probed[]
  /** Stack id → which of the alarms that are to watch it exist. Absent where no stack names any. */
  readonly alarms?: { readonly [stackId: string]: AlarmEvidence }
}

/** None of these was ever a working stack: what a first creation leaves that failed or was never executed. What once
 *  worked may look like `DELETE_FAILED`, so that is nobody's leftover to clear away. */
export const NEVER_SUCCEEDED: ReadonlySet<string> = new Set([
  'CREATE_FAILED',
  'REVIEW_IN_PROGRESS',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
])

/** CloudFormation's view of a stack, as far as we read it. Strings are untrusted. */
export interface LiveStack {
  readonly stackArn: string
  readonly stackName: string
  readonly status: string
  readonly statusReason?: string
  /** Of the last change set that was executed, whether it succeeded or not. */
  readonly lastChangeSetArn?: string
  readonly lastChangeSetName?: string
  readonly parameters: { readonly [name: string]: string }
  readonly outputs: { readonly [name: string]: string }
  readonly tags: { readonly [key: string]: string }
  readonly capabilities: readonly string[]
  readonly serviceRoleArn?: string
  readonly terminationProtection: boolean
  /** As the last operation was given it: alarms that did not exist are not in it. */
  readonly rollback: { readonly monitoringMinutes: number; readonly alarmArns: readonly string[] }
  /** ISO 8601. */
  readonly lastUpdatedAt?: string
}

/** As far as CloudFormation tells. Strings are untrusted. */
export interface LastOperation {
  /** What it began with, such as `UPDATE_IN_PROGRESS`. */
  readonly status: string
  /** ISO 8601. */
  readonly since?: string
  /** By which CloudTrail finds who asked for it. */
  readonly token?: string
}

/** A change set as CloudFormation describes it, all pages joined. Strings are untrusted. */
export interface DescribedChangeSet {
  readonly arn: string
  readonly name: string
  readonly stackArn: string
  readonly status: 'pending' | 'created' | 'no-changes' | 'failed' | 'deleted'
  readonly executionStatus: string
  readonly reason?: string
  readonly parameters: { readonly [name: string]: string }
  /** By which the operation would be watched. */
  readonly alarmArns: readonly string[]
  readonly changes: readonly DescribedChange[]
}

/** One `ResourceChange` of CloudFormation, names as AWS writes them. */
export interface DescribedChange {
  readonly Action: string
  readonly LogicalResourceId: string
  readonly ResourceType: string
  readonly Replacement?: string
  readonly PolicyAction?: string
  readonly Scope: readonly string[]
  readonly BeforeContext?: string
  readonly AfterContext?: string
  readonly Details: readonly {
    readonly Attribute: string
    readonly Name?: string
    readonly Path?: string
    readonly RequiresRecreation?: string
    readonly BeforeValue?: string
    readonly AfterValue?: string
    readonly AttributeChangeType?: string
    readonly Evaluation?: string
    readonly ChangeSource?: string
    readonly CausingEntity?: string
  }[]
}

/** What an independent reader of the finished plan objects to; any finding blocks. */
export interface LintFinding {
  readonly code: string
  readonly message: string
  readonly stack?: StackId
}

/** All transitions that change stacks in the same way (after a stack's own identity became placeholders). */
export interface ChangeClass extends Pick<Transition, 'exactness' | 'changes' | 'ways' | 'outputs' | 'protections'> {
  readonly risk: Risk
  readonly kind: 'create' | 'update'
  readonly parameters: readonly Omit<ParameterChange, 'causes'>[]
  readonly causes: readonly Origin[]
  /** Sorted by id. */
  readonly stacks: readonly StackRef[]
}
