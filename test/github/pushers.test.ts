/**
 * Promise: nobody approves what they pushed themselves, whatever name the commits bear and whoever opens the pull request.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { SimUser } from '../../src/sim/github/server.ts'
import { type Bot, blueprint, close, delayed, nextSecond, openBot, planComment, review, runsAt, say } from './bot.ts'

// Real git, and GitHub's own events, on a machine that may be busy with other things.
vi.setConfig({ testTimeout: 60_000 })

const OWN = 'wrote or pushed part of this change'

let bot: Bot
let branches = 0
let seconds = 1

beforeAll(async () => {
  bot = await openBot()
})
afterEach(async () => {
  for (const { number } of await bot.ports.github.pulls.listOpen()) await close(bot, number)
})
afterAll(() => bot.close())

/** A commit that GitHub knows to be nobody's. */
const unknown = (as: SimUser): SimUser => ({ ...as, email: 'build@laptop.example' })
/** A commit under another's name, pushed with one's own right. */
const inTheNameOf = (other: SimUser, as: SimUser): SimUser => ({ ...other, token: as.token })

interface Change {
  readonly branch: string
  readonly head: string
}

async function push(as: SimUser, branch = `pushed-${++branches}`, files = delayed(++seconds)): Promise<Change> {
  let head = ''
  await bot.asked(async () => {
    head = await bot.world.push(as, branch, files)
  })
  return { branch, head }
}

async function open(as: SimUser, branch: string): Promise<number> {
  let pull = 0
  await bot.asked(async () => {
    pull = await bot.world.openPull(as, branch)
  })
  return pull
}

async function approve(as: SimUser, pull: number): Promise<void> {
  await nextSecond()
  await bot.asked(() => review(bot, as, { pull, event: 'APPROVE' }))
}

async function conclusionAt(head: string): Promise<string | null | undefined> {
  return (await runsAt(bot, head)).findLast(({ name }) => name === 'fleet / plan')?.conclusion
}

describe('an approval', () => {
  it('of who pushed it before another opened the pull request does not count', async () => {
    const { engineer, reviewer } = bot.world
    const { branch, head } = await push(unknown(engineer))
    const pull = await open(reviewer, branch)
    expect((await bot.ports.github.pulls.conversation(pull)).contributors).not.toContain('engineer')
    await approve(engineer, pull)
    expect(await conclusionAt(head)).toBe('action_required')
    expect(await planComment(bot, pull)).toContain(OWN)
  })

  it('of who pushed under the author’s name does not count', async () => {
    const { engineer, reviewer } = bot.world
    const { branch, head } = await push(inTheNameOf(engineer, reviewer))
    const pull = await open(engineer, branch)
    await approve(reviewer, pull)
    expect(await conclusionAt(head)).toBe('action_required')
    expect(await planComment(bot, pull)).toContain(OWN)
  })

  it('of who pushed while it was closed does not count', async () => {
    const { engineer, reviewer } = bot.world
    const { branch } = await push(engineer)
    const pull = await open(engineer, branch)
    await close(bot, pull)
    const { head } = await push(inTheNameOf(engineer, reviewer), branch)
    await bot.asked(() => bot.world.ask(engineer, 'PATCH', `/repos/acme/fleet/pulls/${pull}`, { state: 'open' }))
    await approve(reviewer, pull)
    expect(await conclusionAt(head)).toBe('action_required')
  })

  it('of who pushed an earlier commit of it does not count, with the rows gone after it was shown', async () => {
    const { engineer, reviewer } = bot.world
    const { branch } = await push(unknown(engineer))
    const { head } = await push(reviewer, branch)
    const pull = await open(reviewer, branch)
    bot.loseRows()
    await bot.askedFor({ kind: 'check-pull', pull, again: 'sweep' })
    await approve(engineer, pull)
    expect(await conclusionAt(head)).toBe('action_required')
    expect(await planComment(bot, pull)).toContain(OWN)
  })

  it('of who pushed another branch counts', async () => {
    const { engineer, reviewer } = bot.world
    await push(reviewer)
    const { branch, head } = await push(engineer)
    const pull = await open(engineer, branch)
    await approve(reviewer, pull)
    expect(await conclusionAt(head)).toBe('success')
  })
})

describe('a change of blueprints', () => {
  it('is not planned because somebody asks who pushed it before another opened the pull request', async () => {
    const { engineer, reviewer } = bot.world
    const { branch, head } = await push(unknown(engineer), `blueprint-${++branches}`, blueprint())
    const pull = await open(reviewer, branch)
    await bot.asked(() => say(bot, engineer, { pull, body: `/fleet plan ${head.slice(0, 12)}` }))
    const { comments } = await bot.ports.github.pulls.conversation(pull)
    expect(comments.at(-1)?.body).toContain('**Not done:** it changes blueprints')
    expect(await planComment(bot, pull)).toContain('<!-- fleetwright:pushed by engineer reviewer -->')
    expect(bot.fake.plans.has(pull)).toBe(false)
  })
})
