/**
 * Does the next life of the bot end a story as an undisturbed one does, whenever the first one dies?
 *
 * Each call of the story is in turn the last that AWS took of the first life;
 * the next one knows nothing but the rows.
 */
import { expect } from 'vitest'
import { doorTo } from './aws-door.ts'
import type { Ground } from './aws-ground.ts'
import { blindRepeats, endingOf, rehearse, type Story, untokened } from './aws-stories.ts'

export async function outlives(on: Ground, story: Story): Promise<void> {
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
}
