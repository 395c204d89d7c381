/**
 * Is the App refused what app.yml does not ask for, route by route?
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Route } from '../../../src/sim/github/http/route.ts'
import { branchRoutes } from '../../../src/sim/github/routes/branches.ts'
import { checkRoutes } from '../../../src/sim/github/routes/checks.ts'
import { commitRoutes } from '../../../src/sim/github/routes/commits.ts'
import { conversationRoutes } from '../../../src/sim/github/routes/conversation.ts'
import { pullRoutes } from '../../../src/sim/github/routes/pulls.ts'
import { repositoryRoutes } from '../../../src/sim/github/routes/repositories.ts'
import { APP_ID, appJwt, FLEET, OWNER, PUBLIC_KEY, REPO, startWorld, type World } from './world.ts'

const MANIFEST = parse(readFileSync(new URL('../../../app.yml', import.meta.url), 'utf8'))
const ROUTES: readonly Route[] = [
  ...branchRoutes,
  ...checkRoutes,
  ...commitRoutes,
  ...conversationRoutes,
  ...pullRoutes,
  ...repositoryRoutes,
].filter(({ path }) => path.startsWith('/repos/'))

/** The permissions that open a route, any one of them, at the level that its method asks for. */
const OPENED_BY: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^PUT .*\/pulls\/\{pull_number\}\/merge$/, ['contents']],
  [/\/(check-runs|check-suites)/, ['checks']],
  [/\/commits\/\{commit_sha\}\/pulls$/, ['pull_requests', 'contents']],
  [/\/issues\//, ['issues', 'pull_requests']],
  [/\/pulls/, ['pull_requests']],
  [/\/rules\//, ['metadata']],
  [/\/(branches|commits|compare|contents|git)/, ['contents']],
  [/\/\{repo\}(\/collaborators.*)?$/, ['metadata']],
]

type Level = 'read' | 'write'

let world: World
const tokens = new Map<string, string>()
beforeAll(async () => {
  const app = { id: APP_ID, slug: 'fleetwright', publicKeyPem: PUBLIC_KEY, events: MANIFEST.default_events }
  world = await startWorld({ app: { ...app, permissions: MANIFEST.default_permissions } })
})
afterAll(() => world.end())

async function tokenWith(permissions: Readonly<Record<string, Level>>): Promise<string> {
  const key = JSON.stringify(permissions)
  const known = tokens.get(key)
  if (known !== undefined) return known
  const url = `${world.sim.apiUrl}/app/installations/${world.fleet.installationId}/access_tokens`
  const init = {
    method: 'POST',
    headers: { authorization: `Bearer ${appJwt()}` },
    body: JSON.stringify({ permissions }),
  }
  const { token } = (await (await fetch(url, init)).json()) as { token: string }
  tokens.set(key, token)
  return token
}

/** The least that GitHub reads as a request; with none it would complain of that first. */
const BODIES: readonly (readonly [RegExp, object])[] = [
  [/^POST .*\/check-runs$/, { name: 'x', head_sha: 'none' }],
  [/^PUT .*\/dismissals$/, { message: 'x' }],
  [/^POST .*\/events$/, { event: 'COMMENT' }],
  [/^(POST|PATCH|PUT) .*(comments|\{comment_id\}|\{review_id\})$/, { body: 'x' }],
  [/^POST .*\/pulls$/, { title: 'x', head: 'none', base: 'main' }],
]

const FILLED: { readonly [name: string]: string } = { owner: OWNER, repo: REPO, branch: 'main', ref: 'main' }

async function ask(token: string, { method, path }: Route): Promise<{ status: number; message: string }> {
  const body = BODIES.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1] ?? {}
  const filled = path.replace(/\{\+?(\w+)\}/g, (_, name: string) => FILLED[name] ?? '1')
  const response = await fetch(`${world.sim.apiUrl}${filled}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(method === 'GET' || method === 'DELETE' ? {} : { body: JSON.stringify(body) }),
  })
  const answer: unknown = response.status === 204 ? {} : await response.json()
  const hasMessage = typeof answer === 'object' && answer !== null && 'message' in answer
  return { status: response.status, message: hasMessage ? String(answer.message) : '' }
}

const isRefused = ({ status, message }: { status: number; message: string }): boolean =>
  status === 403 && message === 'Resource not accessible by integration'

describe('a token of app.yml', () => {
  it.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'opens %s only with its permission',
    async (name, route) => {
      const openers = OPENED_BY.find(([pattern]) => pattern.test(name))?.[1]
      if (openers === undefined) throw new Error(`say which permission opens ${name}`)
      const level: Level = route.method === 'GET' ? 'read' : 'write'
      const all: Readonly<Record<string, Level>> = MANIFEST.default_permissions
      const others = Object.fromEntries(
        Object.entries(all).filter(([permission]) => permission === 'metadata' || !openers.includes(permission)),
      )
      expect(isRefused(await ask(await tokenWith(others), route))).toBe(!openers.includes('metadata'))
      for (const permission of openers) {
        const isGranted = level === 'read' || all[permission] === 'write'
        const narrow = await tokenWith({ [permission]: isGranted ? level : 'read' })
        expect(isRefused(await ask(narrow, route)), permission).toBe(!isGranted)
      }
      if (level === 'write') {
        const reading = await tokenWith(Object.fromEntries(openers.map((permission) => [permission, 'read'])))
        expect(isRefused(await ask(reading, route))).toBe(true)
      }
    },
  )

  it('cannot merge, which app.yml does not ask for', async () => {
    const bot = await world.bot()
    const merge = bot.rest.pulls.merge({ ...FLEET, pull_number: 1 })
    await expect(merge).rejects.toMatchObject({ status: 403 })
    await expect(world.bot({ contents: 'write' })).rejects.toMatchObject({ status: 422 })
  })
})
