/**
 * Promise: a bot that dies right after AWS took a call of it, whichever call, leaves work to the next one and no effect
 * twice.
 *
 * The next life knows nothing but the rows. What the engine keeps of finished steps can only spare it calls; that a
 * process comes back at all is `test/workflows/kills.ts`'s to show.
 */
import { expect, it } from 'vitest'
import { doorTo } from './aws-door.ts'
import { ground } from './aws-ground.ts'
import { blindRepeats, endingOf, rehearse, STORIES, untokened } from './aws-stories.ts'

const MORTAL = STORIES.filter(({ isMortal }) => isMortal === true)

it.each(MORTAL)('$name, whenever the bot dies', { timeout: 60_000 }, async (story) => {
  await using on = await ground()
  const { calls, ending } = await rehearse(on, story)
  for (const { nth, name } of calls.filter(({ isRepeated }) => !isRepeated)) {
    const scene = on.scene()
    await story.before?.(scene, on)
    const before = scene.requests().length
    const { url, clock, died, ...door } = await doorTo(on.sim.url, { nth, clock: on.clock })
    const life = { aws: on.edge({ endpointUrl: url, clock }), clock }
    const lastWords = story.play(scene, on, life)
    expect(await Promise.race([died.then(() => 'died'), lastWords.then(() => 'lived')])).toBe('died')
    const told = await story.play(scene, on, { aws: on.edge() })
    await door[Symbol.asyncDispose]()
    const requests = scene.requests().slice(before)
    expect(endingOf(scene, told), `${name}, call ${nth}`).toEqual(ending)
    expect(blindRepeats(requests), `${name}, call ${nth}`).toEqual([])
    expect(untokened(requests), `${name}, call ${nth}`).toEqual([])
  }
})
