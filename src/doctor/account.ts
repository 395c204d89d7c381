/**
 * Is this account open to us, and to us alone?
 *
 * A role that lets us in without the external id lets in whoever talks us into
 * naming it (the confused deputy), so the same doors are tried with none and
 * with a wrong one: only a refusal is well. The service role is CloudFormation's
 * and must refuse us. What only a change could prove is not tried.
 */
import { type Finding, isTold, type Silence, type Told, untold } from './model.ts'

/** What came of asking for a session. */
export type Entry =
  | { readonly kind: 'entered'; readonly accountId: string }
  | { readonly kind: 'refused'; readonly says: string }
  | { readonly kind: 'untold'; readonly silence: Silence }

/** The last two are tried only where the first let us in. */
export interface DoorFacts {
  readonly arn: string
  readonly withId: Entry
  readonly withoutId?: Entry
  readonly withWrongId?: Entry
}

export interface AccountFacts {
  readonly customer: string
  readonly name: string
  readonly id: string
  readonly plan: DoorFacts
  readonly apply: DoorFacts
  readonly service: { readonly arn: string; readonly withId: Entry; readonly withoutId: Entry }
  /** A stack that CloudFormation made with the service role, if there is one yet; absent where we could not look. */
  readonly madeWithService?: Told<string | undefined>
  /** How many of the rollback alarms that one of its stacks names exist; absent where none names any, or we could not look. */
  readonly alarms?: Told<number>
}

const TEMPLATE = 'bootstrap/customer-roles.template.yml'

/** `identity`: the ARN of whom AWS takes the bot for. */
export function callerFindings(identity: Told<string>): readonly Finding[] {
  const looked = { check: 'aws-credentials', about: 'AWS' }
  if (isTold(identity)) return [{ ...looked, outcome: 'well', says: `AWS knows us as ${identity.is}` }]
  const { code, says, hint } = identity.silence
  if (code !== 'aws-identity') return [untold(looked, identity.silence)]
  return [{ ...looked, outcome: 'wrong', says, nextMove: 'operator', hint }]
}

export function accountFindings(account: AccountFacts): readonly Finding[] {
  const about = `${account.customer}/${account.name} (${account.id})`
  return [
    ...doorFindings({ about, kind: 'plan', accountId: account.id }, account.plan),
    ...doorFindings({ about, kind: 'apply', accountId: account.id }, account.apply),
    ...(account.alarms === undefined ? [] : [alarmFinding(about, account.alarms)]),
    ...serviceFindings(about, account),
    {
      check: 'plan-role-limits',
      about,
      outcome: 'unseen',
      says: `that its plan role can execute nothing is not tried out: compare it with ${TEMPLATE}`,
    },
  ]
}

interface Door {
  readonly about: string
  readonly kind: 'plan' | 'apply'
  readonly accountId: string
}

function doorFindings({ about, kind, accountId }: Door, door: DoorFacts): readonly Finding[] {
  const looked = { check: `${kind}-role`, about }
  const { withId } = door
  if (withId.kind === 'untold') return [untold(looked, withId.silence)]
  if (withId.kind === 'refused') {
    const says = `its ${kind} role ${nameOf(door.arn)} does not let us in with the external id of customer.yml`
    const hint = `create the roles of ${TEMPLATE}, or mend what differs: the role's name, the principal it trusts, the external id`
    return [{ ...looked, outcome: 'wrong', says, nextMove: 'customer', hint }]
  }
  if (withId.accountId !== accountId) {
    const says = `its ${kind} role ${nameOf(door.arn)} leads into account ${withId.accountId}`
    return [
      { ...looked, outcome: 'wrong', says, nextMove: 'operator', hint: 'check which AWS endpoint the bot talks to' },
    ]
  }
  const entered: Finding = { ...looked, outcome: 'well', says: `its ${kind} role lets us in with the external id` }
  return [
    entered,
    confusedDeputy({ about, kind, accountId }, { door, how: 'without an external id', entry: door.withoutId }),
    confusedDeputy({ about, kind, accountId }, { door, how: 'with a wrong external id', entry: door.withWrongId }),
  ].filter((each) => each !== undefined)
}

function confusedDeputy(
  { about, kind }: Door,
  { door, how, entry }: { readonly door: DoorFacts; readonly how: string; readonly entry: Entry | undefined },
): Finding | undefined {
  const looked = { check: `${kind}-role-external-id`, about }
  if (entry === undefined) return undefined
  if (entry.kind === 'untold') return untold(looked, entry.silence)
  if (entry.kind === 'refused') return { ...looked, outcome: 'well', says: `its ${kind} role refuses us ${how}` }
  return {
    ...looked,
    outcome: 'wrong',
    says: `its ${kind} role ${nameOf(door.arn)} lets us in ${how}: another customer could have us enter this account (confused deputy)`,
    nextMove: 'customer',
    hint: `let its trust policy ask for sts:ExternalId, as ${TEMPLATE} does`,
  }
}

/** Roles that were made before rollback alarms were looked for let us in, and stop every plan that needs to look. */
function alarmFinding(about: string, alarms: Told<number>): Finding {
  const looked = { check: 'plan-role-alarms', about }
  if (isTold(alarms)) return { ...looked, outcome: 'well', says: 'its plan role may look for rollback alarms' }
  if (alarms.silence.code !== SHUT_OUT) return untold(looked, alarms.silence)
  return {
    ...looked,
    outcome: 'wrong',
    says: 'its plan role may not look for the rollback alarms that its stacks name, so they cannot be planned',
    nextMove: 'customer',
    hint: `update the roles with ${TEMPLATE}, which allows cloudwatch:DescribeAlarms`,
  }
}

const SHUT_OUT = 'account-unreachable'

function serviceFindings(about: string, { service, madeWithService }: AccountFacts): readonly Finding[] {
  const looked = { check: 'service-role', about }
  const tries = [service.withId, service.withoutId]
  if (tries.some(({ kind }) => kind === 'entered')) {
    const says = `its service role ${nameOf(service.arn)} lets the bot in: it is for CloudFormation alone, and may do far more than the other two`
    const hint = `let it trust cloudformation.amazonaws.com alone, as ${TEMPLATE} does`
    return [{ ...looked, outcome: 'wrong', says, nextMove: 'customer', hint }]
  }
  const silent = tries.find((each) => each.kind === 'untold')
  if (silent !== undefined) return [untold(looked, silent.silence)]
  const refuses: Finding = { ...looked, outcome: 'well', says: 'its service role refuses the bot' }
  return madeWithService === undefined ? [refuses] : [refuses, use(about, madeWithService)]
}

function use(about: string, made: Told<string | undefined>): Finding {
  const looked = { check: 'service-role-use', about }
  if (!isTold(made)) return untold(looked, made.silence)
  if (made.is !== undefined)
    return { ...looked, outcome: 'well', says: 'CloudFormation made a stack with its service role' }
  const says = 'whether CloudFormation may use its service role shows with the first stack: none is there yet'
  return { ...looked, outcome: 'unseen', says }
}

/** A role's name with its path. */
function nameOf(arn: string): string {
  return arn.replace(/^arn:[^/]*:role\//, '')
}
