/**
 * How does a browser come to be somebody's?
 *
 * It is sent to GitHub with a state and a challenge, and keeps their other
 * halves in a cookie for ten minutes; what GitHub sends back counts only with
 * them. Then it gets a session of its own and the page it wanted, which is
 * always one of ours.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../actions/ports.ts'
import type { Arrival, Leaving } from '../actions/visitor-port.ts'
import { html } from '../lib/html.ts'
import { turnstile } from '../lib/turnstile.ts'
import { answerTrouble, knownBy, OPEN, refuse } from './guard.ts'
import { sendPage } from './layout.ts'
import { type Cookies, isFormOf, type Reception, type Visits } from './visits.ts'

export const CALLBACK_PATH = '/sign-in/callback'
/** As long as GitHub's code is good. */
const LEAVING_SECONDS = 600
const SESSION_SECONDS = 8 * 3_600
const MOST_PATH_UNITS = 1_000
/** Each asks GitHub several things: a crowd of strangers waits in line. */
const ARRIVALS_AT_ONCE = 4

export interface Entrance extends Reception {
  readonly visits: Visits
  readonly cookies: Cookies
  /** Where people reach the bot, such as `https://bot.example`. */
  readonly origin: () => string
  readonly log: Log
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

export function signInRoutes(app: FastifyInstance, entrance: Entrance): void {
  const oneOfFew = turnstile(ARRIVALS_AT_ONCE)
  const carefully = async (exchange: Exchange, work: () => Promise<FastifyReply>): Promise<FastifyReply> => {
    try {
      return await work()
    } catch (error) {
      return answerTrouble(error, { ...exchange, log: entrance.log })
    }
  }
  app.get('/sign-in', OPEN, (request, reply) =>
    carefully({ request, reply }, () => leave({ request, reply }, entrance)),
  )
  app.get(CALLBACK_PATH, OPEN, (request, reply) =>
    carefully({ request, reply }, () => oneOfFew(() => arrive({ request, reply }, entrance))),
  )
  app.post('/sign-out', async (request, reply) => {
    const known = knownBy(request)
    if (!isFormOf(known, formTokenIn(request.body))) return refuseForm(reply)
    await entrance.visits.endAllOf(known.visitor)
    const main = html`<h1>You are signed out</h1><p>Here and in every browser and terminal of yours.</p>
<p><a class="go" href="/sign-in">Sign in</a></p>`
    return sendPage(reply.header('set-cookie', entrance.cookies.write('session', undefined, 0)), {
      title: 'Signed out',
      main,
    })
  })
}

export function refuseForm(reply: FastifyReply): FastifyReply {
  const main = html`<h1>This form is not ours</h1><p>Load the page again. <a href="/">Home</a></p>`
  return sendPage(reply.code(403), { title: 'Not ours', main })
}

export function formTokenIn(body: unknown): string | undefined {
  return body instanceof URLSearchParams ? (body.get('form_token') ?? undefined) : undefined
}

async function leave({ request, reply }: Exchange, entrance: Entrance): Promise<FastifyReply> {
  const { url, ...halves } = await entrance.visitors().leave(`${entrance.origin()}${CALLBACK_PATH}`)
  const kept = packed({ ...halves, to: ourPath(wishIn(request), entrance.origin()) })
  return reply
    .headers({ 'cache-control': 'no-store', 'set-cookie': entrance.cookies.write('leaving', kept, LEAVING_SECONDS) })
    .redirect(url, 302)
}

async function arrive({ request, reply }: Exchange, entrance: Entrance): Promise<FastifyReply> {
  const { visits, cookies, origin } = entrance
  void reply.header('cache-control', 'no-store')
  // Good for one try, whatever comes of it.
  void reply.header('set-cookie', cookies.write('leaving', undefined, 0))
  const kept = unpacked(cookies.read(request, 'leaving'))
  const query = new URL(request.url, origin()).searchParams
  const arrival: Arrival =
    kept === undefined
      ? { kind: 'not-ours' }
      : await entrance.visitors().arrive({ ...kept, query, returnTo: `${origin()}${CALLBACK_PATH}` })
  const again = { to: `/sign-in?${new URLSearchParams({ to: kept?.to ?? '/' })}`, words: 'Sign in' }
  switch (arrival.kind) {
    case 'known': {
      const id = await visits.begin(request, arrival.visitor)
      return reply
        .header('set-cookie', cookies.write('session', id, SESSION_SECONDS))
        .redirect(new URL(ourPath(kept?.to, origin()), origin()).href, 302)
    }
    case 'no-access': {
      const words = `GitHub says that ${arrival.login} may not read the fleet repository. Ask whoever runs it, or sign in there as somebody else.`
      return refuse(request, reply.code(403), { title: 'You may not look', words, again })
    }
    case 'declined':
      return refuse(request, reply.code(403), {
        title: 'You are not signed in',
        words: 'You did not let this App know who you are, so it can show you nothing.',
        again,
      })
    default:
      return refuse(request, reply.code(400), {
        title: 'This sign-in is not one of ours',
        words: 'It was begun elsewhere, is older than ten minutes, or was used before. Begin again.',
        again,
      })
  }
}

type Kept = Pick<Leaving, 'state' | 'verifier'> & { readonly to: string }

function packed(kept: Kept): string {
  return Buffer.from(JSON.stringify(kept)).toString('base64url')
}

function unpacked(cookie: string | undefined): Kept | undefined {
  if (cookie === undefined) return undefined
  try {
    const kept: unknown = JSON.parse(Buffer.from(cookie, 'base64url').toString('utf8'))
    return isKept(kept) ? kept : undefined
  } catch {
    // Whoever wrote it, it was not us: as good as none.
    return undefined
  }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false
  return ['state', 'verifier', 'to'].every((name) => name in value && typeof Reflect.get(value, name) === 'string')
}

function wishIn({ query }: FastifyRequest): string | undefined {
  return typeof query === 'object' && query !== null && 'to' in query && typeof query.to === 'string'
    ? query.to
    : undefined
}

/** Path and query of an address on this site; for every other wish the first page. */
export function ourPath(wish: string | undefined, origin: string): string {
  if (wish === undefined || wish.length > MOST_PATH_UNITS || !/^\/(?![/\\])[\x21-\x7e]*$/.test(wish)) return '/'
  const url = URL.canParse(wish, origin) ? new URL(wish, origin) : undefined
  // What it means is asked of the parser that browsers have, not of its looks.
  if (url === undefined || url.origin !== origin || url.pathname.startsWith('//')) return '/'
  return `${url.pathname}${url.search}`
}
