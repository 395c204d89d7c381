/** A machine that is too old, too full or too late is told so before the bot is. */
import { describe, expect, it } from 'vitest'
import { clockFindings, type MachineFacts, machineFindings, settingsFindings } from '../../src/doctor/machine.ts'
import { type Finding, type Outcome, verdictOf } from '../../src/doctor/model.ts'

const SILENCE = { code: 'x', says: 'no answer', nextMove: 'operator', hint: 'ask again' } as const
const SOUND: MachineFacts = {
  node: '26.10.0',
  wantedNode: 26,
  git: { is: '2.38' },
  directory: { path: '.fleetwright' },
  database: { is: 'PostgreSQL 17.2' },
}

function bad(change: Partial<MachineFacts>): readonly Finding[] {
  return machineFindings({ ...SOUND, ...change }).filter(({ outcome }) => outcome !== 'well')
}

describe('a machine', () => {
  it('with all that the bot needs is well', () => {
    expect(bad({})).toEqual([])
    expect(machineFindings(SOUND)).toHaveLength(4)
  })

  it.each([
    ['an older Node', { node: '24.21.0' }, 'node-version'],
    ['an older git', { git: { is: '2.37' } }, 'git-version'],
    ['git of another age', { git: { is: '1.99' } }, 'git-version'],
    ['no git', { git: { silence: SILENCE } }, 'git-version'],
    ['a directory of somebody else', { directory: { path: '/srv', problem: 'EACCES' } }, 'directory'],
    ['no database that answers', { database: { silence: SILENCE } }, 'database'],
  ] satisfies readonly (readonly [string, Partial<MachineFacts>, string])[])(
    'with %s is wrong',
    (_what, change, check) => {
      expect(bad(change)).toMatchObject([{ check, outcome: 'wrong', nextMove: 'operator' }])
    },
  )

  it('takes git 3 for newer than 2.38', () => {
    expect(bad({ git: { is: '3.0' } })).toEqual([])
  })
})

describe('the clock', () => {
  it.each([
    [0, 'well', 'agrees'],
    [60_000, 'well', 'agrees'],
    [-60_000, 'well', 'agrees'],
    [61_000, 'wrong', '61 s behind'],
    [-3_600_000, 'wrong', '3600 s ahead of'],
  ] as const)('%d ms off is %s', (skew, outcome, says) => {
    expect(clockFindings('AWS', { is: skew })).toMatchObject([
      { check: 'clock', outcome, says: expect.stringContaining(says) },
    ])
  })

  it('that nobody told is not judged', () => {
    expect(clockFindings('AWS', { silence: SILENCE })).toMatchObject([{ outcome: 'untold' }])
  })
})

it('every setting that is missing or malformed is a finding', () => {
  expect(settingsFindings([])).toMatchObject([{ outcome: 'well' }])
  expect(settingsFindings([SILENCE, SILENCE])).toMatchObject([{ outcome: 'wrong' }, { outcome: 'wrong' }])
})

it.each([
  [['well', 'unseen'], 0],
  [['well', 'untold'], 2],
  [['risky', 'untold'], 1],
  [['wrong', 'well'], 1],
  [[], 0],
] satisfies readonly (readonly [readonly Outcome[], number])[])('%j ends with %d', (outcomes, code) => {
  const findings = outcomes.map((outcome): Finding => {
    const looked = { check: 'x', about: 'y', says: 'z' }
    return outcome === 'well' || outcome === 'unseen'
      ? { ...looked, outcome }
      : { ...looked, outcome, nextMove: 'operator', hint: 'mend it' }
  })
  expect(verdictOf(findings)).toBe(code)
})
