/**
 * Is this somebody who may look, as of the last few minutes?
 *
 * A session is a number of 256 bits that the browser (or a terminal) shows and
 * that we know by its hash. GitHub's word that its owner may read the fleet
 * repository is good for five minutes; then it is asked for again before
 * anything is shown, and whoever cannot be asked about is not let in.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { parseCookie, type SetCookie, stringifySetCookie } from 'cookie'
import type { FastifyRequest } from 'fastify'
import type { Session, Sessions, Visitor, Visitors } from '../actions/visitor-port.ts'
import type { Clock } from '../lib/clock.ts'
import type { Looker } from './layout.ts'

export interface Reception {
  /** Throws while nobody can be signed in, and says why. */
  readonly visitors: () => Visitors
  readonly sessions: Sessions
  readonly clock: Clock
}

export interface Known extends Looker {
  readonly kind: 'known'
  readonly visitor: Visitor
  readonly endsAt: string
}

export type Visit = Known | { readonly kind: 'stranger' } | { readonly kind: 'withdrawn'; readonly login: string }

/** GitHub's own sessions of this kind end after as long. */
const SESSION: Temporal.DurationLike = { hours: 8 }
const GOOD_FOR_MS = 5 * 60_000
/** What `newId` makes. */
const ID = /^[\w-]{43}$/
/** In front of what a person copies into a terminal, so that a search for lost secrets knows it. */
export const TERMINAL_PREFIX = 'fwt_'

export interface Visits {
  of(request: FastifyRequest): Promise<Visit>
  /** A new session with a new id, whatever the browser brought; what it brought is over. */
  begin(request: FastifyRequest, visitor: Visitor): Promise<string>
  /** For a terminal of the same person; it ends no later than the one it was asked by. */
  beside(visit: Known): Promise<string>
  /** On every browser and terminal of theirs. */
  endAllOf(visitor: Visitor): Promise<void>
}

export function openVisits({ visitors, sessions, clock }: Reception, cookies: Cookies): Visits {
  /** Pages asked for at the same time wait for one answer. */
  const asking = new Map<string, Promise<boolean>>()

  function mayStillRead(hash: string, visitor: Visitor): Promise<boolean> {
    const known = asking.get(hash)
    if (known !== undefined) return known
    const mine = askAgain(hash, visitor).finally(() => asking.delete(hash))
    asking.set(hash, mine)
    return mine
  }

  async function askAgain(hash: string, visitor: Visitor): Promise<boolean> {
    // The answer is as old as the question.
    const asked = clock.now().toString()
    const isReader = await visitors().mayRead(visitor)
    if (isReader) await sessions.checked(hash, asked)
    else await sessions.endAllOf(visitor.id)
    return isReader
  }

  function isFresh({ checkedAt }: Session): boolean {
    const age = clock.now().epochMilliseconds - Temporal.Instant.from(checkedAt).epochMilliseconds
    // A clock that was set back makes no answer younger.
    return age >= 0 && age < GOOD_FOR_MS
  }

  async function open(session: Session): Promise<string> {
    const id = newId()
    await sessions.open(hashOf(id), session)
    return id
  }

  return {
    async of(request) {
      const id = shownBy(request, cookies)
      const session = id === undefined ? undefined : await sessions.find(hashOf(id))
      if (id === undefined || session === undefined) return { kind: 'stranger' }
      const { visitor, endsAt } = session
      if (Temporal.Instant.compare(clock.now(), Temporal.Instant.from(endsAt)) >= 0) {
        await sessions.end(hashOf(id))
        return { kind: 'stranger' }
      }
      if (!isFresh(session) && !(await mayStillRead(hashOf(id), visitor))) {
        return { kind: 'withdrawn', login: visitor.login }
      }
      return { kind: 'known', visitor, login: visitor.login, formToken: formTokenOf(id), endsAt }
    },
    async begin(request, visitor) {
      const brought = shownBy(request, cookies)
      if (brought !== undefined) await sessions.end(hashOf(brought))
      const now = clock.now()
      return open({ visitor, checkedAt: now.toString(), endsAt: now.add(SESSION).toString() })
    },
    beside: ({ visitor, endsAt }) => open({ visitor, checkedAt: clock.now().toString(), endsAt }),
    endAllOf: (visitor) => sessions.endAllOf(visitor.id),
  }
}

/** 256 bits of chance. */
function newId(): string {
  return randomBytes(32).toString('base64url')
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('hex')
}

function formTokenOf(id: string): string {
  return createHmac('sha256', id).update('form').digest('hex')
}

export function isFormOf(looker: Looker, given: string | undefined): boolean {
  const [one, other] = [Buffer.from(given ?? ''), Buffer.from(looker.formToken)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** The header is a terminal's; a browser never sends it by itself. */
function shownBy(request: FastifyRequest, cookies: Cookies): string | undefined {
  const { authorization } = request.headers
  const shown =
    authorization === undefined ? cookies.read(request, 'session') : /^bearer fwt_(\S+)$/i.exec(authorization)?.[1]
  return shown !== undefined && ID.test(shown) ? shown : undefined
}

const NAMES = { session: 'fleetwright', leaving: 'fleetwright-leaving' } as const
type CookieName = keyof typeof NAMES

export interface Cookies {
  read(request: FastifyRequest, name: CookieName): string | undefined
  /** For `Set-Cookie`; without a value it takes the cookie away. */
  write(name: CookieName, value: string | undefined, maxAge: number): string
}

/** Behind https the name itself (`__Host-`) makes browsers refuse one that another host or path has set. */
export function openCookies(isSecure: () => boolean): Cookies {
  const nameOf = (name: CookieName): string => `${isSecure() ? '__Host-' : ''}${NAMES[name]}`
  return {
    read: (request, name) => parseCookie(request.headers.cookie ?? '')[nameOf(name)],
    write: (name, value, maxAge) => {
      const cookie: SetCookie = {
        name: nameOf(name),
        value: value ?? '',
        maxAge: value === undefined ? 0 : maxAge,
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure: isSecure(),
      }
      return stringifySetCookie(cookie)
    },
  }
}
