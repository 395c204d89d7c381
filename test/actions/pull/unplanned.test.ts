/**
 * A head without a plan leaves no older plan standing: not in the comment, not in a check, not in AWS.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { giveUp } from '../../../src/actions/give-up.ts'
import { collectLeftovers } from '../../../src/actions/planning/leftovers.ts'
import type { PlanRecord, PullRequest } from '../../../src/actions/ports.ts'
import { checkPullRequest } from '../../../src/actions/pull/check-pull-request.ts'
import { closePullRequest } from '../../../src/actions/pull/close-pull-request.ts'
import { reviewPullRequest, showPlan } from '../../../src/actions/showing/publish-plan.ts'
import type { SourceTree } from '../../../src/fleet/model.ts'
import { FleetwrightError } from '../../../src/lib/errors.ts'
import { assemblePlan } from '../../../src/plan/assemble.ts'
import { conversation } from '../../support/fake-github.ts'
import { change, ref, transition } from '../../support/plan-views.ts'
import { sourceFile } from '../../support/world.ts'
import { type Ground, ground } from '../aws-ground.ts'
import { PULL, type PullScene, pullScene, shaOf } from '../pull-ground.ts'

let shared: Ground

beforeAll(async () => {
  shared = await ground()
})

afterAll(async () => {
  await shared[Symbol.asyncDispose]()
})

/** Head `a` is planned, approved and shown; one set stands. */
async function approved(): Promise<PullScene> {
  const at = await pullScene(shared)
  await at.push('a', at.delayed(60))
  const { fake } = at.scene
  fake.said.permissions.set('reviewer', 'write')
  const review = { login: 'reviewer', isBot: false, state: 'approved', commit: shaOf('a') } as const
  fake.pass(1)
  fake.said.reviews.set(PULL, [{ ...review, submittedAt: fake.world.clock.now().toString() }])
  await reviewPullRequest(at.world, PULL)
  expect(at.planCheck(shaOf('a'))?.outcome).toEqual({ status: 'completed', conclusion: 'success' })
  expect(at.comment()).toContain('Approved by `reviewer`')
  expect(await at.sets()).toHaveLength(1)
  return at
}

function unreadable(): FleetwrightError {
  const of = { code: 'not-a-plain-file', nextMove: 'author', retryable: false, hint: 'keep plain files only' } as const
  return new FleetwrightError('customers/acme is a symbolic link', of)
}

function edited(tree: SourceTree, path: string, [was, is]: readonly [string, string]): SourceTree {
  return new Map([...tree, [path, sourceFile(path, (tree.get(path)?.text ?? '').replace(was, is))]])
}

/** A version of the blueprint that nobody uses yet. */
function withLeakingBlueprint(tree: SourceTree): SourceTree {
  const copies = [...tree.values()].flatMap(({ path, text }) => {
    if (!path.startsWith('blueprints/small/1.0.0/')) return []
    const copy = path.replace('/1.0.0/', '/1.0.1/')
    return [[copy, sourceFile(copy, text.replace('1.0.0', '1.0.1'))] as const]
  })
  const leaking = ['Properties:', 'Properties:\n      QueueName: AKIAABCDEFGHIJKLMNOP'] as const
  return edited(new Map([...tree, ...copies]), 'blueprints/small/1.0.1/queue.template.yml', leaking)
}

