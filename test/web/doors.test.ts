/** Does every door that is not said to be open stay shut to strangers? */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { COOKIE, openReception, type Reception } from './reception.ts'

const LIBRARY = {
  plan: () => Promise.reject(new Error('a stranger got as far as the plans')),
  planOf: () => Promise.reject(new Error('a stranger got as far as the plans')),
} as const

let house: Reception
beforeEach(async () => {
  house = await openReception()
})
afterEach(() => house.close())

/** A path that the route answers. */
function pathOf(route: string): string {
  return route.replace(':name', `${'ab12'.repeat(16)}.json`).replace(':number', '12')
}

describe('the doors', () => {
  it('are open for signatures, health and signing in, and for nothing else', () => {
    const open = house.web.routes.filter(({ door }) => door === 'open').map(({ method, path }) => `${method} ${path}`)
    expect(open.sort()).toEqual([
      'GET /healthz',
      'GET /readyz',
      'GET /sign-in',
      'GET /sign-in/callback',
      'HEAD /healthz',
      'HEAD /readyz',
      'HEAD /sign-in',
      'HEAD /sign-in/callback',
      'POST /api/github/webhooks',
    ])
    const operator = house.web.routes.filter(({ door }) => door === 'operator')
    expect(operator.length).toBeGreaterThan(0)
    expect(operator.filter(({ path }) => !path.startsWith('/operator/'))).toEqual([])
    const others = house.web.routes.filter(({ door }) => door === 'visitor').map(({ path }) => path)
    expect(others).toEqual(expect.arrayContaining(['/', '/plans/:name', '/pulls/:name', '/terminal', '/sign-out']))
  })

  it.each([
    ['nothing', {}],
    ['a session that was never begun', { cookie: `${COOKIE}=${'A'.repeat(43)}` }],
    ['a session that is no id', { cookie: `${COOKIE}=x; ${COOKIE}=../../etc` }],
    ['the hash of a session', { cookie: `${COOKIE}=${createHash('sha256').update('x').digest('hex')}` }],
    ['a token that was never made', { authorization: `Bearer fwt_${'A'.repeat(43)}` }],
    ["the operator's token", { authorization: 'Bearer operator-token' }],
  ])('keep whoever brings %s out of every other route', async (_what, headers) => {
    await house.close()
    house = await openReception({ library: LIBRARY })
    for (const { method, path } of house.web.routes.filter(({ door }) => door === 'visitor')) {
      for (const accept of ['text/html', 'application/json']) {
        const response = await fetch(`${house.web.url}${pathOf(path)}`, {
          method,
          headers: { accept, ...headers },
          redirect: 'manual',
        })
        const text = await response.text()
        const isSentAway = response.status === 302 && response.headers.get('location')?.startsWith('/sign-in?to=')
        expect(isSentAway || response.status === 401, `${method} ${path} answered ${response.status}: ${text}`).toBe(
          true,
        )
        expect(text).not.toMatch(/acme|plan of/i)
      }
    }
  })

  it('tell a stranger nothing of which plans there are', async () => {
    const ask = (path: string) => fetch(`${house.web.url}${path}`, { headers: { accept: 'application/json' } })
    const [one, other] = [await ask(`/plans/${'a'.repeat(64)}`), await ask('/plans/nonsense')]
    expect([one.status, other.status]).toEqual([401, 401])
    expect(await one.text()).toBe(await other.text())
  })
})
