/**
 * A command is carried out once and answered with what it did.
 */
import { describe, expect, it } from 'vitest'
import { answerCommand } from '../../src/actions/answer-command.ts'
import {
  comment,
  type FakeWorld,
  fakeWorld,
  planRecord,
  pullRequest,
  rolloutRow,
  stackRow,
} from '../support/fake-world.ts'

const ID = 'r-1a2b3c4d5e6f'

function running(): FakeWorld {
  const fake = fakeWorld()
  fake.said.pulls.set(12, pullRequest(12, { state: 'closed', merged: true }))
  fake.said.permissions.set('engineer', 'write')
  fake.rollouts.set(ID, { rollout: rolloutRow(), stacks: [stackRow()] })
  return fake
}

function lastWords(fake: FakeWorld): string {
  return fake.said.comments.get(12)?.at(-1)?.body ?? ''
}

describe('a comment that is no command of a person any more', () => {
  it.each([
    { what: 'edited, perhaps by another hand', wish: { edited: true } },
    { what: 'of a bot', wish: { isBot: true } },
  ])('commands nothing and is not answered: $what', async ({ wish }) => {
    const fake = running()
    const id = comment(fake, 12, 'engineer', '/fleet abort')
    const [said] = fake.said.comments.get(12) ?? []
    if (said !== undefined) fake.said.comments.set(12, [{ ...said, ...wish }])
    await answerCommand(fake.world, { pull: 12, comment: id })
    expect(fake.rollouts.get(ID)?.rollout.state).toBe('running')
    expect(fake.said.comments.get(12)).toHaveLength(1)
  })
})

describe('/fleet plan', () => {
  const HEAD = pullRequest(12).headSha

  async function planned(of: {
    readonly words: string
    readonly by: 'engineer' | 'stranger'
    readonly fork?: boolean
  }) {
    const fake = fakeWorld()
    fake.said.pulls.set(12, pullRequest(12, { author: of.by, fork: of.fork ?? false }))
    for (const login of ['engineer', 'reviewer']) fake.said.permissions.set(login, 'write')
    await answerCommand(fake.world, { pull: 12, comment: comment(fake, 12, 'reviewer', of.words) })
    return { tasks: fake.tasks.map(({ task }) => task), answer: lastWords(fake) }
  }

  it.each([
    { what: 'from a fork', by: 'engineer', fork: true },
    { what: 'of an author without write access', by: 'stranger', fork: false },
  ] as const)('plans a head $what only where its commit is named', async ({ by, fork }) => {
    const bare = await planned({ words: '/fleet plan', by, fork })
    expect(bare.tasks).toEqual([])
    expect(bare.answer).toMatch(new RegExp(`Not done.*/fleet plan ${HEAD.slice(0, 12)}`))
    const named = await planned({ words: `/fleet plan ${HEAD.slice(0, 12)}`, by, fork })
    expect(named.tasks).toMatchObject([{ kind: 'check-pull', pull: 12, named: HEAD.slice(0, 12) }])
  })

  it('needs no commit where the author may plan, and vouches for none', async () => {
    const { tasks } = await planned({ words: '/fleet plan', by: 'engineer' })
    expect(tasks).toEqual([{ kind: 'check-pull', pull: 12, again: 'command-1', asker: 'reviewer' }])
  })

  it('of a commit that is no longer the head plans nothing', async () => {
    const { tasks, answer } = await planned({ words: `/fleet plan ${'b'.repeat(12)}`, by: 'engineer' })
    expect(tasks).toEqual([])
    expect(answer).toContain('is no longer the head')
  })
})

describe('/fleet approve on an open pull request', () => {
  function shownPlan(): FakeWorld {
    const fake = fakeWorld()
    const pull = pullRequest(12)
    fake.said.pulls.set(12, pull)
    fake.said.permissions.set('reviewer', 'write')
    fake.plans.set(12, planRecord(pull))
    return fake
  }

  it('is counted for the digest of the present plan, and judged at once', async () => {
    const fake = shownPlan()
    const { digest } = fake.plans.get(12)?.plan ?? { digest: '' }
    await answerCommand(fake.world, { pull: 12, comment: comment(fake, 12, 'reviewer', `/fleet approve ${digest}`) })
    expect(lastWords(fake)).toContain('your approval of this plan is counted')
    expect(fake.published.at(-1)?.outcome).toEqual({ status: 'completed', conclusion: 'success' })
  })

  it('is refused for any other digest, and approves nothing', async () => {
    const fake = shownPlan()
    const words = '/fleet approve 0123456789abcdef'
    await answerCommand(fake.world, { pull: 12, comment: comment(fake, 12, 'reviewer', words) })
    expect(lastWords(fake)).toContain('that is not the digest of the present plan')
    expect(fake.published.at(-1)?.outcome).toEqual({ status: 'completed', conclusion: 'action_required' })
  })

  it('is refused for a plan of a head that has moved on', async () => {
    const fake = shownPlan()
    const { digest } = fake.plans.get(12)?.plan ?? { digest: '' }
    fake.said.pulls.set(12, pullRequest(12, { headSha: 'b'.repeat(40) }))
    await answerCommand(fake.world, { pull: 12, comment: comment(fake, 12, 'reviewer', `/fleet approve ${digest}`) })
    expect(lastWords(fake)).toContain('that is not the digest of the present plan')
    expect(fake.published).toEqual([])
  })
})

describe('a command whose answer could not be written', () => {
  it('is not carried out again, and is answered with what it did', async () => {
    const fake = running()
    const task = { pull: 12, comment: comment(fake, 12, 'engineer', '/fleet abort') }
    fake.outages.comments.push(new Error('GitHub is away'))
    await expect(answerCommand(fake.world, task)).rejects.toThrow('GitHub is away')
    await answerCommand(fake.world, task)
    expect(lastWords(fake)).toMatch(/\*\*Done:\*\* rollout .* is aborted\./)
  })

  it('changes nothing that a person did since', async () => {
    const fake = running()
    const task = { pull: 12, comment: comment(fake, 12, 'engineer', '/fleet pause') }
    fake.outages.comments.push(new Error('GitHub is away'))
    await expect(answerCommand(fake.world, task)).rejects.toThrow('GitHub is away')
    await answerCommand(fake.world, { pull: 12, comment: comment(fake, 12, 'engineer', '/fleet resume') })
    await answerCommand(fake.world, task)
    expect(fake.rollouts.get(ID)?.rollout.state).toBe('running')
    expect(fake.said.comments.get(12)).toHaveLength(4)
  })
})
