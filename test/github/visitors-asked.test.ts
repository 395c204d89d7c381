/**
 * Who may read is GitHub's answer about this very repository, and no answer is not a no.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Arrival, Visitors } from '../../src/actions/visitor-port.ts'
import { servedClient } from '../../src/github/open.ts'
import { visitors } from '../../src/github/visitors.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { openBrowser } from '../support/browser.ts'
import { KEY } from './key.ts'
import { CALLBACK, OAUTH, openWorld, QUIET, type World } from './world.ts'

const PERMISSION = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterEach(() => world.sim.faults.clear())
afterAll(() => world.close())

/** As the bot has them, but serving the repository of this number. */
function serving(repositoryId: number): Visitors {
  const options = {
    appId: 4711,
    privateKey: KEY.privateKey,
    webhookSecret: 'unused',
    repository: 'acme/fleet',
    clock: systemClock,
    log: QUIET,
  }
  const baseUrl = world.sim.apiUrl
  const { installationId, slug, defaultBranch } = world.github
  const client = servedClient(baseUrl, options, () => world.github.token())
  const at = { owner: 'acme', repo: 'fleet' }
  const served = { client, at, repositoryId, installationId, appId: 4711, slug, defaultBranch }
  return visitors(served, { ...OAUTH, baseUrl, clock: systemClock, log: QUIET })
}

async function signIn(to: Visitors): Promise<Arrival> {
  const { url, state, verifier } = await to.leave(CALLBACK)
  const browser = openBrowser()
  await browser.open(world.sim.signInUrl('guest'))
  let back = await browser.ask(url)
  if (back.status !== 302) {
    const form_token = /name="form_token" value="(\w+)"/.exec(back.text)?.[1] ?? ''
    const body = new URLSearchParams({ ...Object.fromEntries(new URL(url).searchParams), form_token, authorize: 'yes' })
    back = await browser.ask(`${world.sim.url}/login/oauth/authorize`, { method: 'POST', body })
  }
  const query = new URL(back.headers.get('location') ?? '').searchParams
  return to.arrive({ query, state, verifier, returnTo: CALLBACK })
}

describe('signing in', () => {
  it('is for the repository that we serve, by its number', async () => {
    expect(await signIn(serving(world.github.repositoryId))).toMatchObject({ kind: 'known' })
  })

  it('is not for one that took over its name: whoever sees that one is not let in', async () => {
    expect(await signIn(serving(world.github.repositoryId + 1))).toEqual({ kind: 'no-access', login: 'guest' })
  })
})

describe('asking again', () => {
  it.each([
    ['is away', { kind: 'html', status: 503 }, 'github-unavailable'],
    ['loses its answer', { kind: 'lost-reply' }, 'github-unavailable'],
  ] as const)('is no refusal when GitHub %s', async (_what, how, code) => {
    const { json } = await world.ask(world.guest, 'GET', '/user')
    const visitor = { id: Number(json.id), login: 'guest' }
    const to = serving(world.github.repositoryId)
    world.sim.faults.call({ route: PERMISSION, times: 9, how })
    await expect(to.mayRead(visitor)).rejects.toMatchObject({ code, retryable: true })
    world.sim.faults.clear()
    expect(await to.mayRead(visitor)).toBe(true)
  })
})
