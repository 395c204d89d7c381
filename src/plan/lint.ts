/**
 * Would someone who did not make this plan find fault with it?
 *
 * Reads the finished value and shares no code with what made it but the digest
 * function: a mistake in assembling must not be repeated in checking. Any
 * finding blocks.
 */

import { hasSecretShape, looksSecret } from '../fleet/looks-secret.ts'
import type { StackId } from '../fleet/model.ts'
import { digestOf } from '../lib/digest.ts'
import type { DesiredStack } from '../render/model.ts'
import { limitsOf } from './limits.ts'
import type { LintFinding, Plan, StackRef, Transition, Unplanned } from './model.ts'

export interface Expectation {
  /** All stacks of the desired state the plan leads to. */
  readonly after: readonly DesiredStack[]
  /** Stacks that must stand in the plan, each exactly once; others may, where an output reaches them. */
  readonly affected: readonly StackId[]
}

export function lint(plan: Plan, expected: Expectation): readonly LintFinding[] {
  const after = new Map(expected.after.map((stack) => [stack.id, stack]))
  return [
    ...presence(plan, expected),
    ...order(plan),
    ...digests(plan),
    ...plan.transitions.flatMap(secrets),
    ...plan.unplanned.flatMap(secretReason),
    ...plan.transitions.flatMap((each) => protection(each, after.get(each.stack.id))),
    ...leaving(plan, after),
    ...[...plan.transitions, ...plan.unplanned].flatMap((entry) => placement(entry, after.get(entry.stack.id))),
  ]
}

function presence(plan: Plan, { affected }: Expectation): readonly LintFinding[] {
  const times = new Map<StackId, number>()
  for (const { stack } of [...plan.transitions, ...plan.unplanned]) times.set(stack.id, (times.get(stack.id) ?? 0) + 1)
  const missing = affected
    .filter((id) => !times.has(id))
    .map((id) => finding('stack-missing', 'its desired state changes and the plan does not say so', id))
  const repeated = [...times]
    .filter(([, count]) => count > 1)
    .map(([id, count]) => finding('stack-repeated', `stands in the plan ${count} times`, id))
  return [...missing, ...repeated]
}

/** What is wanted does not leave. */
function leaving(plan: Plan, after: ReadonlyMap<StackId, DesiredStack>): readonly LintFinding[] {
  return (plan.leaving ?? [])
    .filter(({ id }) => after.has(id))
    .map(({ id }) => finding('leaves-and-stays', 'it is said to leave the fleet, and the fleet wants it', id))
}

function order(plan: Plan): readonly LintFinding[] {
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['transitions', plan.transitions.map((each) => each.stack.id)],
    ['unplanned stacks', plan.unplanned.map((each) => each.stack.id)],
    ['changes of the rules', plan.rules],
    ['stacks that leave', (plan.leaving ?? []).map((each) => each.id)],
    ...plan.transitions.map(({ stack, changes }) => {
      return [`changes of ${stack.id}`, changes.map((change) => change.logicalId)] as const
    }),
  ]
  return lists
    .filter(([, names]) => names.some((name, index) => index > 0 && name < (names[index - 1] ?? '')))
    .map(([what]) => finding('unsorted', `${what} are not in order`))
}

function digests(plan: Plan): readonly LintFinding[] {
  const wrong = plan.transitions
    .filter((transition) => digestOf(approved(transition)) !== transition.digest)
    .map(({ stack }) => finding('transition-digest', 'its digest is not that of its content', stack.id))
  const whole = digestOf({
    transitions: plan.transitions.map((each) => each.digest).sort(),
    unplanned: plan.unplanned.map((each) => ({ stack: each.stack.id, to: each.to, code: each.code })),
    rules: plan.rules,
    ...(plan.leaving === undefined ? {} : { leaving: plan.leaving.map((each) => each.id) }),
  })
  return whole === plan.digest
    ? wrong
    : [...wrong, finding('plan-digest', "the plan's digest is not that of its content")]
}

/** Spelled out once more on purpose: what `assemble.ts` says stands in a transition's digest. */
function approved(transition: Transition): unknown {
  return {
    accountId: transition.stack.accountId,
    region: transition.stack.region,
    stackName: transition.stack.stackName,
    from: transition.from,
    to: transition.to,
    exactness: transition.exactness,
    fedBy: transition.fedBy,
    changes: transition.changes.map((change) => ({
      action: change.action,
      logicalId: change.logicalId,
      type: change.type,
      replacement: change.replacement,
      leftover: change.leftover,
      properties: change.properties,
      risk: change.verdict.risk,
    })),
    ...(transition.protections === undefined
      ? {}
      : {
          protections: transition.protections.map(({ what, before, after, verdict }) => {
            return { what, before, after, risk: verdict.risk }
          }),
        }),
  }
}

