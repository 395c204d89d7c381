/**
 * Only people who may, and who did not write it themselves, decide about a plan.
 */
import { describe, expect, it } from 'vitest'
import {
  type Approvals,
  approvalsOf,
  approversIn,
  isApproved,
  type Judged,
} from '../../../src/actions/approving/approvals.ts'
import type { Review } from '../../../src/actions/conversation-port.ts'
import { carriedMarks } from '../../../src/actions/showing/carried.ts'
import { planCheckId, unreadableCheckId } from '../../../src/actions/showing/plan-check-id.ts'
import { type Digest, digestOf, isDigest } from '../../../src/lib/digest.ts'
import {
  comment,
  conversation,
  type FakeWorld,
  fakeWorld,
  ONE_APPROVAL,
  pullRequest,
} from '../../support/fake-world.ts'

const PULL = pullRequest(12)
const PLAN = ONE_APPROVAL

/** Where and since when it can be read. */
const SHOWN = { head: PULL.headSha, since: '2026-11-23T19:59:59Z' }

function shown(reviews: readonly Pick<Review, 'login' | 'state'>[] = []): FakeWorld {
  const fake = fakeWorld()
  fake.said.contributors.set(12, ['Engineer'])
  for (const login of ['engineer', 'Engineer', 'Reviewer', 'reviewer']) fake.said.permissions.set(login, 'write')
  fake.said.permissions.set('onlooker', 'read')
  const startedAt = '2026-11-23T19:59:59Z'
  const check = { id: 1, status: 'completed', conclusion: 'action_required', startedAt } as const
  fake.said.checks.set(`${PULL.headSha} fleet / plan`, { ...check, externalId: planCheckId(PLAN.digest) })
  const at = { isBot: false, commit: PULL.headSha, submittedAt: '2026-11-23T20:00:00Z' }
  fake.said.reviews.set(
    12,
    reviews.map((review) => ({ ...at, ...review })),
  )
  return fake
}

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

describe('a command that names twelve digits', () => {
  const TWELVE = `/fleet approve ${PLAN.digest.slice(0, 12)}`
  const TOO_EARLY = [{ login: 'reviewer', reason: 'approved before this plan was shown' }]
  /** The same plan at the next head, shown after the command was written. */
  const LATER = { ...PLAN, shown: { head: 'b'.repeat(40), since: '2026-11-23T20:30:00Z' } }
  /** Another plan at the next head, made to begin with the same digits. */
  const FITTED = { ...LATER, digest: fitted(`${PLAN.digest.slice(0, 12)}${'f'.repeat(52)}`) }

  function fitted(digest: string): Digest {
    if (!isDigest(digest)) throw new Error('no digest')
    return digest
  }

  function commanded(): FakeWorld {
    const fake = shown()
    comment(fake, 12, 'reviewer', TWELVE)
    return fake
  }

  const judged = (fake: FakeWorld, plan: Judged) => approvalsOf(fake.world, conversation(fake, PULL), plan)

  it('counts for the plan that was shown when it was written, and for no other that begins with them', async () => {
    const fake = commanded()
    expect(await judged(fake, { ...PLAN, shown: SHOWN })).toMatchObject({ given: ['reviewer'] })
    expect(await judged(fake, FITTED)).toMatchObject({ given: [], discounted: [] })
    expect(await judged(fake, LATER)).toMatchObject({ given: ['reviewer'] })
  })

  it('counts for no plan that was shown only after it was written', async () => {
    const fake = commanded()
    expect(await judged(fake, FITTED)).toMatchObject({ given: [], discounted: TOO_EARLY })
    expect(await judged(fake, LATER)).toMatchObject({ given: [], discounted: TOO_EARLY })
  })

  it('counts for no plan that was shown within its second', async () => {
    const fake = commanded()
    const since = '2026-11-23T20:00:00Z'
    expect(await judged(fake, { ...FITTED, shown: { ...SHOWN, since } })).toMatchObject({ discounted: TOO_EARLY })
  })

  it('counts for a merged plan where it was counted for the same one before, and for no other', async () => {
    const fake = commanded()
    const { shown: _none, ...merged } = FITTED
    expect(await judged(fake, merged)).toMatchObject({ given: [], discounted: TOO_EARLY })
    await judged(fake, { ...PLAN, shown: SHOWN })
    expect(await judged(fake, merged)).toMatchObject({ given: [], discounted: [] })
    expect(await judged(fake, PLAN)).toMatchObject({ given: ['reviewer'] })
  })

  it.each([
    { what: 'counts for that plan still', isTampered: false, given: ['reviewer'] },
    { what: 'counts for none where somebody edited the plan comment', isTampered: true, given: [] },
  ])('$what, by the plan comment alone, with the rows gone', async ({ isTampered, given }) => {
    const fake = commanded()
    const { carried } = await judged(fake, { ...PLAN, shown: SHOWN, answers: 1 })
    comment(fake, 12, 'fleet[bot]', `<!-- fleetwright:plan -->\na plan\n${carriedMarks(carried)}`)
    fake.publications.clear()
    const comments = fake.said.comments.get(12) ?? []
    fake.said.comments.set(
      12,
      comments.map((each) => (each.isOurs ? { ...each, isTampered } : each)),
    )
    expect((await judged(fake, LATER)).given).toEqual(given)
    expect((await judged(fake, FITTED)).given).toEqual([])
  })

  it('is remembered with its plan in each later text of the plan comment', async () => {
    const fake = commanded()
    const first = await judged(fake, { ...PLAN, shown: SHOWN, answers: 1 })
    comment(fake, 12, 'fleet[bot]', `<!-- fleetwright:plan -->\na plan\n${carriedMarks(first.carried)}`)
    fake.publications.clear()
    const { carried } = await judged(fake, FITTED)
    expect(carriedMarks(carried)).toContain(`<!-- fleetwright:answers 1 of ${PLAN.digest} -->`)
  })

  it('that was answered and did not count is held to no plan', async () => {
    const fake = commanded()
    const { carried } = await judged(fake, { ...LATER, answers: 1 })
    expect(carriedMarks(carried)).toContain('<!-- fleetwright:answers 1 -->')
    expect(await judged(fake, LATER)).toMatchObject({ given: [], discounted: TOO_EARLY })
  })
})

