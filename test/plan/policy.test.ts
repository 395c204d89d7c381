/** A rule is met by stacks of which all that it says holds, and by enough of them. */
import { describe, expect, it } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import type { AccountId, Fleet } from '../../src/fleet/model.ts'
import type { PolicyCondition, PolicyRule } from '../../src/fleet/policy.ts'
import { assemblePlan } from '../../src/plan/assemble.ts'
import type { Risk } from '../../src/plan/model.ts'
import { policyResults, rulesOfPaths, type StackFacts } from '../../src/plan/policy.ts'
import { requiredFor, touchedBy, touchedByDifference } from '../../src/plan/required.ts'
import { change, ref, transition } from '../support/plan-views.ts'
import { world } from '../support/world.ts'

const GROUND = world()
  .customer('acme')
  .customer('globex', { ring: 'early' })
  .customer('initech', { ring: 'broad' })
  .customer('umbrella', { ring: 'broad' })

function fleetWith(rules: string, ground = GROUND): Fleet {
  const { fleet, problems } = loadFleet(ground.edit('fleet.yml', (text) => `${text}${rules}\n`).tree())
  if (fleet === undefined) throw new Error(JSON.stringify(problems))
  return fleet
}

function stack(
  customer: string,
  of: Partial<Omit<StackFacts, 'changes'>> & { readonly changes?: readonly (readonly [Risk, string])[] } = {},
): StackFacts {
  const { changes = [], ...rest } = of
  return {
    customer,
    ring: 'canary',
    accountId: `account of ${customer}` as AccountId,
    changes: changes.map(([risk, type]) => ({ risk, type })),
    touches: new Set(),
    isUnplanned: false,
    ...rest,
  }
}

const STREAM = 'AWS::Kinesis::Stream'
const ROLE = 'AWS::IAM::Role'

/** How many stacks meet it; undefined where the plan does not. */
function met(when: PolicyCondition, stacks: readonly StackFacts[], paths: readonly string[] = []): number | undefined {
  const rule: PolicyRule = { name: 'rule', when, reason: 'because' }
  const base = { ...fleetWith(''), policyRules: [rule] }
  return policyResults({ stacks, paths }, base)[0]?.stacks
}

describe('a rule is met', () => {
  const replaced = stack('acme', { changes: [['destructive', STREAM]] })
  const added = stack('globex', { changes: [['disruptive', ROLE]] })
  const quiet = stack('initech', { changes: [['routine', 'AWS::SQS::Queue']] })
  const unreached = stack('umbrella', { isUnplanned: true })
  const all = [replaced, added, quiet, unreached]

  it.each<[string, PolicyCondition, number | undefined]>([
    ['by each that is at least so dangerous', { risk: 'disruptive' }, 2],
    ['by every change where the least danger is named', { risk: 'routine' }, 3],
    ['by a type', { resourceTypes: [STREAM] }, 1],
    ['by a family of types', { resourceTypes: ['AWS::Kinesis::*', 'AWS::IAM::*'] }, 2],
    ['by no type that only begins alike', { resourceTypes: ['AWS::Kin'] }, undefined],
    [
      'by a danger of that very type, not of another one beside it',
      { risk: 'destructive', resourceTypes: [ROLE] },
      undefined,
    ],
    ['by the ring that the base has its customer in', { rings: ['broad'] }, 2],
    ['by what could not be planned', { unplanned: true }, 1],
    ['by nothing dangerous in what nobody could look at', { unplanned: true, risk: 'routine' }, undefined],
    ['by no identity setting where none changes', { identitySettings: true }, undefined],
    ['by no secret where none changes', { secrets: true }, undefined],
    ['by more stacks than that', { moreThan: { stacks: 3 } }, 4],
    ['not by as many', { moreThan: { stacks: 4 } }, undefined],
    ['by more accounts than that', { moreThan: { accounts: 3 } }, 4],
    ['not by as many accounts', { moreThan: { accounts: 4 } }, undefined],
    ['by a larger part of the fleet', { risk: 'disruptive', moreThan: { percent: 49 } }, 2],
    ['not by just that part', { risk: 'disruptive', moreThan: { percent: 50 } }, undefined],
    ['not where all of it holds, but of different stacks', { risk: 'destructive', rings: ['early'] }, undefined],
  ])('%s', (_what, when, stacks) => {
    expect(met(when, all)).toBe(stacks)
  })

  it('by accounts, not by their stacks', () => {
    expect(met({ moreThan: { accounts: 1 } }, [replaced, { ...replaced }])).toBeUndefined()
  })

  it.each(['identitySettings', 'secrets'] as const)('by %s that change', (what) => {
    const touches = new Set([what === 'secrets' ? ('secret' as const) : ('identity' as const)])
    expect(met({ [what]: true }, [...all, stack('acme', { touches })])).toBe(1)
  })

  it('by files, whatever the stacks, and then by stacks too where it names them', () => {
    expect(met({ paths: ['fleet.yml'] }, [], ['rule'])).toBe(0)
    expect(met({ paths: ['fleet.yml'] }, all, [])).toBeUndefined()
    expect(met({ paths: ['fleet.yml'], risk: 'destructive' }, all, ['rule'])).toBe(1)
    expect(met({ paths: ['fleet.yml'], risk: 'destructive' }, [quiet], ['rule'])).toBeUndefined()
  })

  it('by what nobody could look at, once a rollout has reached it and it is known', () => {
    const when = { unplanned: true, risk: 'destructive' } as const
    const does = (risk: Risk) => ({ changes: [{ type: STREAM, risk }], touches: [] })
    const reached = (risk: Risk) =>
      touchedByDifference(ref(), { does: does(risk), isUnplanned: true, paths: [] }).stacks
    expect(met(when, reached('destructive'))).toBe(1)
    expect(met(when, reached('routine'))).toBeUndefined()
    expect(met(when, [unreached])).toBeUndefined()
  })

  it('by whatever it asks for, of a plan that is gone', () => {
    const gone: StackFacts = { ...stack('acme'), changes: 'unknown' }
    const when = { risk: 'destructive', resourceTypes: [ROLE], secrets: true, rings: ['canary'] } as const
    expect(met(when, [gone])).toBe(1)
    expect(met({ ...when, rings: ['early'] }, [gone])).toBeUndefined()
  })
})

