/**
 * What guards a stack that no resource shows, and does less of it guard it?
 *
 * No set carries termination protection or a stack policy, so CloudFormation
 * says nothing of them: what is wanted is held against what AWS has. Only what
 * the fleet names is looked after. By which alarms an operation is watched and
 * by which role it is carried out goes with the set, and CloudFormation shows it
 * nowhere. Less of any of it is never routine, and neither is leaving it to itself.
 */

import type { Protection } from '../fleet/protection.ts'
import { canonicalJson, type Digest, digestOf } from '../lib/digest.ts'
import { byText } from '../lib/sorted.ts'
import type { DesiredStack } from '../render/model.ts'
import type { LiveStack, ProtectionChange, Transition, Verdict } from './model.ts'
import { RISKS } from './model.ts'
import { parseJson } from './template.ts'
import { bounded } from './values.ts'

/** What a stack has before. */
export type Had = Protection & { readonly isNew?: true }

/** What AWS gives a stack that is told nothing. */
export const NEW: Had = { terminationProtection: false, isNew: true }

/** `stackPolicy`: as AWS says it; undefined where it has none, or was not asked for want of a reason to. */
export function hadBy({ terminationProtection }: LiveStack, stackPolicy: string | undefined): Had {
  const policy = stackPolicy === undefined ? undefined : canonicalPolicy(stackPolicy)
  return { terminationProtection, ...(policy === undefined ? {} : { stackPolicy: policy }) }
}

/** An empty one is none (recorded: test_stack_policies::test_policy_lifecycle). */
function canonicalPolicy(text: string): string | undefined {
  const value = parseJson(text)
  if (value === undefined) return text
  const canonical = canonicalJson(value)
  return canonical === '{}' ? undefined : canonical
}

/** `base`: what the base wants; a stack that it has and that nobody is to look after any more is told. Sorted. */
export function protectionChanges(of: {
  readonly wanted: Protection
  readonly had: Had
  readonly base?: Protection
}): readonly ProtectionChange[] {
  const { wanted, had, base = {} } = of
  return [
    ...changeOf('stack-policy', {
      before: had.stackPolicy,
      after: wanted.stackPolicy,
      isDropped: base.stackPolicy !== undefined && wanted.stackPolicy === undefined,
    }),
    ...changeOf('termination-protection', {
      before: switched(had.terminationProtection),
      after: switched(wanted.terminationProtection),
      isDropped: base.terminationProtection !== undefined && wanted.terminationProtection === undefined,
    }),
  ].map((change) => (had.isNew ? withoutBefore(change) : change))
}

type Guarded = Pick<DesiredStack, 'protection' | 'rollback' | 'serviceRoleArn'>

/** Of a stack that nothing else brings to the base: what was to be set already, and what this change sets. */
export function protectionWays(
  changes: readonly ProtectionChange[],
  base: Guarded,
  wanted: Guarded,
): { readonly [whose in 'earlier' | 'own' | 'undone']: readonly ProtectionChange[] } {
  const [was, is] = [textsOf(base.protection), textsOf(wanted.protection)]
  const split = changes.map((change) => {
    const { what, before, after } = change
    if (goesWithSet(what))
      return withSet(base, wanted).some((own) => own.what === what) ? { own: [change] } : { earlier: [change] }
    const between = was[what]
    if (between === after && after !== undefined) return { earlier: [change] }
    if (between === undefined || between === before || after === undefined) return { own: [change] }
    return {
      earlier: changeOf(what, { before, after: between, isDropped: false }),
      own: changeOf(what, { before: between, after, isDropped: false }),
    }
  })
  const undone = BESIDE.filter((what) => !changes.some((change) => change.what === what)).flatMap((what) =>
    was[what] === undefined || is[what] === undefined
      ? []
      : changeOf(what, { before: was[what], after: is[what], isDropped: false }),
  )
  return {
    earlier: split.flatMap(({ earlier = [] }) => earlier),
    own: split.flatMap(({ own = [] }) => own),
    undone: undone.map((change) => ({ ...change, verdict: SO_ALREADY })),
  }
}

/** What differs of what the set itself carries; a new stack's role is its account's, and no change. */
export function withSet(
  base: Pick<DesiredStack, WithSet> | undefined,
  wanted: Pick<DesiredStack, WithSet>,
): readonly ProtectionChange[] {
  return [
    ...rollbackChanges(base?.rollback, wanted.rollback),
    ...(base === undefined ? [] : roleChanges(base.serviceRoleArn, wanted.serviceRoleArn)),
  ]
}

type WithSet = 'rollback' | 'serviceRoleArn'

/** Without the account, so that the same change in many accounts is the same. */
export function roleName(arn: string): string {
  return arn.slice(arn.indexOf('/') + 1)
}

/** CloudFormation has no update that changes this alone: the next set of the stack brings it (ASSUMED). */
function roleChanges(was: string, is: string): readonly ProtectionChange[] {
  if (was === is) return []
  const reason = 'from its next change on, CloudFormation works on it with a role that may be allowed less, or more'
  return [{ what: 'service-role', before: roleName(was), after: roleName(is), verdict: { risk: 'disruptive', reason } }]
}

