/**
 * Do the accounts of the fleet let the bot in, and nobody through it?
 *
 * Each account by itself and many at once; STS's own pace is kept by its edge.
 * Nothing is made, changed or deleted: roles are assumed, and one stack is
 * described.
 */
import { type AccountFacts, accountFindings, callerFindings, type DoorFacts, type Entry } from '../../doctor/account.ts'
import { type Finding, isTold, type Told } from '../../doctor/model.ts'
import type { Account, Customer } from '../../fleet/model.ts'
import { mapPool } from '../../lib/pool.ts'
import type { LiveStack } from '../../plan/model.ts'
import { roleArn } from '../../render/identity.ts'
import type { DesiredStack } from '../../render/model.ts'
import type { AccountExaminer } from '../examine-ports.ts'
import { silenceOf, told } from './told.ts'

export interface AccountOf {
  readonly customer: Customer
  readonly account: Account
  /** What the fleet wants there. */
  readonly stacks: readonly DesiredStack[]
}

const AT_ONCE = 20
/** A stack that was made shows that its service role works; of a large account a few are looked for. */
const MOST_STACKS = 3
/** No customer's: an external id is at least sixteen characters of their own. */
const WRONG_ID = 'fleetwright-doctor-tries-a-wrong-one'
const REFUSED = 'account-unreachable'
const PURPOSE = 'doctor'

/** `examined` is told how many are done. */
export async function examineAccounts(
  aws: AccountExaminer,
  accounts: readonly AccountOf[],
  examined: (count: number) => void,
): Promise<readonly Finding[]> {
  const identity = await told(async () => (await aws.identity()).arn)
  const caller = callerFindings(identity)
  // Every account would only say the same again.
  if (!isTold(identity)) return caller
  let done = 0
  const findings = await mapPool(accounts, AT_ONCE, async (each) => {
    const found = accountFindings(await factsOf(aws, each))
    done += 1
    examined(done)
    return found
  })
  return [...caller, ...findings.flat()]
}

async function factsOf(aws: AccountExaminer, { customer, account, stacks }: AccountOf): Promise<AccountFacts> {
  const [region = ''] = account.regions
  const arn = (name: string): string => roleArn({ accountId: account.id, region, name })
  const plan = await doorFacts(aws, account, arn(account.roles.plan))
  const apply = await doorFacts(aws, account, arn(account.roles.apply))
  const serviceArn = arn(account.roles.service)
  return {
    customer: customer.name,
    name: account.name,
    id: account.id,
    plan,
    apply,
    service: {
      arn: serviceArn,
      withId: await knocked(aws, account, { roleArn: serviceArn, externalId: account.externalId }),
      withoutId: await knocked(aws, account, { roleArn: serviceArn }),
    },
    ...(plan.withId.kind === 'entered' ? { madeWithService: await madeWith(aws, serviceArn, stacks) } : {}),
    ...(plan.withId.kind === 'entered' ? await alarmsOf(aws, stacks) : {}),
  }
}

async function doorFacts(aws: AccountExaminer, account: Account, arn: string): Promise<DoorFacts> {
  const { id, externalId } = account
  const withId = await entryOf(() => aws.enter({ accountId: id, roleArn: arn, externalId }))
  if (withId.kind !== 'entered') return { arn, withId }
  return {
    arn,
    withId,
    withoutId: await knocked(aws, account, { roleArn: arn }),
    withWrongId: await knocked(aws, account, { roleArn: arn, externalId: WRONG_ID }),
  }
}

function knocked(
  aws: AccountExaminer,
  account: Account,
  door: Parameters<AccountExaminer['knock']>[0],
): Promise<Entry> {
  return entryOf(async () => {
    await aws.knock(door)
    return account.id
  })
}

export async function entryOf(enter: () => Promise<string>): Promise<Entry> {
  try {
    return { kind: 'entered', accountId: await enter() }
  } catch (error) {
    const silence = silenceOf(error)
    return silence.code === REFUSED ? { kind: 'refused', says: silence.says } : { kind: 'untold', silence }
  }
}

function madeWith(
  aws: AccountExaminer,
  serviceArn: string,
  stacks: readonly DesiredStack[],
): Promise<Told<string | undefined>> {
  return told(async () => {
    for (const stack of stacks.slice(0, MOST_STACKS)) {
      const live = await aws.live(stack, PURPOSE)
      if (live !== undefined && wasMadeWith(live, serviceArn)) return live.stackName
    }
    return undefined
  })
}

async function alarmsOf(aws: AccountExaminer, stacks: readonly DesiredStack[]): Promise<Pick<AccountFacts, 'alarms'>> {
  const watched = stacks.find(({ rollback }) => rollback.alarmArns.length > 0)
  if (watched === undefined) return {}
  const { alarmArns } = watched.rollback
  return { alarms: await told(async () => (await aws.alarms(watched, alarmArns, PURPOSE)).length) }
}

/** A stack that ever succeeded was made by a CloudFormation that had become the role. */
function wasMadeWith({ serviceRoleArn, status }: LiveStack, serviceArn: string): boolean {
  return serviceRoleArn === serviceArn && /^(CREATE|UPDATE)(_ROLLBACK)?_COMPLETE$/.test(status)
}
