/**
 * Who has to agree to this plan?
 *
 * What each ring that it touches asks for, all of it at once: the most
 * approvals, and someone of every group. By the base's policies and the ring
 * that a customer has in the base: no change lowers its own bar. Who changes
 * the rules touches every ring.
 */
import type { Fleet, Policy } from '../fleet/model.ts'
import type { Plan, StackRef } from './model.ts'

export interface Required {
  /** Approvals, each by another person. */
  readonly needed: number
  /** It destroys something: each approval has to name the digest, so that nobody agrees to it in passing. */
  readonly destructive: boolean
  /** Of each at least one person; by name. */
  readonly groups: readonly { readonly name: string; readonly users: readonly string[] }[]
  /** Two of them together may let it pass by all of this, with a reason. */
  readonly glass: readonly string[]
}

/** The group whose people may break the glass; without it, nobody may. */
export const GLASS_GROUP = 'break-glass'

/** The one group that gives its people something as soon as it is there: an empty one is as good as none. */
export function withGlass(approvers: Fleet['approvers']): Fleet['approvers'] {
  return new Map([[GLASS_GROUP, []], ...approvers])
}

/** What is asked of a change. */
export interface Touched {
  readonly stacks: readonly Pick<StackRef, 'customer' | 'ring'>[]
  readonly changesRules: boolean
  readonly destructive: boolean
}

type Rules = Pick<Fleet, 'policy' | 'policies' | 'approvers' | 'rings' | 'customers'>

/** Without a readable base there is no policy: one person, and an operator to let it start. */
export function requiredFor(touched: Touched, base: Rules | undefined): Required {
  const { destructive } = touched
  if (base === undefined) return { needed: 1, destructive, groups: [], glass: [] }
  const policies = policiesOf(touched, base)
  const names = [...new Set(policies.flatMap(({ approvers }) => approvers))].sort()
  return {
    needed: Math.max(...policies.map(({ approvals }) => approvals)),
    destructive,
    groups: names.map((name) => ({ name, users: base.approvers.get(name) ?? [] })),
    glass: base.approvers.get(GLASS_GROUP) ?? [],
  }
}

export function touchedBy({ transitions, unplanned, rules, leaving = [] }: Plan): Touched {
  const planned = [...transitions, ...unplanned].map(({ stack }) => stack)
  const changes = transitions.flatMap((each) => each.changes)
  return {
    stacks: [...planned, ...leaving],
    changesRules: rules.length > 0,
    destructive: changes.some(({ verdict }) => verdict.risk === 'destructive'),
  }
}

/** At least one: where no ring is touched, and of a ring that the base does not know, the fleet's own. */
function policiesOf({ stacks, changesRules }: Touched, base: Rules): readonly Policy[] {
  if (changesRules) return [base.policy, ...base.rings.map((ring) => policyOf(ring.name, base))]
  const customers = new Map(base.customers.map(({ name, ring }) => [name, ring]))
  const rings = new Set(stacks.map(({ customer, ring }) => customers.get(customer) ?? ring))
  return rings.size === 0 ? [base.policy] : [...rings].map((ring) => policyOf(ring, base))
}

function policyOf(ringName: string, { policy, policies, rings }: Rules): Policy {
  const name = rings.find((ring) => ring.name === ringName)?.policy
  return (name === undefined ? undefined : policies.get(name)) ?? policy
}
