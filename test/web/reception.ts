/**
 * Who stands at the bot's front door in a test, and what does GitHub say of them?
 *
 * The real front with a clock that the test moves, rows in a map, and a
 * GitHub of a few lines that answers what the test wants.
 */
import type { Arrival, Session, Sessions, Visitors } from '../../src/actions/visitor-port.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { FleetwrightError } from '../../src/lib/errors.ts'
import type { Library } from '../../src/web/model.ts'
import { openWeb, type Web } from '../../src/web/open.ts'
import { type Browser, openBrowser, type Shown } from '../support/browser.ts'
import { EMPTY_PLAN } from '../support/empty-plan.ts'
import { fakeSessions, nobodyComes } from './front.ts'

export const COOKIE = 'fleetwright'
export const GUEST = { id: 7, login: 'guest' } as const
const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined }

export interface Reception {
  readonly web: Web
  readonly rows: ReadonlyMap<string, Session>
  readonly github: {
    /** A function throws where GitHub does not answer. */
    arrival: Arrival | (() => never)
    /** What GitHub says when it is asked whether somebody may still read; throws where it does not answer. */
    mayRead: (login: string) => boolean | Promise<boolean>
    readonly asked: string[]
    readonly returnedTo: string[]
  }
  pass(duration: Temporal.DurationLike): void
  /** How often somebody's session was looked up. */
  found(): number
  /** A browser that has come back from GitHub as the present arrival says, and what it was shown last. */
  signIn(to?: string): Promise<{ readonly browser: Browser; readonly shown: Shown }>
  close(): Promise<void>
}

export async function openReception(
  given: {
    readonly library?: Partial<Library>
    readonly publicUrl?: string
    /** In place of the GitHub that answers. */
    readonly visitors?: () => Visitors
  } = {},
): Promise<Reception> {
  let now = Temporal.Instant.from('2026-11-26T09:00:00Z')
  const clock: Clock = { now: () => now, sleep: async () => undefined }
  const rows = fakeSessions()
  let found = 0
  const sessions: Sessions = {
    ...rows,
    find: (hash) => {
      found += 1
      return rows.find(hash)
    },
  }
  const { library } = nobodyComes()
  const github: Reception['github'] = {
    arrival: { kind: 'known', visitor: GUEST },
    mayRead: () => true,
    asked: [],
    returnedTo: [],
  }
  let states = 0
  const visitors: Visitors = {
    leave: async (returnTo) => {
      states += 1
      const [state, verifier] = [`state-${states}`, `verifier-${states}`]
      return {
        url: `https://github.example/login/oauth/authorize?${new URLSearchParams({ state, returnTo })}`,
        state,
        verifier,
      }
    },
    arrive: async ({ query, state, verifier, returnTo }) => {
      github.returnedTo.push(returnTo)
      const isOurs = query.get('state') === state && verifier === state.replace('state', 'verifier')
      if (!isOurs) return { kind: 'not-ours' }
      return typeof github.arrival === 'function' ? github.arrival() : github.arrival
    },
    mayRead: async ({ login }) => {
      github.asked.push(login)
      return github.mayRead(login)
    },
  }
  const web = await openWeb({
    host: '127.0.0.1',
    port: 0,
    intake: { secret: 's', receive: async () => [], accept: async () => 'accepted' },
    parts: [],
    operator: {
      token: 'operator-token',
      status: async () => ({ repository: 'acme/fleet', defaultBranch: 'main', rollouts: [] }),
      rollouts: async () => [],
      plan: async () => ({ plan: EMPTY_PLAN, evidence: { changeSets: {}, behind: [] } }),
      planOf: async () => undefined,
      approve: async () => ({ rollouts: [], stacks: [] }),
      edit: async () => ({ refused: 'no' }),
    },
    reception: { visitors: given.visitors ?? (() => visitors), sessions, clock },
    library: { ...library, ...given.library },
    ...(given.publicUrl === undefined ? {} : { publicUrl: given.publicUrl }),
    log: QUIET,
  })
  return {
    web,
    rows: rows.rows,
    found: () => found,
    github,
    pass: (duration) => {
      now = now.add(duration)
    },
    async signIn(to = '/') {
      const browser = openBrowser()
      const shown = await comeBack(web, browser, `/sign-in?${new URLSearchParams({ to })}`)
      return { browser, shown }
    },
    close: () => web.close(),
  }
}

/** Leaves for GitHub by this path and returns with the state that was sent. */
export async function comeBack(web: Web, browser: Browser, path = '/sign-in'): Promise<Shown> {
  const leaving = await browser.ask(`${web.url}${path}`)
  const state = new URL(leaving.headers.get('location') ?? '').searchParams.get('state') ?? ''
  return browser.ask(`${web.url}/sign-in/callback?${new URLSearchParams({ code: 'a-code', state })}`)
}

/** GitHub does not answer. */
export function away(): never {
  throw new FleetwrightError('asking GitHub failed', {
    code: 'github-unavailable',
    nextMove: 'nobody',
    retryable: true,
    hint: 'wait',
  })
}
