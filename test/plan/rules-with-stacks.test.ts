/** What may come together with a change of stacks, and what counts as one? */
import { describe, expect, it } from 'vitest'
import { CUSTOMER, PIPELINE, replace } from '../fleet/told.ts'
import type { World } from '../support/world.ts'
import { base, OTHER, setting, told, WINDOW } from './ruled-fleet.ts'

describe('the ring of a customer, where rings have settings of their own,', () => {
  const SETTINGS = 'settings: { alarm: { threshold: 7 } }'
  const rings = base.edit('fleet.yml', (text) => text.replace('concurrency: 2,', `concurrency: 2, ${SETTINGS},`))
  const moved = replace(CUSTOMER, 'ring: canary', 'ring: broad')

  it('changes stacks by itself, and none once the customer says what its ring said', () => {
    expect(told(moved(rings), rings).join()).toContain('the ring of `acme` must not change')
    const written = rings.edit(CUSTOMER, (text) => `${text}${SETTINGS}\n`)
    expect(told(written, rings)).toEqual([])
    expect(told(moved(written), written)).toEqual([])
    expect(told(moved(rings), moved(written))).toEqual([])
  })
})

describe('together with stacks may come', () => {
  const RING =
    '  - { name: late, waves: [100], soakMinutes: 1, concurrency: 2, failureBudget: 0, unreachablePercent: 0 }\n'
  it.each([
    ['a customer with accounts and a pipeline', (w: World) => w.customer('initech').pipeline('initech', 'web')],
    ['a new ring, policy, group, freeze and set of roles', withMore(RING)],
    [
      'the settings of a ring',
      (w: World) =>
        w.edit('fleet.yml', (text) =>
          text.replace('concurrency: 2,', 'concurrency: 2, settings: { alarm: { threshold: 7 } },'),
        ),
    ],
    [
      'an account under another name',
      (w: World) =>
        [CUSTOMER, PIPELINE, OTHER].reduce((each, file) => replace(file, 'account: prod', 'account: main')(each), w),
    ],
    [
      'a first window',
      (w: World) => w.edit('customers/globex/customer.yml', (text) => `${text}windows: [{ ${WINDOW} }]\n`),
    ],
    ['a pause', (w: World) => w.edit(PIPELINE, (text) => `${text}lifecycle: paused\n`)],
  ])('%s', (_what, change) => {
    expect(told(setting(change(base)))).toEqual([])
  })
})

describe('a stack that is not changed but comes or goes', () => {
  const loose = replace('fleet.yml', 'soakMinutes: 1,', 'soakMinutes: 0,')

  it('counts as well', () => {
    expect(told(loose(base.pipeline('globex', 'shop'))).join()).toContain('`fw-globex-shop-alarm` and 1 more')
  })

  it('and so does one that is active again, and catches up', () => {
    const paused = base.edit(PIPELINE, (text) => `${text}lifecycle: paused\n`)
    expect(told(loose(base), paused).join()).toContain('`fw-acme-web-alarm` and 1 more')
    expect(told(base, paused)).toEqual([])
  })

  it('and one whose comments moved does not', () => {
    expect(told(loose(base.edit(PIPELINE, (text) => `# a comment\n${text}`)))).toEqual([])
  })
})

function withMore(ring: string): (w: World) => World {
  return (w) =>
    w.edit('fleet.yml', (text) =>
      text
        .replace('policy: { approvals: 1 }', `${ring}policy: { approvals: 1 }`)
        .replace('policies: {', 'policies: { quick: { approvals: 1 },')
        .replace('approvers: {', 'approvers: { security: { users: [hubot] },')
        .replace('roles: {', 'roles: { other: { plan: a, apply: b, service: c },')
        .concat('  - { freeze: easter, from: 2027-03-26T00:00:00Z, to: 2027-03-30T00:00:00Z, reason: eggs }\n'),
    )
}
