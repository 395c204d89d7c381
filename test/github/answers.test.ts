/** Promise: a command is answered whatever others say in our name. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { answerMarker } from '../../src/actions/commands/answer-command.ts'
import type { SimUser } from '../../src/sim/github/server.ts'
import { type Bot, delayed, openBot, propose, say } from './bot.ts'

// Real git, and GitHub's own events, on a machine that may be busy with other things.
vi.setConfig({ testTimeout: 60_000 })

let bot: Bot
let otherApp: SimUser

beforeAll(async () => {
  bot = await openBot()
  otherApp = bot.world.sim.addUser('other-app[bot]', { type: 'Bot' })
  bot.world.sim.permit({ owner: 'acme', name: 'fleet' }, otherApp.login, 'write')
})
afterAll(() => bot.close())

/** Who began a comment with our answer's marker, in order. */
async function answers(pull: number, command: number): Promise<readonly string[]> {
  const { comments } = await bot.world.github.pulls.conversation(pull)
  return comments.filter(({ body }) => body.startsWith(answerMarker(command))).map(({ login }) => login)
}

it.each([
  { who: "another App's bot", as: () => otherApp },
  { who: 'a person', as: () => bot.world.guest },
])('$who who says the hidden mark of our answer first does not keep it from being given, once', async ({ as }) => {
  const { pull } = await propose(bot, delayed(2))
  let command = 0
  await bot.asked(async () => {
    const { json } = await say(bot, bot.world.engineer, { pull, body: '/fleet help' })
    command = Number(json.id)
    await say(bot, as(), { pull, body: `${answerMarker(command)}\n**Done:** nothing.` })
  })
  expect(await answers(pull, command)).toEqual([as().login, 'fleetwright[bot]'])
  await bot.askedFor({ kind: 'command', pull, comment: command })
  expect(await answers(pull, command)).toEqual([as().login, 'fleetwright[bot]'])
  await bot.world.ask(bot.world.engineer, 'PATCH', `/repos/acme/fleet/pulls/${pull}`, { state: 'closed' })
})