describe('the files of a rule', () => {
  const rules = fleetWith(
    "policyRules: [{ rule: deep, when: { paths: ['blueprints/**'] }, refuse: true, reason: x }, { rule: flat, when: { paths: ['*.yml'] }, refuse: true, reason: x }, { rule: none, when: { risk: routine }, refuse: true, reason: x }]",
  ).policyRules
  it.each<[string, readonly string[], (of: typeof GROUND) => typeof GROUND]>([
    ['below a folder', ['deep'], (of) => of.edit('blueprints/small/1.0.0/blueprint.yml', (text) => `${text}# more\n`)],
    ['of one folder alone', ['flat'], (of) => of.edit('fleet.yml', (text) => `${text}# more\n`)],
    ['that are gone', ['deep'], (of) => of.without('blueprints/small/1.0.0/queue.template.yml')],
    ['that are new', ['deep'], (of) => of.file('blueprints/other/1.0.0/blueprint.yml', 'blueprint: other\n')],
    ['that nobody names', [], (of) => of.customer('umbrella', { ring: 'early' })],
  ])('%s are told by the two trees', (_what, names, change) => {
    expect(rulesOfPaths(rules, GROUND.tree(), change(GROUND).tree())).toEqual(names)
  })
})

describe('what a plan needs by rules', () => {
  const RULES = `policyRules:
  - rule: two-for-data
    when: { risk: destructive }
    require: { approvals: 2, approvers: [data] }
    reason: it holds events
  - rule: never-all
    when: { moreThan: { percent: 40 } }
    refuse: true
    reason: ring by ring
approvers: { data: { users: [ann], teams: [data-team] } }`
  const fleet = fleetWith(RULES)
  const worst = { ...change(), verdict: { risk: 'destructive', reason: 'is why' } } as const
  const planOf = (...customers: readonly string[]) =>
    assemblePlan({
      transitions: customers.map((customer) => {
        return transition(ref({ customer, account: `account of ${customer}` }), { changes: [worst] })
      }),
      unplanned: [],
    })

  it('adds to what its rings ask for: the most approvals and every group', () => {
    const required = requiredFor(touchedBy(planOf('acme')), fleet)
    expect(required).toMatchObject({
      needed: 2,
      groups: [{ name: 'data', users: ['ann'], teams: ['data-team'] }],
      rules: [{ rule: { name: 'two-for-data' }, stacks: 1 }],
    })
  })

  it('is never less than its rings ask for', () => {
    const strict = fleetWith(
      RULES,
      GROUND.edit('fleet.yml', (text) => text.replace('approvals: 1', 'approvals: 5')),
    )
    expect(requiredFor(touchedBy(planOf('acme')), strict).needed).toBe(5)
  })

  it('names a refusal beside what the others ask for', () => {
    const { rules } = requiredFor(touchedBy(planOf('acme', 'globex')), fleet)
    expect(rules.map(({ rule, stacks }) => [rule.name, stacks])).toEqual([
      ['two-for-data', 2],
      ['never-all', 2],
    ])
  })

  it('is judged by an identity setting that changes', () => {
    const parameters = [{ name: 'Name', before: 'a', after: 'b', causes: [], touches: 'identity' }] as const
    const plan = assemblePlan({ transitions: [transition(ref(), { parameters })], unplanned: [] })
    const guarded = fleetWith(
      'policyRules: [{ rule: named, when: { identitySettings: true }, refuse: true, reason: x }]',
    )
    expect(requiredFor(touchedBy(plan), guarded).rules).toHaveLength(1)
    expect(requiredFor(touchedBy(planOf('acme')), guarded).rules).toEqual([])
  })
})