/** By how many alarms it is to be watched, where that changes; in numbers, because each stack's have names of its own. */
export function rollbackChanges(
  base: DesiredStack['rollback'] | undefined,
  wanted: DesiredStack['rollback'],
): readonly ProtectionChange[] {
  const { alarmArns: was, monitoringMinutes: wasFor } = base ?? UNWATCHED
  const { alarmArns: is, monitoringMinutes: isFor } = wanted
  const come = is.filter((arn) => !was.includes(arn)).length
  const gone = was.filter((arn) => !is.includes(arn)).length
  if (come + gone === 0 && wasFor === isFor) return []
  const turnover = come > 0 && gone > 0 ? ` (${come} new, ${gone} gone)` : ''
  return [
    {
      what: 'rollback-alarms',
      ...(base === undefined ? {} : { before: watch(was.length, wasFor) }),
      after: `${watch(is.length, isFor)}${turnover}`,
      verdict:
        gone > 0 || isFor < wasFor
          ? { risk: 'disruptive', reason: 'less than before rolls back a change that does harm' }
          : { risk: 'routine', reason: 'roll back a change that does harm' },
    },
  ]
}

const UNWATCHED: DesiredStack['rollback'] = { monitoringMinutes: 0, alarmArns: [] }

function watch(alarms: number, minutes: number): string {
  return `${alarms} ${alarms === 1 ? 'alarm' : 'alarms'}, ${minutes} min`
}

/** What has yet to be done; nothing is done to what nobody looks after any more. */
export function due(changes: readonly ProtectionChange[]): readonly ProtectionChange[] {
  return changes.filter(({ what, after }) => !goesWithSet(what) && after !== undefined)
}

/** Undefined where there is nothing that somebody has to have agreed to. */
export function protectionDigest(changes: readonly ProtectionChange[]): Digest | undefined {
  const grave = changes.filter((change) => !isAlwaysInOrder(change))
  return grave.length === 0 ? undefined : digestOf(grave.map(withoutVerdict))
}

export function withoutVerdict({ verdict: _derived, ...change }: ProtectionChange): Omit<ProtectionChange, 'verdict'> {
  return change
}

/** It only ever keeps a stack from being deleted, and the fleet says that it is to be on. */
export function isAlwaysInOrder({ what, after }: ProtectionChange): boolean {
  return what === 'termination-protection' && after === 'on'
}

/** Whether the stack's own policy has to be read: the request is one more than any other stack takes. */
export function asksForPolicy(...wanted: readonly (DesiredStack | undefined)[]): boolean {
  return wanted.some((each) => each?.protection.stackPolicy !== undefined)
}

/** The same of several stacks. */
export interface ProtectionCount extends ProtectionChange {
  readonly stacks: number
}

/** The worst first. */
export function protectionCounts(transitions: readonly Pick<Transition, 'protections'>[]): readonly ProtectionCount[] {
  const all = transitions.flatMap(({ protections = [] }) => protections)
  return [...Map.groupBy(all, keyOf).values()]
    .flatMap((alike) => alike.slice(0, 1).map((first) => ({ ...first, stacks: alike.length })))
    .sort(
      (one, other) =>
        RISKS.indexOf(other.verdict.risk) - RISKS.indexOf(one.verdict.risk) || byText(keyOf(one), keyOf(other)),
    )
}

function keyOf(change: ProtectionChange): string {
  return canonicalJson(withoutVerdict(change))
}

function switched(on: boolean | undefined): 'on' | 'off' | undefined {
  return on === undefined ? undefined : on ? 'on' : 'off'
}

type CarriedBySet = 'rollback-alarms' | 'service-role'
type SetBeside = Exclude<ProtectionChange['what'], CarriedBySet>

/** It is of one way of the stack or of another, and nothing has to be done for it beside the set. */
function goesWithSet(what: ProtectionChange['what']): what is CarriedBySet {
  return what === 'rollback-alarms' || what === 'service-role'
}

const BESIDE = ['stack-policy', 'termination-protection'] as const satisfies readonly SetBeside[]
/** Of what nothing has to be done for. */
export const SO_ALREADY: Verdict = { risk: 'routine', reason: 'is so already' }

/** SetStackPolicy's own limit: a policy is read whole, because each word of it decides what may be replaced. */
const MOST_POLICY_CHARACTERS = 16_384

function shown(value: string): string {
  return bounded(value, MOST_POLICY_CHARACTERS)
}

/** As a plan writes them. */
function textsOf({ stackPolicy, terminationProtection }: Protection): {
  readonly [what in SetBeside]: string | undefined
} {
  return {
    'stack-policy': stackPolicy === undefined ? undefined : shown(stackPolicy),
    'termination-protection': switched(terminationProtection),
  }
}

function changeOf(
  what: SetBeside,
  {
    before,
    after,
    isDropped,
  }: { readonly before: string | undefined; readonly after: string | undefined; readonly isDropped: boolean },
): readonly ProtectionChange[] {
  if (isDropped ? before === undefined : after === undefined || before === after) return []
  return [
    {
      what,
      ...(before === undefined ? {} : { before: shown(before) }),
      ...(after === undefined ? {} : { after: shown(after) }),
      verdict: after === undefined ? DROPPED : VERDICTS[what](before, after),
    },
  ]
}

/** What AWS gives everybody says nothing of this stack. */
function withoutBefore({ before: _, ...change }: ProtectionChange): ProtectionChange {
  return change
}

const DROPPED: Verdict = { risk: 'disruptive', reason: 'stays as it is, and nobody looks after it any more' }

const VERDICTS = {
  'termination-protection': (_before, after) =>
    after === 'on'
      ? { risk: 'routine', reason: 'keeps the stack from being deleted' }
      : { risk: 'disruptive', reason: 'lets whoever may delete stacks in the account delete it with what it holds' },
  'stack-policy': (before) =>
    before === undefined
      ? { risk: 'routine', reason: 'guards its resources from the next update on' }
      : { risk: 'disruptive', reason: 'other updates of its resources are denied, and allowed, than before' },
} as const satisfies {
  readonly [what in SetBeside]: (before: string | undefined, after: string) => Verdict
}
