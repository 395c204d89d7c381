/**
 * Promise: a fault of AWS that passes leaves no trace: the same ending, each effect once, a look before each repetition.
 *
 * Here each kind of call meets some faults, and each effect all that leave a doubt; all meet all in
 * `aws-faults.long.test.ts`.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Ground, ground } from '../aws-ground.ts'
import { rehearse, STORIES, someCells, survives } from '../aws-stories.ts'

let on: Ground
/** Kinds of calls that an earlier story has been through. */
const met = new Set<string>()

beforeAll(async () => {
  on = await ground()
})
afterAll(() => on[Symbol.asyncDispose]())

it.each(STORIES)('$name, whatever fails in between', { timeout: 60_000 }, async (story) => {
  const { calls, ending } = await rehearse(on, story)
  expect(calls.filter(({ isEffect }) => isEffect)).not.toEqual([])
  const first = calls.filter(({ name }) => !met.has(name) && met.add(name))
  for (const cell of someCells(first)) await survives(on, story, { ...cell, ending })
})

it('every kind of effect has been among them', () => {
  const effects = ['CreateChangeSet', 'DeleteChangeSet', 'DeleteStack', 'ExecuteChangeSet']
  const seen = [...met].map((name) => name.split(' ')[0])
  expect(seen).toEqual(expect.arrayContaining(effects))
})
