/**
 * Does whoever is let in see every plan whole, in the form they ask for, and nothing where there is nothing?
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PlanOwner } from '../../src/actions/ports.ts'
import type { Digest } from '../../src/lib/digest.ts'
import type { WholePlan } from '../../src/report/whole-plan.ts'
import { wholePlan } from '../../src/report/whole-plan.ts'
import { BASE, HEAD, REPOSITORY, view } from '../support/plan-views.ts'
import { openReception, type Reception } from './reception.ts'

const HOSTILE = '</h1><script>alert(1)</script>'
const { plan } = view()
const EVIDENCE = { changeSets: {}, behind: [] } as const
const WHOLE: WholePlan = wholePlan(
  {
    pull: 12,
    head: HEAD,
    base: BASE,
    tree: 'f'.repeat(40),
    plan,
    evidence: EVIDENCE,
    publishedAt: '2026-11-26T08:00:00Z',
  },
  REPOSITORY,
)

/** Nothing else about it differs: an empty plan is every other's. */
const OTHER: WholePlan = { ...WHOLE, pull: 8 }
const { pull: _, ...OF_BRANCH } = WHOLE

/** As a comment shows it. */
const SHORT = plan.digest.slice(0, 16)

let house: Reception
let browser: Awaited<ReturnType<Reception['signIn']>>['browser']
beforeEach(async () => {
  house = await openReception({
    library: {
      digestOf: async (digits) => (digits === SHORT ? plan.digest : undefined),
      plan: async (digest: Digest, of: PlanOwner = 12) =>
        digest === plan.digest
          ? [WHOLE, OTHER, OF_BRANCH as WholePlan].find(({ pull = 'none' }) => pull === of)
          : undefined,
      planOf: async (pull) => (pull === 12 ? WHOLE : undefined),
      recent: async () => ({
        open: [
          { pull: 12, head: HEAD, digest: plan.digest, keptAt: '2026-11-26T08:00:00Z', move: 'reviewer' },
          ...Array.from({ length: 250 }, (_, index) => {
            const [pull, digest] = [index + 100, 'c'.repeat(64)]
            return { pull, head: HOSTILE, digest, keptAt: '2026-11-26T07:00:00Z', move: 'author' as const }
          }),
        ],
        others: [{ head: HOSTILE, digest: 'b'.repeat(64), keptAt: '2026-11-25T08:00:00Z' }],
      }),
    },
  })
  browser = (await house.signIn()).browser
})
afterEach(() => house.close())

function ask(path: string, accept = 'text/html,*/*;q=0.8') {
  return browser.ask(`${house.web.url}${path}`, { headers: { accept } })
}

