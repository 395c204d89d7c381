/** A check guards the branch only where it is required of our App. */
import { describe, expect, it } from 'vitest'
import { branchFindings } from '../../src/doctor/branch.ts'
import type { BranchFacts } from '../../src/doctor/facts.ts'

const WANTED = { names: ['fleet / validate', 'fleet / plan'], appId: 4711 }
const PINNED = WANTED.names.map((name) => ({ name, appId: 4711 }))

function findings(change: Partial<BranchFacts>) {
  return branchFindings({ is: { name: 'main', required: PINNED, ...change } }, WANTED)
}

function outcomes(change: Partial<BranchFacts>): readonly string[] {
  return findings(change)
    .filter(({ check }) => check === 'required-checks')
    .map(({ outcome }) => outcome)
}

describe('required checks', () => {
  it.each([
    ['of our App are well', PINNED, ['well', 'well']],
    ['that nobody requires are wrong', [], ['wrong', 'wrong']],
    ['that anybody may publish are wrong', WANTED.names.map((name) => ({ name })), ['wrong', 'wrong']],
    ['of another App are wrong', PINNED.map((each) => ({ ...each, appId: 12 })), ['wrong', 'wrong']],
    ['are well where one of two rules pins them', [...PINNED, { name: 'fleet / plan' }], ['well', 'well']],
    ['are judged one by one', PINNED.slice(0, 1), ['well', 'wrong']],
  ])('%s', (_title, required, expected) => {
    expect(outcomes({ required })).toEqual(expected)
  })

  it('names the check, the App and who has to move', () => {
    expect(findings({ required: PINNED.slice(0, 1) })[1]).toMatchObject({
      about: 'default branch main',
      nextMove: 'repository administrator',
      says: expect.stringContaining('`fleet / plan` is not required'),
      hint: expect.stringContaining('4711'),
    })
  })

  it('that could not be asked for are not called missing', () => {
    const silence = { code: 'github-unavailable', says: 'no answer', nextMove: 'operator', hint: 'ask again' } as const
    expect(branchFindings({ silence }, WANTED)).toMatchObject([{ outcome: 'untold', says: 'no answer' }])
  })
})

it('reviews are seen in a ruleset, and said to be out of sight without one', () => {
  expect(findings({ approvals: 2 }).at(-1)).toMatchObject({ check: 'reviews', outcome: 'well' })
  expect(findings({}).at(-1)).toMatchObject({ check: 'reviews', outcome: 'unseen' })
})
