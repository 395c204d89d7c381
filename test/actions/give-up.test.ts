/**
 * Is work that could not be done told to people, and does none get lost while there is nobody to tell?
 */
import { describe, expect, it } from 'vitest'
import { answerKey } from '../../src/actions/commands/answer-command.ts'
import { giveUp } from '../../src/actions/give-up.ts'
import type { Task } from '../../src/actions/ports.ts'
import { turnOf } from '../../src/actions/pull/plan-turn.ts'
import { publishCheck } from '../../src/actions/showing/written-checks.ts'
import { FleetwrightError } from '../../src/lib/errors.ts'
import { planningReport } from '../../src/report/checks.ts'
import { comment } from '../support/fake-github.ts'
import { COMMIT, pullRequest, START } from '../support/fake-records.ts'
import { type FakeWorld, fakeWorld } from '../support/fake-world.ts'

const AWAY = { code: 'github-unavailable', reason: 'asking GitHub failed', hint: 'nothing to do' }
const BROKEN = { code: 'git-failed', reason: 'reading the fleet failed', hint: 'check the disk' }
const PLAN = { kind: 'plan-pull', pull: 12, head: pullRequest(12).headSha, base: COMMIT, ordinal: 0 } as const

function open(): FakeWorld {
  const fake = fakeWorld()
  fake.said.pulls.set(12, pullRequest(12))
  return fake
}

describe('work that failed for a reason of ours', () => {
  it('is told to the author, with the time of the next try, and to an operator', async () => {
    const fake = open()
    await giveUp(fake.world, { work: { kind: 'check-pull', pull: 12 }, failure: BROKEN })
    const again = START.add({ minutes: 30 }).toString()
    expect(fake.published).not.toEqual([])
    for (const { outcome, externalId } of fake.published) {
      expect(outcome).toEqual({ status: 'completed', conclusion: 'failure' })
      expect(externalId).toContain(again)
    }
    expect(fake.log.lines.map(({ level, message }) => [level, message])).toEqual([['error', 'work given up']])
    expect(fake.tasks).toEqual([])
  })
})

describe('a command that failed for a reason of ours', () => {
  it('is answered, once, so that whoever gave it does not wait', async () => {
    const fake = open()
    const id = comment(fake, 12, 'reviewer', '/fleet abort')
    const given = { work: { kind: 'command', pull: 12, comment: id }, failure: BROKEN } as const
    await giveUp(fake.world, given)
    await giveUp(fake.world, given)
    const answers = fake.said.comments.get(12)?.slice(1) ?? []
    expect(answers.map(({ body }) => body)).toEqual([expect.stringContaining('say it again later')])
  })

  it('has the answer that it was given and that could not be written', async () => {
    const fake = open()
    const id = comment(fake, 12, 'reviewer', '/fleet abort')
    await fake.world.rows.publications.wrote(answerKey(id), 'it was aborted')
    await giveUp(fake.world, { work: { kind: 'command', pull: 12, comment: id }, failure: BROKEN })
    expect(fake.said.comments.get(12)?.at(-1)?.body).toContain('it was aborted')
  })
})

describe('a plan of a head that nobody waits for any more', () => {
  it.each([
    ['another one was pushed', { headSha: 'f'.repeat(40) }],
    ['the pull request was closed', { state: 'closed' }],
  ] as const)('ends the check of that head alone: %s', async (_why, now) => {
    const fake = open()
    const { pull, head, base } = PLAN
    await publishCheck(fake.world, pull, planningReport({ headSha: head }))
    fake.said.pulls.set(pull, pullRequest(pull, now))
    const turn = await turnOf(fake.world, pull, { head: 'f'.repeat(40), base })
    await giveUp(fake.world, { work: PLAN, failure: BROKEN })
    expect(fake.published.map(({ sha, outcome }) => [sha, outcome.status])).toEqual([
      [head, 'in_progress'],
      [head, 'completed'],
    ])
    expect(await turnOf(fake.world, pull, { head: 'f'.repeat(40), base })).toBe(turn)
  })
})

