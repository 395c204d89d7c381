/** Promise: a fault of AWS that passes leaves no trace: the same ending, each effect once, a look before each repetition. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ground, ground } from './aws-ground.ts'
import { blindRepeats, FAULTS, playWith, rehearse, STORIES, untokened } from './aws-stories.ts'

let on: Ground

beforeAll(async () => {
  on = await ground()
})
afterAll(() => on[Symbol.asyncDispose]())

describe.each(STORIES)('$name', (story) => {
  it.each(FAULTS)('in spite of $name', async (fault) => {
    const { calls, ending } = await rehearse(on, story)
    for (const { nth, name } of calls.filter(({ isRepeated }) => !isRepeated)) {
      const played = await playWith(on, story, { fault, nth })
      expect(played.ending, `${name}, call ${nth}`).toEqual(ending)
      expect(blindRepeats(played.requests), `${name}, call ${nth}`).toEqual([])
      expect(untokened(played.requests)).toEqual([])
    }
  })
})
