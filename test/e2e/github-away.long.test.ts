/** GitHub away for an hour, or for our reports alone, delays what people see and loses nothing. */
import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../src/demo/until.ts'
import {
  approve,
  type CheckSeen,
  commentThat,
  liveStacks,
  markedComments,
  merge,
  REPOSITORY,
} from '../../src/demo/watch.ts'
import { secondaryLimit } from '../../src/sim/github/faults.ts'
import { type ServedFleet, serveFleet } from '../support/served-fleet.ts'
import {
  allEnded,
  CANARY,
  canaryWith,
  expectNothingLeft,
  type Files,
  notice,
  type Proposed,
  planCheck,
  propose,
  RATE,
  updatesOf,
  without,
} from './story.ts'

/** Of the machine's time: most of what the first story takes. */
const HOUR_MS = 3_600_000 / RATE
const PULLS_OF_COMMIT = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls'
/** Nothing that the merged pull requests touch, so that none of these is in conflict with them. */
const OTHER = { file: 'customers/initech/pipelines/web.yml', stack: 'fw-initech-web-collector' } as const
const NEW_COMMENT = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
const EDITED_COMMENT = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}'
const NEW_CHECK = 'POST /repos/{owner}/{repo}/check-runs'
const EDITED_CHECK = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}'

let fleet: ServedFleet

beforeAll(async () => {
  fleet = await serveFleet({ rate: RATE, files: without('globex', 'umbrella') })
})
afterEach(() => fleet.github.faults.clear())
afterAll(() => fleet.end())

async function approved(branch: string, shards: number): Promise<Proposed> {
  const proposed = await propose(fleet, { branch, files: () => canaryWith(fleet, shards) })
  await planCheck(fleet, proposed.sha, 'action_required')
  await approve(fleet.reviewer, proposed.pull.number)
  await planCheck(fleet, proposed.sha, 'success')
  return proposed
}

function shardsBecome(count: number): Promise<true> {
  const wanted = String(count)
  return until(`the canary has ${count} shards`, () => {
    const live = liveStacks(fleet).get(CANARY.stack)
    return live?.status === 'UPDATE_COMPLETE' && live.parameters.RawShards === wanted
  })
}

async function checksOf(sha: string, name: string): Promise<readonly CheckSeen[]> {
  const query = `check_name=${encodeURIComponent(name)}&filter=all`
  const path = `${REPOSITORY}/commits/${sha}/check-runs?${query}`
  return (await fleet.engineer.api<{ readonly check_runs: CheckSeen[] }>('GET', path)).check_runs
}

/** What the rollout of a merge says when it is over: each of it once. */
async function expectToldOnce(pull: number, commit: string): Promise<void> {
  await notice(fleet, pull, /^done$/)
  // Each is written at the first look at which GitHub takes it, in any order.
  await commentThat(fleet.engineer, { pull, marker: 'rollout ', what: 'the rollout is told' }, () => true)
  expect(await markedComments(fleet.engineer, pull, 'rollout ')).toHaveLength(1)
  expect(await markedComments(fleet.engineer, pull, 'rollout-notice ')).toHaveLength(1)
  const checks = await until('the rollout has a finished check', async () => {
    const found = await checksOf(commit, 'fleet / rollout')
    return found.length > 0 && found.every(({ status }) => status === 'completed') ? found : undefined
  })
  expect(checks.map(({ conclusion }) => conclusion)).toEqual(['success'])
}

async function otherWith(before: string, after: string): Promise<Files> {
  const text = await fleet.clone.read(OTHER.file)
  return { [OTHER.file]: text.replace(before, after) }
}

/** Change sets that wait to be executed. */
function setsOn(stackName: string): number {
  const sets = liveStacks(fleet).get(stackName)?.changeSets ?? []
  return sets.filter(({ executionStatus }) => executionStatus === 'AVAILABLE').length
}

async function timesServed(): Promise<number> {
  return (await readFile(fleet.bot.logFile, 'utf8')).split('Fleetwright serves ').length - 1
}

