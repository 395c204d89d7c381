/** Whatever becomes of us or of GitHub while a plan is being told, it is told once: one comment, one check, one change set. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../src/demo/until.ts'
import { commentThat, markedComments, REPOSITORY } from '../../src/demo/watch.ts'
import { type ServedFleet, serveFleet } from '../support/served-fleet.ts'
import { canarySets, canaryWith, checksOf, type Proposed, planCheck, propose, without } from './story.ts'

/** Slower than other stories: an hour is a minute, and no webhook of it is given up. */
const RATE = 60
const HOUR_MS = 3_600_000 / RATE
const NEW_COMMENT = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'

let fleet: ServedFleet

beforeAll(async () => {
  fleet = await serveFleet({ rate: RATE, files: without('globex', 'umbrella') })
})
afterEach(() => fleet.github.faults.clear())
afterAll(() => fleet.end())

async function expectSaidOnce({ pull, sha }: Proposed): Promise<void> {
  await planCheck(fleet, sha, 'action_required')
  // Written with the check or after it, never twice: the next look finds it.
  await commentThat(fleet.engineer, { pull: pull.number, marker: 'plan', what: 'the plan is told' }, (body) =>
    body.includes(sha.slice(0, 12)),
  )
  expect(await markedComments(fleet.engineer, pull.number, 'plan')).toHaveLength(1)
  expect(await checksOf(fleet, sha)).toHaveLength(1)
  expect(canarySets(fleet)).toHaveLength(1)
}

async function givenUp({ pull }: Proposed): Promise<void> {
  await fleet.engineer.api('PATCH', `${REPOSITORY}/pulls/${pull.number}`, { state: 'closed' })
  await until('the closed pull request has left nothing behind', () => canarySets(fleet).length === 0)
}

describe('a plan', () => {
  it('is told once by a bot that is killed after GitHub took the comment and before the answer came', async () => {
    fleet.github.faults.call({ route: NEW_COMMENT, how: { kind: 'hang', done: true } })
    const proposed = await propose(fleet, { branch: 'two-shards', files: () => canaryWith(fleet, 2) })
    const { number } = proposed.pull
    await until(
      'GitHub has the comment',
      async () => (await markedComments(fleet.engineer, number, 'plan')).length === 1,
    )
    await fleet.bot.kill()
    expect((await checksOf(fleet, proposed.sha)).filter(({ status }) => status === 'completed')).toEqual([])

    await fleet.bot.start()
    await expectSaidOnce(proposed)
    await givenUp(proposed)
  })

  it('is told once when GitHub goes away for an hour just as it would be told', async () => {
    const { faults } = fleet.github
    let outage = { lift: (): void => undefined }
    let begun = 0
    const run = (): void => {
      outage = faults.outage()
      begun = Date.now()
    }
    faults.call({ route: NEW_COMMENT, how: { kind: 'meanwhile', run } })
    const proposed = await propose(fleet, { branch: 'three-shards', files: () => canaryWith(fleet, 3) })
    await until('GitHub is away', () => begun > 0)
    await until('an hour has passed', () => Date.now() - begun >= HOUR_MS, 2 * HOUR_MS)
    outage.lift()
    faults.clear()

    await expectSaidOnce(proposed)
    await givenUp(proposed)
  }, 300_000)
})