it('a command that names all digits counts whenever it was written', async () => {
  const fake = shown()
  comment(fake, 12, 'reviewer', `/fleet approve ${PLAN.digest}`)
  const later = { ...PLAN, shown: { head: 'b'.repeat(40), since: '2026-11-23T20:30:00Z' } }
  expect((await approvalsOf(fake.world, conversation(fake, PULL), later)).given).toEqual(['reviewer'])
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

describe('a group that the policy names', () => {
  const platform = { name: 'platform', users: ['Octocat', 'hubot'], teams: [] }

  function approvedBy(...logins: readonly string[]): FakeWorld {
    const fake = shown(logins.map((login) => ({ login, state: 'approved' })))
    for (const login of logins) fake.said.permissions.set(login, 'write')
    return fake
  }

  it('is lacking until one of it approves, however many others do', async () => {
    const fake = approvedBy('reviewer', 'monalisa')
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), { ...PLAN, groups: [platform] })
    expect(approvals).toMatchObject({ given: ['monalisa', 'reviewer'], lacking: ['platform'] })
    expect(isApproved(approvals)).toBe(false)
  })

  it('is satisfied by one person of it, who counts as an approval too', async () => {
    const fake = approvedBy('octocat')
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), { ...PLAN, groups: [platform] })
    expect(approvals).toMatchObject({ given: ['octocat'], lacking: [] })
    expect(isApproved(approvals)).toBe(true)
  })

  it('is not satisfied by someone of it who wrote the change', async () => {
    const fake = approvedBy('octocat', 'reviewer')
    fake.said.contributors.set(12, ['OCTOCAT'])
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), { ...PLAN, groups: [platform] })
    expect(approvals).toMatchObject({ given: ['reviewer'], lacking: ['platform'] })
  })

  it('without anybody in it is never satisfied', async () => {
    const fake = approvedBy('reviewer')
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), {
      ...PLAN,
      groups: [{ name: 'platform', users: [], teams: [] }],
    })
    expect(isApproved(approvals)).toBe(false)
  })
})

describe('a team', () => {
  const platform = { name: 'platform', users: ['octocat'], teams: ['platform-team'] }

  async function approvedBy(login: string, members: readonly string[] | undefined): Promise<Approvals> {
    const fake = shown([{ login, state: 'approved' }])
    fake.said.permissions.set(login, 'write')
    if (members !== undefined) fake.said.teams.set('platform-team', members)
    const security = { name: 'security', users: [], teams: ['platform-team'] }
    return approvalsOf(fake.world, conversation(fake, PULL), { ...PLAN, groups: [platform, security] })
  }

  it('makes its members people of the group, however they write themselves', async () => {
    const approvals = await approvedBy('Monalisa', ['monalisa'])
    expect(approvals).toMatchObject({ given: ['Monalisa'], lacking: [], unseen: [] })
    expect(isApproved(approvals)).toBe(true)
  })

  it('of others lets those who are named count still', async () => {
    expect(await approvedBy('octocat', ['monalisa'])).toMatchObject({ lacking: ['security'], unseen: [] })
  })

  it('that GitHub does not show counts as nobody, and is named once', async () => {
    expect(await approvedBy('octocat', undefined)).toMatchObject({ lacking: ['security'], unseen: ['platform-team'] })
  })
})

