/**
 * Does the plan comment of a pull request that has ended still ask anybody for anything?
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePullRequest } from '../../../src/actions/pull/close-pull-request.ts'
import { reviewPullRequest } from '../../../src/actions/showing/publish-plan.ts'
import { type Ground, ground } from '../aws-ground.ts'
import { PULL, type PullScene, pullScene, shaOf } from '../pull-ground.ts'

let shared: Ground

beforeAll(async () => {
  shared = await ground()
})

afterAll(async () => {
  await shared[Symbol.asyncDispose]()
})

async function planned(): Promise<PullScene> {
  const at = await pullScene(shared)
  await at.push('a', at.delayed(60))
  return at
}

async function approved(): Promise<PullScene> {
  const at = await planned()
  const { fake } = at.scene
  fake.said.permissions.set('reviewer', 'write')
  fake.pass(1)
  const submittedAt = fake.world.clock.now().toString()
  fake.said.reviews.set(PULL, [{ login: 'reviewer', isBot: false, state: 'approved', commit: shaOf('a'), submittedAt }])
  await reviewPullRequest(at.world, PULL)
  fake.pass(1)
  return at
}

function answerOf(at: PullScene): string {
  return at.comment().split('\n')[1] ?? ''
}

const MERGED = { state: 'closed', merged: true, mergeCommitSha: shaOf('d') } as const

describe('the plan comment', () => {
  it('says that it was merged, who approved, and where it goes on', async () => {
    const at = await approved()
    const before = at.comment()
    at.edit(MERGED)
    await closePullRequest(at.world, PULL)
    expect(answerOf(at)).toMatch(
      /Highest risk: .*\*\*\. Approved by `reviewer`\. \*\*Merged:\*\* .* its rollout\. Next: whom that comment names\.$/,
    )
    expect(at.comment()).not.toMatch(/whoever merges|To approve/)
    const rest = (body: string) => body.split('\n').slice(2)
    expect(rest(at.comment())).toEqual(rest(before))
  })

  it('names nobody who approved where it was merged past us', async () => {
    const at = await planned()
    expect(at.comment()).toContain('To approve: ')
    at.edit(MERGED)
    await closePullRequest(at.world, PULL)
    expect(answerOf(at)).toMatch(/\*\*\. \*\*Merged:\*\* /)
    expect(at.comment()).not.toMatch(/Approved by|a reviewer|To approve/)
  })

  it('says that nothing was to be applied', async () => {
    const at = await planned()
    await at.push('b', at.delayed(0))
    at.edit(MERGED)
    await closePullRequest(at.world, PULL)
    expect(answerOf(at)).toBe('**No stack changes.** **Merged:** nothing had to be applied. Next: nobody.')
  })

  it('says that it was closed, and shows plan and approvals again once it is opened', async () => {
    const at = await approved()
    const before = answerOf(at)
    at.edit({ state: 'closed' })
    await closePullRequest(at.world, PULL)
    expect(answerOf(at)).toMatch(/\*\*Closed without a merge:\*\* nothing of it is applied\. Next: nobody\.$/)
    expect(at.comment()).not.toMatch(/To approve/)
    at.edit({ state: 'open' })
    at.scene.fake.pass(1)
    await at.check()
    expect(answerOf(at)).toBe(before)
    expect(at.planCheck(shaOf('a'))?.outcome).toEqual({ status: 'completed', conclusion: 'success' })
  })

  it('is edited once, however often GitHub tells', async () => {
    const at = await approved()
    at.edit(MERGED)
    await closePullRequest(at.world, PULL)
    const said = at.scene.fake.said.comments.get(PULL)
    at.scene.fake.pass(5)
    await closePullRequest(at.world, PULL)
    expect(at.scene.fake.said.comments.get(PULL)).toEqual(said)
  })

  it('stays as somebody else left it, and is not written where it was deleted', async () => {
    const at = await approved()
    const { comments } = at.scene.fake.said
    comments.set(
      PULL,
      (comments.get(PULL) ?? []).map((each) => ({ ...each, isTampered: true })),
    )
    const tampered = comments.get(PULL)
    at.edit(MERGED)
    await closePullRequest(at.world, PULL)
    expect(comments.get(PULL)).toEqual(tampered)
    comments.set(PULL, [])
    await closePullRequest(at.world, PULL)
    expect(comments.get(PULL)).toEqual([])
  })

  it('that showed no plan is left to say why', async () => {
    const at = await approved()
    await at.push('b', 'conflict')
    const said = at.comment()
    at.edit({ state: 'closed' })
    await closePullRequest(at.world, PULL)
    expect(at.comment()).toBe(said)
  })
})
