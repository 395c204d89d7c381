/**
 * Events come late, twice and in any order, and heads move while we look: does anything depend on it?
 */
import { describe, expect, it } from 'vitest'
import type { PullRequest } from '../../../src/actions/ports.ts'
import { checkPullRequest } from '../../../src/actions/pull/check-pull-request.ts'
import { closePullRequest } from '../../../src/actions/pull/close-pull-request.ts'
import { planPullRequest } from '../../../src/actions/pull/plan-pull-request.ts'
import { fleetAt } from '../../../src/actions/read-fleet.ts'
import { reviewPullRequest } from '../../../src/actions/showing/publish-plan.ts'
import type { World } from '../../../src/actions/world.ts'
import { conversation } from '../../support/fake-github.ts'
import { COMMIT, planRecord, pullRequest } from '../../support/fake-records.ts'
import { type FakeWorld, fakeWorld } from '../../support/fake-world.ts'
import { world as fleetWorld } from '../../support/world.ts'

const FIRST = pullRequest(12)
const SECOND = pullRequest(12, { headSha: 'b'.repeat(40) })
const RUN = { pull: 12, head: FIRST.headSha, base: COMMIT, ordinal: 0 }

function open(pull: PullRequest = FIRST): FakeWorld {
  const fake = fakeWorld()
  fake.said.pulls.set(12, pull)
  fake.said.permissions.set('engineer', 'write')
  return fake
}

/** The head moves when the pull request has been read so often. */
function movingAfter(fake: FakeWorld, reads: number): World {
  const { github } = fake.world
  let count = 0
  const read = async () => conversation(fake, ++count > reads ? SECOND : FIRST)
  return { ...fake.world, github: { ...github, pulls: { ...github.pulls, conversation: read } } }
}

function shas(fake: FakeWorld): ReadonlySet<string> {
  return new Set(fake.published.map(({ sha }) => sha))
}

describe('a push that is told of before the pull request itself', () => {
  it('and then the pull request ask for the same plan of the same head', async () => {
    const fake = open()
    const synchronised = await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12, pusher: 'engineer' })
    const opened = await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12, pusher: 'engineer' })
    expect(opened).toEqual(synchronised)
    expect(opened).toMatchObject({ pull: 12, head: FIRST.headSha })
  })
})

describe('a push or a review that is told of after the end', () => {
  it('of the pull request writes nothing and plans nothing', async () => {
    const fake = open({ ...FIRST, state: 'closed' })
    expect(await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12 })).toBeUndefined()
    await planPullRequest(fake.world, RUN)
    fake.plans.set(12, planRecord(FIRST))
    await reviewPullRequest(fake.world, 12)
    expect(fake.published).toEqual([])
    expect(fake.said.comments.size).toBe(0)
  })
})

describe('an end that is told of', () => {
  it.each([
    { when: 'late', state: 'open', discarded: [] },
    { when: 'in time', state: 'closed', discarded: ['arn:set'] },
  ] as const)('$when finds the pull request $state', async ({ state, discarded }) => {
    const files = fleetWorld().customer('acme').pipeline('acme', 'web').tree()
    const fake = fakeWorld({ files })
    fake.said.pulls.set(12, { ...FIRST, state })
    const [stack] = (await fleetAt(fake.world, COMMIT)).stacks
    const changeSets = { [stack?.id ?? '']: 'arn:set' }
    fake.plans.set(12, { ...planRecord(FIRST), evidence: { behind: [], changeSets } })
    const gone: string[] = []
    const discard: World['aws']['changeSets']['discard'] = async (_stack, arn) => void gone.push(arn)
    const { aws } = fake.world
    await closePullRequest({ ...fake.world, aws: { ...aws, changeSets: { ...aws.changeSets, discard } } }, 12)
    expect(gone).toEqual(discarded)
    expect(fake.tasks).toEqual([])
  })
})

describe('a head that moves', () => {
  it('while it is validated: the answer stands at the head that was read', async () => {
    const fake = open()
    const { git } = fake.world
    const mergeResult: World['git']['mergeResult'] = async (request) => {
      fake.said.pulls.set(12, SECOND)
      return git.mergeResult(request)
    }
    const run = await checkPullRequest(
      { ...fake.world, git: { ...git, mergeResult } },
      { kind: 'check-pull', pull: 12 },
    )
    expect(run?.head).toBe(FIRST.headSha)
    expect(shas(fake)).toEqual(new Set([FIRST.headSha]))
  })

  it('while it is planned: nothing is written, and no plan kept', async () => {
    const fake = open()
    await planPullRequest(movingAfter(fake, 0), RUN)
    expect(fake.published).toEqual([])
    expect(fake.said.comments.size).toBe(0)
    expect(fake.plans.size).toBe(0)
  })

  it('after that was asked: the plan is shown and kept as the first one’s', async () => {
    const fake = open()
    await planPullRequest(movingAfter(fake, 1), RUN)
    expect(shas(fake)).toEqual(new Set([FIRST.headSha]))
    expect(fake.plans.get(12)?.head).toBe(FIRST.headSha)
  })

  it('before it is planned, and an event has told so: AWS is not asked', async () => {
    const fake = open(SECOND)
    await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12, pusher: 'engineer' })
    const published = fake.published.length
    const { git } = fake.world
    const mergeResult = () => Promise.reject(new Error('a run that nobody waits for reads nothing'))
    await planPullRequest({ ...fake.world, git: { ...git, mergeResult } }, RUN)
    expect(fake.published).toHaveLength(published)
  })

  it('while it is found in conflict: the plan that the next one has by then stands', async () => {
    const fake = open()
    const mergeResult: World['git']['mergeResult'] = async () => {
      fake.said.pulls.set(12, SECOND)
      fake.plans.set(12, planRecord(SECOND))
      await reviewPullRequest(fake.world, 12)
      return { kind: 'conflict', paths: ['fleet.yml'] }
    }
    await planPullRequest({ ...fake.world, git: { ...fake.world.git, mergeResult } }, RUN)
    expect(shas(fake)).toEqual(new Set([SECOND.headSha]))
    expect(fake.plans.get(12)?.head).toBe(SECOND.headSha)
    expect(fake.unsound.size).toBe(0)
    expect(fake.said.comments.get(12)?.map(({ body }) => body)).toEqual([
      expect.stringContaining(`fleetwright:shows ${SECOND.headSha}`),
    ])
  })

  it('before it is judged: a review of the old one changes no check', async () => {
    const fake = open(SECOND)
    fake.plans.set(12, planRecord(FIRST))
    await reviewPullRequest(fake.world, 12)
    expect(fake.published).toEqual([])
  })
})
