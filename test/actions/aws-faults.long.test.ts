/** Promise: no fault that passes leaves a trace, at whichever call of planning and applying it strikes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ground, ground } from './aws-ground.ts'
import { everyCell, FAULTS, rehearse, STORIES, survives } from './aws-stories.ts'

let on: Ground

beforeAll(async () => {
  on = await ground({ edge: { limits: { requestMs: 400 } } })
})
afterAll(() => on[Symbol.asyncDispose]())

describe.each(STORIES)('$name', (story) => {
  it.each(FAULTS)('in spite of $name, at each call', { timeout: 300_000 }, async (fault) => {
    const { calls, ending } = await rehearse(on, story)
    const cells = everyCell(calls).filter((cell) => cell.fault === fault)
    expect(cells).not.toEqual([])
    for (const cell of cells) await survives(on, story, { ...cell, ending })
  })
})
