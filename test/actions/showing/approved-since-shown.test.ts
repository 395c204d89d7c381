/** Do those approvals count that were given since GitHub had confirmed to show the plan, and no others? */
import { describe, expect, it } from 'vitest'
import { checkPullRequest } from '../../../src/actions/pull/check-pull-request.ts'
import { planCheckId } from '../../../src/actions/showing/plan-check-id.ts'
import { reviewPullRequest, showPlan } from '../../../src/actions/showing/publish-plan.ts'
import { FleetwrightError } from '../../../src/lib/errors.ts'
import { comment, conversation } from '../../support/fake-github.ts'
import type { FakeWorld } from '../../support/fake-world.ts'
import { approved, judged, OTHER, PLAN, PULL, planned, shown } from './judging.ts'

describe('an approval of the head', () => {
  it('counts once GitHub has confirmed the comment that shows the plan, and the second of it has passed', async () => {
    const fake = planned()
    fake.pass(3)
    expect(await judged(fake)).toBe('action_required')
    approved(fake, '2026-11-23T20:03:00Z')
    expect(await judged(fake)).toBe('action_required')
    expect(shown(fake)).toContain('approved before this plan was shown')
    approved(fake, '2026-11-23T20:03:01Z')
    expect(await judged(fake)).toBe('success')
  })

  it('does not count from while the edit was held up, however long ago the plan was made', async () => {
    const fake = planned()
    const away = new FleetwrightError('writing a comment', {
      code: 'github-unavailable',
      nextMove: 'nobody',
      retryable: true,
      hint: 'wait',
    })
    fake.outages.comments.push(away)
    await expect(showPlan(fake.world, { said: conversation(fake, PULL), record: PLAN })).rejects.toBe(away)
    fake.pass(19)
    approved(fake, fake.world.clock.now().toString())
    fake.pass(1)
    expect(await judged(fake)).toBe('action_required')
    expect(await judged(fake)).toBe('action_required')
    expect(fake.published.at(-1)?.startedAt).toBe('2026-11-23T20:20:00Z')
  })

  it.each([
    { minutes: -7, what: 'before' },
    { minutes: 7, what: 'behind' },
  ])("is held against GitHub's clock alone: ours may be $what by seven minutes", async ({ minutes }) => {
    const fake = planned()
    fake.githubAhead(minutes)
    await judged(fake)
    const since = Temporal.Instant.from('2026-11-23T20:00:00Z').add({ minutes })
    approved(fake, since.toString())
    expect(await judged(fake)).toBe('action_required')
    approved(fake, since.add({ seconds: 1 }).toString())
    expect(await judged(fake)).toBe('success')
  })

  it('still counts after the comment was edited because of it', async () => {
    const fake = planned()
    await judged(fake)
    fake.pass(1)
    approved(fake, '2026-11-23T20:00:30Z')
    await judged(fake)
    expect(shown(fake)).toContain('Approved by `reviewer`')
    fake.pass(1)
    expect(await judged(fake)).toBe('success')
  })

  it('still counts with the rows gone: the check at the head says since when', async () => {
    const fake = planned()
    await judged(fake)
    fake.pass(1)
    approved(fake, '2026-11-23T20:00:30Z')
    await judged(fake)
    fake.publications.clear()
    fake.pass(1)
    expect(await judged(fake)).toBe('success')
    expect(fake.published.at(-1)?.startedAt).toBe('2026-11-23T20:00:00Z')
  })

  it('still counts when the run that showed the plan died before it could note that', async () => {
    const fake = planned()
    await judged(fake)
    fake.publications.clear()
    fake.said.checks.clear()
    approved(fake, '2026-11-23T20:00:30Z')
    fake.pass(1)
    expect(await judged(fake)).toBe('success')
    expect(shown(fake)).toContain('Approved by `reviewer`')
  })
})

describe('a head that comes back after another plan was shown', () => {
  async function backAgain(fake: FakeWorld): Promise<void> {
    await judged(fake)
    fake.pass(10)
    await judged(fake, OTHER)
    // Of the first head, whose check is still there, while the comment shows the second one's plan.
    approved(fake, '2026-11-23T20:15:00Z')
    fake.pass(10)
  }

  it('is shown anew: what was approved meanwhile does not count', async () => {
    const fake = planned()
    await backAgain(fake)
    expect(await judged(fake)).toBe('action_required')
    expect(fake.published.at(-1)).toMatchObject({
      externalId: planCheckId(PLAN.plan.digest),
      startedAt: '2026-11-23T20:20:00Z',
    })
    approved(fake, '2026-11-23T20:21:00Z')
    expect(await judged(fake)).toBe('success')
  })

  it('is shown anew with the rows gone too: the comment itself says what it shows', async () => {
    const fake = planned()
    await backAgain(fake)
    fake.publications.clear()
    expect(await judged(fake)).toBe('action_required')
    expect(shown(fake)).toContain('approved before this plan was shown')
    expect(fake.published.at(-1)?.startedAt).toBe('2026-11-23T20:20:00Z')
  })
})

describe('who pushed the head', () => {
  it('approves nothing, though no commit names them, also with the database gone', async () => {
    const fake = planned()
    fake.said.permissions.set('Pusher', 'write')
    await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12, pusher: 'pusher' })
    await judged(fake)
    const command = `/fleet approve ${PLAN.plan.digest}`
    comment(fake, 12, 'Pusher', command)
    for (const rows of ['kept', 'gone', 'gone']) {
      if (rows === 'gone') {
        fake.publications.clear()
        fake.pushers.clear()
      }
      expect(await judged(fake), rows).toBe('action_required')
      expect(shown(fake), rows).toContain("`Pusher`'s word does not count: wrote or pushed part of this change")
    }
    comment(fake, 12, 'reviewer', command)
    expect(await judged(fake)).toBe('success')
  })

  it('is not forgotten while the pull request goes into another branch', async () => {
    const fake = planned()
    fake.pushers.set(12, new Set(['pusher', 'dependabot[bot]', 'an_enterprise-person']))
    await judged(fake)
    fake.pushers.clear()
    fake.said.pulls.set(12, { ...PULL, baseRef: 'release' })
    await reviewPullRequest(fake.world, 12)
    await judged(fake)
    expect(shown(fake)).toContain('<!-- fleetwright:pushed by an_enterprise-person dependabot[bot] pusher -->')
  })
})

it('whose comment somebody deleted is written anew by the next look, and shown since then alone', async () => {
  const fake = planned()
  await judged(fake)
  approved(fake, '2026-11-23T20:00:30Z')
  fake.pass(1)
  expect(await judged(fake)).toBe('success')
  fake.said.comments.delete(12)
  fake.pass(1)
  await reviewPullRequest(fake.world, 12)
  expect(fake.said.comments.get(12)).toHaveLength(1)
  // Nobody can have read it between.
  expect(fake.published.at(-1)?.startedAt).toBe('2026-11-23T20:02:00Z')
  expect(shown(fake)).toContain('approved before this plan was shown')
})

it('a review of a commit that GitHub has no more approves nothing, and stops nobody', async () => {
  const fake = planned()
  await judged(fake)
  approved(fake, '2026-11-23T20:01:00Z', '')
  expect(await judged(fake)).toBe('action_required')
  expect(shown(fake)).toContain('approved another plan')
})
