/** What is left of a plan and its approvals once its pull request goes into another branch? */
import { describe, expect, it } from 'vitest'
import { approvalsOf } from '../../../src/actions/approving/approvals.ts'
import { checkPullRequest } from '../../../src/actions/pull/check-pull-request.ts'
import { reviewPullRequest } from '../../../src/actions/showing/publish-plan.ts'
import { comment, conversation } from '../../support/fake-github.ts'
import type { FakeWorld } from '../../support/fake-world.ts'
import { approved, judged, PLAN, PULL, planned, shown } from './judging.ts'

describe('a pull request that goes into another branch', () => {
  const ELSEWHERE = { ...PULL, baseRef: 'release' }

  /** Approved by a review and a command at 20:01; into another branch at 20:10, back at 20:20. */
  async function backAgain(fake: FakeWorld): Promise<void> {
    await judged(fake)
    fake.pass(1)
    approved(fake, '2026-11-23T20:01:00Z')
    comment(fake, 12, 'commander', `/fleet approve ${PLAN.plan.digest}`)
    fake.said.permissions.set('commander', 'write')
    expect(await judged(fake)).toBe('success')
    fake.pass(9)
    fake.said.pulls.set(12, ELSEWHERE)
    await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12 })
    fake.pass(10)
    fake.said.pulls.set(12, PULL)
  }

  function forgetOwn(fake: FakeWorld): void {
    const others = fake.said.comments.get(12)?.filter(({ isOurs }) => !isOurs)
    fake.said.comments.set(12, others ?? [])
  }

  it('has no plan any more, and says so once', async () => {
    const fake = planned()
    await judged(fake)
    fake.said.pulls.set(12, ELSEWHERE)
    await reviewPullRequest(fake.world, 12)
    const [withdrawn] = fake.said.comments.get(12) ?? []
    expect(withdrawn?.body).toMatch(/^\S+ fleetwright:plan -->\n\*\*No plan: .*goes into `release`, not into `main`/)
    fake.pass(5)
    await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12 })
    expect(fake.said.comments.get(12)).toEqual([withdrawn])
  })

  it('has no plan any more though somebody deletes the plan comment at that moment', async () => {
    const fake = planned()
    await judged(fake)
    fake.pass(1)
    approved(fake, '2026-11-23T20:01:00Z')
    expect(await judged(fake)).toBe('success')
    forgetOwn(fake)
    fake.said.pulls.set(12, { ...ELSEWHERE, comments: 0 })
    await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12 })
    const plans = fake.published.filter(({ name }) => name === 'fleet / plan')
    expect(plans.at(-1)?.outcome).toEqual({ status: 'completed', conclusion: 'failure' })
    fake.said.pulls.set(12, PULL)
    expect(await judged(fake)).toBe('action_required')
  })

  it('and was never planned is told nothing', async () => {
    const fake = planned()
    fake.said.pulls.set(12, ELSEWHERE)
    await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12 })
    expect(fake.said.comments.get(12) ?? []).toEqual([])
  })

  it.each([
    { what: 'nothing', lose: () => undefined },
    { what: 'the rows', lose: (fake: FakeWorld) => fake.publications.clear() },
    { what: 'the plan comment', lose: (fake: FakeWorld) => forgetOwn(fake) },
  ])('and comes back has lost its approvals for good, though $what be lost', async ({ lose }) => {
    const fake = planned()
    await backAgain(fake)
    lose(fake)
    // Once for the plan that is shown anew, once more for each look after it.
    for (const minutes of [0, 1, 1]) {
      fake.pass(minutes)
      expect(await judged(fake)).toBe('action_required')
    }
    for (const login of ['reviewer', 'commander'])
      expect(shown(fake)).toContain(`\`${login}\`'s word does not count: approved before the pull request went`)
    comment(fake, 12, 'commander', `/fleet approve ${PLAN.plan.digest}`)
    expect(await judged(fake)).toBe('success')
    expect(shown(fake)).toContain('Approved by `commander`')
  })

  it('and is merged as soon as it is back is covered by nobody', async () => {
    const fake = planned()
    await backAgain(fake)
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), {
      digest: PLAN.plan.digest,
      needed: 1,
      destructive: false,
      groups: [],
      glass: { users: [], teams: [] },
      rules: [],
    })
    expect(approvals.given).toEqual([])
  })
})
