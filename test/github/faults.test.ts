/**
 * What is left on GitHub when the simulated one answers badly, late, or not at all?
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CHECK_NAMES, type CheckName } from '../../src/actions/ports.ts'
import { type CallHow, secondaryLimit } from '../../src/sim/github/faults.ts'
import { openWorld, type World } from './world.ts'

const MARKER = '<!-- fleetwright:test -->'
const COMMENT = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
const QUERY = 'POST /graphql'
const CHECK = 'POST /repos/{owner}/{repo}/check-runs'
/** A read is tried once more after a second, within the limit. */
const TIMEOUT_MS = 1_500

let world: World
let pull: number
/** Where no check stands yet. */
let places: { readonly sha: string; readonly name: CheckName }[]

beforeAll(async () => {
  world = await openWorld({ timeoutMs: TIMEOUT_MS })
  const sha = await world.push(world.engineer, 'change', { 'fleet.yml': 'fleet: two\n' })
  pull = await world.openPull(world.engineer, 'change')
  const { json } = await world.ask(world.engineer, 'GET', '/repos/acme/fleet/commits/main')
  places = [sha, String(json.sha)].flatMap((each) => Object.values(CHECK_NAMES).map((name) => ({ sha: each, name })))
})
afterEach(() => world.sim.faults.clear())
afterAll(() => world.close())

async function list(path: string): Promise<readonly Record<string, unknown>[]> {
  const { json } = await world.ask(world.engineer, 'GET', `/repos/acme/fleet/${path}`)
  return Array.isArray(json) ? json : Array.isArray(json.check_runs) ? json.check_runs : []
}

async function written(marker: string): Promise<number> {
  return (await list(`issues/${pull}/comments`)).filter(({ body }) => String(body).includes(marker)).length
}

/** As the durable engine does: what may be tried again is, when it may be. */
async function untilDone(work: () => Promise<void>, tries = 5): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      expect(error).toMatchObject({ retryable: true })
      if (attempt === tries) throw error
    }
  }
}

const AMBIGUOUS: readonly (readonly [string, CallHow])[] = [
  ['is lost on the way', { kind: 'lost-request' }],
  ['is done and its answer lost', { kind: 'lost-reply' }],
  ['hangs and is never done', { kind: 'hang' }],
  ['hangs and is done', { kind: 'hang', done: true }],
  ['is answered with a page for people', { kind: 'html', status: 502 }],
]

describe('a write that', () => {
  it.each(AMBIGUOUS)('%s leaves one comment in the end', async (title, how) => {
    const marker = `${MARKER} ${title}`
    world.sim.faults.call({ route: COMMENT, how })
    await untilDone(() => world.github.comments.once(pull, { marker }, 'hello'))
    expect(await written(marker)).toBe(1)
  })

  it.each(AMBIGUOUS)('%s leaves one check in the end', async (title, how) => {
    const place = places.shift()
    if (place === undefined) throw new Error('there are more ways to fail than places for a check')
    world.sim.faults.call({ route: CHECK, how })
    const outcome = { status: 'completed', conclusion: 'success' } as const
    const report = { ...place, externalId: title, outcome, title: 'One', summary: title, problems: [] }
    await untilDone(async () => void (await world.github.checks.publish(report)))
    const query = `check_name=${encodeURIComponent(place.name)}&filter=all`
    const runs = await list(`commits/${place.sha}/check-runs?${query}`)
    expect(runs.map((run) => run.external_id)).toEqual([title])
  })

  it('hangs is ended by its time limit', async () => {
    world.sim.faults.call({ route: COMMENT, how: { kind: 'hang' } })
    const begun = performance.now()
    await expect(world.github.comments.once(pull, { marker: `${MARKER} limit` }, 'x')).rejects.toMatchObject({
      code: 'github-unavailable',
    })
    expect(performance.now() - begun).toBeGreaterThanOrEqual(TIMEOUT_MS - 50)
  })

  it.each([403, 429] as const)(
    'meets the secondary limit with %s is given back with the wait, and written once after it',
    async (status) => {
      const marker = `${MARKER} limit ${status}`
      world.sim.faults.call({ route: COMMENT, how: secondaryLimit(20, status) })
      const write = () => world.github.comments.once(pull, { marker }, 'hello')
      await expect(write()).rejects.toMatchObject({ code: 'github-limited', retryAfterMs: 20_000 })
      const asked = world.sim.journal.requests.length
      await expect(write()).rejects.toMatchObject({ code: 'github-limited' })
      expect(world.sim.journal.requests.length).toBe(asked)
      // Twenty seconds of the clock that runs fifty times as fast.
      await expect
        .poll(
          () =>
            write().then(
              () => 'written',
              () => 'refused',
            ),
          { timeout: 5_000 },
        )
        .toBe('written')
      expect(await written(marker)).toBe(1)
    },
  )
})

describe('a read that', () => {
  it.each([
    ['meets one bad gateway', { kind: 'html', status: 502 }],
    ['loses its connection', { kind: 'lost-request' }],
  ] as const)('%s is answered at the next try', async (_title, how) => {
    world.sim.faults.call({ route: QUERY, how })
    expect((await world.github.pulls.conversation(pull)).comments).not.toEqual([])
  })

  it('hangs is ended, and quotes nobody', async () => {
    world.sim.faults.call({ route: QUERY, times: 9, how: { kind: 'hang' } })
    const error: unknown = await world.github.pulls.conversation(pull).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'github-unavailable', retryable: true, nextMove: 'nobody' })
  })
})

it('while GitHub is away it is asked ever more seldom, and once it is back everything goes on', async () => {
  const outage = world.sim.faults.outage()
  const asked = () => world.sim.journal.requests.length
  const ask = () => world.github.people.permission('engineer').catch((error) => error.code)
  // Each of the first three with one quick try more.
  for (let time = 0; time < 3; time++) expect(await ask()).toBe('github-unavailable')
  const before = asked()
  for (let time = 0; time < 100; time++) expect(await ask()).toBe('github-unavailable')
  expect(asked() - before).toBeLessThan(20)
  outage.lift()
  await expect.poll(ask, { timeout: 5_000 }).toBe('write')
  expect(await ask()).toBe('write')
}, 40_000)
