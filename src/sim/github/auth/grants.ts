/**
 * How does a person let the App act in their name, and what does it get?
 *
 * The web flow of OAuth as GitHub has it: a code that is good once and for ten
 * minutes, bound to the address it was sent to and to the challenge it was
 * asked with, and in exchange a token that can do what both the person and the
 * App may. By the machine's time, as all tokens here.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Hub, OauthSpec } from '../hub.ts'
import type { AppPermissions, User } from '../state.ts'
import { newSessionId, newUserAccessToken } from './tokens.ts'

const CODE_MS = 10 * 60_000
const TOKEN_SECONDS = 28_800
const REFRESH_SECONDS = 15_811_200

/** What a code was asked with. */
export interface Wish {
  readonly redirectUri: string
  /** S256, the only method that GitHub takes. */
  readonly challenge?: string
}

export function issueCode(hub: Hub, user: User, wish: Wish): string {
  const code = newSessionId().slice(0, 20)
  hub.state.authorizations.add(user.login)
  hub.state.codes.set(code, { login: user.login, wish, expiresAtMs: Date.now() + CODE_MS })
  return code
}

export type Exchanged = Readonly<Record<string, string | number>>

/** GitHub answers 200 to a refusal too; its words stand in the fields. */
export function exchange(hub: Hub, app: OauthSpec, given: Readonly<Record<string, string>>): Exchanged {
  if (given.client_id !== app.clientId || !isSame(given.client_secret ?? '', app.clientSecret)) {
    return refusal('incorrect_client_credentials', 'The client_id and/or client_secret passed are incorrect.')
  }
  const code = given.code ?? ''
  const found = hub.state.codes.get(code)
  // Whoever tries a code has used it up, whatever comes of it.
  hub.state.codes.delete(code)
  if (found === undefined || Date.now() >= found.expiresAtMs || !answers(found.wish.challenge, given.code_verifier)) {
    return refusal('bad_verification_code', 'The code passed is incorrect or expired.')
  }
  if (given.redirect_uri !== undefined && given.redirect_uri !== found.wish.redirectUri) {
    return refusal(
      'redirect_uri_mismatch',
      'The redirect_uri MUST match the registered callback URL for this application.',
    )
  }
  const token = newUserAccessToken('ghu')
  hub.state.accessTokens.set(token, { login: found.login, expiresAtMs: Date.now() + TOKEN_SECONDS * 1_000 })
  return {
    access_token: token,
    expires_in: TOKEN_SECONDS,
    refresh_token: newUserAccessToken('ghr'),
    refresh_token_expires_in: REFRESH_SECONDS,
    token_type: 'bearer',
    scope: '',
  }
}

/** Repositories that the App reaches, with what the account granted: a person's token reaches no others through it. */
export function reachOfApp(hub: Hub): ReadonlyMap<number, AppPermissions> {
  const reach = new Map<number, AppPermissions>()
  for (const { repositoryIds, permissions, suspendedAt } of hub.state.installations.values()) {
    if (suspendedAt !== undefined) continue
    for (const id of repositoryIds) reach.set(id, permissions)
  }
  return reach
}

/** The person takes back what they allowed: the next sign-in asks again, and the tokens open nothing. */
export function revokeAuthorization(hub: Hub, login: string): void {
  hub.state.authorizations.delete(login)
  for (const [token, grant] of hub.state.accessTokens) if (grant.login === login) hub.state.accessTokens.delete(token)
}

function answers(challenge: string | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined) return true
  return verifier !== undefined && isSame(createHash('sha256').update(verifier).digest('base64url'), challenge)
}

function isSame(given: string, own: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(own)]
  return one.length === other.length && timingSafeEqual(one, other)
}

function refusal(error: string, words: string): Exchanged {
  return {
    error,
    error_description: words,
    error_uri: `https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/#${error.replaceAll('_', '-')}`,
  }
}
