/**
 * Is what would be executed now what the reviewers saw?
 *
 * An exact transition needs equal endpoints and equal changes. One that was
 * bounded, or read from a template, needs every change of now to be named in
 * it or reached by what it named, and no certain loss where only a possible
 * one was shown. Anything else is a difference, and so is what somebody did to
 * the stack past our rollouts; its digest is what someone may approve, and
 * covers exactly what would then be executed.
 */
import { canonicalJson, type Digest, digestOf, short } from '../lib/digest.ts'
import { isWorse } from './classify.ts'
import type { Intervention } from './intervention.ts'
import type { DesiredFrom, PropertyChange, ProtectionChange, ResourceChange, StackRef, Transition } from './model.ts'
import { withoutVerdict as bare, isAlwaysInOrder } from './protection.ts'
import { isStateful } from './stateful.ts'
import { cut } from './values.ts'

export interface Now {
  readonly stack: StackRef
  readonly from: DesiredFrom
  readonly to: Digest
  /** Normalised. */
  readonly changes: readonly ResourceChange[]
  /** Whatever else is as reviewed: nobody who reviewed it knew of this. */
  readonly intervention?: Intervention
  /** What is yet to be set beside the change set. */
  readonly protections?: readonly ProtectionChange[]
  /** ARNs of alarms that were to watch it when it was reviewed, and are gone. */
  readonly lostAlarms?: readonly string[]
}

export interface Difference {
  readonly digest: Digest
  /** For a person, one line a difference. Foreign text in it is untrusted. */
  readonly lines: readonly string[]
}

/** `reviewed` is absent for a stack that could not be planned: then every change is one nobody saw. */
export function difference(reviewed: Transition | undefined, now: Now): Difference | undefined {
  const { from, to, intervention, protections = [], lostAlarms = [] } = now
  const { accountId, region, stackName } = now.stack
  const lines = [
    ...(intervention === undefined ? [] : [intervention.reason]),
    ...protections.flatMap((change) => unreviewed(reviewed, change)),
    ...lostAlarms.map((arn) => `the alarm that was to watch it does not exist any more: ${arn}`),
    ...deviations(reviewed, now),
  ]
  if (lines.length === 0) return undefined
  const changes = now.changes.map(withoutVerdict)
  const past = intervention === undefined ? {} : { intervention }
  const beside = protections.length === 0 ? {} : { protections: protections.map(bare) }
  const unwatched = lostAlarms.length === 0 ? {} : { lostAlarms }
  return {
    digest: digestOf({ accountId, region, stackName, from, to, changes, ...past, ...beside, ...unwatched }),
    lines,
  }
}

/** Somebody else's policy, or a switch that is on although the plan saw it off, is taken away by nobody's oversight. */
function unreviewed(reviewed: Transition | undefined, change: ProtectionChange): readonly string[] {
  if (isAlwaysInOrder(change)) return []
  const { what, before = 'none', after = 'as it is' } = change
  const wanted = canonicalJson(bare(change))
  if (reviewed?.protections?.some((seen) => canonicalJson(bare(seen)) === wanted) === true) return []
  return [`no reviewer saw: the ${what.replace('-', ' ')} changes: ${before} → ${after}`]
}

function deviations(reviewed: Transition | undefined, now: Now): readonly string[] {
  // Nothing is left to do: how it came there is all that could be asked.
  if (now.from === short(now.to)) return []
  if (reviewed === undefined) return now.changes.map(unseen)
  return [...endpoints(reviewed, now), ...contents(reviewed, now)]
}

function endpoints(reviewed: Transition, now: Now): readonly string[] {
  const lines: string[] = []
  if (reviewed.to !== now.to) lines.push('it would lead to another desired state than the reviewed one')
  // What feeds a bounded stack has moved by now, so where it stands cannot be named; its changes say it all.
  const isNamed = reviewed.exactness === 'exact' || reviewed.from === 'absent' || now.from === 'absent'
  if (isNamed && reviewed.from !== now.from) {
    lines.push(`it would start from ${placeOf(now.from)}, and the review saw it start from ${placeOf(reviewed.from)}`)
  }
  return lines
}

function placeOf(from: DesiredFrom): string {
  if (from === 'absent') return 'nothing'
  return from === 'unknown' ? 'a state that we cannot name' : `the desired state ${from}`
}

