/**
 * Do Probot's traps stay shut?
 *
 * Single calls against nock, each a trap of facts/github.md §3.3: tokens that
 * ignore the base URL, POST that is sent twice, pacing that cannot be switched
 * off, limits that nobody waits for.
 */
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { openGithub } from '../../src/github/open.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { enterprise, HOST, REST } from './enterprise.ts'
import { KEY } from './key.ts'

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined }
const MARKER = '<!-- m -->'

const { open, tokens } = enterprise()

function ghe(): nock.Scope {
  return nock(HOST)
}

/** Until twenty minutes from now. */
function usedUp() {
  const now = Math.floor(Date.now() / 1_000)
  return {
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(now + 1_200),
    date: new Date(now * 1_000).toUTCString(),
  }
}

describe('who we are', () => {
  it('is asked of the configured GitHub, tokens too, each for the one repository and no more than it needs', async () => {
    const github = await open()
    expect(github).toMatchObject({ repositoryId: 77, installationId: 34, slug: 'fleetwright', defaultBranch: 'main' })
    expect(github.cloneUrl).toBe(`${HOST}/acme/fleet.git`)
    await github.token()
    await github.token()
    expect(tokens).toEqual([
      { repositories: ['fleet'], permissions: { metadata: 'read' } },
      { repository_ids: [77], permissions: { contents: 'read', metadata: 'read' } },
    ])
  })

  it('is refused under a name that GitHub redirects', async () => {
    const repository = { full_name: 'acme/fleet-of-old' }
    await expect(open({ repository })).rejects.toMatchObject({ code: 'github-identity', nextMove: 'operator' })
  })

  it('is refused while the App is suspended or not installed', async () => {
    const installation = { suspended_at: '2026-01-01T00:00:00Z' }
    await expect(open({ installation })).rejects.toMatchObject({ code: 'github-identity' })
    nock.cleanAll()
    ghe().get(`${REST}/app`).reply(200, { id: 12, slug: 'fleetwright' })
    ghe().get(`${REST}/repos/acme/fleet/installation`).reply(404, { message: 'Not Found' })
    const options = { appId: 12, privateKey: KEY.privateKey, webhookSecret: 's', repository: 'acme/fleet', log: QUIET }
    await expect(openGithub({ ...options, baseUrl: HOST + REST, clock: systemClock })).rejects.toMatchObject({
      code: 'github-identity',
      hint: expect.stringContaining('install the App'),
    })
  })
})

