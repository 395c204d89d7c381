/**
 * What does a person see whom an App asks who they are?
 *
 * One page with two buttons; who has agreed before is sent on at once. Only
 * to an address that the App's owner has registered: anything else would hand
 * a code to a stranger.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { html } from '../../../lib/html.ts'
import { issueCode, type Wish } from '../auth/grants.ts'
import { ApiError, notFound } from '../http/errors.ts'
import { misbehaved } from '../http/misbehave.ts'
import { type RestParts, textsOf } from '../http/rest.ts'
import type { Hub } from '../hub.ts'
import { form, layout, type View } from './layout.ts'
import { fieldsOf, PAGE_HEADERS, policyFor, refuse } from './serve.ts'
import { isFormOf, type Sessions } from './session.ts'

export const AUTHORIZE = '/login/oauth/authorize'

type Parameters = Readonly<Record<string, string>>
type Answer = Readonly<Record<string, string>>

export function serveAuthorize(app: FastifyInstance, { hub }: Pick<RestParts, 'hub'>, sessions: Sessions): void {
  const viewOf = (request: FastifyRequest): View => ({ hub, session: sessions.of(request.headers.cookie) })
  app.get(AUTHORIZE, async (request, reply) => {
    const fault = hub.faults.ofCall({ names: [`GET ${AUTHORIZE}`], path: request.url, isGit: false })
    if (await misbehaved(fault, { request, reply })) return reply
    const view = viewOf(request)
    try {
      return ask(view, textsOf(request.query), { reply, here: request.url })
    } catch (error) {
      return refuse(view, reply, error)
    }
  })
  app.post(AUTHORIZE, (request, reply) => {
    const view = viewOf(request)
    try {
      const fields = fieldsOf(request.body)
      if (view.session === undefined) throw new ApiError(401, 'Sign in first.')
      if (!isFormOf(view.session, fields.form_token ?? '')) throw new ApiError(403, 'This form is not ours.')
      const asked = askedOf(hub, fields)
      if ('error' in asked) return back(reply, asked.to, { error: asked.error, error_description: asked.words }, fields)
      if (fields.authorize !== 'yes') return back(reply, asked.redirectUri, DENIED, fields)
      return back(reply, asked.redirectUri, { code: issueCode(hub, view.session.user, asked) }, fields)
    } catch (error) {
      return refuse(view, reply, error)
    }
  })
}

const DENIED = { error: 'access_denied', error_description: 'The user has denied your application access.' } as const

function ask(
  view: View,
  query: Parameters,
  { reply, here }: { readonly reply: FastifyReply; readonly here: string },
): FastifyReply {
  const { hub, session } = view
  const asked = askedOf(hub, query)
  if ('error' in asked) return back(reply, asked.to, { error: asked.error, error_description: asked.words }, query)
  if (session === undefined) return reply.redirect(`/sign-in?${new URLSearchParams({ to: here })}`, 302)
  if (hub.state.authorizations.has(session.user.login)) {
    return back(reply, asked.redirectUri, { code: issueCode(hub, session.user, asked) }, query)
  }
  const main = html`<h1>Let ${hub.app.slug} know who you are?</h1>
<p>It will see your name, <strong>${session.user.login}</strong>, and may do what both you and it may do.
Then you go on to <code>${new URL(asked.redirectUri).host}</code>.</p>
${form(view, {
  action: AUTHORIZE,
  fields: html`${hidden(query)}<button class="go" name="authorize" value="yes">Authorize</button>
<button name="authorize" value="no">Cancel</button>`,
})}`
  return reply
    .headers({ ...PAGE_HEADERS, 'content-security-policy': policyFor(new URL(asked.redirectUri).origin) })
    .send(layout(view, { title: 'Authorize', main }))
}

const CARRIED = ['client_id', 'redirect_uri', 'state', 'code_challenge', 'code_challenge_method'] as const

function hidden(query: Parameters) {
  return CARRIED.flatMap((name) => {
    const value = query[name]
    return value === undefined ? [] : [html`<input type="hidden" name="${name}" value="${value}">`]
  })
}

type Asked = Wish | { readonly error: string; readonly words: string; readonly to: string }

/** An error goes to an address that the App's owner registered, never to the one that was asked for. */
function askedOf(hub: Hub, query: Parameters): Asked {
  const { oauth } = hub.app
  const [first] = oauth?.callbackUrls ?? []
  if (oauth === undefined || first === undefined || query.client_id !== oauth.clientId) throw notFound()
  const redirectUri = query.redirect_uri ?? first
  if (!oauth.callbackUrls.includes(redirectUri)) {
    const words = 'The redirect_uri MUST match the registered callback URL for this application.'
    return { error: 'redirect_uri_mismatch', words, to: first }
  }
  const { code_challenge: challenge, code_challenge_method: method } = query
  if (challenge === undefined) return { redirectUri }
  if (method !== 'S256') {
    return { error: 'invalid_request', words: 'Only the S256 code challenge method is accepted.', to: redirectUri }
  }
  return { redirectUri, challenge }
}

function back(reply: FastifyReply, to: string, answer: Answer, { state }: Parameters): FastifyReply {
  const url = new URL(to)
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value)
  if (state !== undefined) url.searchParams.set('state', state)
  return reply.redirect(url.href, 302)
}
