/** Does each state of the default branch get a rollout or a hold, whatever happens to the branch? */
import { describe, expect, it } from 'vitest'
import { approveDigest } from '../../../src/actions/approving/approve-rollout.ts'
import { planDefault } from '../../../src/actions/planning/plan-default.ts'
import { advanceRollouts } from '../../../src/actions/rollouts/advance-rollouts.ts'
import { editRollout } from '../../../src/actions/rollouts/edit-rollout.ts'
import { EMPTY_PLAN } from '../../support/empty-plan.ts'
import { pullRequest } from '../../support/fake-records.ts'
import { world as fleet } from '../../support/world.ts'
import { type BranchWorld, branchWorld, of, treeId } from '../branch-world.ts'
import { delayed, GROUND } from './branch-states.ts'

describe('a commit that nobody can read', () => {
  it('is held with its reason, and the commits after it are looked at', async () => {
    const branch = branchWorld()
    branch.commit(GROUND.tree())
    await branch.observe()
    const bad = branch.commit()
    const fix = branch.commit(delayed(5))
    const rollouts = await branch.observe()
    expect(of(rollouts, bad)).toMatchObject({ state: 'superseded' })
    expect(of(rollouts, fix)).toMatchObject({ state: 'held' })
    expect(branch.fake.rollouts.get(of(rollouts, fix).id)?.stacks).toHaveLength(2)
  })

  it('says what could not be read', async () => {
    const branch = branchWorld()
    branch.commit(GROUND.tree())
    await branch.observe()
    const bad = branch.commit()
    const held = of(await branch.observe(), bad)
    expect(held.state).toBe('held')
    expect(held.hold?.reason).toContain('customers/acme is a symbolic link')
  })

  it('is no plan of nothing to do, for the operator who asks', async () => {
    const branch = branchWorld()
    branch.commit()
    await expect(planDefault(branch.world)).rejects.toThrow('is a symbolic link')
  })
})

describe('a push of which an older rollout has yet to bring a stack to its base', () => {
  async function queueOf(branch: BranchWorld, commit: string) {
    const record = await branch.world.rows.plans.ofCommit(commit)
    return record?.plan.transitions.find(({ stack }) => stack.key === 'queue')
  }

  it('is planned from there, and from AWS once that is over', async () => {
    const branch = branchWorld()
    const first = branch.commit(GROUND.tree())
    const before = of(await branch.observe(), first)
    const base = await queueOf(branch, first)
    const second = branch.commit(delayed(5))
    const held = of(await branch.observe(), second)
    expect(await queueOf(branch, second)).toMatchObject({ from: base?.to.slice(0, 16) })
    for (const { id } of [before, held]) await editRollout(branch.world, id, { edit: 'abort' })
    const third = branch.commit(delayed(6))
    await branch.observe()
    expect(await queueOf(branch, third)).toMatchObject({ from: 'absent' })
  })
})

describe('more merges than anybody reviews one by one', () => {
  it('are planned and held as one', async () => {
    const branch = branchWorld()
    branch.commit(GROUND.tree())
    await branch.observe()
    const commits = Array.from({ length: 51 }, (_, index) => branch.commit(delayed(index)))
    const rollouts = await branch.observe()
    expect(rollouts).toHaveLength(2)
    expect(rollouts.at(-1)).toMatchObject({ commit: commits.at(-1), state: 'held' })
  })
})

