/**
 * Two pull requests on one stack are told of each other, and neither locks the other out.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PlanRecord } from '../../../src/actions/ports.ts'
import { closePullRequest } from '../../../src/actions/pull/close-pull-request.ts'
import { reviewPullRequest } from '../../../src/actions/showing/publish-plan.ts'
import { pullRequest } from '../../support/fake-records.ts'
import { type Ground, ground } from '../aws-ground.ts'
import { PULL, type PullScene, pullScene, shaOf } from '../pull-ground.ts'

let shared: Ground

beforeAll(async () => {
  shared = await ground()
})

afterAll(async () => {
  await shared[Symbol.asyncDispose]()
})

const OTHER = 8

/** Pull request 7 is planned, then 8 with a plan of the same stack. */
async function both(): Promise<PullScene> {
  const at = await pullScene(shared)
  await at.push('a', at.delayed(60))
  const { fake } = at.scene
  const mine = fake.plans.get(PULL)
  if (mine === undefined) throw new Error('a plan stands')
  const pull = pullRequest(OTHER)
  fake.said.pulls.set(OTHER, pull)
  const other: PlanRecord = { ...mine, pull: OTHER, head: pull.headSha, evidence: { changeSets: {}, behind: [] } }
  fake.plans.set(OTHER, other)
  return at
}

function toldAgain(at: PullScene): readonly number[] {
  const { tasks } = at.scene.fake
  return tasks.splice(0).flatMap(({ task }) => (task.kind === 'review-pull' ? [task.pull] : []))
}

function commentOn(at: PullScene, pull: number): string {
  return at.scene.fake.said.comments.get(pull)?.find(({ isBot }) => isBot)?.body ?? ''
}

it('both say so, and the one that was there first is shown anew for it', async () => {
  const at = await both()
  await at.push('b', at.delayed(90))
  const [alarm, queue] = ['alarm', 'queue'].map((key) => `\`${at.scene.customer}/web/${key}\``)
  const line = (other: number) =>
    `- #${other} also changes ${alarm} and ${queue}; whichever merges second is planned again.`
  expect(commentOn(at, PULL)).toContain(line(OTHER))
  await reviewPullRequest(at.world, OTHER)
  expect(commentOn(at, OTHER)).toContain(line(PULL))
})

it('is news once: a further plan that meets the same stacks tells nobody again', async () => {
  const at = await both()
  at.scene.fake.plans.delete(PULL)
  await at.push('b', at.delayed(90))
  expect(toldAgain(at)).toEqual([OTHER])
  await at.push('c', at.delayed(120))
  expect(toldAgain(at)).toEqual([])
  await at.push('d', at.delayed(0))
  expect(toldAgain(at)).toEqual([OTHER])
})

it.each([
  { what: 'has no plan any more', how: (at: PullScene) => at.push('c', 'conflict') },
  {
    what: 'is closed',
    how: (at: PullScene) => {
      at.edit({ state: 'closed' })
      return closePullRequest(at.world, PULL)
    },
  },
])('ends, and is told, when one of them $what', async ({ how }) => {
  const at = await both()
  await at.push('b', at.delayed(90))
  await reviewPullRequest(at.world, OTHER)
  toldAgain(at)
  await how(at)
  expect(toldAgain(at)).toEqual([OTHER])
  await reviewPullRequest(at.world, OTHER)
  expect(commentOn(at, OTHER)).not.toContain('also changes')
  expect(at.planCheck(shaOf('b'))).toBeDefined()
})

it('tells at most twenty at once of a plan that meets everybody', async () => {
  const at = await both()
  const { fake } = at.scene
  const other = fake.plans.get(OTHER)
  if (other === undefined) throw new Error('a plan stands')
  for (let pull = 100; pull < 150; pull++) fake.plans.set(pull, { ...other, pull })
  fake.plans.delete(PULL)
  await at.push('b', at.delayed(90))
  expect(toldAgain(at)).toHaveLength(20)
  expect(commentOn(at, PULL)).toContain('- … and 46 more open pull requests; whichever merges second is planned again.')
})