describe('a policy rule', () => {
  const stacks = 3
  const careful = { name: 'careful', when: {}, reason: 'they hold data', require: { approvals: 2, approvers: [] } }
  const never = { name: 'never', when: {}, reason: 'split it' }

  it('that refuses is passed by no approval', async () => {
    const fake = shown([{ login: 'reviewer', state: 'approved' }])
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), {
      ...PLAN,
      rules: [{ rule: never, stacks }],
    })
    expect(approvals).toMatchObject({ given: ['reviewer'], rules: [{ name: 'never', reason: 'split it', stacks }] })
    expect(isApproved(approvals)).toBe(false)
  })

  it('that refuses is passed by the glass alone', async () => {
    const fake = shown()
    const glass = { users: ['ann'], teams: ['on-call'] }
    fake.said.teams.set('on-call', ['ben'])
    for (const login of ['ann', 'ben']) {
      fake.said.permissions.set(login, 'write')
      comment(fake, 12, login, `/fleet approve ${PLAN.digest} --break-glass "events are lost"`)
    }
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), {
      ...PLAN,
      glass,
      rules: [{ rule: never, stacks }],
    })
    expect(approvals.glass.map(({ login }) => login)).toEqual(['ann', 'ben'])
    expect(isApproved(approvals)).toBe(true)
  })

  it('that requires is said with what it requires', async () => {
    const fake = shown()
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), {
      ...PLAN,
      rules: [{ rule: careful, stacks }],
    })
    const { when: _when, ...said } = careful
    expect(approvals.rules).toEqual([{ ...said, stacks }])
  })
})

describe('the glass', () => {
  const GLASS = { users: ['Ann', 'ben'], teams: [] }
  const STRICT = {
    ...PLAN,
    shown: SHOWN,
    needed: 6,
    groups: [{ name: 'platform', users: ['octocat'], teams: [] }],
    glass: GLASS,
  }

  /** Who broke it, by their comments; everybody may write, `engineer` wrote the change. */
  async function broken(...breakers: readonly string[]): Promise<Approvals> {
    const fake = shown([{ login: 'reviewer', state: 'changes-requested' }])
    for (const login of ['ann', 'ben', 'carl']) fake.said.permissions.set(login, 'write')
    for (const login of breakers) {
      comment(fake, 12, login, `/fleet approve ${PLAN.digest.slice(0, 12)} --break-glass "${login} says so"`)
    }
    return approvalsOf(fake.world, conversation(fake, PULL), {
      ...STRICT,
      glass: { ...GLASS, users: [...GLASS.users, 'engineer'] },
    })
  }

  it('is broken by two of its group, whatever the policy asks for and whoever asked for changes', async () => {
    const approvals = await broken('ann', 'ben')
    expect(approvals.glass).toEqual([
      { login: 'ann', reason: 'ann says so' },
      { login: 'ben', reason: 'ben says so' },
    ])
    expect(isApproved(approvals)).toBe(true)
    expect(approversIn(approvals)).toEqual(['ann, past the policy: ann says so', 'ben, past the policy: ben says so'])
  })

  it.each([
    { what: 'one of them', breakers: ['ann'] },
    { what: 'one of them, twice', breakers: ['ann', 'ann'] },
    { what: 'one of them and the author', breakers: ['ann', 'engineer'] },
    { what: 'one of them and someone else', breakers: ['ann', 'carl'] },
  ])('holds against $what', async ({ breakers }) => {
    const approvals = await broken(...breakers)
    expect(approvals.glass).toEqual([{ login: 'ann', reason: 'ann says so' }])
    expect(isApproved(approvals)).toBe(false)
  })

  it('holds where they agree without saying that it has to be broken', async () => {
    const fake = shown()
    for (const login of ['ann', 'ben']) {
      fake.said.permissions.set(login, 'write')
      comment(fake, 12, login, `/fleet approve ${PLAN.digest}`)
    }
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), STRICT)
    expect(approvals).toMatchObject({ given: ['ann', 'ben'], glass: [] })
    expect(isApproved(approvals)).toBe(false)
  })

  it('is not broken where the policy is met', async () => {
    const fake = shown()
    for (const login of ['ann', 'ben']) {
      fake.said.permissions.set(login, 'write')
      comment(fake, 12, login, `/fleet approve ${PLAN.digest} --break-glass "in a hurry"`)
    }
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), { ...STRICT, needed: 2, groups: [] })
    expect(isApproved(approvals)).toBe(true)
    expect(approversIn(approvals)).toEqual(['ann', 'ben'])
  })
})