describe('work that failed because GitHub was away', () => {
  it.each<Task>([
    { kind: 'check-pull', pull: 12, pusher: 'engineer' },
    { kind: 'close-pull', pull: 12 },
    { kind: 'review-pull', pull: 12 },
    { kind: 'command', pull: 12, comment: 3 },
    { kind: 'check-head', head: COMMIT, again: 'guid' },
    { kind: 'observe-default' },
    { kind: 'look-again' },
    { kind: 'note-push', head: COMMIT, pusher: 'engineer' },
    { kind: 'plan-left', rollout: 'r-1a2b3c4d5e6f', again: 'left' },
  ])('begins anew once it is back: $kind', async (work) => {
    const fake = open()
    await giveUp(fake.world, { work, failure: AWAY })
    expect(fake.tasks.map(({ task }) => task)).toEqual([work])
    expect(fake.published).toEqual([])
    expect(fake.log.lines.map(({ level }) => level)).toEqual(['warn'])
  })

  it.each(['github-unavailable', 'github-limited', 'git-unreachable', 'git-timeout'])(
    'begins anew whichever way it was away: %s',
    async (code) => {
      const fake = open()
      const work = { kind: 'review-pull', pull: 12 } as const
      await giveUp(fake.world, { work, failure: { ...AWAY, code } })
      expect(fake.tasks.map(({ task }) => task)).toEqual([work])
      expect(fake.log.lines.map(({ level }) => level)).toEqual(['warn'])
    },
  )

  it('begins anew each by itself, where two pushes had to wait', async () => {
    const fake = open()
    for (const head of [COMMIT, 'b'.repeat(40)])
      await giveUp(fake.world, { work: { kind: 'note-push', head, pusher: 'engineer' }, failure: AWAY })
    expect(new Set(fake.tasks.map(({ key }) => key)).size).toBe(2)
  })

  it('waits while it is away, be it the API or git', async () => {
    const fake = open()
    const refused = () => Promise.reject(awayError())
    const { git, github } = fake.world
    for (const world of [
      { ...fake.world, git: { ...git, fetchDefault: refused } },
      { ...fake.world, github: { ...github, pulls: { ...github.pulls, get: refused } } },
    ]) {
      await expect(giveUp(world, { work: PLAN, failure: AWAY })).rejects.toMatchObject({ retryable: true })
    }
    expect(fake.tasks).toEqual([])
  })

  it('as a plan is said to have failed and is checked again from the beginning', async () => {
    const fake = open()
    await giveUp(fake.world, { work: PLAN, failure: AWAY })
    expect(fake.published.map(({ name, outcome }) => [name, outcome.status])).toEqual([['fleet / plan', 'completed']])
    expect(fake.tasks.map(({ task }) => task)).toEqual([
      { kind: 'check-pull', pull: 12, again: expect.stringMatching(/^anew-/) },
    ])
  })

  it('says so to the author where git is too slow while the rest of GitHub answers', async () => {
    const fake = open()
    await giveUp(fake.world, { work: { kind: 'check-pull', pull: 12 }, failure: { ...AWAY, code: 'git-timeout' } })
    expect(fake.published.map(({ name, outcome }) => [name, outcome.status])).toContainEqual([
      'fleet / validate',
      'completed',
    ])
    expect(fake.tasks).toHaveLength(1)
  })

  it('as a plan begins anew even where its check cannot be written', async () => {
    const fake = open()
    fake.outages.checks.push(awayError())
    await giveUp(fake.world, { work: PLAN, failure: AWAY })
    expect(fake.tasks).toHaveLength(1)
  })
})

function awayError(): FleetwrightError {
  const facts = { code: 'github-unavailable', nextMove: 'nobody', retryable: true, hint: 'wait' } as const
  return new FleetwrightError('asking GitHub failed', facts)
}
