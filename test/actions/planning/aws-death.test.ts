/**
 * Promise: a bot that dies right after AWS took a call of it, whichever call, leaves work to the next one and no effect
 * twice.
 *
 * The next life knows nothing but the rows. What the engine keeps of finished steps can only spare it calls; that a
 * process comes back at all is `test/workflows/kills.ts`'s to show.
 */
import { it } from 'vitest'
import { ground } from '../aws-ground.ts'
import { outlives } from '../aws-lives.ts'
import { STORIES } from '../aws-stories.ts'

const MORTAL = STORIES.filter(({ isMortal }) => isMortal === true)

it.each(MORTAL)('$name, whenever the bot dies', { timeout: 60_000 }, async (story) => {
  await using on = await ground()
  await outlives(on, story)
})
