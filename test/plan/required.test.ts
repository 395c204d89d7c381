/** A plan needs what each ring asks for that it touches, by the base's words. */
import { describe, expect, it } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import type { AccountId } from '../../src/fleet/model.ts'
import { assemblePlan } from '../../src/plan/assemble.ts'
import type { Probed } from '../../src/plan/evidence.ts'
import { RISKS } from '../../src/plan/model.ts'
import { requiredFor, type Touched, touchedBy } from '../../src/plan/required.ts'
import { change, ref, transition } from '../support/plan-views.ts'
import { world } from '../support/world.ts'

const tree = world()
  .edit('fleet.yml', (text) =>
    text
      .replace('concurrency: 4,', 'concurrency: 4, policy: careful,')
      .replace('concurrency: 20,', 'concurrency: 20, policy: guarded,')
      .concat(
        'policies: { careful: { approvals: 3 }, guarded: { approvals: 2, approvers: [platform, security] } }\n',
        'approvers: { platform: { users: [octocat] }, security: { users: [hubot, monalisa] } }\n',
      ),
  )
  .customer('acme')
  .customer('globex', { ring: 'early' })
  .customer('initech', { ring: 'broad' })
  .tree()
const { fleet } = loadFleet(tree)

function touching(stacks: readonly { customer: string; ring: string }[]): Touched {
  const facts = { accountId: '111111111111' as AccountId, changes: [], touches: new Set<never>(), isUnplanned: false }
  return { stacks: stacks.map((each) => ({ ...facts, ...each })), changesRules: false, destructive: false, paths: [] }
}

function needed(stacks: readonly { customer: string; ring: string }[], changesRules = false): string {
  const { needed: approvals, groups } = requiredFor({ ...touching(stacks), changesRules }, fleet)
  return [approvals, ...groups.map(({ name, users }) => `${name}: ${users.join(' ')}`)].join(', ')
}

const acme = { customer: 'acme', ring: 'canary' }
const globex = { customer: 'globex', ring: 'early' }
const initech = { customer: 'initech', ring: 'broad' }

describe('a plan needs', () => {
  it.each([
    ["the fleet's policy in a ring without its own", [acme], '1'],
    ['the policy of its ring', [globex], '3'],
    [
      'the most approvals and every group of the rings it touches',
      [acme, globex, initech],
      '3, platform: octocat, security: hubot monalisa',
    ],
    [
      "the policy of the base's ring, wherever the head moved the customer",
      [{ ...initech, ring: 'canary' }],
      '2, platform: octocat, security: hubot monalisa',
    ],
    ['of a new customer the policy of the ring it comes to', [{ customer: 'umbrella', ring: 'early' }], '3'],
    ["in a ring that the base does not know the fleet's policy", [{ customer: 'umbrella', ring: 'late' }], '1'],
  ])('%s', (_what, stacks, words) => {
    expect(needed(stacks)).toBe(words)
  })

  it('more than anybody can give where it brings an account that lets in whoever knows its role', () => {
    const probed = (...outcomes: readonly Probed['outcome'][]) =>
      outcomes.map((outcome) => ({
        customer: 'hooli',
        account: 'prod',
        accountId: '777777777777' as AccountId,
        outcome,
      }))
    const rulesOf = (...outcomes: readonly Probed['outcome'][]) =>
      requiredFor(touchedBy(assemblePlan({ transitions: [], unplanned: [] }), { probed: probed(...outcomes) }), fleet)
        .rules
    expect(rulesOf('sound', 'refused', 'elsewhere', 'untold')).toEqual([])
    const [refusal, ...others] = rulesOf('sound', 'open')
    expect(others).toEqual([])
    expect(refusal?.rule).toMatchObject({ name: 'new-account-is-open' })
    expect(refusal?.rule.require).toBeUndefined()
  })

  it('what every ring asks for where it changes the rules', () => {
    expect(needed([], true)).toBe('3, platform: octocat, security: hubot monalisa')
  })

  it('one approval where the base has no policy to read', () => {
    const touched = { ...touching([initech]), changesRules: true }
    const nobody = { users: [], teams: [] }
    expect(requiredFor(touched, undefined)).toEqual({
      needed: 1,
      destructive: false,
      groups: [],
      glass: nobody,
      rules: [],
    })
  })

  it("nothing of those who may break the glass, by the base's group of that name", () => {
    const open = world().edit('fleet.yml', (text) => text.concat('approvers: { break-glass: { users: [ann, ben] } }\n'))
    const touched = touching([acme])
    expect(requiredFor(touched, loadFleet(open.tree()).fleet).glass.users).toEqual(['ann', 'ben'])
    expect(requiredFor(touched, fleet).glass.users).toEqual([])
  })

  it.each(RISKS)('%s, the digest in every approval where it destroys something, and there alone', (risk) => {
    const verdict = { risk, reason: 'is why' }
    const worst = transition(ref(), { changes: [change(), { ...change(), verdict }] })
    const touched = touchedBy(assemblePlan({ transitions: [transition(ref({ key: 'other' })), worst], unplanned: [] }))
    expect(requiredFor(touched, fleet).destructive).toBe(risk === 'destructive')
    expect(requiredFor(touched, undefined).destructive).toBe(risk === 'destructive')
  })
})
