/**
 * Whatever happens to the default branch, each state of it gets a rollout or a hold.
 */
import { describe, expect, it } from 'vitest'
import { approveDigest } from '../../../src/actions/approving/approve-rollout.ts'
import { planDefault } from '../../../src/actions/planning/plan-default.ts'
import { advanceRollouts } from '../../../src/actions/rollouts/advance-rollouts.ts'
import { editRollout } from '../../../src/actions/rollouts/edit-rollout.ts'
import { planCheckId } from '../../../src/actions/showing/plan-check-id.ts'
import { assemblePlan } from '../../../src/plan/assemble.ts'
import type { Rollout } from '../../../src/rollout/model.ts'
import { EMPTY_PLAN } from '../../support/empty-plan.ts'
import { comment, planRecord, pullRequest } from '../../support/fake-world.ts'
import { change, ref, transition } from '../../support/plan-views.ts'
import { world as fleet } from '../../support/world.ts'
import { type BranchWorld, branchWorld, of, treeId } from '../branch-world.ts'

const GROUND = fleet().customer('acme').pipeline('acme', 'web')

function delayed(seconds: number) {
  return GROUND.pipeline('acme', 'web', { settings: { queue: { delaySeconds: seconds } } }).tree()
}

/** Pull request 12, merged onto a sound branch. */
async function merged(branch: BranchWorld): Promise<{ readonly branch: BranchWorld; readonly merge: string }> {
  branch.commit(GROUND.tree())
  await branch.observe()
  const merge = branch.commit(delayed(5))
  branch.fake.said.pulls.set(12, pullRequest(12, { state: 'closed', merged: true, mergeCommitSha: merge }))
  branch.fake.said.permissions.set('reviewer', 'write')
  return { branch, merge }
}

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
    expect(unknown?.hold?.reason).toContain('reviewer may have written part of it')
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
    expect(held.hold?.reason).toContain('merged with 0 of 1 approvals')
    expect(held.hold?.reason).toContain('reviewer approved by a review alone, and this plan destroys something')
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
    expect(none.hold?.reason).toContain('reviewer approved before this plan was shown')
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

describe('a merge that moves its customer to an earlier ring', () => {
  it('starts nothing while it changes a stack as well: rules change by themselves', async () => {
    const branch = branchWorld()
    const late = (text: string) => text.replace('ring: canary', 'ring: broad')
    branch.commit(GROUND.edit('customers/acme/customer.yml', late).tree())
    await branch.observe()
    const merge = branch.commit(delayed(5))
    const held = of(await branch.observe(), merge)
    expect(held).toMatchObject({ state: 'held', hold: { waitingOn: 'fix' } })
    expect(branch.fake.rollouts.get(held.id)?.stacks).toEqual([])
  })
})

describe('a merge under windows and freezes', () => {
  it('has those of the base in its rows, whatever it brings itself', async () => {
    const branch = branchWorld()
    const window = { days: ['tue'], from: '02:00', to: '05:00', timezone: 'Europe/London' }
    const frozen = 'freezes: [{ freeze: x, from: 2026-12-20T00:00:00Z, to: 2027-01-04T00:00:00Z, reason: y }]\n'
    const ruled = GROUND.edit('fleet.yml', (text) => text + frozen).edit(
      'customers/acme/customer.yml',
      (text) => `${text}windows: [${JSON.stringify(window)}]\n`,
    )
    branch.commit(ruled.tree())
    await branch.observe()
    const merge = branch.commit(GROUND.tree())
    const lifted = branch.commit(delayed(5))
    const rollouts = await branch.observe()
    const first = branch.fake.rollouts.get(rollouts[0]?.id ?? '')
    expect(first?.stacks.map(({ windows }) => windows)).toEqual([[[window]], [[window]]])
    expect(first?.rollout.freezes).toMatchObject([{ name: 'x', reason: 'y' }])
    // The merge that lifts them still travels under them, the next one does not.
    expect(of(rollouts, merge).freezes).toHaveLength(1)
    expect(of(rollouts, lifted).freezes).toBeUndefined()
  })
})

describe('a push that changes the rules and no stack', () => {
  it('is held, and is through once someone has approved its digest', async () => {
    const branch = branchWorld()
    branch.commit(GROUND.tree())
    const [first] = await branch.observe()
    const push = branch.commit(GROUND.edit('fleet.yml', (text) => text.replace('approvals: 1', 'approvals: 2')).tree())
    const held = of(await branch.observe(), push)
    expect(held.state).toBe('held')
    expect(branch.fake.rollouts.get(held.id)?.stacks).toEqual([])
    expect(held.planDigest).not.toBe(first?.planDigest)

    await approveDigest(branch.world, { digest: held.planDigest, by: ['operator'] })
    expect(branch.fake.rollouts.get(held.id)?.rollout.state).toBe('running')
  })

  it('starts nothing where it does not validate, whoever approves', async () => {
    const branch = branchWorld()
    branch.commit(GROUND.tree())
    await branch.observe()
    const push = branch.commit(
      GROUND.edit('fleet.yml', (text) => text.replace('approvals: 1', 'approvals: many')).tree(),
    )
    const held = of(await branch.observe(), push)
    const freed = await approveDigest(branch.world, { digest: held.planDigest, by: ['operator'] })
    expect(freed.rollouts).toEqual([])
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