describe('an hour without GitHub', () => {
  it('delays a merge, a new pull request and a closed one, and each is done once when it is back', async () => {
    const merged = await approved('two-shards', 2)
    const closed = await propose(fleet, {
      branch: 'given-up',
      files: () => otherWith('maxBytes: 500000', 'maxBytes: 600000'),
    })
    await planCheck(fleet, closed.sha, 'action_required')
    expect(setsOn(OTHER.stack)).toBe(1)
    const updated = updatesOf(fleet, CANARY.stack)
    const { faults, journal } = fleet.github

    // Their events never come; the merge's does, and GitHub goes away while we look at it.
    faults.webhook({ event: 'pull_request', times: 1_000, kind: 'drop' })
    const streams = 'settings:\n  streams: { raw: { shards: 3 } }'
    const opened = await propose(fleet, { branch: 'streams', files: () => otherWith('settings:', streams) })
    await fleet.engineer.api('PATCH', `${REPOSITORY}/pulls/${closed.pull.number}`, { state: 'closed' })
    let outage = { lift: (): void => undefined }
    let begun = 0
    const run = (): void => {
      outage = faults.outage()
      begun = Date.now()
    }
    faults.call({ route: PULLS_OF_COMMIT, how: { kind: 'meanwhile', run } })
    const commit = await merge(fleet.reviewer, merged.pull, merged.sha)
    await until('GitHub is away', () => begun > 0)
    const before = journal.requests.length
    await until('an hour has passed', () => Date.now() - begun >= HOUR_MS, 2 * HOUR_MS)
    expect(updatesOf(fleet, CANARY.stack)).toBe(updated)
    // Some three hundred would be one every twelve seconds: whoever asks has learnt to wait.
    expect(journal.requests.length - before).toBeLessThan(400)
    outage.lift()
    faults.clear()

    await shardsBecome(2)
    await expectToldOnce(merged.pull.number, commit)
    await planCheck(fleet, opened.sha, 'action_required')
    expect(await markedComments(fleet.engineer, opened.pull.number, 'plan')).toHaveLength(1)
    expect(updatesOf(fleet, CANARY.stack)).toBe(updated + 1)
    await until('the closed pull request has left nothing behind', () => setsOn(OTHER.stack) === 0)
    expect(await timesServed()).toBe(1)
    await allEnded(fleet)
    await expectNothingLeft(fleet)
  }, 300_000)

  it('at the start leaves the bot alive and not ready, and its webhooks with GitHub', async () => {
    await fleet.bot.stop()
    const outage = fleet.github.faults.outage('cut')
    const started = fleet.bot.start()
    const status = async (path: string) => (await fetch(`${fleet.bot.url}${path}`).catch(() => undefined))?.status
    await until('the bot is alive', async () => (await status('/healthz')) === 200)
    expect(await status('/readyz')).toBe(503)
    await until('the log says why', async () =>
      (await readFile(fleet.bot.logFile, 'utf8')).includes('GitHub did not say who we are and is asked again'),
    )
    outage.lift()
    await started
    expect(await status('/readyz')).toBe(200)
  })
})

describe('reports that GitHub does not take', () => {
  it('hold up no apply, and are there once when it does', async () => {
    const { pull, sha } = await approved('three-shards', 3)
    const { faults } = fleet.github
    const lines = [
      faults.call({ route: NEW_COMMENT, times: 1, how: { kind: 'lost-reply' } }),
      faults.call({ route: NEW_COMMENT, times: 1_000, how: { kind: 'html', status: 502 } }),
      faults.call({ route: EDITED_COMMENT, times: 1_000, how: { kind: 'html', status: 502 } }),
      faults.call({ route: NEW_CHECK, times: 1_000, how: secondaryLimit(5) }),
      faults.call({ route: EDITED_CHECK, times: 1, how: { kind: 'hang' } }),
      faults.call({ route: EDITED_CHECK, times: 1_000, how: secondaryLimit(5) }),
    ]
    const commit = await merge(fleet.reviewer, pull, sha)
    await shardsBecome(3)
    await allEnded(fleet)
    expect(await markedComments(fleet.engineer, pull.number, 'rollout-notice ')).toEqual([])
    expect((await checksOf(commit, 'fleet / rollout')).filter(({ status }) => status === 'completed')).toEqual([])
    for (const line of lines) line.lift()
    await expectToldOnce(pull.number, commit)
    await expectNothingLeft(fleet)
  })
})
