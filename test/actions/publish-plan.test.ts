/**
 * A plan's verdict is the newest one.
 */
import { expect, it } from 'vitest'
import { reviewPullRequest } from '../../src/actions/publish-plan.ts'
import { fakeWorld, planRecord, pullRequest } from '../support/fake-world.ts'

it('is judged by one at a time: a slow look does not cover what a reviewer said since', async () => {
  const fake = fakeWorld()
  const pull = pullRequest(12)
  fake.said.pulls.set(12, pull)
  fake.said.permissions.set('reviewer', 'write')
  fake.plans.set(12, planRecord(pull))

  const { sticky } = fake.world.github.comments
  const reached = Promise.withResolvers<void>()
  let isFirst = true
  const comments = {
    ...fake.world.github.comments,
    sticky: async (...args: Parameters<typeof sticky>) => {
      const isSlow = isFirst
      isFirst = false
      if (isSlow) reached.resolve()
      // Turns enough for a whole other look, if it were let in.
      for (let turn = 0; isSlow && turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve))
      await sticky(...args)
    },
  }
  const world = { ...fake.world, github: { ...fake.world.github, comments } }

  const slow = reviewPullRequest(world, 12)
  await reached.promise
  const review = { login: 'reviewer', isBot: false, state: 'approved', commit: pull.headSha } as const
  fake.said.reviews.set(12, [{ ...review, submittedAt: '2026-11-23T20:01:00Z' }])
  await Promise.all([slow, reviewPullRequest(world, 12)])
  expect(fake.published.map(({ outcome }) => 'conclusion' in outcome && outcome.conclusion)).toEqual([
    'action_required',
    'success',
  ])
})
