/** Under which rules does a merge travel, and which rows does it become? */
import { describe, expect, it } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import type { Fleet } from '../../src/fleet/model.ts'
import { digestOf } from '../../src/lib/digest.ts'
import type { Plan, Transition } from '../../src/plan/model.ts'
import { createRollout, rolloutId } from '../../src/rollout/create.ts'
import { inRingsOf, rulesOfMerge, strictest } from '../../src/rollout/rules.ts'
import { world as fleet, type World } from '../support/world.ts'
import { ring, rowsOf, START } from './fleet.ts'

const FLEET = fleetOf(fleet().customer('acme'))

function fleetOf(world: World): Fleet {
  const { fleet: found, problems } = loadFleet(world.tree())
  if (found === undefined) throw new Error(JSON.stringify(problems))
  return found
}

describe('the rules of a rollout', () => {
  it('are the stricter of base and merge, so that a pull request cannot loosen its own', () => {
    const base = [
      ring('canary', { waves: [50, 100], soakMinutes: 30, concurrency: 2, failureBudget: 1, unreachablePercent: 5 }),
    ]
    const loose = [
      ring('canary', { waves: [100], soakMinutes: 0, concurrency: 50, failureBudget: 9, unreachablePercent: 90 }),
    ]
    const strict = [
      ring('canary', { waves: [10, 100], soakMinutes: 60, concurrency: 1, failureBudget: 0, unreachablePercent: 0 }),
    ]
    expect(strictest(base, loose)).toEqual(base)
    expect(strictest(base, strict)).toEqual([{ ...strict[0], waves: [10, 50, 100] }])
  })

  it('are the same for the plan of a pull request and for the rollout of its merge', () => {
    const { rings } = FLEET
    const [first] = rings
    const slower = first && [{ ...first, soakMinutes: first.soakMinutes + 5 }]
    expect(rulesOfMerge({ rings }, { rings: slower ?? [] })[0]?.soakMinutes).toBe((first?.soakMinutes ?? 0) + 5)
    expect(rulesOfMerge({ rings }, undefined).map(({ name }) => name)).toEqual(rings.map(({ name }) => name))
    expect(rulesOfMerge(undefined, undefined)).toEqual([])
  })

  it('keep the order of trust of the base; a ring that only the merge knows comes last', () => {
    const names = strictest([ring('canary'), ring('broad')], [ring('mine'), ring('broad'), ring('canary')])
    expect(names.map((each) => each.name)).toEqual(['canary', 'broad', 'mine'])
  })
})

describe('the ring of a customer', () => {
  function rings(of: { readonly base: string; readonly head: string }): readonly string[] {
    const base = { ...FLEET, customers: FLEET.customers.map((each) => ({ ...each, ring: of.base })) }
    return inRingsOf(base, [{ customer: 'acme', ring: of.head }]).map((each) => each.ring)
  }

  it('is the later of base and merge in the order of the base, so that nobody goes first by their own word', () => {
    expect(rings({ base: 'broad', head: 'canary' })).toEqual(['broad'])
    expect(rings({ base: 'canary', head: 'broad' })).toEqual(['broad'])
    expect(rings({ base: 'broad', head: 'mine' })).toEqual(['mine'])
  })

  it('is its own where the base does not know the customer', () => {
    expect(inRingsOf({ ...FLEET, customers: [] }, [{ customer: 'acme', ring: 'canary' }])).toEqual([
      { customer: 'acme', ring: 'canary' },
    ])
  })
})

describe('a merged plan', () => {
  const [row] = rowsOf('canary', 'acme')
  if (row === undefined) throw new Error('no row')
  const transition: Transition = {
    stack: row.ref,
    from: 'absent',
    to: row.to,
    exactness: 'template',
    changes: [],
    fedBy: [],
    parameters: [],
    digest: digestOf('transition'),
  }
  const gap = {
    stack: rowsOf('canary', 'globex')[0]?.ref ?? row.ref,
    to: digestOf('gap'),
    code: 'account-unreachable',
    reason: 'no',
  }
  const plan: Plan = { transitions: [transition], unplanned: [gap], rules: [], digest: digestOf('plan') }
  const commit = 'ab'.repeat(20)
  const id = rolloutId(commit, [])
  const merge = { id, commit, plan, rings: [ring('canary')], createdAt: START.toString(), approvedBy: [] }

  it('becomes one row a stack, those that could not be planned among them', () => {
    const { rollout, stacks } = createRollout(merge)
    expect(rollout).toMatchObject({ id: 'r-abababababab', state: 'queued', planDigest: plan.digest })
    expect(stacks.map((each) => [each.ref.customer, each.state, each.attempt, each.transition])).toEqual([
      ['acme', 'waiting', 0, transition.digest],
      ['globex', 'waiting', 0, undefined],
    ])
  })

  it('is a rollout of another name each time the branch comes back to its commit', () => {
    expect(rolloutId(commit, [{ id: 'r-cdcdcdcdcdcd' }])).toBe('r-abababababab')
    expect(rolloutId(commit, [{ id }])).toBe('r-abababababab-2')
    expect(rolloutId(commit, [{ id }, { id: 'r-abababababab-2' }])).toBe('r-abababababab-3')
  })

  it('is held where a person has to let it start', () => {
    const hold = { waitingOn: 'approval', reason: 'nobody saw it' } as const
    expect(createRollout({ ...merge, hold }).rollout).toMatchObject({ state: 'held', hold })
  })

  it('is refused where a stack stands in a ring without rules, because it would never move', () => {
    expect(() => createRollout({ ...merge, rings: [ring('broad')] })).toThrow(/ring canary has no rules/)
  })
})
