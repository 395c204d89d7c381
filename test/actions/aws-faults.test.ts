/**
 * Promise: a fault of AWS that passes leaves no trace: the same ending, each effect once, a look before each repetition.
 *
 * Here every call meets a fault and every effect each doubt; all with all in `aws-faults.long.test.ts`.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Ground, ground } from './aws-ground.ts'
import { rehearse, STORIES, someCells, survives } from './aws-stories.ts'

let on: Ground

beforeAll(async () => {
  on = await ground()
})
afterAll(() => on[Symbol.asyncDispose]())

it.each(STORIES)('$name, whatever fails in between', { timeout: 60_000 }, async (story) => {
  const { calls, ending } = await rehearse(on, story)
  const cells = someCells(calls)
  expect(cells.length).toBeGreaterThanOrEqual(new Set(calls.map(({ name }) => name)).size)
  for (const cell of cells) await survives(on, story, { ...cell, ending })
})
