/**
 * Who pushed what is in a pull request is known by its commits, however early or late GitHub told of the push.
 */
import { describe, expect, it } from 'vitest'
import { approvalsOf, isApproved } from '../../../src/actions/approving/approvals.ts'
import { verbsOf } from '../../../src/actions/carry-out.ts'
import { checkPullRequest } from '../../../src/actions/pull/check-pull-request.ts'
import { publishCheck } from '../../../src/actions/showing/written-checks.ts'
import { comment, conversation } from '../../support/fake-github.ts'
import { ONE_APPROVAL, planRecord, pullRequest } from '../../support/fake-records.ts'
import { type FakeWorld, fakeWorld } from '../../support/fake-world.ts'

const EARLIER = 'e'.repeat(40)
const PULL = pullRequest(12)
const PLAN = ONE_APPROVAL

function scene(): FakeWorld {
  const fake = fakeWorld()
  fake.said.pulls.set(12, PULL)
  fake.said.commits.set(12, [EARLIER, PULL.headSha])
  for (const login of ['reviewer', 'helper', 'engineer']) fake.said.permissions.set(login, 'write')
  return fake
}

function push(fake: FakeWorld, head: string, pusher: string): Promise<void> {
  return verbsOf(fake.world).tasks.carryOut({ kind: 'note-push', head, pusher })
}

async function given(fake: FakeWorld): Promise<readonly string[]> {
  const pull = fake.said.pulls.get(12) ?? PULL
  return (await approvalsOf(fake.world, conversation(fake, pull), PLAN)).given
}

describe('who pushed a commit of it', () => {
  it.each([
    { which: 'its head', commit: PULL.headSha },
    { which: 'an earlier one', commit: EARLIER },
  ])('does not approve it: $which', async ({ commit }) => {
    const fake = scene()
    await push(fake, commit, 'Reviewer')
    for (const login of ['reviewer', 'helper']) comment(fake, 12, login, `/fleet approve ${PLAN.digest}`)
    expect(await given(fake)).toEqual(['helper'])
  })

  it('does not approve it either after others took that commit’s place', async () => {
    const fake = scene()
    await push(fake, EARLIER, 'reviewer')
    comment(fake, 12, 'reviewer', `/fleet approve ${PLAN.digest}`)
    expect(await given(fake)).toEqual([])
    fake.said.pulls.set(12, { ...PULL, headSha: 'b'.repeat(40) })
    fake.said.commits.set(12, ['b'.repeat(40)])
    expect(await given(fake)).toEqual([])
  })

  it('approves another', async () => {
    const fake = scene()
    await push(fake, 'c'.repeat(40), 'reviewer')
    comment(fake, 12, 'reviewer', `/fleet approve ${PLAN.digest}`)
    expect(await given(fake)).toEqual(['reviewer'])
  })

  it('approves it after it went into another branch, against which theirs was listed as part of it', async () => {
    const fake = scene()
    comment(fake, 12, 'fleet[bot]', '<!-- fleetwright:plan -->\na plan')
    await push(fake, 'c'.repeat(40), 'reviewer')
    fake.said.pulls.set(12, { ...PULL, baseRef: 'old', comments: 1 })
    fake.said.commits.set(12, ['c'.repeat(40), EARLIER, PULL.headSha])
    await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12 })
    expect(fake.pushers.get(12)).toBeUndefined()
  })
})

describe('a push that is heard', () => {
  it('before anything is said of its commit asks for nothing', async () => {
    const fake = scene()
    await push(fake, PULL.headSha, 'reviewer')
    expect(fake.tasks).toEqual([])
  })

  it('after its plan was shown has that judged again', async () => {
    const fake = scene()
    const { plan } = planRecord(PULL)
    await publishCheck(fake.world, 12, {
      name: 'fleet / plan',
      sha: PULL.headSha,
      externalId: `plan:${plan.digest}`,
      outcome: { status: 'completed', conclusion: 'success' },
      title: 'Approved',
      summary: '',
      problems: [],
    })
    fake.said.pulls.set(13, pullRequest(13))
    await push(fake, PULL.headSha, 'reviewer')
    expect(fake.tasks.map(({ task }) => task)).toEqual([{ kind: 'review-pull', pull: 12 }])
  })

  it('when its head comes back, by one who is known to have pushed it, asks for nothing', async () => {
    const fake = scene()
    const report = { name: 'fleet / plan', sha: PULL.headSha, externalId: 'x', title: '', summary: '' } as const
    const outcome = { status: 'completed', conclusion: 'success' } as const
    await publishCheck(fake.world, 12, { ...report, outcome, problems: [] })
    await fake.world.rows.pushers.note(12, 'engineer')
    await push(fake, PULL.headSha, 'engineer')
    expect(fake.tasks).toEqual([])
  })
})

describe('a pull request of more commits than GitHub lists', () => {
  it('is approved by nobody, and says what its author can do', async () => {
    const fake = scene()
    fake.said.contributors.set(12, undefined)
    comment(fake, 12, 'reviewer', `/fleet approve ${PLAN.digest}`)
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), PLAN)
    expect(approvals.given).toEqual([])
    expect(approvals.discounted).toEqual([
      { login: 'reviewer', reason: expect.stringContaining('the author has to squash them') },
    ])
    expect(isApproved(approvals)).toBe(false)
  })
})
