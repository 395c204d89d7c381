/**
 * How much does GitHub give, and how much may be asked of it?
 */
import type { Octokit } from '@octokit/rest'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Clock, systemClock } from '../../../src/lib/clock.ts'
import { makeGit } from '../../../src/sim/github/git/run.ts'
import { limitSecondary } from '../../../src/sim/github/http/secondary-limit.ts'
import { FLEET, OWNER, REPO, startWorld, type World } from './world.ts'

/** The machine's time and an hour more at each `skip`. */
function skippingClock(): Clock & { skip(duration: Temporal.DurationLike): void } {
  let ahead = Temporal.Duration.from({ seconds: 0 })
  return {
    now: () => systemClock.now().add(ahead),
    sleep: systemClock.sleep,
    skip: (duration) => {
      ahead = ahead.add(duration)
    },
  }
}

const MORE_COMMITS = 255
const MORE_FILES = 3_010

/** A branch of many commits, the last of which adds many files, a huge one and a binary one: in one process. */
function manyCommits(): string {
  const text = (content: string): string => `data ${Buffer.byteLength(content)}\n${content}\n`
  const commit = (number: number): string =>
    `commit refs/heads/many\ncommitter an engineer <engineer@acme.example> ${1_700_000_000 + number} +0000\n${text(`Commit ${number}`)}`
  const first = `${commit(0)}from refs/remotes/origin/main\n`
  const between = Array.from({ length: MORE_COMMITS - 2 }, (_, index) => commit(index + 1))
  const files = Array.from(
    { length: MORE_FILES },
    (_, index) => `M 100644 inline files/${index}\n${text(String(index))}`,
  )
  const huge = `M 100644 inline a-huge\n${text('a line of a huge file\n'.repeat(25_000))}`
  const binary = `M 100644 inline a-binary\n${text('\0\x01\x02')}`
  return [first, ...between, commit(MORE_COMMITS - 1), huge, binary, ...files].join('')
}

describe('what GitHub gives of a change', () => {
  let world: World
  let engineer: Octokit
  let number: number
  beforeAll(async () => {
    world = await startWorld()
    engineer = world.as(world.engineer.token)
    const clone = await world.git(world.engineer.token)
    await makeGit().run(`${clone.directory}/.git`, ['fast-import', '--quiet'], { input: manyCommits() })
    await clone.git('push', '--quiet', 'origin', 'many')
    number = (await engineer.rest.pulls.create({ ...FLEET, title: 'x', head: 'many', base: 'main' })).data.number
  })
  afterAll(() => world.end())

  it('lists 3,000 files of a pull request, and counts them all', async () => {
    const files = async (page: number) =>
      (await engineer.rest.pulls.listFiles({ ...FLEET, pull_number: number, per_page: 100, page })).data
    expect([(await files(30)).length, (await files(31)).length]).toEqual([100, 0])
    const { data } = await engineer.rest.pulls.get({ ...FLEET, pull_number: number })
    expect(data).toMatchObject({ changed_files: MORE_FILES + 2, commits: MORE_COMMITS })
  })

  it('leaves out the patch of what is huge or binary', async () => {
    const { data } = await engineer.rest.pulls.listFiles({ ...FLEET, pull_number: number })
    const patches = Object.fromEntries(data.map(({ filename, patch }) => [filename, patch]))
    expect(data).toHaveLength(30)
    expect([patches['a-huge'], patches['a-binary']]).toEqual([undefined, undefined])
    expect(patches['files/0']).toBe('@@ -0,0 +1 @@\n+0\n\\ No newline at end of file')
  })

  it('lists 250 commits of a pull request, and 250 commits and 300 files of a comparison', async () => {
    const commits = await engineer.paginate(engineer.rest.pulls.listCommits, { ...FLEET, pull_number: number })
    expect(commits).toHaveLength(250)
    const { data } = await engineer.rest.repos.compareCommitsWithBasehead({ ...FLEET, basehead: 'main...many' })
    expect([data.commits.length, data.files?.length]).toEqual([250, 300])
    expect(data).toMatchObject({ total_commits: MORE_COMMITS, ahead_by: MORE_COMMITS })
    const last = { ...FLEET, basehead: 'main...many', per_page: 100, page: 3 }
    const { data: rest } = await engineer.rest.repos.compareCommitsWithBasehead(last)
    expect([rest.commits.length, rest.files]).toEqual([55, []])
  })

  it('gives at most 100 a page, links to the others, and an empty page beyond the last', async () => {
    const ask = (page: number, per_page: number) =>
      engineer.rest.pulls.listFiles({ ...FLEET, pull_number: number, page, per_page })
    expect((await ask(1, 1_000)).data).toHaveLength(100)
    const relations = async (page: number): Promise<Record<string, number>> => {
      const link = (await ask(page, 50)).headers.link ?? ''
      const found = [...link.matchAll(/<[^>]*[?&]page=(\d+)[^>]*>; rel="(\w+)"/g)]
      return Object.fromEntries(found.map(([, to, rel]) => [rel, Number(to)]))
    }
    expect(await relations(1)).toEqual({ next: 2, last: 60 })
    expect(await relations(7)).toEqual({ first: 1, prev: 6, next: 8, last: 60 })
    expect(await relations(60)).toEqual({ first: 1, prev: 59 })
    expect((await ask(99, 50)).data).toEqual([])
  })
})

