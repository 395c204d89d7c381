/** Promise: no fault that passes leaves a trace, at whichever call of planning and applying it strikes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ground, ground } from '../aws-ground.ts'
import { everyCell, FAULTS, LASTING, rehearse, STORIES, survives } from '../aws-stories.ts'

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

it.each(LASTING)('$name that does not pass ends an apply by name, and nothing has happened', async (fault) => {
  const { effect, code } = fault
  const scene = on.scene()
  await scene.found()
  await scene.plan()
  const { lift } = on.sim.faults.onCall({ accountId: scene.accountId, action: 'DescribeChangeSet' }, effect)
  expect(await scene.apply()).toMatchObject({ state: 'failed', failure: { code } })
  expect(scene.operations().map(({ kind }) => kind)).toEqual(['create'])
  lift()
  expect(await scene.apply(2)).toEqual({ state: 'done' })
})
