/** Which plan do people judge in these tests, and who may say something about it? */
import type { Review } from '../../../src/actions/conversation-port.ts'
import { planCheckId } from '../../../src/actions/showing/plan-check-id.ts'
import { ONE_APPROVAL, pullRequest } from '../../support/fake-records.ts'
import { type FakeWorld, fakeWorld } from '../../support/fake-world.ts'

export const PULL = pullRequest(12)
export const PLAN = ONE_APPROVAL

/** Where and since when it can be read. */
export const SHOWN = { head: PULL.headSha, since: '2026-11-23T19:59:59Z' }

export function shown(reviews: readonly Pick<Review, 'login' | 'state'>[] = []): FakeWorld {
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
