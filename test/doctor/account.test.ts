/** An account is well when it lets us in as agreed, and in no other way. */
import { describe, expect, it } from 'vitest'
import { type AccountFacts, accountFindings, callerFindings, type Entry } from '../../src/doctor/account.ts'

const ID = '111111111111'
const IN: Entry = { kind: 'entered', accountId: ID }
const OUT: Entry = { kind: 'refused', says: 'AccessDenied' }
const SILENCE = { code: 'aws-throttled', says: 'throttled', nextMove: 'operator', hint: 'ask again' } as const
const SILENT: Entry = { kind: 'untold', silence: SILENCE }

function arn(role: string): string {
  return `arn:aws:iam::${ID}:role/fleetwright-${role}`
}

const DOOR = { withId: IN, withoutId: OUT, withWrongId: OUT }
const SOUND: AccountFacts = {
  customer: 'acme',
  name: 'prod',
  id: ID,
  plan: { arn: arn('plan'), ...DOOR },
  apply: { arn: arn('apply'), ...DOOR },
  service: { arn: arn('service'), withId: OUT, withoutId: OUT },
  madeWithService: { is: 'fw-acme-web-streams' },
}

/** All that is not well, but what nobody can see. */
function bad(change: Partial<AccountFacts>) {
  return accountFindings({ ...SOUND, ...change }).filter(
    ({ outcome, check }) => outcome !== 'well' && check !== 'plan-role-limits',
  )
}

describe('an account', () => {
  it('with the three roles as the template makes them is well', () => {
    expect(bad({})).toEqual([])
  })

  it('says that the limits of its plan role are not tried out', () => {
    expect(accountFindings(SOUND)).toContainEqual(
      expect.objectContaining({ check: 'plan-role-limits', outcome: 'unseen' }),
    )
  })

  it.each([
    ['without an external id', { withoutId: IN }],
    ['with a wrong external id', { withWrongId: IN }],
  ] as const)('that lets us in %s is open to a confused deputy', (how, change) => {
    for (const role of ['plan', 'apply'] as const) {
      const [finding, ...more] = bad({ [role]: { arn: arn(role), ...DOOR, ...change } })
      expect(more).toEqual([])
      expect(finding).toMatchObject({
        check: `${role}-role-external-id`,
        about: `acme/prod (${ID})`,
        outcome: 'wrong',
        nextMove: 'customer',
        says: expect.stringContaining(`fleetwright-${role} lets us in ${how}`),
      })
    }
  })

  it('whose plan role may not look for rollback alarms is told what to update; one that names none is told nothing', () => {
    const silence = { ...SILENCE, code: 'account-unreachable' }
    expect(bad({ alarms: { is: 0 } })).toEqual([])
    expect(accountFindings({ ...SOUND, alarms: { is: 2 } })).toHaveLength(accountFindings(SOUND).length + 1)
    expect(bad({ alarms: { silence } })).toMatchObject([
      {
        check: 'plan-role-alarms',
        outcome: 'wrong',
        nextMove: 'customer',
        hint: expect.stringContaining('cloudwatch:DescribeAlarms'),
      },
    ])
    expect(bad({ alarms: { silence: SILENCE } })).toMatchObject([{ check: 'plan-role-alarms', outcome: 'untold' }])
  })

  it('that does not let us in is said once, with what may differ', () => {
    expect(bad({ apply: { arn: arn('apply'), withId: OUT } })).toMatchObject([
      { check: 'apply-role', outcome: 'wrong', nextMove: 'customer' },
    ])
  })

  it('whose role leads elsewhere is not taken for it', () => {
    const plan = { arn: arn('plan'), withId: { kind: 'entered', accountId: '222222222222' } } as const
    expect(bad({ plan })).toMatchObject([{ outcome: 'wrong', says: expect.stringContaining('222222222222') }])
  })

  it.each([
    ['with the external id', { withId: IN, withoutId: OUT }],
    ['without one', { withId: OUT, withoutId: IN }],
  ] as const)('whose service role lets us in %s is wrong', (_how, tries) => {
    expect(bad({ service: { arn: arn('service'), ...tries } })).toMatchObject([
      { check: 'service-role', outcome: 'wrong', nextMove: 'customer' },
    ])
  })

  it.each([
    ['the plan role', { plan: { arn: arn('plan'), withId: SILENT } }],
    ['a door that must be shut', { plan: { arn: arn('plan'), ...DOOR, withoutId: SILENT } }],
    ['the service role', { service: { arn: arn('service'), withId: SILENT, withoutId: OUT } }],
    ['a stack', { madeWithService: { silence: SILENCE } }],
  ] satisfies readonly (readonly [string, Partial<AccountFacts>])[])(
    'of which %s could not be asked is neither well nor wrong',
    (_what, change) => {
      expect(bad(change)).toMatchObject([{ outcome: 'untold', says: 'throttled' }])
    },
  )

  it('without a stack says that its service role was not seen at work', () => {
    expect(bad({ madeWithService: { is: undefined } })).toMatchObject([
      { check: 'service-role-use', outcome: 'unseen' },
    ])
  })
})

it.each([
  ['are well where AWS knows them', { is: 'arn:aws:iam::999999999999:role/bot' }, 'well'],
  ['are wrong where it does not', { silence: { ...SILENCE, code: 'aws-identity' } }, 'wrong'],
  ['are not judged where nobody answers', { silence: SILENCE }, 'untold'],
])("the bot's own credentials %s", (_title, identity, outcome) => {
  expect(callerFindings(identity)).toMatchObject([{ check: 'aws-credentials', outcome }])
})