/** What is set beside a change set is what the fleet wants, and nothing is taken off as if that were nothing. */
function protection({ stack, protections = [] }: Transition, wanted: DesiredStack | undefined): readonly LintFinding[] {
  return protections.flatMap(({ what, after, verdict }) => {
    if (what === 'rollback-alarms') return alarms(stack.id, after, wanted)
    if (what === 'service-role') return role(stack.id, after, wanted)
    const { terminationProtection: on, stackPolicy } = wanted?.protection ?? {}
    const isSwitch = what === 'termination-protection'
    const isWanted = isSwitch ? after === (on === undefined ? undefined : on ? 'on' : 'off') : after === stackPolicy
    return [
      ...(isWanted
        ? []
        : [finding('protection-unwanted', `its ${what} would not become what the fleet wants`, stack.id)]),
      ...((isSwitch ? after === 'on' : after !== undefined) || verdict.risk !== 'routine'
        ? []
        : [finding('protection-mild', `its ${what} goes, and that is called routine`, stack.id)]),
    ]
  })
}

function alarms(id: StackId, after: string | undefined, wanted: DesiredStack | undefined): readonly LintFinding[] {
  const { alarmArns = [], monitoringMinutes = 0 } = wanted?.rollback ?? {}
  const [, number, minutes] = /^(\d+) alarms?, (\d+) min/.exec(after ?? '') ?? []
  if (Number(number) === alarmArns.length && Number(minutes) === monitoringMinutes) return []
  return [finding('protection-unwanted', 'it would not be watched as the fleet wants', id)]
}

function role(id: StackId, after: string | undefined, wanted: DesiredStack | undefined): readonly LintFinding[] {
  if (wanted?.serviceRoleArn.endsWith(`:role/${after}`)) return []
  return [finding('protection-unwanted', 'CloudFormation would not work with the role that the fleet wants', id)]
}

/** Nothing of one customer's reaches another's account. */
function placement(entry: Transition | Unplanned, wanted: DesiredStack | undefined): readonly LintFinding[] {
  const { stack } = entry
  if (wanted === undefined) return [finding('stack-unknown', 'the desired state has no such stack', stack.id)]
  const fields = [
    'accountId',
    'region',
    'customer',
    'pipeline',
    'key',
    'stackName',
  ] as const satisfies (keyof StackRef)[]
  const [customer, pipeline, accountId, region] = stack.id.split('/')
  const isOther =
    fields.some((field) => stack[field] !== wanted[field]) ||
    customer !== stack.customer ||
    pipeline !== stack.pipeline ||
    accountId !== stack.accountId ||
    region !== stack.region
  const idle =
    wanted.lifecycle === 'active' || isLift(entry, wanted)
      ? []
      : [finding('not-active', `its pipeline is ${wanted.lifecycle}`, stack.id)]
  const limits = limitsOf(wanted).map((message) => finding('limit', message, stack.id))
  const misplaced = isOther ? [finding('misplaced', 'names another account or place than its identity', stack.id)] : []
  return [...misplaced, ...idle, ...limits]
}

/** Of a pipeline that retires: nothing but that its owner may delete it. */
function isLift(entry: Transition | Unplanned, { lifecycle }: DesiredStack): boolean {
  if (lifecycle !== 'retiring' || entry.lifts !== true) return false
  if (!('changes' in entry)) return true
  const { changes, parameters, protections = [], from, to } = entry
  const isStill = changes.length === 0 && parameters.length === 0 && to.startsWith(from)
  return isStill && protections.every(({ what, after }) => what === 'termination-protection' && after === 'off')
}

function secrets({ stack, changes, ways = [], parameters, outputs = [] }: Transition): readonly LintFinding[] {
  // A way may say what the base has in between.
  const shown = [...changes, ...ways.flatMap((way) => way.changes)]
  const places: readonly (readonly [string, string | undefined])[] = [
    ...[...parameters, ...outputs].flatMap(({ name, before, after }) => [
      [name, before] as const,
      [name, after] as const,
    ]),
    ...shown.flatMap(({ logicalId, properties }) =>
      properties.flatMap(({ path, before, after }) => {
        const where = `${logicalId}.${path}`
        return [[where, before] as const, [where, after] as const]
      }),
    ),
  ]
  const found = new Set(
    places.filter(([where, text]) => text !== undefined && looksSecret(where, text)).map(([where]) => where),
  )
  // The value itself must not travel on in the finding.
  return [...found].map((where) => finding('secret', `${where} looks like a secret written in plain text`, stack.id))
}

/** AWS's own words may repeat what a template says; a name and a value in them are mostly AWS's own. */
function secretReason({ stack, reason }: Unplanned): readonly LintFinding[] {
  return hasSecretShape(reason)
    ? [finding('secret', 'the reason why it cannot be planned looks like it holds a secret', stack.id)]
    : []
}

export function finding(code: string, message: string, stack?: StackId): LintFinding {
  return { code, message, ...(stack === undefined ? {} : { stack }) }
}
