/**
 * Promise: a pull request of which the default branch could make nothing sound is taken up again once another's merge
 * mends it, and what is not mended costs GitHub no request.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { world as fleet } from '../support/world.ts'
import { type Bot, type Change, close, delayed, openBot, planComment, propose, runsAt } from './bot.ts'

// Real git, and GitHub's own events, on a machine that may be busy with other things.
vi.setConfig({ testTimeout: 120_000 })

const PIPELINE = 'customers/acme/pipelines/web.yml'
const SET = 'releases/sets/2026.08.0.yml'
const WHOSE_MERGE = 'GET /commits/{commit_sha}/pulls'

let bot: Bot
let pushes = 0

beforeAll(async () => {
  bot = await openBot()
  await bot.askedFor({ kind: 'observe-default' })
})
afterEach(async () => {
  for (const { number } of await bot.ports.github.pulls.listOpen()) await close(bot, number)
  expect([...bot.fake.unsound.keys()]).toEqual([])
  await onMain(delayed(1))
})
afterAll(() => bot.close())

/** Pushed by an administrator; answers what that costs. */
function onMain(files: { readonly [path: string]: string }): Promise<readonly string[]> {
  return bot.asked(() => bot.world.push(bot.world.reviewer, 'main', { ...files, 'README.md': `Push ${++pushes}.\n` }))
}

/** Name → conclusion of the newest run. */
async function checksOf({ head }: Change): Promise<{ readonly [name: string]: string | null }> {
  const runs = await runsAt(bot, head)
  return Object.fromEntries(runs.map(({ name, conclusion }) => [name, conclusion]))
}

const REFUSED = { 'fleet / validate': 'failure', 'fleet / plan': 'failure' }
const PLANNED = { 'fleet / validate': 'success', 'fleet / plan': 'action_required' }

async function expectPlanned(change: Change): Promise<void> {
  expect(await checksOf(change)).toEqual(PLANNED)
  expect(await planComment(bot, change.pull)).toMatch(/^<!-- fleetwright:plan -->\n\*\*1 pipeline/)
}

describe('a pull request whose plan was withdrawn for a conflict', () => {
  it('is planned again by the push that takes the conflict away, and by none before', async () => {
    const change = await propose(bot, delayed(2))
    await expectPlanned(change)
    await onMain(delayed(3))
    expect(await checksOf(change)).toEqual(REFUSED)
    expect(await planComment(bot, change.pull)).toContain('Merge conflict in 1 file')
    expect(await onMain(delayed(4))).toEqual([WHOSE_MERGE])
    expect(await onMain({})).toEqual([WHOSE_MERGE])
    expect(await checksOf(change)).toEqual(REFUSED)

    await onMain(delayed(1))
    await expectPlanned(change)
    // Once: it is known to be sound.
    expect(await onMain({})).toEqual([WHOSE_MERGE])
  })

  it('is looked at by its newest head', async () => {
    const change = await propose(bot, delayed(2))
    await onMain(delayed(3))
    const head = await bot.world.push(bot.world.engineer, change.branch, delayed(5))
    await bot.asked(async () => undefined)
    await onMain(delayed(1))
    await expectPlanned({ ...change, head })
  })

  it('and that was closed is left alone', async () => {
    const change = await propose(bot, delayed(2))
    await onMain(delayed(3))
    await close(bot, change.pull)
    expect(await onMain(delayed(1))).toEqual([WHOSE_MERGE])
  })
})

it('a pull request that another one has to come before is validated and planned once that is merged', async () => {
  const [wanted, text] = ['2026.09.0', fleet().tree().get(SET)?.text ?? '']
  const pipeline = (delayed(2)[PIPELINE] ?? '').replace('2026.08.0', wanted)
  const change = await propose(bot, { [PIPELINE]: pipeline })
  expect(await checksOf(change)).toEqual(REFUSED)
  await onMain({ [SET.replace('2026.08.0', wanted)]: text.replace('2026.08.0', wanted) })
  await expectPlanned(change)
})

it('a pull request that came while the default branch was broken is planned once that is mended', async () => {
  const sound = fleet().tree().get('fleet.yml')?.text ?? ''
  await onMain({ 'fleet.yml': `${sound}nonsense: 1\n` })
  const change = await propose(bot, { [PIPELINE]: delayed(2)[PIPELINE] ?? '', 'fleet.yml': sound })
  const checks = await checksOf(change)
  expect(checks['fleet / plan']).toBe('failure')
  await onMain({ 'fleet.yml': sound })
  await expectPlanned(change)
})
