/**
 * Does the App have what its accounts accepted, and nothing once they take it back?
 */
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { APP_ID, appJwt, FLEET, jwt, OWNER, PUBLIC_KEY, startWorld, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld({ tokens: 'long' })
})
afterEach(() => world.end())

async function status(token: string, path: string, method = 'GET'): Promise<number> {
  return (await fetch(`${world.sim.apiUrl}${path}`, { method, headers: { authorization: `Bearer ${token}` } })).status
}

async function newToken(): Promise<string> {
  const installation_id = world.fleet.installationId
  return (await world.app().rest.apps.createInstallationAccessToken({ installation_id })).data.token
}

const seconds = (): number => Math.floor(Date.now() / 1000)

describe('a forged App', () => {
  it('is known by its algorithm, its key and its times', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const byOther = (text: string): string => sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')
    const bySecret = (text: string): string => createHmac('sha256', PUBLIC_KEY).update(text).digest('base64url')
    const forged = [
      jwt({ alg: 'RS256' }, byOther),
      jwt({ alg: 'HS256' }, bySecret),
      jwt({ alg: 'none' }, () => 'x'),
      appJwt({ iss: String(APP_ID + 1) }),
      appJwt({ exp: seconds() + 601 + 30 }),
      appJwt({ exp: 'soon' }),
      appJwt({ iat: seconds() + 90 }),
      appJwt({ iat: undefined }),
    ]
    for (const each of forged) expect(await status(each, '/app')).toBe(401)
  })

  it('is none for a clock that is a little off', async () => {
    for (const claims of [
      { iat: seconds() + 30 },
      { iat: seconds() - 60, exp: seconds() + 595 },
      { iss: `${APP_ID}` },
    ]) {
      expect(await status(appJwt(claims), '/app')).toBe(200)
    }
  })
})

describe('the App’s own token', () => {
  it('opens the App’s own addresses, and they open to no other', async () => {
    const own = ['/app', '/app/installations', `/app/installations/${world.fleet.installationId}`, '/app/hook/config']
    const paths = [...own, '/app/hook/deliveries', `/repos/${FLEET.owner}/${FLEET.repo}/installation`]
    const token = await newToken()
    for (const path of paths) {
      expect([path, await status(appJwt(), path)]).toEqual([path, 200])
      expect([path, await status(token, path)]).toEqual([path, 401])
      expect([path, await status(world.engineer.token, path)]).toEqual([path, 401])
    }
    expect(await status(appJwt(), '/installation/repositories')).toBe(403)
  })

  it('shows where events go, and never the secret', async () => {
    const { data } = await world.app().rest.apps.getWebhookConfigForApp()
    expect(data).toEqual({ content_type: 'json', insecure_ssl: '0', secret: '********', url: world.hookUrl })
  })
})

describe('what the App asks for later', () => {
  it('is granted once the account accepts it', async () => {
    const permissions = { contents: 'write', pull_requests: 'write', checks: 'write', issues: 'write' } as const
    world.sim.changeApp({ permissions, events: ['push', 'check_run', 'check_suite'] })
    const installation_id = world.fleet.installationId
    const seen = async () => (await world.app().rest.apps.getInstallation({ installation_id })).data
    expect((await world.app().rest.apps.getAuthenticated()).data).toMatchObject({
      permissions,
      events: expect.arrayContaining(['check_suite']),
    })
    expect(await seen()).toMatchObject({ permissions: { contents: 'read' }, events: ['push', 'check_run'] })
    await expect(world.bot({ contents: 'write' })).rejects.toMatchObject({ status: 422 })
    world.sim.acceptPermissions(OWNER)
    expect(await seen()).toMatchObject({ permissions, events: ['push', 'check_run', 'check_suite'] })
    await world.bot({ contents: 'write' })
    await world.event('installation', 'new_permissions_accepted')
  })

  it('is missing at once where the App asks for less, in tokens that had it and in events', async () => {
    const bot = await world.bot()
    await bot.rest.pulls.list(FLEET)
    world.sim.changeApp({ permissions: { contents: 'read', checks: 'write' } })
    await expect(bot.rest.pulls.list(FLEET)).rejects.toMatchObject({ status: 403 })
    const clone = await world.git(world.engineer.token)
    await clone.push('more', { more: '1' })
    await world.as(world.engineer.token).rest.pulls.create({ ...FLEET, title: 'x', head: 'more', base: 'main' })
    await world.sim.settled()
    const heard = new Set(world.received.map(({ event }) => event))
    expect([heard.has('push'), heard.has('pull_request')]).toEqual([true, false])
  })
})

describe('an account that takes the App back', () => {
  it('suspends it: no token opens anything, by REST or git, and no event is sent until it ends', async () => {
    const token = await newToken()
    await world.git(token)
    world.sim.suspend(OWNER)
    await world.event('installation', 'suspend')
    expect(await status(token, `/repos/${FLEET.owner}/${FLEET.repo}`)).toBe(403)
    await expect(world.git(token)).rejects.toThrow('403')
    await expect(newToken()).rejects.toThrow('This installation has been suspended')
    const { data } = await world.app().rest.apps.getRepoInstallation(FLEET)
    expect(data.suspended_at).toMatch(/^\d{4}-/)
    const clone = await world.git(world.engineer.token)
    await clone.push('more', { more: '1' })
    await world.sim.settled()
    expect(world.received.map(({ event }) => event)).not.toContain('push')
    world.sim.unsuspend(OWNER)
    expect(await status(token, `/repos/${FLEET.owner}/${FLEET.repo}`)).toBe(200)
  })

  it('removes it: its tokens are revoked', async () => {
    const token = await newToken()
    world.sim.uninstall(OWNER)
    expect(await status(token, `/repos/${FLEET.owner}/${FLEET.repo}`)).toBe(401)
    await expect(world.git(token)).rejects.toThrow('Authentication failed')
    expect(await status(appJwt(), `/repos/${FLEET.owner}/${FLEET.repo}/installation`)).toBe(404)
    expect(await status(appJwt(), `/app/installations/${world.fleet.installationId}/access_tokens`, 'POST')).toBe(404)
  })
})
