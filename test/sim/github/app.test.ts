/**
 * Is the App who it says, and may its tokens do only what they were given?
 */
import { once } from 'node:events'
import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { appJwt, FLEET, OWNER, REPO, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.end())

const seconds = (): number => Math.floor(Date.now() / 1000)

describe('the App', () => {
  it('is known by a valid JSON web token, under both roots', async () => {
    for (const root of [world.sim.url, world.sim.apiUrl]) {
      const response = await fetch(`${root}/app`, { headers: { authorization: `Bearer ${appJwt()}` } })
      expect(await response.json()).toMatchObject({ id: 4242, slug: 'fleetwright' })
    }
  })

  it.each([
    ['another issuer', { iss: 1 }],
    ['a life of eleven minutes', { exp: seconds() + 660 }],
    ['an end in the past', { exp: seconds() - 1 }],
    ['an issue in the future', { iat: seconds() + 300 }],
  ])('is refused with %s', async (_name, claims) => {
    await expect(world.app(claims).rest.apps.getAuthenticated()).rejects.toMatchObject({ status: 401 })
  })

  it('is refused with a signature of another text', async () => {
    const [header, , signature] = appJwt().split('.')
    const [, payload] = appJwt({ exp: seconds() + 500 }).split('.')
    const octokit = world.as([header, payload, signature].join('.'))
    await expect(octokit.rest.apps.getAuthenticated()).rejects.toMatchObject({ status: 401 })
  })

  it('finds its installation by repository, and reads no repository itself', async () => {
    const { data } = await world.app().rest.apps.getRepoInstallation(FLEET)
    expect(data).toMatchObject({ id: world.fleet.installationId, account: { login: OWNER } })
    await expect(world.app().rest.repos.get(FLEET)).rejects.toMatchObject({ status: 403 })
  })
})

describe('an installation token', () => {
  it('is refused what it was not given', async () => {
    const bot = await world.bot({ contents: 'read' })
    expect((await bot.rest.repos.getContent({ ...FLEET, path: 'fleet.yml' })).status).toBe(200)
    await expect(bot.rest.pulls.list(FLEET)).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration'),
    })
  })

  it('cannot be wider than the App', async () => {
    await expect(world.bot({ contents: 'write' })).rejects.toMatchObject({ status: 422 })
  })

  it('cannot reach a repository that it was not narrowed to, nor one without the App', async () => {
    const other = await world.sim.addRepository({ owner: OWNER, name: 'other', files: { a: 'b' }, collaborators: [] })
    const { data } = await world.app().rest.apps.createInstallationAccessToken({
      installation_id: world.fleet.installationId,
      repositories: ['other'],
    })
    expect(data.repositories?.map(({ id }) => id)).toEqual([other.id])
    await expect(world.as(data.token).rest.repos.get(FLEET)).rejects.toMatchObject({ status: 404 })
    const listed = await world.as(data.token).rest.apps.listReposAccessibleToInstallation()
    expect(listed.data.repositories.map(({ name }) => name)).toEqual(['other'])
  })

  it('ends after an hour of the machine, whatever the clock of the world says', async () => {
    const bot = await world.bot()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_001 })
    try {
      await expect(bot.rest.repos.get(FLEET)).rejects.toMatchObject({ status: 401 })
    } finally {
      vi.useRealTimers()
    }
  })

  it('is good for reading by git and not for pushing', async () => {
    const { data } = await world.app().rest.apps.createInstallationAccessToken({
      installation_id: world.fleet.installationId,
    })
    const clone = await world.git(data.token)
    await expect(clone.push('by-bot', { x: '1' })).rejects.toThrow('403')
  })

  it('may have the long form that GitHub moves to', async () => {
    const long = await startWorld({ tokens: 'long' })
    try {
      const { data } = await long.app().rest.apps.createInstallationAccessToken({
        installation_id: long.fleet.installationId,
      })
      expect(data.token.length).toBeGreaterThan(500)
      expect((await long.as(data.token).rest.repos.get(FLEET)).data.full_name).toBe(`${OWNER}/${REPO}`)
      await long.git(data.token)
    } finally {
      await long.end()
    }
  })
})