describe('a plan', () => {
  it('is a page for a browser', async () => {
    const shown = await ask(`/plans/${plan.digest}`)
    expect(shown.status).toBe(200)
    expect(shown.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(shown.text).toContain('<h1>Plan of pull request #12</h1>')
    expect(shown.text).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">')
  })

  it.each([
    [`/plans/${plan.digest}.txt`, 'text/html'],
    [`/plans/${plan.digest}`, 'text/plain'],
    ['/pulls/12.txt', '*/*'],
  ])('is plain text at %s for %s', async (path, accept) => {
    const shown = await ask(path, accept)
    expect(shown.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(shown.text).toMatch(/^Plan of pull request #12\n[\s\S]*acme\/web\/streams in 111111111111, eu-west-1\n$/)
  })

  it.each([
    [`/plans/${plan.digest}.json`, 'text/html'],
    [`/plans/${plan.digest}`, 'application/json'],
    ['/pulls/12.json', '*/*'],
  ])('is JSON at %s for %s, every transition as it is', async (path, accept) => {
    const shown = await ask(path, accept)
    expect(shown.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(JSON.parse(shown.text)).toEqual(JSON.parse(JSON.stringify(WHOLE)))
  })

  it.each(['', '.txt', '.json'])(
    'is found by the digits that people are shown, at the address that stays: %s',
    async (form) => {
      const { status, headers } = await ask(`/plans/${SHORT}${form}`)
      expect([status, headers.get('location')]).toEqual([302, `/plans/${plan.digest}${form}`])
    },
  )

  it('of a pull request is found by its number, at the address that stays', async () => {
    expect((await ask('/pulls/12')).headers.get('location')).toBe(`/plans/${plan.digest}?pull=12`)
  })

  it.each([
    ['', '#12'],
    ['?pull=12', '#12'],
    ['?pull=8', '#8'],
    ['?pull=none', undefined],
  ])('that several pull requests share is that of whom the address names: %s', async (query, pull) => {
    const whose = pull === undefined ? 'the default branch' : `pull request ${pull}`
    const page = await ask(`/plans/${plan.digest}${query}`)
    expect(page.text).toContain(`<h1>Plan of ${whose}</h1>`)
    const own = `?pull=${pull?.slice(1) ?? 'none'}`
    expect(page.text).toContain(`<a href="/plans/${plan.digest}.json${own}">As JSON</a>`)
    expect((await ask(`/plans/${plan.digest}.txt${query}`)).text).toMatch(new RegExp(`^Plan of ${whose}\n`))
    const { pull: told } = JSON.parse((await ask(`/plans/${plan.digest}.json${query}`)).text)
    expect(told === undefined ? undefined : `#${told}`).toBe(pull)
    expect((await ask(`/plans/${SHORT}.txt${query}`)).headers.get('location')).toBe(`/plans/${plan.digest}.txt${query}`)
  })

  it.each([
    `/plans/${'a'.repeat(64)}`,
    `/plans/${'a'.repeat(64)}.txt`,
    `/plans/${plan.digest.slice(0, 11)}`,
    `/plans/${plan.digest.toUpperCase()}`,
    `/plans/${plan.digest}.exe`,
    `/plans/${plan.digest}?pull=9`,
    `/plans/${plan.digest}.json?pull=9`,
    `/plans/${plan.digest}?pull=`,
    `/plans/${plan.digest}?pull=0`,
    `/plans/${plan.digest}?pull=8&pull=12`,
    `/plans/${plan.digest}?pull=8x`,
    `/plans/${SHORT}?pull=${encodeURIComponent(HOSTILE)}`,
    '/plans/..%2f..%2fetc%2fpasswd',
    `/plans/${encodeURIComponent(HOSTILE)}`,
    '/pulls/13',
    '/pulls/0',
    '/pulls/12x',
    '/pulls/99999999999999999999',
  ])('that is not there is told by 404 and nothing else: %s', async (path) => {
    const shown = await ask(path)
    expect(shown.status).toBe(404)
    expect(shown.text).toContain('There is nothing here')
    expect(shown.text).not.toContain('script')
    expect((await ask(path, 'application/json')).text).toBe('{"error":"there is nothing here"}')
  })
})

describe('the first page', () => {
  it('lists the plans of open pull requests, for whom they wait, then the newest others, and leads on', async () => {
    const { text } = await ask('/')
    expect(text).toContain('<h1>acme/fleet</h1>')
    const [, open = '', others = ''] = text.split(/<h3>.*?<\/h3>/)
    expect(open).toContain(`<a href="/plans/${plan.digest}?pull=12">Pull request #12</a> waits for a reviewer <span`)
    expect(open).toContain('Pull request #100</a> waits for its author <span')
    expect(others).toContain(`<a href="/plans/${'b'.repeat(64)}?pull=none">Default branch</a> <span`)
    expect(text).toContain('href="https://github.com/acme/fleet/pulls"')
    expect(text).not.toContain('<script')
  })

  it('is no longer than a phone can show, and says what it leaves out', async () => {
    const { text } = await ask('/')
    expect(text.match(/<li>/g)).toHaveLength(201)
    expect(text).toContain('… and 51 more')
  })
})

describe('every answer behind the door', () => {
  it('lets nothing run or load, is kept by nobody and stands in no frame', async () => {
    const visitors = house.web.routes.filter(({ door, method }) => door === 'visitor' && method === 'GET')
    const paths = visitors.flatMap(({ path }) => [
      path.replace(':name', plan.digest),
      path.replace(':name', `${plan.digest}.txt`),
    ])
    for (const path of [...paths, '/plans/x', '/pulls/12.json']) {
      const { headers, text, status } = await ask(path)
      expect(headers.get('cache-control'), path).toBe('no-store')
      if (status === 302) continue
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(policy).not.toContain('script-src')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(text).not.toMatch(/<script| on\w+=| style=/)
    }
  })
})
