/** Is a command carried out once, and answered with what it did? */
import { describe, expect, it } from 'vitest'
import { answerCommand } from '../../../src/actions/commands/answer-command.ts'
import { comment } from '../../support/fake-github.ts'
import { planRecord, pullRequest, rolloutRow, stackRow } from '../../support/fake-records.ts'
import { type FakeWorld, fakeWorld } from '../../support/fake-world.ts'
import { world as fleetWorld } from '../../support/world.ts'
import { lastWords } from './last-words.ts'

const ID = 'r-1a2b3c4d5e6f'

function running(): FakeWorld {
  const fake = fakeWorld()
  fake.said.pulls.set(12, pullRequest(12, { state: 'closed', merged: true }))
  fake.said.permissions.set('engineer', 'write')
  fake.rollouts.set(ID, { rollout: rolloutRow(), stacks: [stackRow()] })
  return fake
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

describe('a command that GitHub takes no reaction to', () => {
  it('is carried out and answered all the same', async () => {
    const fake = running()
    const id = comment(fake, 12, 'engineer', '/fleet abort')
    const { github } = fake.world
    const heard = () => Promise.reject(new Error('403'))
    await answerCommand(
      { ...fake.world, github: { ...github, comments: { ...github.comments, heard } } },
      { pull: 12, comment: id },
    )
    expect(fake.rollouts.get(ID)?.rollout.state).toBe('aborted')
    expect(lastWords(fake)).toContain('Done')
    expect(fake.log.lines.map(({ message }) => message)).toContain('reaction not written')
  })
})

describe('/fleet plan', () => {
  const HEAD = pullRequest(12).headSha
  const BEFORE = '2026-11-23T19:59:59Z'

  async function planned(of: {
    readonly words: string
    readonly by: 'engineer' | 'stranger'
    readonly fork?: boolean
    readonly into?: string
    readonly validatedAt?: string
    readonly isPlanned?: true
  }) {
    const fake = fakeWorld()
    if (of.isPlanned) fake.plans.set(12, planRecord(pullRequest(12)))
    const { fork = false, into: baseRef = 'main' } = of
    fake.said.pulls.set(12, pullRequest(12, { author: of.by, fork, baseRef }))
    for (const login of ['engineer', 'reviewer']) fake.said.permissions.set(login, 'write')
    const validated = { id: 1, externalId: '', status: 'completed', startedAt: of.validatedAt ?? BEFORE } as const
    fake.said.checks.set(`${HEAD} fleet / validate`, validated)
    if (of.validatedAt === 'never') fake.said.checks.clear()
    await answerCommand(fake.world, { pull: 12, comment: comment(fake, 12, 'reviewer', of.words) })
    return { tasks: fake.tasks.map(({ task }) => task), answer: lastWords(fake) }
  }

  it('is refused where the pull request goes into another branch', async () => {
    const { tasks, answer } = await planned({ words: '/fleet plan', by: 'engineer', into: 'release' })
    expect(tasks).toEqual([])
    expect(answer).toContain('nothing is planned here')
  })

  it.each([
    { what: 'from a fork', by: 'engineer', fork: true },
    { what: 'of an author without write access', by: 'stranger', fork: false },
  ] as const)('plans a head $what only where its commit is named', async ({ by, fork }) => {
    const bare = await planned({ words: '/fleet plan', by, fork })
    expect(bare.tasks).toEqual([])
    expect(bare.answer).toMatch(new RegExp(`Not done.*/fleet plan ${HEAD.slice(0, 12)}`))
    const named = await planned({ words: `/fleet plan ${HEAD.slice(0, 12)}`, by, fork })
    expect(named.tasks).toMatchObject([{ kind: 'check-pull', pull: 12, named: HEAD }])
  })

  it.each([
    { when: 'that came after it was written', validatedAt: '2026-11-23T20:00:01Z' },
    { when: 'that came within its second', validatedAt: '2026-11-23T20:00:00Z' },
    { when: 'that nobody has validated yet', validatedAt: 'never' },
  ])('by some digits does not vouch for a head $when, and by all of them does', async ({ validatedAt }) => {
    const of = { by: 'stranger', validatedAt } as const
    const some = await planned({ words: `/fleet plan ${HEAD.slice(0, 12)}`, ...of })
    expect(some.tasks).toEqual([])
    expect(some.answer).toMatch(/Not done.*the head came after that was written.*read it, then name it/)
    expect(some.answer).not.toContain('fleetwright:asked')
    const all = await planned({ words: `/fleet plan ${HEAD}`, ...of })
    expect(all.tasks).toMatchObject([{ kind: 'check-pull', pull: 12, named: HEAD }])
  })

  it('by some digits plans a head that needs nobody to vouch for it, however new', async () => {
    const { tasks } = await planned({ words: `/fleet plan ${HEAD.slice(0, 12)}`, by: 'engineer', validatedAt: 'never' })
    expect(tasks).toEqual([{ kind: 'check-pull', pull: 12, again: 'command-1', asker: 'reviewer' }])
  })

  it('needs no commit where the author may plan, and vouches for none', async () => {
    const { tasks } = await planned({ words: '/fleet plan', by: 'engineer' })
    expect(tasks).toEqual([{ kind: 'check-pull', pull: 12, again: 'command-1', asker: 'reviewer' }])
  })

  it('is said to plan again only where there is a plan of this head', async () => {
    const { answer } = await planned({ words: '/fleet plan', by: 'engineer' })
    expect(answer).toContain(`**Done:** planning \`${HEAD.slice(0, 12)}\`.`)
    const again = await planned({ words: '/fleet plan', by: 'engineer', isPlanned: true })
    expect(again.answer).toContain(`**Done:** planning \`${HEAD.slice(0, 12)}\` again.`)
  })

  it('of a commit that is no longer the head plans nothing', async () => {
    const { tasks, answer } = await planned({ words: `/fleet plan ${'b'.repeat(12)}`, by: 'engineer' })
    expect(tasks).toEqual([])
    expect(answer).toContain('is no longer the head')
  })
})

describe('a comment that commands', () => {
  it.each([
    ['/fleet abort', true],
    ['/fleet abrot', true],
    ['what does /fleet abort do?', false],
  ])('is seen to be heard, and no other: %s', async (words, isHeard) => {
    const fake = running()
    const id = comment(fake, 12, 'engineer', words)
    await answerCommand(fake.world, { pull: 12, comment: id })
    expect(fake.said.heard.has(id)).toBe(isHeard)
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

  it('is counted for the digest of the present plan, and answered by the plan comment', async () => {
    const fake = shownPlan()
    const { digest } = fake.plans.get(12)?.plan ?? { digest: '' }
    await answerCommand(fake.world, { pull: 12, comment: comment(fake, 12, 'reviewer', `/fleet approve ${digest}`) })
    expect(fake.said.comments.get(12)).toHaveLength(2)
    expect(lastWords(fake)).toContain('Approved by `reviewer`')
    expect(fake.published.at(-1)?.outcome).toEqual({ status: 'completed', conclusion: 'success' })
  })

  it('is refused for any other digest, and approves nothing', async () => {
    const fake = shownPlan()
    const words = '/fleet approve 0123456789abcdef'
    await answerCommand(fake.world, { pull: 12, comment: comment(fake, 12, 'reviewer', words) })
    const now = fake.plans.get(12)?.plan.digest.slice(0, 16)
    expect(lastWords(fake)).toContain(
      `that is not the digest of the present plan, which is \`${now}\`. Next: read that plan, then say \`/fleet approve ${now}\`.`,
    )
    expect(fake.published).toEqual([])
  })

  it('that breaks the glass for nobody of its group is told so by the plan comment', async () => {
    const fake = shownPlan()
    const { digest } = fake.plans.get(12)?.plan ?? { digest: '' }
    const words = `/fleet approve ${digest} --break-glass "the site is down"`
    fake.world.github.people.team = async () => []
    fake.said.contributors.set(12, ['engineer'])
    const needing = fleetWorld().edit('fleet.yml', (text) => text.replace('approvals: 1', 'approvals: 2'))
    const { git } = fake.world
    const world = { ...fake.world, git: { ...git, files: async () => needing.tree() } }
    await answerCommand(world, { pull: 12, comment: comment(fake, 12, 'reviewer', words) })
    expect(lastWords(fake)).toContain('`reviewer` may not break the glass')
  })

  it('that GitHub does not list yet is carried out', async () => {
    const fake = shownPlan()
    const { digest } = fake.plans.get(12)?.plan ?? { digest: '' }
    const id = comment(fake, 12, 'reviewer', `/fleet approve ${digest}`)
    const { pulls } = fake.world.github
    const lagging = async (number: number) => ({ ...(await pulls.conversation(number)), comments: [] })
    const world = { ...fake.world, github: { ...fake.world.github, pulls: { ...pulls, conversation: lagging } } }
    await answerCommand(world, { pull: 12, comment: id })
    expect(lastWords(fake)).toContain('Approved by `reviewer`')
  })

  it('is answered once: carried out again, it finds its answer in the plan comment', async () => {
    const fake = shownPlan()
    const { digest } = fake.plans.get(12)?.plan ?? { digest: '' }
    const id = comment(fake, 12, 'reviewer', `/fleet approve ${digest}`)
    await answerCommand(fake.world, { pull: 12, comment: id })
    fake.publications.clear()
    await answerCommand(fake.world, { pull: 12, comment: id })
    expect(fake.said.comments.get(12)).toHaveLength(2)
    expect(lastWords(fake)).toContain(`<!-- fleetwright:answers ${id} -->`)
  })

  it('is refused for a plan of a head that has moved on', async () => {
    const fake = shownPlan()
    const { digest } = fake.plans.get(12)?.plan ?? { digest: '' }
    fake.said.pulls.set(12, pullRequest(12, { headSha: 'b'.repeat(40) }))
    await answerCommand(fake.world, { pull: 12, comment: comment(fake, 12, 'reviewer', `/fleet approve ${digest}`) })
    expect(lastWords(fake)).toContain(
      'that is not the digest of the present plan: the head `bbbbbbbbbbbb` has none yet, and its checks say whose move it is.',
    )
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
