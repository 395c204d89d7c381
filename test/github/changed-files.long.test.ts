/**
 * Promise: a pull request is planned whole, and asks GitHub the same, however many files it changes: git tells them.
 */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type Bot, close, delayed, openBot, planComment, propose } from './bot.ts'

let bot: Bot

beforeAll(async () => {
  bot = await openBot()
})
afterEach(async () => {
  for (const { number } of await bot.ports.github.pulls.listOpen()) await close(bot, number)
})
afterAll(() => bot.close())

it.each([1, 300, 3_000, 3_001])('%i changed files, of which the last changes a pipeline', async (count) => {
  // Before all that is the fleet's, as GitHub's lists of files are ordered.
  const notes = Array.from({ length: count - 1 }, (_, index) => [`a/${index}.md`, `of ${count}\n`] as const)
  const { requests, pull, head } = await propose(bot, { ...Object.fromEntries(notes), ...delayed(2 + (count % 800)) })
  // One more than once it is known that the author may write.
  expect(requests).toHaveLength(count === 1 ? 6 : 5)
  const { json } = await bot.world.ask(bot.world.reviewer, 'GET', `/repos/acme/fleet/pulls/${pull}`)
  expect(json.changed_files).toBe(count)
  expect(bot.fake.plans.get(pull)?.head).toBe(head)
  expect(await planComment(bot, pull)).toMatch(/^\*\*1 pipeline, 2 stacks/m)
})