/** What the head does to the plan that stands, by the way it is not planned. */
const WAYS: readonly {
  readonly head: string
  readonly how: (at: PullScene) => Promise<unknown>
  readonly conclusion: string
  readonly title: string
  readonly next: RegExp
}[] = [
  {
    head: 'in conflict with the base',
    how: (at) => at.push('b', 'conflict'),
    conclusion: 'failure',
    title: 'Merge conflict in 1 file',
    next: /Next: the author merges `main`/,
  },
  {
    head: 'that cannot be read',
    how: (at) => at.push('b', unreadable()),
    conclusion: 'failure',
    title: 'This head cannot be read as a fleet',
    next: /Next: the author: keep plain files only/,
  },
  {
    head: 'that does not validate',
    how: (at) => at.push('b', new Map([...at.delayed(60), ['fleet.yml', sourceFile('fleet.yml', 'fleet: [')]])),
    conclusion: 'failure',
    title: 'Not planned: it does not validate',
    next: /Next: the author fixes what/,
  },
  {
    head: 'of someone without write access',
    how: (at) => {
      at.scene.fake.said.permissions.delete('engineer')
      return at.push('b', at.delayed(90))
    },
    conclusion: 'action_required',
    title: 'Not planned yet: someone with write access must ask for it',
    next: /Next: someone with write access reads it/,
  },
  {
    head: 'whose plan its own check refuses',
    how: (at) => {
      const next = withLeakingBlueprint(at.delayed(0))
      at.base('d', next)
      return at.push(
        'b',
        edited(next, `customers/${at.scene.customer}/pipelines/web.yml`, ['small@1.0.0', 'small@1.0.1']),
      )
    },
    conclusion: 'failure',
    title: 'Plan refused by its own check: 1 finding',
    next: /Next: an operator/,
  },
  {
    head: 'that could not be planned',
    how: (at) => {
      at.edit({ headSha: shaOf('b') })
      const work = { kind: 'plan-pull', pull: PULL, head: shaOf('b'), base: shaOf('a'), ordinal: 0 } as const
      return giveUp(at.world, { work, failure: { code: 'git-failed', reason: 'git failed', hint: 'look at the disk' } })
    },
    conclusion: 'failure',
    title: 'Could not plan: not your fault',
    next: /Next: an operator: look at the disk/,
  },
  {
    head: 'that could not even be validated',
    how: (at) => {
      at.edit({ headSha: shaOf('b') })
      const failure = { code: 'git-failed', reason: 'git failed', hint: 'look at the disk' }
      return giveUp(at.world, { work: { kind: 'check-pull', pull: PULL }, failure })
    },
    conclusion: 'failure',
    title: 'Could not plan: not your fault',
    next: /Next: an operator: look at the disk/,
  },
  {
    head: 'whose plan is too large to be shown',
    how: async (at) => {
      const record = tooLarge(at)
      at.edit({ headSha: record.head })
      await at.world.rows.plans.save(record)
      await showPlan(at.world, { said: conversation(at.scene.fake, pullOf(at)), record })
      // As the run does at its end.
      await collectLeftovers(at.world, PULL)
    },
    conclusion: 'failure',
    title: 'Too large to review: split it',
    next: /Next: the author splits it/,
  },
]

function pullOf(at: PullScene): PullRequest {
  const found = at.scene.fake.said.pulls.get(PULL)
  if (found === undefined) throw new Error('the pull request is there')
  return found
}

function tooLarge(at: PullScene): PlanRecord {
  const before = at.scene.fake.plans.get(PULL)
  if (before === undefined) throw new Error('a plan stands')
  const transitions = Array.from({ length: 900 }, (_, index) => {
    const gone = change({ action: 'remove', logicalId: `Stream${index}` })
    return transition(ref({ key: `s-${index}`, account: String(100_000_000_000 + index) }), { changes: [gone] })
  })
  return { ...before, head: shaOf('b'), plan: assemblePlan({ transitions, unplanned: [] }) }
}

describe('a head', () => {
  it.each(WAYS)('$head voids the plan of an older one', async ({ how, conclusion, title, next }) => {
    const at = await approved()
    await how(at)
    const check = at.planCheck(shaOf('b'))
    expect(check?.outcome).toEqual({ status: 'completed', conclusion })
    expect(check?.title).toBe(title)
    const [, first, , second] = at.comment().split('\n')
    expect(first).toContain('**No plan of [`bbbbbbbbbbbb`]')
    expect(first).toContain(title)
    expect(first).toMatch(next)
    expect(second).toMatch(/^The plan that stood here is void.*\[`aaaaaaaaaaaa`\]/)
    expect(at.comment()).not.toMatch(/Approved by|whoever merges|fleetwright:shows/)
    expect(await at.sets()).toEqual([])
    const { published } = at.scene.fake
    const told = published.length
    await reviewPullRequest(at.world, PULL)
    expect(published).toHaveLength(told)
  })
})

