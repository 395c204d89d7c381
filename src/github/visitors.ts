/**
 * Who is this person, and may they read the fleet repository?
 *
 * The App's own OAuth, by a library that knows its traps: state, PKCE, one
 * code, one token. The token answers who they are and whether they see the
 * repository through the App (so that an organisation's single sign-on has its
 * say), and is forgotten before the person is let in; what is asked again
 * every few minutes, the App asks for itself.
 */
import * as oauth from 'oauth4webapi'
import type { Arrival, Visitor, Visitors } from '../actions/visitor-port.ts'
import type { Clock } from '../lib/clock.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { type Client, guarded, openGate, PatientOctokit } from './client.ts'
import { FORBIDDEN, isCode, NOT_FOUND, translate, UNAUTHORIZED } from './errors.ts'
import { quietLog } from './quiet-log.ts'
import type { Served } from './served.ts'

export interface SignInOptions {
  readonly clientId: string
  readonly clientSecret: string
}

interface Options extends SignInOptions {
  /** REST root. */
  readonly baseUrl: string
  readonly clock: Clock
  readonly log: Parameters<typeof quietLog>[0]
}

/** A person waits for it, in front of an empty page. */
const TIMEOUT_MS = 10_000
const DOING = 'POST /login/oauth/access_token'

export function visitors(served: Served, options: Options): Visitors {
  const site = siteOf(options.baseUrl)
  const server: oauth.AuthorizationServer = {
    issuer: `${site}/login/oauth`,
    authorization_endpoint: `${site}/login/oauth/authorize`,
    token_endpoint: `${site}/login/oauth/access_token`,
  }
  const client: oauth.Client = { client_id: options.clientId }
  const secret = oauth.ClientSecretPost(options.clientSecret)

  async function mayRead(visitor: Visitor): Promise<boolean> {
    try {
      const asked = { ...served.at, username: visitor.login }
      const { data } = await served.client.rest.repos.getCollaboratorPermissionLevel(asked)
      return data.user?.id === visitor.id && data.permission !== 'none'
    } catch (error) {
      if (isCode(error, NOT_FOUND)) return false
      throw error
    }
  }

  /** Undefined where GitHub does not take the code. */
  async function tokenFor(
    params: URLSearchParams,
    { returnTo, verifier }: { readonly returnTo: string; readonly verifier: string },
  ): Promise<string | undefined> {
    const response = await askedFor(options.clock, () =>
      oauth.authorizationCodeGrantRequest(server, client, secret, params, returnTo, verifier, {
        signal: () => AbortSignal.timeout(TIMEOUT_MS),
        // Only where GitHub itself was configured so: a simulator, or an Enterprise in a closed network.
        [oauth.allowInsecureRequests]: site.startsWith('http:'),
      }),
    )
    try {
      return (await oauth.processAuthorizationCodeResponse(server, client, response)).access_token
    } catch (error) {
      const refusal = refusalIn(error)
      if (refusal === 'bad_verification_code') return undefined
      throw cannotExchange(refusal)
    }
  }

  return {
    mayRead,
    async leave(returnTo) {
      const [state, verifier] = [oauth.generateRandomState(), oauth.generateRandomCodeVerifier()]
      const url = new URL(`${site}/login/oauth/authorize`)
      const asked = {
        client_id: options.clientId,
        redirect_uri: returnTo,
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        allow_signup: 'false',
      }
      for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
      return { url: url.href, state, verifier }
    },
    async arrive({ query, state, verifier, returnTo }): Promise<Arrival> {
      const params = responseIn(() => oauth.validateAuthResponse(server, client, query, state))
      if ('kind' in params) return params
      const [code, ...more] = params.getAll('code')
      if (!code || more.length > 0) return NOT_OURS
      const token = await tokenFor(params, { returnTo, verifier })
      if (token === undefined) return NOT_OURS
      const person = clientOf(options, token)
      const { data } = await person.rest.users.getAuthenticated()
      const visitor = { id: data.id, login: data.login }
      const isReader = (await seesThroughApp(person, served)) && (await mayRead(visitor))
      return isReader ? { kind: 'known', visitor } : { kind: 'no-access', login: visitor.login }
    },
  }
}

const NOT_OURS = { kind: 'not-ours' } as const

/** Where people are, of where programs are. */
function siteOf(baseUrl: string): string {
  const { protocol, host, pathname } = new URL(baseUrl)
  // An Enterprise has both at one address; GitHub itself and its data residency have `api.` in front.
  return `${protocol}//${pathname.startsWith('/api/') ? host : host.replace(/^api\./, '')}`
}

function clientOf({ baseUrl, clock, log }: Options, token: string): Client {
  const client = new PatientOctokit({ baseUrl, authStrategy: undefined, log: quietLog(log) })
  return guarded(client, openGate(clock, TIMEOUT_MS), { get: async () => token, forget: () => undefined })
}

async function seesThroughApp(person: Client, served: Served): Promise<boolean> {
  try {
    return (await person.rest.repos.get(served.at)).data.id === served.repositoryId
  } catch (error) {
    // 403: an organisation that wants its single sign-on first.
    if (isCode(error, NOT_FOUND) || isCode(error, FORBIDDEN) || isCode(error, UNAUTHORIZED)) return false
    throw error
  }
}

function responseIn(validate: () => URLSearchParams): URLSearchParams | Arrival {
  try {
    return validate()
  } catch (error) {
    if (!(error instanceof oauth.AuthorizationResponseError)) return NOT_OURS
    if (error.error === 'access_denied') return { kind: 'declined' }
    throw cannotExchange(error.error)
  }
}

/** The answer, or why there is none. */
async function askedFor(clock: Clock, ask: () => Promise<Response>): Promise<Response> {
  const nowMs = clock.now().epochMilliseconds
  let response: Response
  try {
    response = await ask()
  } catch (error) {
    throw translate(DOING, error, nowMs)
  }
  if (response.status < 500 && response.status !== 429) return response
  await response.body?.cancel()
  throw translate(DOING, Object.assign(new Error('a page for people'), { status: response.status }), nowMs)
}

/** GitHub refuses with 200 and an `error`, where the standard has 400. */
function refusalIn(error: unknown): string {
  if (error instanceof oauth.ResponseBodyError) return error.error
  const cause = error instanceof oauth.OperationProcessingError ? error.cause : undefined
  const body = typeof cause === 'object' && cause !== null && 'body' in cause ? cause.body : undefined
  const named = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined
  return typeof named === 'string' && /^[a-z_]{1,60}$/.test(named) ? named : 'an answer that cannot be read'
}

function cannotExchange(refusal: string): FleetwrightError {
  const isMismatch = refusal === 'redirect_uri_mismatch'
  return new FleetwrightError(`signing somebody in: GitHub says ${refusal}`, {
    code: 'sign-in-refused',
    nextMove: 'operator',
    retryable: false,
    hint: isMismatch
      ? "add PUBLIC_URL with /sign-in/callback to the callback URLs in the App's settings"
      : 'compare GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET with the settings of the App',
  })
}
