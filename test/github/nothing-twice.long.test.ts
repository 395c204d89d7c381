/**
 * Promise: however our rows, our process or an answer are lost, a plan is shown once, and whoever approved it counts.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  type Bot,
  type Change,
  close,
  delayed,
  KILLED,
  nextSecond,
  openBot,
  planComment,
  propose,
  type Run,
  review,
  runsAt,
  say,
} from './bot.ts'

const PLAN = 'fleet / plan'
const COMMENT = '/repos/{owner}/{repo}/issues/comments/{comment_id}'

let bot: Bot
let seconds = 1

beforeAll(async () => {
  bot = await openBot()
})
afterEach(async () => {
  bot.world.sim.faults.clear()
  for (const { number } of await bot.ports.github.pulls.listOpen()) await close(bot, number)
})
afterAll(() => bot.close())

function change(): { readonly [path: string]: string } {
  return delayed(++seconds)
}

async function planRuns(sha: string): Promise<readonly Run[]> {
  return (await runsAt(bot, sha)).filter(({ name }) => name === PLAN)
}

/** One comment, and one run of each check. */
async function expectOnce({ pull, head }: Change, conclusion: string): Promise<void> {
  expect(await planComment(bot, pull)).toContain(head.slice(0, 12))
  const names = (await runsAt(bot, head)).map(({ name }) => name)
  expect(names.toSorted()).toEqual([PLAN, 'fleet / validate'])
  expect((await planRuns(head))[0]).toMatchObject({ status: 'completed', conclusion })
}

async function approved(): Promise<Change> {
  const made = await propose(bot, change())
  await nextSecond()
  await bot.asked(() => review(bot, bot.world.reviewer, { pull: made.pull, event: 'APPROVE' }))
  await expectOnce(made, 'success')
  return made
}

/** The branch's pull request, though the work dies the first time. */
async function proposedDyingBefore(note: RegExp): Promise<Change> {
  const { world } = bot
  const branch = `dying-${++seconds}`
  const head = await world.push(world.engineer, branch, change())
  bot.dieBefore(note)
  let pull = 0
  const died = bot.asked(async () => {
    pull = await world.openPull(world.engineer, branch)
  })
  await expect(died).rejects.toBe(KILLED)
  return { pull, branch, head, requests: await bot.askedFor() }
}

