/** What do the tests of a plan's verdict begin with, and how do they look at it? */
import type { Review } from '../../../src/actions/conversation-port.ts'
import type { PlanRecord } from '../../../src/actions/ports.ts'
import { showPlan } from '../../../src/actions/showing/publish-plan.ts'
import { assemblePlan } from '../../../src/plan/assemble.ts'
import { conversation } from '../../support/fake-github.ts'
import { planRecord, pullRequest } from '../../support/fake-records.ts'
import { type FakeWorld, fakeWorld } from '../../support/fake-world.ts'
import { ref, transition } from '../../support/plan-views.ts'

export const PULL = pullRequest(12)
export const PLAN = planRecord(PULL)
export const OTHER: PlanRecord = {
  ...PLAN,
  head: 'b'.repeat(40),
  plan: assemblePlan({ transitions: [transition(ref({ key: 'other' }))], unplanned: [] }),
}

/** Pull request 12, its plan made at 20:00 by our clock and not yet shown. */
export function planned(): FakeWorld {
  const fake = fakeWorld()
  fake.said.pulls.set(12, PULL)
  fake.said.permissions.set('reviewer', 'write')
  fake.plans.set(12, PLAN)
  return fake
}

export function approved(fake: FakeWorld, submittedAt: string, commit = PULL.headSha): void {
  const review: Review = { login: 'reviewer', isBot: false, state: 'approved', commit, submittedAt }
  fake.said.reviews.set(12, [review])
}

export async function judged(fake: FakeWorld, record = PLAN): Promise<unknown> {
  fake.plans.set(12, record)
  await showPlan(fake.world, { said: conversation(fake, PULL), record })
  const last = fake.published.at(-1)
  if (last === undefined) throw new Error('nothing was published')
  const { sha, name, externalId, startedAt } = last
  const conclusion = 'conclusion' in last.outcome ? last.outcome.conclusion : 'none'
  fake.said.checks.set(`${sha} ${name}`, {
    id: 1,
    externalId,
    status: 'completed',
    conclusion,
    ...(startedAt === undefined ? {} : { startedAt }),
  })
  return conclusion
}

export function shown(fake: FakeWorld): string {
  return fake.said.comments.get(12)?.find(({ isBot }) => isBot)?.body ?? ''
}
