/**
 * Would an account that a pull request brings let us in, and only us?
 *
 * Asked only where the base's fleet.yml says so, of accounts that no customer of
 * the base has: whose id the base knows is reached as the base says, and not
 * tried. Role and external id are the head's, and the role is one of the new
 * account, so nothing that the base knows can be reached by them. Two sessions
 * of the plan role at most, and nothing is done with either but to ask whose it
 * is. Who may have this planned may spend our credentials (may-plan.ts).
 */

import type { Account, Customer, Fleet } from '../../fleet/model.ts'
import { mapPool } from '../../lib/pool.ts'
import { byText } from '../../lib/sorted.ts'
import type { Probed } from '../../plan/evidence.ts'
import type { PlanEvidence } from '../../plan/model.ts'
import { roleArn } from '../../render/identity.ts'
import type { AccountDoors, Purpose } from '../aws-ports.ts'
import { entryOf } from '../examining/examine-accounts.ts'
import type { ReadFleet } from '../read-fleet.ts'
import type { World } from '../world.ts'

interface New {
  readonly customer: Customer
  readonly account: Account
}

interface Brought {
  readonly base: ReadFleet | undefined
  readonly head: ReadFleet
  readonly purpose: Purpose
}

/** What stands beside a plan of them. What is unsound is not merged as it is, so nobody is tried for it. */
export async function probedIn(world: Pick<World, 'aws'>, of: Brought): Promise<Pick<PlanEvidence, 'probed'>> {
  const [base, head] = [of.base?.fleet, of.head.fleet]
  if (base === undefined || head === undefined || of.head.problems.length > 0) return {}
  const probed = await probeAccounts(world, { base, head, purpose: of.purpose })
  return probed.length === 0 ? {} : { probed }
}

/**
 * Those that were open are tried once more: the customer may have mended them since. What AWS does not tell of one now
 * leaves it as it was found.
 */
export async function triedAgain(
  world: Pick<World, 'aws'>,
  probed: readonly Probed[],
  { base, head, purpose }: Brought,
): Promise<readonly Probed[]> {
  const open = new Set<string>(probed.filter(({ outcome }) => outcome === 'open').map(({ accountId }) => accountId))
  if (open.size === 0 || base?.fleet === undefined || head.fleet === undefined) return probed
  const now = await probeAccounts(world, { base: base.fleet, head: head.fleet, purpose, only: open })
  const closed = now.filter(({ outcome }) => outcome === 'sound' || outcome === 'refused')
  const found = new Map(closed.map((each) => [each.accountId, each]))
  return probed.map((each) => found.get(each.accountId) ?? each)
}

/** In order of the accounts' ids; `only`: of these alone. */
export async function probeAccounts(
  world: Pick<World, 'aws'>,
  of: { readonly base: Fleet; readonly head: Fleet; readonly purpose: Purpose; readonly only?: ReadonlySet<string> },
): Promise<readonly Probed[]> {
  const { base, head, purpose, only } = of
  const { probe, atOnce } = base.newAccounts
  if (!probe) return []
  const doors = world.aws.doors(purpose)
  const due = newIn(base, head).filter(({ account }) => only?.has(account.id) ?? true)
  return mapPool(due, atOnce, async ({ customer, account }) => {
    const outcome = await outcomeOf(doors, account)
    return { customer: customer.name, account: account.name, accountId: account.id, outcome }
  })
}

function newIn(base: Fleet, head: Fleet): readonly New[] {
  const known = new Set(base.customers.flatMap(({ accounts }) => accounts.map(({ id }) => id)))
  return head.customers
    .flatMap((customer) => customer.accounts.map((account) => ({ customer, account })))
    .filter(({ account }) => !known.has(account.id))
    .sort((one, other) => byText(one.account.id, other.account.id))
}

async function outcomeOf(doors: AccountDoors, account: Account): Promise<Probed['outcome']> {
  const { id: accountId, externalId, roles, regions } = account
  const [region = ''] = regions
  const door = roleArn({ accountId, region, name: roles.plan })
  const withId = await entryOf(() => doors.enter({ accountId, roleArn: door, externalId }))
  if (withId.kind !== 'entered') return withId.kind
  if (withId.accountId !== accountId) return 'elsewhere'
  const withoutId = await entryOf(async () => {
    await doors.knock({ roleArn: door })
    return accountId
  })
  if (withoutId.kind === 'entered') return 'open'
  return withoutId.kind === 'refused' ? 'sound' : 'untold'
}
