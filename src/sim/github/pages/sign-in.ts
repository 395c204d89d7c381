/**
 * How does a person become one of the simulated people?
 *
 * With that person's own token, by form or by a link that the demo prints.
 * The link answers a page that goes on by itself: after a redirect from
 * another site a browser would hold back the new cookie.
 */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { html } from '../../../lib/html.ts'
import { ApiError } from '../http/errors.ts'
import { type RestParts, textsOf } from '../http/rest.ts'
import { layout, type View } from './layout.ts'
import { fieldsOf, PAGE_HEADERS, refuse } from './serve.ts'
import { isFormOf, type Sessions, sessionCookie } from './session.ts'

export function serveSignIn(app: FastifyInstance, { hub }: Pick<RestParts, 'hub'>, sessions: Sessions): void {
  app.get('/sign-in', (request, reply) => {
    const query = textsOf(request.query)
    const view = { hub, session: sessions.of(request.headers.cookie) }
    if (query.token === undefined) return reply.headers(PAGE_HEADERS).send(signInPage(view, query.to))
    return enter({ view, sessions, reply, given: query })
  })
  app.post('/sign-in', (request, reply) => {
    const view = { hub, session: sessions.of(request.headers.cookie) }
    return enter({ view, sessions, reply, given: fieldsOf(request.body) })
  })
  app.post('/sign-out', (request, reply) => {
    const session = sessions.of(request.headers.cookie)
    if (session && isFormOf(session, fieldsOf(request.body).form_token ?? '')) sessions.end(session)
    return reply.header('set-cookie', sessionCookie(undefined)).redirect('/', 303)
  })
}

function enter(of: {
  readonly view: View
  readonly sessions: Sessions
  readonly reply: FastifyReply
  readonly given: Readonly<Record<string, string>>
}): FastifyReply {
  const { view, sessions, reply, given } = of
  const session = sessions.open(given.as ?? '', given.token ?? '')
  if (session === undefined) return refuse(view, reply, new ApiError(401, 'No user has this name and token.'))
  const to = localPath(given.to)
  const main = html`<meta http-equiv="refresh" content="0;url=${to}">
<h1>Signed in as ${session.user.login}</h1>
<p><a href="${to}">Go on</a></p>`
  return reply
    .headers({ ...PAGE_HEADERS, 'set-cookie': sessionCookie(session) })
    .send(layout({ ...view, session }, { title: 'Signed in', main }))
}

/** Nowhere but here: a link that signs in must not lead to another site. */
function localPath(to: string | undefined): string {
  return to !== undefined && /^\/(?![/\\])/.test(to) ? to : '/'
}

function signInPage(view: View, to: string | undefined): string {
  const { session } = view
  const out =
    session === undefined
      ? ''
      : html`<form method="post" action="/sign-out" class="stack">
<input type="hidden" name="form_token" value="${session.formToken}"><button>Sign out</button></form>`
  const main = html`<h1>Sign in</h1><p class="quiet">As one of the simulated people, with the token that was printed for them.</p>
<form method="post" action="/sign-in" class="stack">${
    to === undefined ? '' : html`<input type="hidden" name="to" value="${to}">`
  }<input type="text" name="as" placeholder="user name" aria-label="User name" required>
<input type="password" name="token" placeholder="ghp_…" aria-label="Token" required><button class="go">Sign in</button></form>${out}`
  return layout(view, { title: 'Sign in', main })
}