describe('a default branch that is forced back to an earlier commit', () => {
  it('gets a new rollout of that commit, once, and nothing of the discarded history starts', async () => {
    const branch = branchWorld()
    const good = branch.commit(GROUND.tree())
    const [first] = await branch.observe()
    const discarded = branch.commit(delayed(5))
    await branch.observe()
    branch.reset(good)
    const rollouts = await branch.observe()
    expect(of(rollouts, discarded).state).toBe('superseded')
    expect(of(rollouts, good)).toMatchObject({ id: `${first?.id}-2`, state: 'held' })
    expect(rollouts).toHaveLength(3)

    const plans = branch.planned()
    expect(await branch.observe()).toEqual(rollouts)
    expect(branch.planned()).toBe(plans)
  })

  it('goes on from there, also to a commit that was discarded before', async () => {
    const branch = branchWorld()
    const good = branch.commit(GROUND.tree())
    await branch.observe()
    const discarded = branch.commit(delayed(5))
    await branch.observe()
    branch.reset(good)
    await branch.observe()
    branch.reset(discarded)
    const rollouts = await branch.observe()
    expect(rollouts.map(({ id, parent }) => [id.slice(14), parent])).toEqual([
      ['', undefined],
      ['', good],
      ['-2', undefined],
      ['-2', good],
    ])
  })
})

describe('a held rollout', () => {
  it('shows in its check what it waits to do, in the words of a plan', async () => {
    const branch = branchWorld()
    branch.commit(GROUND.tree())
    await branch.observe()
    const push = branch.commit(delayed(5))
    await branch.observe()
    await advanceRollouts(branch.world)
    const check = branch.fake.published.findLast((each) => each.sha === push)
    expect(check?.outcome).toEqual({ status: 'completed', conclusion: 'action_required' })
    expect(check?.summary).toMatch(/#### \d\. Routine, 1 stack in 1 account: `Queue` changes in place/)
    expect(check?.summary).toContain('AWS::SQS::Queue')
  })

  it('names what its own check found in the plan, shows nothing of it, and lets nobody approve it', async () => {
    const secret = 'AKIAABCDEFGHIJKLMNOP'
    const path = 'blueprints/small/1.0.0/queue.template.yml'
    const leaking = fleet().edit(path, (text) => text.replace('Properties:', `Properties:\n      QueueName: ${secret}`))
    const branch = branchWorld()
    const push = branch.commit(leaking.customer('acme').pipeline('acme', 'web').tree())
    const held = of(await branch.observe(), push)
    expect(held).toMatchObject({ state: 'held', hold: { waitingOn: 'fix' } })
    expect(held.hold?.reason).toContain('looks like a secret')
    await advanceRollouts(branch.world)
    expect(JSON.stringify([branch.fake.published, held])).not.toContain(secret)
    const freed = await approveDigest(branch.world, { digest: held.planDigest, by: ['operator'] })
    expect(freed.rollouts).toEqual([])
    expect(branch.planned()).toBe(0)
  })
})

describe('a pull request that was rebased and merged', () => {
  async function rebased(treeOf: (tip: string) => string) {
    const branch = branchWorld()
    const base = branch.commit(GROUND.tree())
    await branch.observe()
    const [first, last] = [branch.commit(delayed(5)), branch.commit(delayed(9))]
    const pull = pullRequest(12, { state: 'closed', merged: true, mergeCommitSha: last })
    branch.fake.said.pulls.set(12, pull)
    const shown = { pull: 12, head: pull.headSha, base, plan: EMPTY_PLAN, evidence: { changeSets: {}, behind: [] } }
    branch.fake.plans.set(12, { ...shown, tree: treeOf(last), publishedAt: '2026-11-23T20:00:00Z' })
    return { base, first, last, rollouts: await branch.observe() }
  }

  it('is one rollout where its reviewed plan leads from before its first commit to the tree of its last', async () => {
    const { base, last, rollouts } = await rebased(treeId)
    expect(rollouts).toHaveLength(2)
    expect(of(rollouts, last)).toMatchObject({ pull: 12, parent: base, planDigest: EMPTY_PLAN.digest })
  })

  it('is looked at commit by commit where it became another tree than the reviewed one', async () => {
    const { first, last, rollouts } = await rebased(() => 'another')
    expect(of(rollouts, first)).toMatchObject({ state: 'held' })
    expect(of(rollouts, last)).toMatchObject({ state: 'held', parent: first })
  })
})
