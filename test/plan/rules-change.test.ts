/** What loosens the guard of the next rollout is part of the plan, though it moves no stack. */
import { describe, expect, it } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import type { Fleet } from '../../src/fleet/model.ts'
import { assemblePlan, isEmpty } from '../../src/plan/assemble.ts'
import { lint } from '../../src/plan/lint.ts'
import { rulesChange } from '../../src/plan/rules-change.ts'
import { type World, world } from '../support/world.ts'

const GROUND = world().customer('acme').customer('globex').customer('initech', { ring: 'broad' })

function fleetOf(of: World): Fleet {
  const { fleet, problems } = loadFleet(of.tree())
  if (fleet === undefined) throw new Error(JSON.stringify(problems))
  return fleet
}

function changes(edit: (text: string) => string, path = 'fleet.yml'): readonly string[] {
  return rulesChange(fleetOf(GROUND), fleetOf(GROUND.edit(path, edit)))
}

describe('a change of the rules', () => {
  it.each([
    ['approvals: 1', 'approvals: 2', 'policy: approvals 1 → 2'],
    ['soakMinutes: 1', 'soakMinutes: 0', 'ring canary: soak 1 → 0 min'],
    ['waves: [50, 100]', 'waves: [100]', 'ring early: waves 50, 100 → 100 %'],
    ['concurrency: 20', 'concurrency: 50', 'ring broad: stacks at the same time 20 → 50'],
    ['failureBudget: 1', 'failureBudget: 9', 'ring broad: failures that a wave survives 1 → 9'],
    [
      'unreachablePercent: 50',
      'unreachablePercent: 90',
      'ring early: unreachable accounts that a wave survives 50 → 90 %',
    ],
  ])('from %s to %s is said with both values', (was, is, line) => {
    expect(changes((text) => text.replace(was, is))).toEqual([line])
  })

  it('in the order of rings, or a ring that is gone, is said', () => {
    const early = /.*name: early.*\n/
    expect(changes((text) => text.replace(early, ''))).toEqual(['ring early is removed'])
    const [line = ''] = early.exec(GROUND.tree().get('fleet.yml')?.text ?? '') ?? []
    const last = (text: string) => text.replace(early, '').replace('policy:', `${line}policy:`)
    expect(changes(last)).toEqual(['order of rings: canary, early, broad → canary, broad, early'])
  })

  it('of the ring of several customers is one line', () => {
    const moved = (name: string) => (of: World) =>
      of.edit(`customers/${name}/customer.yml`, (text) => text.replace('ring: canary', 'ring: early'))
    const head = moved('globex')(moved('acme')(GROUND))
    expect(rulesChange(fleetOf(GROUND), fleetOf(head))).toEqual(['acme, globex: ring canary → early'])
  })

  it('is none where a customer or a ring is new, or nothing changes', () => {
    const ring =
      '  - { name: late, waves: [100], soakMinutes: 0, concurrency: 1, failureBudget: 0, unreachablePercent: 0 }\n'
    const head = GROUND.customer('umbrella').edit('fleet.yml', (text) => text.replace('policy:', `${ring}policy:`))
    expect(rulesChange(fleetOf(GROUND), fleetOf(head))).toEqual([])
    expect(rulesChange(fleetOf(GROUND), fleetOf(GROUND))).toEqual([])
  })
})

describe('a plan that changes rules alone', () => {
  const none = { transitions: [], unplanned: [] }
  const loose = assemblePlan({ ...none, rules: ['ring canary: soak 1 → 0 min'] })

  it('is not empty, and has a digest of its own for each of them', () => {
    expect(isEmpty(loose)).toBe(false)
    expect(isEmpty(assemblePlan(none))).toBe(true)
    const looser = assemblePlan({ ...none, rules: ['ring canary: soak 2 → 0 min'] })
    expect(new Set([loose.digest, looser.digest, assemblePlan(none).digest]).size).toBe(3)
  })

  it('is refused by its lint once somebody changes a line', () => {
    const expected = { after: [], affected: [] }
    expect(lint(loose, expected)).toEqual([])
    expect(lint({ ...loose, rules: [] }, expected)).toMatchObject([{ code: 'plan-digest' }])
  })
})