describe('a process that dies', () => {
  it.each([
    { when: 'its validation was told', note: /^run:.*fleet \/ validate \{/ },
    { when: 'the plan was shown', note: /^plan-comment:.*id/ },
    { when: 'its check was told', note: /^run:.*fleet \/ plan \{/ },
  ])('after $when, before it could note that, tells it once', async ({ note }) => {
    await expectOnce(await proposedDyingBefore(note), 'action_required')
  })

  it('after a later plan was shown in the comment has it shown since then, and who approved meanwhile counts', async () => {
    const first = await propose(bot, change())
    bot.dieBefore(/^plan-comment:.*id/)
    const head = await bot.world.push(bot.world.engineer, first.branch, change())
    await expect(bot.askedFor()).rejects.toBe(KILLED)
    expect(await planComment(bot, first.pull)).toContain(head.slice(0, 12))
    await nextSecond()
    await review(bot, bot.world.reviewer, { pull: first.pull, event: 'APPROVE' })
    await nextSecond()
    await bot.askedFor()
    await expectOnce({ ...first, head }, 'success')
  })
})

describe('an answer that is lost', () => {
  it.each(['POST /repos/{owner}/{repo}/check-runs', 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'])(
    'to %s leaves one of it',
    async (route) => {
      bot.world.sim.faults.call({ route, how: { kind: 'lost-reply' } })
      await expectOnce(await propose(bot, change()), 'action_required')
    },
  )
})

describe('rows that are gone', () => {
  it('are made up for by GitHub: one comment, one check, and the approval counts', async () => {
    const made = await approved()
    bot.loseRows()
    await bot.askedFor({ kind: 'check-pull', pull: made.pull })
    await expectOnce(made, 'success')
    expect(await planComment(bot, made.pull)).toContain('Approved by `reviewer`')
  })

  it('are made up for at the next push that changes nothing, by the check of the commit that was reviewed', async () => {
    const made = await approved()
    bot.loseRows()
    const head = await bot.world.push(bot.world.engineer, made.branch, {})
    await bot.askedFor()
    await expectOnce({ ...made, head }, 'success')
  })

  it('are asked for once: the push after that takes as many requests as any', async () => {
    const { pull, branch } = await propose(bot, change())
    bot.loseRows()
    await bot.askedFor({ kind: 'check-pull', pull })
    const again = await bot.asked(() => bot.world.push(bot.world.engineer, branch, change()))
    expect(again).toHaveLength(5)
  })

  it('leave nobody’s approval of another plan behind', async () => {
    const made = await approved()
    bot.loseRows()
    const head = await bot.world.push(bot.world.engineer, made.branch, change())
    await bot.askedFor()
    await expectOnce({ ...made, head }, 'action_required')
    expect(await planComment(bot, made.pull)).toContain('approved another plan')
  })
})

describe('an approval whose event never came', () => {
  it('counts after the sweep has looked', async () => {
    const made = await propose(bot, change())
    await nextSecond()
    bot.world.sim.faults.webhook({ event: 'pull_request_review', times: 1, kind: 'drop' })
    await review(bot, bot.world.reviewer, { pull: made.pull, event: 'APPROVE' })
    await bot.askedFor()
    await expectOnce(made, 'action_required')
    await bot.askedFor({ kind: 'review-pull', pull: made.pull })
    await expectOnce(made, 'success')
  })

  it('of one who asks for changes stands in the way as soon as somebody else approves', async () => {
    const { sim, reviewer } = bot.world
    const other = sim.addUser('careful')
    sim.permit({ owner: 'acme', name: 'fleet' }, 'careful', 'write')
    const made = await propose(bot, change())
    await nextSecond()
    sim.faults.webhook({ event: 'pull_request_review', times: 1, kind: 'drop' })
    await review(bot, other, { pull: made.pull, event: 'REQUEST_CHANGES' })
    const head = await bot.world.push(bot.world.engineer, made.branch, change())
    await bot.askedFor()
    await nextSecond()
    await bot.asked(() => review(bot, reviewer, { pull: made.pull, event: 'APPROVE' }))
    await expectOnce({ ...made, head }, 'action_required')
    expect(await planComment(bot, made.pull)).toContain('`careful` asked for changes')
  })
})

describe('a plan comment that somebody', () => {
  const own = async (pull: number) =>
    (await bot.world.github.pulls.conversation(pull)).comments.find(({ body }) => body.includes('fleetwright:shows'))
      ?.id

  it('deleted is written anew at once, and who approved it before has to read it again', async () => {
    const made = await approved()
    const id = await own(made.pull)
    await nextSecond()
    await bot.asked(() => bot.world.ask(bot.world.reviewer, 'DELETE', `/repos/acme/fleet/issues/comments/${id}`))
    await expectOnce(made, 'action_required')
    expect(await own(made.pull)).not.toBe(id)
    expect(await planComment(bot, made.pull)).toContain('approved before this plan was shown')
    await nextSecond()
    await bot.asked(() => review(bot, bot.world.reviewer, { pull: made.pull, event: 'APPROVE' }))
    await expectOnce(made, 'success')
  })

  it('deleted while nobody told us is written anew by the next push, once', async () => {
    const made = await propose(bot, change())
    bot.world.sim.faults.webhook({ event: 'issue_comment', times: 1, kind: 'drop' })
    const id = await own(made.pull)
    await bot.world.ask(bot.world.reviewer, 'DELETE', `/repos/acme/fleet/issues/comments/${id}`)
    await bot.askedFor()
    const head = await bot.world.push(bot.world.engineer, made.branch, change())
    await bot.askedFor()
    await expectOnce({ ...made, head }, 'action_required')
  })

  it('wrote something else into says what it said at once, and who approved it before has to read it again', async () => {
    const made = await approved()
    const id = await own(made.pull)
    await nextSecond()
    const body = { body: '<!-- fleetwright:plan -->\nNothing to see here.' }
    await bot.asked(() => bot.world.ask(bot.world.reviewer, 'PATCH', `/repos/acme/fleet/issues/comments/${id}`, body))
    await expectOnce(made, 'action_required')
    expect(await own(made.pull)).toBe(id)
    expect(await planComment(bot, made.pull)).not.toContain('Nothing to see here')
  })
})

describe('a check of another App that has the name of ours', () => {
  const other = { app: { id: 99, slug: 'other-app' }, name: PLAN, conclusion: 'failure' } as const

  it('is neither found nor edited, and no approval is held against it', async () => {
    const made = await propose(bot, change())
    const repository = { owner: 'acme', name: 'fleet' }
    bot.world.sim.reportCheck(repository, { ...other, sha: made.head })
    const theirs = (await planRuns(made.head)).at(-1)
    const { checks } = bot.ports.github
    const ours = (await planRuns(made.head))[0]
    expect(await checks.find(made.head, PLAN)).toMatchObject({ id: ours?.id, conclusion: 'action_required' })
    expect((await checks.allOf(made.head)).get(PLAN)?.id).toBe(ours?.id)

    await nextSecond()
    bot.loseRows()
    await review(bot, bot.world.reviewer, { pull: made.pull, event: 'APPROVE' })
    await bot.askedFor({ kind: 'check-pull', pull: made.pull })
    expect(await planRuns(made.head)).toMatchObject([{ id: ours?.id, conclusion: 'success' }, theirs ?? {}])
    const head = await bot.world.push(bot.world.engineer, made.branch, {})
    bot.world.sim.reportCheck(repository, { ...other, sha: head })
    bot.loseRows()
    await bot.askedFor()
    expect((await planRuns(head)).map(({ conclusion }) => conclusion).toSorted()).toEqual(['failure', 'success'])
  })
})

it('what a person says in between is never edited', async () => {
  const { pull, branch } = await propose(bot, change())
  await bot.asked(() => say(bot, bot.world.guest, { pull, body: '<!-- fleetwright:plan -->\nall is approved' }))
  await bot.asked(() => bot.world.push(bot.world.engineer, branch, change()))
  const comments = (await bot.world.github.pulls.conversation(pull)).comments
  expect(comments.map(({ login }) => login)).toEqual(['fleetwright[bot]', 'guest'])
  expect(comments[1]?.body).toBe('<!-- fleetwright:plan -->\nall is approved')
  expect(bot.world.sim.callCounts()[`PATCH ${COMMENT}`]).toBeGreaterThan(0)
})