describe('a pull request', () => {
  it('that goes into another branch has neither plan nor set nor a check that lets it through, and gets them back', async () => {
    const at = await approved()
    at.edit({ baseRef: 'release' })
    await at.check()
    expect(at.comment()).toContain('**No plan: this pull request goes into `release`')
    expect(at.planCheck(shaOf('a'))).toMatchObject({
      title: 'Not planned: it goes into another branch',
      outcome: { conclusion: 'failure' },
    })
    expect(await at.sets()).toEqual([])
    at.edit({ baseRef: 'main' })
    at.scene.fake.pass(1)
    await at.check()
    expect(at.comment()).toContain('fleetwright:shows')
    expect(at.comment()).not.toContain('Approved by')
    expect(at.planCheck(shaOf('a'))?.outcome).toEqual({ status: 'completed', conclusion: 'action_required' })
    expect(await at.sets()).toHaveLength(1)
  })

  it('that is closed and opened again is planned again', async () => {
    const at = await approved()
    at.edit({ state: 'closed' })
    await closePullRequest(at.world, PULL)
    expect(await at.sets()).toEqual([])
    at.edit({ state: 'open' })
    await at.check()
    expect(await at.sets()).toHaveLength(1)
  })

  it('whose head is forced back to an older one shows the plan of that one at once: comment, check and set', async () => {
    const at = await approved()
    const [first] = await at.sets()
    const told = at.planCheck(shaOf('a'))?.externalId
    await at.push('b', at.delayed(90))
    expect(at.comment()).toContain('`90`')
    expect(await at.sets()).not.toContain(first)
    await at.push('a')
    expect(at.comment()).toContain('`60`')
    expect(at.comment()).not.toContain('`90`')
    expect(at.comment()).toContain(`fleetwright:shows ${shaOf('a')}`)
    expect(at.planCheck(shaOf('a'))?.externalId).toBe(told)
    const [again, ...others] = await at.sets()
    expect(others).toEqual([])
    // The same way of the same stack, by another attempt.
    expect(again?.replace(/-\d+$/, '')).toBe(first?.replace(/-\d+$/, ''))
  })

  it('whose head reverts everything plans nothing, voids the plan and its approvals, and clears AWS', async () => {
    const at = await approved()
    await at.push('b', at.delayed(0))
    expect(at.comment()).toContain('**No stack changes.**')
    expect(at.comment()).not.toContain('Approved by')
    expect(at.planCheck(shaOf('b'))).toMatchObject({ title: 'No stack changes', outcome: { conclusion: 'success' } })
    expect(await at.sets()).toEqual([])
    expect((await at.world.rows.plans.latest(PULL))?.plan.transitions).toEqual([])
  })

  it('with a stale plan remembers who pushed, and since when approvals are void', async () => {
    const at = await approved()
    at.edit({ baseRef: 'release' })
    await at.check()
    at.edit({ baseRef: 'main' })
    await at.push('b', 'conflict')
    expect(at.comment()).toContain('<!-- fleetwright:pushed by engineer -->')
    expect(at.comment()).toMatch(/<!-- fleetwright:withdrawn until 2026-/)
    expect(at.comment()).not.toContain('<!-- fleetwright:withdrawn -->')
  })

  it('that is merged while its head is found in conflict with the merge keeps the plan that was reviewed', async () => {
    const at = await approved()
    const { git } = at.world
    const mergeResult: typeof git.mergeResult = async () => {
      at.edit({ state: 'closed', merged: true })
      return { kind: 'conflict', paths: ['fleet.yml'] }
    }
    const told = at.scene.fake.published.length
    const world = { ...at.world, git: { ...git, mergeResult } }
    expect(await checkPullRequest(world, { kind: 'check-pull', pull: PULL })).toBeUndefined()
    expect(at.scene.fake.published).toHaveLength(told)
    expect(await at.world.rows.plans.latest(PULL)).toMatchObject({ head: shaOf('a') })
    expect(await at.sets()).toHaveLength(1)
  })

  it('that was never planned gets no comment because it cannot be planned', async () => {
    const at = await pullScene(shared)
    await at.push('a', 'conflict')
    expect(at.comment()).toBe('')
  })

  it('says the same once, however often it is looked at', async () => {
    const at = await approved()
    await at.push('b', 'conflict')
    const said = at.scene.fake.said.comments.get(PULL)
    at.scene.fake.pass(5)
    await at.check()
    expect(at.scene.fake.said.comments.get(PULL)).toEqual(said)
  })
})
