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
    ['approvals: 1', 'approvals: 2', 'policy: 1 approval → 2 approvals'],
    ['soakMinutes: 1', 'soakMinutes: 0', 'ring canary: soak 1 → 0 min'],
    ['waves: [50, 100]', 'waves: [100]', 'ring early: waves 50, 100 → 100 %'],
    ['concurrency: 20', 'concurrency: 50', 'ring broad: stacks at the same time 20 → 50'],
    ['failureBudget: 1', 'failureBudget: 9', 'ring broad: failures that a wave survives 1 → 9'],
    [
      'unreachablePercent: 50',
      'unreachablePercent: 90',
      'ring early: unreachable accounts that a wave survives 50 → 90 %',
    ],
    [
      'policy:',
      'blueprints: { secondPerson: false }\npolicy:',
      'change of blueprints: planned once a second person asks → planned at once',
    ],
    [
      'policy:',
      'newAccounts: { probe: true }\npolicy:',
      'new accounts: not called before they are merged → tried when they are planned, 5 at once',
    ],
  ])('from %s to %s is said with both values', (was, is, line) => {
    expect(changes((text) => text.replace(was, is))).toEqual([line])
  })

  const FULL = `policies: { careful: { approvals: 2, approvers: [platform] } }
approvers: { platform: { users: [octocat, hubot] } }
roles: { standard: { plan: p, apply: a, service: s } }
freezes: [{ freeze: year-end, from: 2026-12-20T00:00:00Z, to: 2027-01-04T00:00:00Z, rings: [broad], reason: x }]
templates: { allow: [{ blueprint: small, type: NoEcho, reason: x }] }
policyRules: [{ rule: wide, when: { risk: destructive, rings: [early, broad], moreThan: { accounts: 3 } }, refuse: true, reason: x }]
`
  const WINDOW = '{ days: [tue, wed], from: "02:00", to: "05:00", timezone: Europe/London }'
  const ACME = 'customers/acme/customer.yml'
  const WEB = 'customers/acme/pipelines/web.yml'
  const full = GROUND.pipeline('acme', 'web')
    .edit('fleet.yml', (text) => `${text.replace('concurrency: 2,', 'concurrency: 2, policy: careful,')}${FULL}`)
    .edit(ACME, (text) => `${text}windows: [${WINDOW}]\n`)
    .edit(WEB, (text) => `${text}upgrade: { window: ${WINDOW} }\n`)
    .edit('customers/globex/customer.yml', (text) => text.replace(/roles:\n( {6}.*\n){3}/, 'roles: standard\n'))

  it.each([
    [
      'fleet.yml',
      'approvals: 2, approvers: [platform]',
      'approvals: 1',
      'policy careful: 2 approvals, with one of platform → 1 approval',
    ],
    ['fleet.yml', 'policy: careful,', '', 'ring canary: policy careful → (the default)'],
    [
      'fleet.yml',
      '[octocat, hubot]',
      '[hubot, octocat, monalisa]',
      'approvers platform: hubot, octocat → hubot, monalisa, octocat',
    ],
    [
      'fleet.yml',
      'approvers: {',
      'approvers: { break-glass: { users: [octocat, hubot] },',
      'approvers break-glass: nobody → hubot, octocat',
    ],
    [
      'fleet.yml',
      'apply: a',
      'apply: admin',
      'roles standard: plan p, apply a, service s → plan p, apply admin, service s',
    ],
    [
      'fleet.yml',
      '2027-01-04T00:00:00Z, rings: [broad]',
      '2026-12-24T00:00:00Z',
      'freeze year-end: 2026-12-20T00:00:00Z to 2027-01-04T00:00:00Z, rings broad → 2026-12-20T00:00:00Z to 2026-12-24T00:00:00Z, all rings',
    ],
    ['fleet.yml', /freezes:.*\n/, '', 'freeze year-end is removed'],
    ['fleet.yml', /policyRules:.*\n/, '', 'policy rule wide is removed'],
    [
      'fleet.yml',
      'moreThan: { accounts: 3 } }, refuse: true',
      'secrets: true }, require: { approvals: 2 }',
      'policy rule wide: more than 3 accounts, rings broad or early, risk destructive: refused → rings broad or early, risk destructive, secrets: 2 approvals',
    ],
    [
      'fleet.yml',
      'users: [octocat, hubot]',
      'users: [octocat], teams: [platform-team]',
      'approvers platform: hubot, octocat → octocat, team platform-team',
    ],
    ['fleet.yml', /templates:.*\n/, '', 'templates may not use NoEcho in small any more'],
    [ACME, /windows:.*\n/, '', 'acme: windows: tue, wed 02:00 to 05:00 Europe/London → at any time'],
    [WEB, /upgrade:.*\n/, '', "acme/web: window: tue, wed 02:00 to 05:00 Europe/London → its customer's"],
    [ACME, 'acme-prod-0123456789abcdef', 'acme-prod-fedcba9876543210', 'acme: account prod: another external id'],
    [
      ACME,
      'fleetwright-plan',
      'admin',
      'acme: account prod: roles: plan fleetwright-plan, apply fleetwright-apply, service fleetwright-service → plan admin, apply fleetwright-apply, service fleetwright-service',
    ],
    [
      'customers/initech/customer.yml',
      '111111111113',
      '999999999999',
      'initech: account prod: id: 111111111113 → 999999999999',
    ],
  ])('in %s from %s to %s is said with both values', (path, was, is, line) => {
    const head = full.edit(path, (text) => text.replace(was, is))
    expect(rulesChange(fleetOf(full), fleetOf(head))).toEqual([line])
  })

  it('that is new is said whole, for it holds from its merge on or is later named alone', () => {
    const withPeople = FULL.replace('approvers: {', 'approvers: { break-glass: { users: [octocat, hubot] },')
    expect(rulesChange(fleetOf(GROUND), fleetOf(GROUND.edit('fleet.yml', (text) => text + withPeople)))).toEqual([
      'approvers break-glass: nobody → hubot, octocat',
      'approvers platform is new: hubot, octocat',
      'freeze year-end is new: 2026-12-20T00:00:00Z to 2027-01-04T00:00:00Z, rings broad',
      'policy careful is new: 2 approvals, with one of platform',
      'policy rule wide is new: more than 3 accounts, rings broad or early, risk destructive: refused',
      'templates may use NoEcho in small from now on',
    ])
  })

  it.each([
    [
      'freezes: [',
      'freeze',
      '{ freeze: easter, from: 2027-03-26T00:00:00Z, to: 2027-03-30T00:00:00Z, reason: eggs }, ',
    ],
    ['policyRules: [', 'policy rule', '{ rule: never, when: { risk: routine }, refuse: true, reason: x }, '],
  ])('in %s that has some already is said with the new %s alone', (list, what, entry) => {
    const head = full.edit('fleet.yml', (text) => text.replace(list, `${list}${entry}`))
    expect(rulesChange(fleetOf(full), fleetOf(head))).toEqual([
      expect.stringMatching(`^${what} (easter|never) is new: `),
    ])
  })

  it('by a new ring is said with its place, wherever that is', () => {
    const ring =
      '  - { name: late, waves: [50, 100], soakMinutes: 3, concurrency: 1, failureBudget: 0, unreachablePercent: 0 }\n'
    const facts =
      'waves 50, 100 %, soak 3 min, stacks at the same time 1, failures that a wave survives 0, unreachable accounts that a wave survives 0 %, policy (the default)'
    expect(changes((text) => text.replace('policy:', `${ring}policy:`))).toEqual([
      `ring late is new, after broad: ${facts}`,
    ])
    expect(changes((text) => text.replace('rings:\n', `rings:\n${ring}`))).toEqual([
      `ring late is new, the first: ${facts}`,
    ])
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

  it('is none where a customer or a set of roles is new, or nothing changes', () => {
    const head = GROUND.customer('umbrella').edit('fleet.yml', (text) =>
      text.concat('roles: { other: { plan: p, apply: a, service: s } }\n'),
    )
    expect(rulesChange(fleetOf(GROUND), fleetOf(head))).toEqual([])
    expect(rulesChange(fleetOf(GROUND), fleetOf(GROUND))).toEqual([])
  })

  it('that is a set of roles is told whole by the account that takes it', () => {
    const roles = 'roles: { other: { plan: p, apply: a, service: s } }\n'
    const known = GROUND.edit('fleet.yml', (text) => text + roles)
    const taken = known.edit(ACME, (text) => text.replace(/roles:\n( {6}.*\n){3}/, 'roles: other\n'))
    expect(rulesChange(fleetOf(known), fleetOf(taken))).toEqual([
      'acme: account prod: roles: plan fleetwright-plan, apply fleetwright-apply, service fleetwright-service → plan p, apply a, service s',
    ])
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
