/**
 * Who has to agree to this plan?
 *
 * What each ring that it touches asks for, all of it at once: the most
 * approvals, and someone of every group. By the base's policies and the ring
 * that a customer has in the base: no change lowers its own bar. Who changes
 * the rules touches every ring.
 */
import type { Fleet } from '../fleet/model.ts'
import { type Approvers, GLASS_GROUP, type Policy } from '../fleet/policy.ts'
import { type DifferenceFacts, STACK_TYPE } from './difference-facts.ts'
import type { Plan, PlanEvidence, StackRef, Transition } from './model.ts'
import { type PolicyResult, policyResults, type StackFacts } from './policy.ts'

export interface Required {
  /** Approvals, each by another person. */
  readonly needed: number
  /** It destroys something: each approval has to name the digest, so that nobody agrees to it in passing. */
  readonly destructive: boolean
  /** Of each at least one person; by name. */
  readonly groups: readonly Group[]
  /** Two of them together may let it pass by all of this, with a reason. */
  readonly glass: Approvers
  /** The policy rules that it meets, in their order. One that requires nothing refuses. */
  readonly rules: readonly PolicyResult[]
}

export interface Group extends Approvers {
  readonly name: string
}

const NOBODY: Approvers = { users: [], teams: [] }

/** The one group that gives its people something as soon as it is there: an empty one is as good as none. */
export function withGlass(approvers: Fleet['approvers']): Fleet['approvers'] {
  return new Map([[GLASS_GROUP, NOBODY], ...approvers])
}

/** What is asked of a change. */
export interface Touched {
  readonly stacks: readonly StackFacts[]
  readonly changesRules: boolean
  readonly destructive: boolean
  /** Names of the policy rules whose files it alters. */
  readonly paths: readonly string[]
  /** How many accounts it brings that let in whoever knows their roles' names. */
  readonly openAccounts?: number
}

type Rules = Pick<Fleet, 'policy' | 'policies' | 'policyRules' | 'approvers' | 'rings' | 'customers'>

/** Without a readable base there is no policy: one person, and an operator to let it start. */
export function requiredFor(touched: Touched, base: Rules | undefined): Required {
  const { destructive } = touched
  if (base === undefined) return { needed: 1, destructive, groups: [], glass: NOBODY, rules: [] }
  const rules = [...openAccounts(touched), ...policyResults(touched, base)]
  const policies = [...policiesOf(touched, base), ...rules.flatMap(({ rule }) => rule.require ?? [])]
  const names = [...new Set(policies.flatMap(({ approvers }) => approvers))].sort()
  return {
    needed: Math.max(...policies.map(({ approvals }) => approvals)),
    destructive,
    groups: names.map((name) => ({ name, ...(base.approvers.get(name) ?? NOBODY) })),
    glass: base.approvers.get(GLASS_GROUP) ?? NOBODY,
    rules,
  }
}

/**
 * Refused, and not left to an approval: to mend it is one line of the customer's, and once it is merged the bot serves an
 * account into which any other customer could have it led.
 */
function openAccounts({ openAccounts: number = 0 }: Touched): readonly PolicyResult[] {
  if (number === 0) return []
  const reason =
    'a new account lets in whoever knows the name of its role: its trust policy has to ask for sts:ExternalId'
  return [{ rule: { name: 'new-account-is-open', when: {}, reason }, stacks: 0, accounts: number }]
}

/** `paths`: what `rulesOfPaths` said when it was planned. */
export function touchedBy(
  plan: Plan,
  { paths = [], probed = [] }: Pick<PlanEvidence, 'paths' | 'probed'> = {},
): Touched {
  const { transitions, unplanned, rules, leaving = [] } = plan
  const changes = transitions.flatMap((each) => each.changes)
  return {
    stacks: [
      ...transitions.map((each) => factsOf(each.stack, each)),
      ...unplanned.map(({ stack }) => ({ ...factsOf(stack), isUnplanned: true })),
      ...leaving.map((stack) => factsOf(stack)),
    ],
    changesRules: rules.length > 0,
    destructive: changes.some(({ verdict }) => verdict.risk === 'destructive'),
    paths,
    openAccounts: probed.filter(({ outcome }) => outcome === 'open').length,
  }
}

/**
 * Of a stack that is held for what no reviewer saw. `does`: undefined where nobody knows, and every rule counts.
 * `isUnplanned`: nobody saw anything of it.
 */
export function touchedByDifference(
  { customer, ring, accountId }: StackRef,
  of: { readonly does: DifferenceFacts | undefined; readonly isUnplanned: boolean; readonly paths: readonly string[] },
): Touched {
  const { does, isUnplanned, paths } = of
  const changes = does?.changes ?? 'unknown'
  return {
    stacks: [{ customer, ring, accountId, changes, touches: new Set(does?.touches), isUnplanned }],
    changesRules: false,
    // Who accepts a difference names its digest in any case.
    destructive: true,
    paths,
  }
}

function factsOf(
  { customer, ring, accountId }: StackRef,
  { changes, parameters, protections = [] }: Pick<Transition, 'changes' | 'parameters' | 'protections'> = {
    changes: [],
    parameters: [],
  },
): StackFacts {
  return {
    customer,
    ring,
    accountId,
    changes: [
      ...changes.map(({ type, verdict }) => ({ type, risk: verdict.risk })),
      ...protections.map(({ verdict }) => ({ type: STACK_TYPE, risk: verdict.risk })),
    ],
    touches: new Set(parameters.flatMap(({ touches }) => touches ?? [])),
    isUnplanned: false,
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