describe('a call that fails', () => {
  const COMMENTS = `${REST}/repos/acme/fleet/issues/5/comments`
  const QUERIES = '/api/graphql'
  const PULLS = `${REST}/repos/acme/fleet/pulls`

  it('is tried again when it only reads', async () => {
    const github = await open()
    const path = `${REST}/repos/acme/fleet/collaborators/ann/permission`
    ghe().get(path).reply(502)
    ghe().get(path).reply(200, { permission: 'write' })
    expect(await github.people.permission('ann')).toBe('write')
  })

  it('is not sent twice when it writes: an answer that was lost is looked for', async () => {
    const github = await open()
    const mine = { id: 1, body: `${MARKER}\nhello`, html_url: 'u', user: { login: 'fleetwright[bot]', type: 'Bot' } }
    let written = 0
    ghe().get(COMMENTS).query(true).reply(200, [])
    ghe()
      .post(COMMENTS)
      .reply(() => {
        written++
        return [502, { message: 'Bad Gateway' }]
      })
    ghe().get(COMMENTS).query(true).reply(200, [mine])
    await github.comments.once(5, { marker: MARKER }, 'hello')
    expect(written).toBe(1)
  })

  it('is given back to be tried again when the write did not arrive', async () => {
    const github = await open()
    ghe().get(COMMENTS).query(true).twice().reply(200, [])
    ghe().post(COMMENTS).reply(500, { message: 'oops' })
    await expect(github.comments.once(5, { marker: MARKER }, 'hello')).rejects.toMatchObject({
      code: 'github-unavailable',
      retryable: true,
    })
  })

  it('by a secondary limit says how long to wait, and nothing is sent meanwhile', async () => {
    const github = await open()
    ghe().get(COMMENTS).query(true).reply(200, [])
    ghe().post(COMMENTS).reply(403, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '7' })
    const limited = { code: 'github-limited', retryable: true, nextMove: 'nobody' }
    await expect(github.comments.once(5, { marker: MARKER }, 'hello')).rejects.toMatchObject({
      ...limited,
      retryAfterMs: 7_000,
    })
    // Nothing answers any more: a request would fail otherwise than this.
    nock.cleanAll()
    await expect(github.people.permission('ann')).rejects.toMatchObject(limited)
  })

  it('by a refused token is tried once more with a new one', async () => {
    const github = await open()
    const path = `${REST}/repos/acme/fleet/collaborators/ann/permission`
    const seen: string[] = []
    ghe()
      .get(path)
      .twice()
      .reply((request: Request) => {
        seen.push(String(request.headers.get('authorization')))
        return seen.length === 1 ? [401, { message: 'Bad credentials' }] : [200, { permission: 'read' }]
      })
    expect(await github.people.permission('ann')).toBe('read')
    expect(seen).toEqual(['token ghs_2', 'token ghs_3'])
  })

  it.each([
    ['ends early', '[{"id":'],
    ['is empty', ''],
  ])('by a body that %s is no answer: a list of nothing would be believed', async (_title, body) => {
    const github = await open()
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    ghe().get(PULLS).query(true).reply(200, body, headers)
    await expect(github.pulls.listOpen()).rejects.toMatchObject({ code: 'github-unavailable', retryable: true })
  })

  it('because the hour’s calls are used up says when it may go on', async () => {
    const github = await open()
    const headers = usedUp()
    ghe().get(PULLS).query(true).reply(403, { message: 'API rate limit exceeded' }, headers)
    const limited = { code: 'github-limited', retryable: true, retryAfterMs: 1_201_000 }
    await expect(github.pulls.listOpen()).rejects.toMatchObject(limited)
    nock.cleanAll()
    await expect(github.pulls.listOpen()).rejects.toMatchObject({
      code: 'github-limited',
      message: expect.stringMatching(/^GitHub wants to be left alone until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    })
  })

  it('by a missing right names the App and its permissions', async () => {
    const github = await open()
    ghe().get(PULLS).query(true).reply(403, { message: 'Resource not accessible by integration' })
    await expect(github.pulls.listOpen()).rejects.toMatchObject({
      code: 'github-forbidden',
      retryable: false,
      message: `GitHub answered 403 to GET ${PULLS}`,
    })
  })

  it.each([
    { type: 'NOT_FOUND', code: 'github-not-found', retryable: false, says: 404 },
    { type: 'FORBIDDEN', code: 'github-forbidden', retryable: false, says: 403 },
    { type: 'RATE_LIMITED', code: 'github-limited', retryable: true, says: 429 },
    { type: 'INTERNAL', code: 'github-unavailable', retryable: true, says: 502 },
  ])('of a query comes with 200: $type', async ({ type, code, retryable, says }) => {
    const github = await open()
    ghe()
      .post(QUERIES)
      .times(2)
      .reply(200, { data: { repository: null }, errors: [{ type, message: 'not for you' }] })
    const message = expect.stringMatching(new RegExp(`^GitHub answered ${says} to POST /api/graphql`))
    await expect(github.pulls.conversation(5)).rejects.toMatchObject({ code, retryable, message })
  })

  it('of a query that GitHub does not understand is ours to mend', async () => {
    const github = await open()
    const extensions = { code: 'undefinedField', typeName: 'PullRequest', fieldName: 'x' }
    ghe()
      .post(QUERIES)
      .reply(200, { errors: [{ message: "Field 'x' doesn't exist on type 'PullRequest'", extensions }] })
    await expect(github.pulls.conversation(5)).rejects.toMatchObject({ code: 'github-refused', retryable: false })
  })

  it('of a query by the secondary limit, which has no type, is waited out', async () => {
    const github = await open()
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
    ghe()
      .post(QUERIES)
      .reply(200, { errors: [{ message }] }, { 'retry-after': '60' })
    const limited = { code: 'github-limited', retryable: true, retryAfterMs: 60_000 }
    await expect(github.pulls.conversation(5)).rejects.toMatchObject(limited)
  })

  it('of a query that did not come to an end is no refusal', async () => {
    const github = await open()
    const message = 'Something went wrong while executing your query. Please include `ABCD` when reporting this issue.'
    ghe()
      .post(QUERIES)
      .twice()
      .reply(200, { data: null, errors: [{ message }] })
    const away = { code: 'github-unavailable', retryable: true }
    await expect(github.pulls.conversation(5)).rejects.toMatchObject(away)
  })

  it('of a query because its hour is used up says when it may go on', async () => {
    const github = await open()
    const headers = usedUp()
    const errors = [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }]
    ghe().post(QUERIES).reply(200, { errors }, headers)
    await expect(github.pulls.conversation(5)).rejects.toMatchObject({
      code: 'github-limited',
      retryAfterMs: 1_201_000,
    })
  })
})

describe('writes', () => {
  it('come in a burst without waiting, one at a time', async () => {
    const github = await open()
    let running = 0
    let most = 0
    for (let pull = 1; pull <= 5; pull++) {
      const path = `${REST}/repos/acme/fleet/issues/${pull}/comments`
      ghe().get(path).query(true).reply(200, [])
      ghe()
        .post(path)
        .reply(async () => {
          most = Math.max(most, ++running)
          await new Promise((resolve) => setImmediate(resolve))
          running--
          return [201, { id: pull, body: 'b', html_url: 'u', user: null }]
        })
    }
    const started = performance.now()
    await Promise.all([1, 2, 3, 4, 5].map((pull) => github.comments.once(pull, { marker: MARKER }, 'hello')))
    // Octokit's own pacing took 14 seconds for these.
    expect(performance.now() - started).toBeLessThan(3_000)
    expect(most).toBe(1)
  })
})