function contents(reviewed: Transition, now: Now): readonly string[] {
  const before = new Map(reviewed.changes.map((change) => [change.logicalId, change]))
  const present = new Set(now.changes.map((change) => change.logicalId))
  const unequal = now.changes.flatMap((change) => {
    const seen = before.get(change.logicalId)
    if (seen === undefined) return [unseen(change)]
    const objection = reviewed.exactness === 'exact' ? unlike(seen, change) : beyond(seen, change)
    return objection === undefined ? [] : [objection]
  })
  // A bound says what may happen; an exact plan and a new stack say what does.
  const mayLack = reviewed.exactness === 'bounded' || reviewed.fedBy.length > 0 || reviewed.from !== 'absent'
  if (reviewed.exactness !== 'exact' && mayLack) return unequal
  const lacking = reviewed.changes.filter((change) => !present.has(change.logicalId))
  return [...unequal, ...lacking.map((change) => `reviewed, and not happening now: ${told(change)}`)]
}

function unlike(seen: ResourceChange, now: ResourceChange): string | undefined {
  if (canonicalJson(withoutVerdict(seen)) === canonicalJson(withoutVerdict(now))) return undefined
  return `another change than the reviewed one: ${told(now)}; reviewed was: ${told(seen)}`
}

/** More than was reviewed: another action, another property, a graver verdict, a certain replacement of what holds data. */
function beyond(seen: ResourceChange, now: ResourceChange): string | undefined {
  const sure = `not what was reviewed: ${told(now)}; reviewed was: ${told(seen)}`
  if (seen.type !== now.type) return sure
  if (isLoss(now) && !(isLoss(seen) && rank(seen) >= rank(now))) return sure
  if (seen.action === 'dynamic') return undefined
  if (seen.action !== now.action) return sure
  // An addition's content is fixed by the desired digest, and printed by AWS in other words than by us.
  if (now.action !== 'modify') return undefined
  if (rank(now) > 0 && rank(seen) === 0) return sure
  // A value within what was reviewed may still be one that nobody reviewed: a list of which one time is shorter.
  if (isWorse(now.verdict.risk, seen.verdict.risk)) return `${sure}; it ${now.verdict.reason}`
  const unreached = now.properties.find((property) => !seen.properties.some((each) => covers(each, property)))
  return unreached === undefined
    ? undefined
    : `a property that was not reviewed: ${told({ ...now, properties: [unreached] })}`
}

/** What would take away something that holds data. */
function isLoss({ action, type, replacement }: ResourceChange): boolean {
  return isStateful(type) && (action === 'remove' || action === 'dynamic' || replacement !== 'no')
}

function rank({ action, replacement }: ResourceChange): number {
  if (action === 'remove') return 2
  return replacement === 'yes' ? 2 : replacement === 'maybe' ? 1 : 0
}

export function covers(reviewed: PropertyChange, now: PropertyChange): boolean {
  return (
    now.path === reviewed.path || now.path.startsWith(`${reviewed.path}.`) || reviewed.path.startsWith(`${now.path}.`)
  )
}

function unseen(change: ResourceChange): string {
  return `no reviewer saw: ${told(change)}`
}

const ACTIONS = {
  add: 'creates',
  modify: 'changes',
  remove: 'removes',
  import: 'takes in',
  dynamic: 'may change',
} as const
const REPLACEMENTS = { no: '', maybe: ', perhaps replacing it', yes: ', replacing it' } as const

/** A line that a person reads, of many that are kept. */
const MOST_OF_A_VALUE = 2_000

function told({ action, logicalId, type, replacement, properties }: ResourceChange): string {
  const head = `${ACTIONS[action]} ${logicalId} (${type})${REPLACEMENTS[replacement]}`
  if (action !== 'modify' || properties.length === 0) return head
  const values = properties.map(
    (each) =>
      `${each.path} ${cut(each.before ?? '(none)', MOST_OF_A_VALUE)} → ${cut(valueAfter(each), MOST_OF_A_VALUE)}`,
  )
  return `${head}: ${values.join('; ')}`
}

function valueAfter({ after, knownAfterApply }: PropertyChange): string {
  return after ?? (knownAfterApply ? '(known after apply)' : '(none)')
}

function withoutVerdict({ verdict: _derived, ...change }: ResourceChange): Omit<ResourceChange, 'verdict'> {
  return change
}