describe('a secondary limit', () => {
  const comment = { method: 'POST', path: '/repos/{owner}/{repo}/issues/{issue_number}/comments' } as const
  const list = { method: 'GET', path: '/repos/{owner}/{repo}/pulls' } as const
  const merge = { method: 'PUT', path: '/repos/{owner}/{repo}/pulls/{pull_number}/merge' } as const
  const limited = expect.objectContaining({ status: 403 })

  it('allows 900 points a minute at one endpoint, a write costing five', () => {
    const clock = skippingClock()
    const limit = limitSecondary(clock)
    for (let call = 0; call < 900; call++) limit.enter('bot', list)()
    expect(() => limit.enter('bot', list)).toThrow(limited)
    for (let call = 0; call < 180; call++) limit.enter('bot', merge)()
    expect(() => limit.enter('bot', merge)).toThrow(limited)
    limit.enter('somebody else', list)()
    clock.skip({ seconds: 61 })
    limit.enter('bot', list)()
  })

  it('allows 80 pieces of content a minute and 500 an hour', () => {
    const clock = skippingClock()
    const limit = limitSecondary(clock)
    for (let minute = 0; minute < 6; minute++) {
      for (let call = 0; call < 80; call++) limit.enter('bot', comment)()
      expect(() => limit.enter('bot', comment)).toThrow(limited)
      clock.skip({ seconds: 61 })
    }
    for (let call = 0; call < 20; call++) limit.enter('bot', comment)()
    clock.skip({ minutes: 2 })
    expect(() => limit.enter('bot', comment)).toThrow(limited)
    clock.skip({ hours: 1 })
    limit.enter('bot', comment)()
  })

  it('allows a hundred requests at the same time', () => {
    const limit = limitSecondary(systemClock)
    const leave = Array.from({ length: 100 }, () => limit.enter('bot', list))
    expect(() => limit.enter('bot', list)).toThrow(limited)
    leave[0]?.()
    limit.enter('bot', list)
  })
})

describe('a client', () => {
  let world: World
  afterEach(() => world.end())
  const pulls = `/repos/${OWNER}/${REPO}/pulls`

  it('that asks too much at once hears so, and for how long', async () => {
    const clock = skippingClock()
    world = await startWorld({ clock })
    const ask = (): Promise<Response> =>
      fetch(`${world.sim.apiUrl}${pulls}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${world.engineer.token}` },
        body: '{}',
      })
    const statuses = new Set<number>()
    for (let call = 0; call < 80; call++) statuses.add((await ask()).status)
    expect([...statuses]).toEqual([422])
    const response = await ask()
    const seconds = Number(response.headers.get('retry-after'))
    expect([response.status, seconds > 0 && seconds <= 60]).toEqual([403, true])
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('secondary rate limit') })
    clock.skip({ seconds })
    expect((await ask()).status).toBe(422)
  })

  it('that has used up its hour hears when the next begins', async () => {
    world = await startWorld({ rateLimit: 1 })
    const bot = await world.bot()
    await bot.rest.pulls.list(FLEET)
    const refusal = await bot.rest.pulls.list(FLEET).catch((error) => error)
    const { headers } = refusal.response
    expect(refusal.message).toContain(`API rate limit exceeded for installation ID ${world.fleet.installationId}.`)
    expect([refusal.status, headers['x-ratelimit-remaining'], headers['retry-after']]).toEqual([403, '0', undefined])
    const seconds = Number(headers['x-ratelimit-reset']) - Date.now() / 1_000
    expect(seconds > 3_500 && seconds <= 3_601).toBe(true)
  })
})
