/**
 * Which accounts may be called for a pull request, and how are they reached?
 *
 * Those that the base knows, by its roles and its external id. A rule keeps a
 * head from changing them together with stacks (plan/rules-apart.ts); that no
 * call is made by what a head says must not hang on a rule.
 */
import type { Account } from '../../fleet/model.ts'
import { roleArn } from '../../render/identity.ts'
import type { DesiredStack } from '../../render/model.ts'

/** By account id. */
export type Reach = ReadonlyMap<string, Pick<Account, 'id' | 'roles' | 'externalId'>>

/** Unchanged where the base does not know its account: nobody calls that. The same stack where the base says the same. */
export function reachedBy(reach: Reach, stack: DesiredStack): DesiredStack {
  const account = reach.get(stack.accountId)
  if (account === undefined) return stack
  const { id: accountId, roles, externalId } = account
  const role = (name: string): string => roleArn({ accountId, region: stack.region, name })
  const access = { planRoleArn: role(roles.plan), applyRoleArn: role(roles.apply), externalId }
  return isSame(access, stack.access) ? stack : { ...stack, access }
}

function isSame(one: DesiredStack['access'], other: DesiredStack['access']): boolean {
  const { planRoleArn, applyRoleArn, externalId } = one
  return planRoleArn === other.planRoleArn && applyRoleArn === other.applyRoleArn && externalId === other.externalId
}
