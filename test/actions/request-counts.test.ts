/** Promise: planning asks AWS as little as it can, and looks at a set at most once a second. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DesiredStack } from '../../src/render/model.ts'
import { type Ground, ground } from './aws-ground.ts'
import { ordered, type Scene } from './aws-scene.ts'

const POLL = 'DescribeChangeSet'

let on: Ground

beforeAll(async () => {
  on = await ground()
})
afterAll(() => on[Symbol.asyncDispose]())

/** With no session at hand: the first stack of an account pays for that. */
async function founded(): Promise<Scene> {
  const scene = on.scene()
  await scene.found()
  on.clock.advance(2 * 60 * 60_000)
  return scene
}

/** What the plan asks about the queue, sessions included, looks at a set once however many they are. */
async function asked(scene: Scene, plan: () => Promise<unknown>): Promise<readonly string[]> {
  const before = scene.requests().length
  await plan()
  const actions = scene
    .requests()
    .slice(before)
    .filter(({ action, stackName }) => action === 'AssumeRole' || stackName === scene.queue.stackName)
    .map(({ action }) => action)
  return ordered(actions.filter((action, index) => action !== POLL || actions[index - 1] !== POLL))
}

function queueWith(different: Partial<DesiredStack>) {
  return (stack: DesiredStack): DesiredStack => (stack.key === 'queue' ? { ...stack, ...different } : stack)
}

const delayed = (seconds: number) =>
  queueWith({ parameters: { DelaySeconds: { from: 'value', value: String(seconds) } } })

describe('a stack that exists', () => {
  it('takes four requests besides looking at its set', async () => {
    const scene = await founded()
    expect(await asked(scene, () => scene.plan())).toEqual([
      'AssumeRole',
      'DescribeStacks',
      'GetTemplate',
      'CreateChangeSet',
      POLL,
    ])
  })

  it('takes three for a second head, whose set goes another way: the old one is not asked about', async () => {
    const scene = await founded()
    const { evidence } = await scene.plan()
    const again = { of: 'pull:7:second', known: evidence.changeSets, head: delayed(90) }
    expect(await asked(scene, () => scene.plan(again))).toEqual([
      'DescribeStacks',
      'GetTemplate',
      'CreateChangeSet',
      POLL,
    ])
  })

  it('takes two, and one look, for a second head that wants the same', async () => {
    const scene = await founded()
    const { evidence } = await scene.plan()
    const again = { of: 'pull:7:second', known: evidence.changeSets }
    expect(await asked(scene, () => scene.plan(again))).toEqual(['DescribeStacks', 'GetTemplate', POLL])
  })

  it('takes a fifth where AWS finds nothing to do: that set is taken away at once', async () => {
    const scene = await founded()
    const unused = JSON.parse(scene.queue.template)
    const template = JSON.stringify({ ...unused, Description: 'says more, and does the same' })
    const head = queueWith({ template, parameters: { DelaySeconds: { from: 'value', value: '0' } } })
    expect(await asked(scene, () => scene.plan({ head }))).toEqual([
      'AssumeRole',
      'DescribeStacks',
      'GetTemplate',
      'CreateChangeSet',
      POLL,
      'DeleteChangeSet',
    ])
  })
})

describe('a stack that is not there', () => {
  // The pipeline's other stack is new as well, and in the same account.
  async function askedOfBoth(wish: Parameters<Scene['plan']>[0]): Promise<readonly string[]> {
    const scene = on.scene()
    await scene.plan(wish)
    return scene
      .requests()
      .map(({ action }) => action)
      .toSorted()
  }
  const OF_NEW = ['AssumeRole', 'DescribeStacks', 'DescribeStacks', 'ValidateTemplate', 'ValidateTemplate']

  it('takes three where it is new', async () => {
    expect(await askedOfBoth({ before: [] })).toEqual(OF_NEW)
  })

  it('takes one more where the base has it: its template is asked for before anybody knows', async () => {
    expect(await askedOfBoth({})).toEqual([...OF_NEW, 'GetTemplate', 'GetTemplate'].toSorted())
  })
})

it('a set is looked at after half a second, then ever more seldom, at most once a second', async () => {
  await using slow = await ground({ sim: { timing: { changeSetMs: 7_000, resourceMs: 2_000 } } })
  const scene = slow.scene()
  await scene.found()
  const before = scene.requests().length
  await scene.plan()
  const made = scene
    .requests()
    .slice(before)
    .filter(({ action }) => action === 'CreateChangeSet' || action === POLL)
  const times = made.map(({ at }) => at.epochMilliseconds)
  const waits = times.slice(1).map((at, index) => at - (times[index] ?? at))
  expect(waits.slice(0, 4)).toEqual([500, 750, 1_000, 1_000])
  expect(new Set(waits.slice(2))).toEqual(new Set([1_000]))
  expect(waits.length).toBeGreaterThan(6)
})
