/** Is a merge held that too few people approved, as far as anybody knows? */
import { describe, expect, it } from 'vitest'
import { planCheckId } from '../../../src/actions/showing/plan-check-id.ts'
import { assemblePlan } from '../../../src/plan/assemble.ts'
import type { Rollout } from '../../../src/rollout/model.ts'
import { comment } from '../../support/fake-github.ts'
import { planRecord, pullRequest } from '../../support/fake-records.ts'
import { change, ref, transition } from '../../support/plan-views.ts'
import { type BranchWorld, branchWorld, of, treeId } from '../branch-world.ts'
import { delayed, GROUND } from './branch-states.ts'

/** Pull request 12, merged onto a sound branch. */
async function merged(branch: BranchWorld): Promise<{ readonly branch: BranchWorld; readonly merge: string }> {
  branch.commit(GROUND.tree())
  await branch.observe()
  const merge = branch.commit(delayed(5))
  branch.fake.said.pulls.set(12, pullRequest(12, { state: 'closed', merged: true, mergeCommitSha: merge }))
  branch.fake.said.permissions.set('reviewer', 'write')
  return { branch, merge }
}

describe('a merge of more commits than GitHub lists', () => {
  it('is held, because nobody knows who wrote it', async () => {
    const told = await merged(branchWorld())
    const { planDigest } = of(await told.branch.observe(), told.merge)
    const states = [[] as const, undefined].map(async (contributors) => {
      const { branch, merge } = await merged(branchWorld())
      branch.fake.said.contributors.set(12, contributors)
      comment(branch.fake, 12, 'reviewer', `/fleet approve ${planDigest}`)
      return of(await branch.observe(), merge)
    })
    const [known, unknown] = await Promise.all(states)
    expect(known).toMatchObject({ state: 'queued', approvedBy: ['reviewer'] })
    expect(unknown).toMatchObject({ state: 'held', approvedBy: [] })
    expect(unknown?.hold?.reason).toContain(', not counting reviewer, who may have written part of it')
  })
})

describe('a merge of a plan that destroys something', () => {
  /**
   * Merged past its check: `reviewer` approved the head after its plan was shown, and perhaps said more. `counted`: for
   * the plan of which digest, as the plan comment remembers it.
   */
  async function destructive(
    command: (digest: string) => string | undefined,
    counted: (digest: string) => string | undefined = () => undefined,
  ): Promise<Rollout> {
    const branch = branchWorld()
    const base = branch.commit(GROUND.tree())
    await branch.observe()
    const merge = branch.commit(delayed(5))
    const { said, plans } = branch.fake
    const pull = pullRequest(12, { state: 'closed', merged: true, mergeCommitSha: merge })
    said.pulls.set(12, pull)
    said.permissions.set('reviewer', 'write')
    const verdict = { risk: 'destructive', reason: 'is replaced by an empty one' } as const
    const plan = assemblePlan({
      transitions: [transition(ref(), { changes: [{ ...change(), verdict }] })],
      unplanned: [],
    })
    plans.set(12, { ...planRecord(pull), base, tree: treeId(merge), plan })
    const check = { id: 1, externalId: planCheckId(plan.digest), status: 'completed' } as const
    said.checks.set(`${pull.headSha} fleet / plan`, { ...check, startedAt: '2026-11-23T20:00:00Z' })
    const review = { login: 'reviewer', isBot: false, state: 'approved', commit: pull.headSha } as const
    said.reviews.set(12, [{ ...review, submittedAt: '2026-11-23T20:01:00Z' }])
    const words = command(plan.digest)
    const id = words === undefined ? undefined : comment(branch.fake, 12, 'reviewer', words)
    const of12 = counted(plan.digest)
    if (of12 !== undefined)
      comment(branch.fake, 12, 'fleet[bot]', `<!-- fleetwright:plan -->\n<!-- fleetwright:answers ${id} of ${of12} -->`)
    return of(await branch.observe(), merge)
  }

  it('is held where it was approved by reviews alone, and says why', async () => {
    const held = await destructive(() => undefined)
    expect(held).toMatchObject({ state: 'held', approvedBy: [] })
    expect(held.hold?.reason).toContain('merged with 0 of 1 approval of this plan')
    expect(held.hold?.reason).toContain(
      ', not counting reviewer, who approved by a review alone, and this plan destroys something',
    )
  })

  it('is held where the command named another digest', async () => {
    expect(await destructive(() => '/fleet approve 0123456789abcdef')).toMatchObject({ state: 'held' })
  })

  it('moves where the command named its digest', async () => {
    const moving = await destructive((digest) => `/fleet approve ${digest}`)
    expect(moving).toMatchObject({ state: 'queued', approvedBy: ['reviewer'] })
  })

  const twelve = (digest: string) => `/fleet approve ${digest.slice(0, 12)}`

  it('moves where the command named twelve digits and was counted for this very plan', async () => {
    const moving = await destructive(twelve, (digest) => digest)
    expect(moving).toMatchObject({ state: 'queued', approvedBy: ['reviewer'] })
  })

  it('is held where it was counted for another plan that begins with them, or for none', async () => {
    const other = await destructive(twelve, (digest) => `${digest.slice(0, 12)}${'f'.repeat(52)}`)
    expect(other).toMatchObject({ state: 'held', approvedBy: [] })
    const none = await destructive(twelve)
    expect(none).toMatchObject({ state: 'held', approvedBy: [] })
    expect(none.hold?.reason).toContain(', not counting reviewer, who approved before this plan was shown')
  })
})
