/** What got lost on the way, an event or the whole database, is made up for within minutes. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../src/demo/until.ts'
import { approve, liveStacks, merge } from '../../src/demo/watch.ts'
import { type ServedFleet, serveFleet } from '../support/served-fleet.ts'
import {
  allEnded,
  botComments,
  CANARY,
  canaryWith,
  expectNothingLeft,
  notice,
  planCheck,
  propose,
  RATE,
  timesPlanned,
  updatesOf,
  without,
} from './story.ts'

let fleet: ServedFleet

beforeAll(async () => {
  fleet = await serveFleet({ rate: RATE, files: without('globex', 'umbrella') })
})

afterAll(() => fleet.end())

const AGAIN = 'POST /app/hook/deliveries/{delivery_id}/attempts'

/** Everything that GitHub sends until it is lifted is lost, and is not sent again. */
function deaf(): { lift(): void } {
  fleet.github.faults.webhook({ kind: 'drop', times: 1_000 })
  fleet.github.faults.call({ route: AGAIN, times: 1_000, how: { kind: 'status', status: 404 } })
  return { lift: () => fleet.github.faults.clear() }
}

function lost(): readonly string[] {
  return fleet.github.journal.deliveries.filter((each) => each.statusCode === 0).map((each) => each.event)
}

it('a pull request whose events were lost is planned, and its merge too is carried out', async () => {
  const line = deaf()
  const { pull, sha } = await propose(fleet, { branch: 'two-shards', files: () => canaryWith(fleet, 2) })
  await planCheck(fleet, sha, 'action_required')
  expect(lost()).toContain('pull_request')
  line.lift()

  await approve(fleet.reviewer, pull.number)
  await planCheck(fleet, sha, 'success')
  const again = deaf()
  await merge(fleet.reviewer, pull, sha)
  await until('the canary has two shards', () => liveStacks(fleet).get(CANARY.stack)?.parameters.RawShards === '2')
  expect(lost()).toContain('push')
  again.lift()
  await notice(fleet, pull.number, /^done$/)
  await expectNothingLeft(fleet)
})

it('an approval whose event was lost counts once somebody merges', async () => {
  const { pull, sha } = await propose(fleet, { branch: 'three-shards', files: () => canaryWith(fleet, 3) })
  await planCheck(fleet, sha, 'action_required')
  const line = deaf()
  await approve(fleet.reviewer, pull.number)
  line.lift()
  await merge(fleet.reviewer, pull, sha)
  await notice(fleet, pull.number, /^done$/)
  expect(liveStacks(fleet).get(CANARY.stack)?.parameters.RawShards).toBe('3')
})

it('events that were lost are sent again when we ask for it, under their own ids, and nothing is done twice', async () => {
  const { pull, sha } = await propose(fleet, { branch: 'five-shards', files: () => canaryWith(fleet, 5) })
  await planCheck(fleet, sha, 'action_required')
  const { faults, journal } = fleet.github
  const first = journal.deliveries.length
  const updated = updatesOf(fleet, CANARY.stack)
  faults.webhook({ event: 'pull_request_review', kind: 'drop' })
  await approve(fleet.reviewer, pull.number)
  await planCheck(fleet, sha, 'success')
  faults.webhook({ event: 'pull_request', action: 'closed', kind: 'drop' })
  faults.webhook({ event: 'push', kind: 'drop' })
  await merge(fleet.reviewer, pull, sha)
  const triesOf = (event: string) => journal.deliveries.slice(first).filter((each) => each.event === event)
  const lostOnes = ['pull_request_review', 'pull_request', 'push'] as const
  await until('each was sent again', () =>
    lostOnes.every((event) => triesOf(event).some((each) => each.redelivery && each.statusCode !== 0)),
  )
  await notice(fleet, pull.number, /^done$/)
  for (const event of lostOnes) {
    const [lostTry, ...again] = triesOf(event)
    expect([lostTry?.statusCode, lostTry?.redelivery]).toEqual([0, false])
    for (const each of again) expect([each.status, each.redelivery, each.guid]).toEqual(['OK', true, lostTry?.guid])
  }
  expect(updatesOf(fleet, CANARY.stack)).toBe(updated + 1)
  await expectNothingLeft(fleet)
})

describe('a bot whose whole directory is gone', () => {
  it('holds nothing where AWS equals Git, and still knows what reviewers approved', async () => {
    const { pull, sha } = await propose(fleet, { branch: 'four-shards', files: () => canaryWith(fleet, 4) })
    await planCheck(fleet, sha, 'action_required')
    await approve(fleet.reviewer, pull.number)
    await planCheck(fleet, sha, 'success')
    const updated = updatesOf(fleet, CANARY.stack)
    const before = fleet.aws.journal.operations.length
    const planned = await timesPlanned(fleet)
    const logged = (await readFile(fleet.bot.logFile, 'utf8')).length
    await fleet.bot.stop()
    await rm(join(fleet.dir, 'bot'), { recursive: true })

    await fleet.bot.start()
    await until('the default branch is known again', async () =>
      (await readFile(fleet.bot.logFile, 'utf8')).slice(logged).includes('rollout opened'),
    )
    await allEnded(fleet)
    expect(fleet.aws.journal.operations.length).toBe(before)
    await until('the open pull request is known again', async () => (await timesPlanned(fleet)) > planned)
    await planCheck(fleet, sha, 'success')

    await merge(fleet.reviewer, pull, sha)
    await notice(fleet, pull.number, /^done$/)
    expect((await botComments(fleet, pull.number)).some((body) => / held-\d+ -->/.test(body))).toBe(false)
    expect(updatesOf(fleet, CANARY.stack)).toBe(updated + 1)
    await expectNothingLeft(fleet)
  })
})