describe('a caller', () => {
  it('is told of a private repository only with the right to read it', async () => {
    const stranger = world.as(world.sim.addUser('stranger').token)
    await expect(stranger.rest.repos.get(FLEET)).rejects.toMatchObject({ status: 404 })
    await expect(world.as('ghp_wrong').rest.users.getAuthenticated()).rejects.toMatchObject({ status: 401 })
  })

  it('is told its limit, and is stopped behind it', async () => {
    const small = await startWorld({ rateLimit: 2 })
    try {
      const engineer = small.as(small.engineer.token)
      const { headers } = await engineer.rest.repos.get(FLEET)
      expect(headers).toMatchObject({ 'x-ratelimit-limit': '2', 'x-ratelimit-remaining': '1' })
      await engineer.rest.repos.get({ ...FLEET, headers: { 'if-none-match': headers.etag ?? '' } }).catch((error) => {
        expect(error).toMatchObject({ status: 304 })
      })
      await engineer.rest.repos.get(FLEET)
      await expect(engineer.rest.repos.get(FLEET)).rejects.toMatchObject({ status: 403 })
      expect((await engineer.rest.rateLimit.get()).data.rate).toMatchObject({ remaining: 0 })
    } finally {
      await small.end()
    }
  })

  it('is not asked what it has already, in whichever form it says so', async () => {
    const url = `${world.sim.apiUrl}/repos/${FLEET.owner}/${FLEET.repo}`
    const authorization = `token ${world.engineer.token}`
    const ask = (known: string) => fetch(url, { headers: { authorization, 'if-none-match': known } })
    const etag = (await ask('"other"')).headers.get('etag') ?? ''
    expect(etag).toMatch(/^W\/"/)
    for (const known of [etag, etag.replace('W/', ''), `"other", ${etag}`, '*']) {
      expect((await ask(known)).status).toBe(304)
    }
    expect((await ask('"other", "another"')).status).toBe(200)
  })

  it('has to say what it is', async () => {
    const { hostname, port, pathname } = new URL(`${world.sim.apiUrl}/rate_limit`)
    const [response] = await once(get({ hostname, port, path: pathname }), 'response')
    expect(response.statusCode).toBe(403)
    expect(response.headers['content-type']).toContain('text/html')
    expect(await text(response)).toContain('make sure your request has a User-Agent header')
  })

  it('gets a missing route by name, and its calls counted', async () => {
    const response = await fetch(`${world.sim.apiUrl}/repos/a/b/releases`, { method: 'POST' })
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('POST /api/v3/repos/a/b/releases') })
    const before = world.sim.callCounts()['GET /users/{username}'] ?? 0
    await world.as(world.engineer.token).rest.users.getByUsername({ username: 'reviewer' })
    expect(world.sim.callCounts()['GET /users/{username}']).toBe(before + 1)
  })
})

describe('a planned fault', () => {
  it('strikes the named call as often as planned', async () => {
    const engineer = world.as(world.engineer.token)
    const how = {
      kind: 'status',
      status: 403,
      message: 'You have exceeded a secondary rate limit.',
      headers: { 'retry-after': '2' },
    } as const
    world.sim.faults.call({ route: 'GET /repos/{owner}/{repo}/pulls', how })
    await expect(engineer.rest.pulls.list(FLEET)).rejects.toMatchObject({
      status: 403,
      response: { headers: { 'retry-after': '2' } },
    })
    expect((await engineer.rest.pulls.list(FLEET)).status).toBe(200)
  })

  it('can lose the reply of a call that was done', async () => {
    const engineer = world.as(world.engineer.token)
    const clone = await world.git(world.engineer.token)
    await clone.push('lost', { lost: '1' })
    world.sim.faults.call({ route: 'POST /repos/{owner}/{repo}/pulls', how: { kind: 'lost-reply' } })
    const create = engineer.rest.pulls.create({ ...FLEET, title: 'x', head: 'lost', base: 'main' })
    await expect(create).rejects.toMatchObject({ status: 500 })
    expect((await engineer.rest.pulls.list({ ...FLEET, head: `${OWNER}:lost` })).data).toHaveLength(1)
  })
})
