/**
 * Which person is looking at a page?
 *
 * A cookie that names a session, sent only from our own pages, and a token in
 * every form: another site can neither act in this person's name nor guess
 * the form. Signing in takes the person's own token.
 */
import { timingSafeEqual } from 'node:crypto'
import { newSessionId } from '../auth/tokens.ts'
import type { Hub } from '../hub.ts'
import type { User } from '../state.ts'

export interface Session {
  readonly id: string
  readonly user: User
  /** Stands in each form of this session. */
  readonly formToken: string
}

export interface Sessions {
  of(cookieHeader: string | undefined): Session | undefined
  /** Undefined where the token is not this user's. */
  open(login: string, token: string): Session | undefined
  end(session: Session): void
}

const COOKIE = 'sim_session'

export function openSessions(hub: Hub): Sessions {
  const sessions = new Map<string, Session>()
  return {
    of: (header) => sessions.get(cookieOf(header) ?? ''),
    open: (login, token) => {
      if (hub.state.userTokens.get(token) !== login) return undefined
      const user = hub.state.users.get(login)
      if (user === undefined) return undefined
      const session = { id: newSessionId(), user, formToken: newSessionId() }
      sessions.set(session.id, session)
      return session
    },
    end: ({ id }) => void sessions.delete(id),
  }
}

function cookieOf(header: string | undefined): string | undefined {
  return header
    ?.split(';')
    .map((pair) => pair.trim().split('='))
    .find(([name]) => name === COOKIE)?.[1]
}

export function sessionCookie(session: Session | undefined): string {
  const rules = 'Path=/; HttpOnly; SameSite=Strict'
  return session === undefined ? `${COOKIE}=; Max-Age=0; ${rules}` : `${COOKIE}=${session.id}; ${rules}`
}

export function isFormOf(session: Session, formToken: string): boolean {
  const [given, own] = [Buffer.from(formToken), Buffer.from(session.formToken)]
  return given.length === own.length && timingSafeEqual(given, own)
}

export function signInUrl(hub: Hub, login: string, to?: string): string {
  for (const [token, owner] of hub.state.userTokens) {
    if (owner !== login) continue
    const query = new URLSearchParams({ as: login, token, ...(to === undefined ? {} : { to }) })
    return `${hub.url}/sign-in?${query}`
  }
  throw new Error(`nobody is called ${login}`)
}
