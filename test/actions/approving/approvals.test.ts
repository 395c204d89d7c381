/** Do those people alone approve a plan who may, and who did not write it themselves? */
import { describe, expect, it } from 'vitest'
import { approvalsOf, isApproved } from '../../../src/actions/approving/approvals.ts'
import { unreadableCheckId } from '../../../src/actions/showing/plan-check-id.ts'
import { digestOf } from '../../../src/lib/digest.ts'
import { comment, conversation } from '../../support/fake-github.ts'
import { PLAN, PULL, SHOWN, shown } from './shown-plan.ts'

describe('a request for changes', () => {
  it('stands in the way when it comes from someone with write access', async () => {
    const fake = shown([{ login: 'reviewer', state: 'changes-requested' }])
    comment(fake, 12, 'Engineer-2', `/fleet approve ${PLAN.digest}`)
    fake.said.permissions.set('Engineer-2', 'write')
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), PLAN)
    expect(approvals).toMatchObject({ given: ['Engineer-2'], against: ['reviewer'] })
    expect(isApproved(approvals)).toBe(false)
  })

  it('stops nobody when it comes from a stranger, and is listed', async () => {
    const fake = shown([
      { login: 'onlooker', state: 'changes-requested' },
      { login: 'reviewer', state: 'approved' },
    ])
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), PLAN)
    expect(approvals.against).toEqual([])
    expect(approvals.discounted).toEqual([{ login: 'onlooker', reason: 'has no write access' }])
    expect(isApproved(approvals)).toBe(true)
  })
})

describe('a login', () => {
  it('is the same person however it is written: who wrote it cannot approve it', async () => {
    const fake = shown([{ login: 'engineer', state: 'approved' }])
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), PLAN)
    expect(approvals.given).toEqual([])
    expect(approvals.discounted).toEqual([{ login: 'engineer', reason: 'wrote or pushed part of this change' }])
  })

  it('is the same person however it is written: one person counts once', async () => {
    const fake = shown([{ login: 'Reviewer', state: 'approved' }])
    comment(fake, 12, 'reviewer', `/fleet approve ${PLAN.digest}`)
    expect((await approvalsOf(fake.world, conversation(fake, PULL), { ...PLAN, needed: 2 })).given).toHaveLength(1)
  })
})

describe('a review of a commit whose check carries the digest', () => {
  it.each([
    { of: 'the second in which it was shown', submittedAt: '2026-11-23T19:59:59Z' },
    { of: 'the minute before', submittedAt: '2026-11-23T19:59:00Z' },
  ])('does not count from $of', async ({ submittedAt }) => {
    const fake = shown()
    const review = { login: 'reviewer', isBot: false, state: 'approved', commit: PULL.headSha, submittedAt } as const
    fake.said.reviews.set(12, [review])
    const { given, discounted } = await approvalsOf(fake.world, conversation(fake, PULL), PLAN)
    expect(given).toEqual([])
    expect(discounted).toEqual([{ login: 'reviewer', reason: 'approved before this plan was shown' }])
  })

  it('does not count where the plan fitted into no comment', async () => {
    const fake = shown([{ login: 'reviewer', state: 'approved' }])
    const check = { id: 1, externalId: unreadableCheckId(PLAN.digest), status: 'completed' } as const
    const startedAt = '2026-11-23T19:59:59Z'
    fake.said.checks.set(`${PULL.headSha} fleet / plan`, { ...check, conclusion: 'failure', startedAt })
    const { discounted } = await approvalsOf(fake.world, conversation(fake, PULL), PLAN)
    expect(discounted).toEqual([{ login: 'reviewer', reason: 'approved a plan that could not be read' }])
  })
})

describe('a plan that destroys something', () => {
  const destructive = { ...PLAN, destructive: true, shown: SHOWN }
  const alone = { login: 'reviewer', reason: 'approved by a review alone, and this plan destroys something' }

  it('is not approved by a review alone, and says so', async () => {
    const fake = shown([{ login: 'reviewer', state: 'approved' }])
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), destructive)
    expect(approvals).toMatchObject({ destructive: true, given: [], discounted: [alone] })
    expect(isApproved(approvals)).toBe(false)
  })

  it.each([
    { what: 'the command with its digest', body: `/fleet approve ${PLAN.digest.slice(0, 12)}`, given: ['reviewer'] },
    { what: 'the command with another digest', body: `/fleet approve ${digestOf('other')}`, given: [] },
    { what: 'the command without a digest', body: '/fleet approve', given: [] },
    { what: 'the command in a quote', body: `> /fleet approve ${PLAN.digest}`, given: [] },
  ])('is approved by $what: $given', async ({ body, given }) => {
    const fake = shown([{ login: 'reviewer', state: 'approved' }])
    comment(fake, 12, 'reviewer', body)
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), destructive)
    expect(approvals.given).toEqual(given)
    expect(approvals.discounted).toEqual(given.length === 0 ? [alone] : [])
  })
})

describe('a command to approve', () => {
  it.each([
    { of: 'its writer', wish: {}, given: ['reviewer'] },
    { of: 'anybody who edited it', wish: { edited: true }, given: [] },
    { of: 'a bot', wish: { isBot: true }, given: [] },
  ])('is the word of $of: $given', async ({ wish, given }) => {
    const fake = shown()
    comment(fake, 12, 'reviewer', `/fleet approve ${PLAN.digest}`)
    const [said] = fake.said.comments.get(12) ?? []
    if (said !== undefined) fake.said.comments.set(12, [{ ...said, ...wish }])
    expect((await approvalsOf(fake.world, conversation(fake, PULL), PLAN)).given).toEqual(given)
  })

  it('that was deleted is taken back', async () => {
    const fake = shown()
    comment(fake, 12, 'reviewer', `/fleet approve ${PLAN.digest}`)
    expect((await approvalsOf(fake.world, conversation(fake, PULL), PLAN)).given).toEqual(['reviewer'])
    fake.said.comments.set(12, [])
    expect((await approvalsOf(fake.world, conversation(fake, PULL), PLAN)).given).toEqual([])
  })
})

it('a review of a bot is nobody’s word', async () => {
  const fake = shown([{ login: 'reviewer', state: 'approved' }])
  expect((await approvalsOf(fake.world, conversation(fake, PULL), PLAN)).given).toEqual(['reviewer'])
  const reviews = fake.said.reviews.get(12) ?? []
  fake.said.reviews.set(
    12,
    reviews.map((review) => ({ ...review, isBot: true })),
  )
  expect((await approvalsOf(fake.world, conversation(fake, PULL), PLAN)).given).toEqual([])
})
