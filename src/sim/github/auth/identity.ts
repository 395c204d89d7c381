/**
 * Who is calling?
 *
 * Read from the Authorization header alone, in the forms that GitHub takes: a
 * bearer or `token` for REST, Basic for git. What the caller may do is
 * access.ts's question.
 */
import { badCredentials, suspended } from '../http/errors.ts'
import type { Hub } from '../hub.ts'
import type { AppPermissions, Installation, User } from '../state.ts'
import { reachOfApp } from './grants.ts'
import { isJwt, verifyAppJwt } from './jwt.ts'
import { atMost } from './tokens.ts'

export type Identity =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'app' }
  | {
      readonly kind: 'installation'
      readonly installation: Installation
      readonly permissions: AppPermissions
      /** Those of the token that the installation still has. */
      readonly repositoryIds: readonly number[]
      readonly token: string
    }
  | {
      readonly kind: 'user'
      readonly user: User
      /** By a token of the App: only these repositories, and with no more than these permissions. */
      readonly through?: ReadonlyMap<number, AppPermissions>
    }

/** Throws 401 for credentials that are wrong; none at all is anonymous. */
export function identify(hub: Hub, authorization: string | undefined): Identity {
  if (authorization === undefined) return { kind: 'anonymous' }
  const [scheme = '', value = ''] = authorization.trim().split(/\s+/, 2)
  switch (scheme.toLowerCase()) {
    case 'bearer':
    case 'token':
      return identifyToken(hub, value)
    case 'basic':
      return identifyToken(hub, passwordOf(value))
    default:
      throw badCredentials()
  }
}

export function identifyToken(hub: Hub, token: string): Identity {
  if (isJwt(token)) {
    verifyAppJwt(token, hub.app)
    return { kind: 'app' }
  }
  const login = hub.state.userTokens.get(token)
  const user = login === undefined ? undefined : hub.state.users.get(login)
  if (user) return { kind: 'user', user }
  const access = hub.state.accessTokens.get(token)
  const person = access === undefined ? undefined : hub.state.users.get(access.login)
  if (access && person && Date.now() < access.expiresAtMs)
    return { kind: 'user', user: person, through: reachOfApp(hub) }
  const grant = hub.state.installationTokens.get(token)
  const installation = grant === undefined ? undefined : hub.state.installations.get(grant.installationId)
  if (grant === undefined || installation === undefined || Date.now() >= grant.expiresAtMs) throw badCredentials()
  if (installation.suspendedAt !== undefined) throw suspended()
  const repositoryIds = grant.repositoryIds ?? installation.repositoryIds
  return {
    kind: 'installation',
    installation,
    // A permission that was taken back is gone from the tokens that had it, too.
    permissions: atMost(grant.permissions, installation.permissions),
    repositoryIds: repositoryIds.filter((id) => installation.repositoryIds.includes(id)),
    token,
  }
}

/** git asks for a user name too; GitHub looks at the password alone. */
function passwordOf(basic: string): string {
  const pair = Buffer.from(basic, 'base64').toString('utf8')
  return pair.slice(pair.indexOf(':') + 1)
}

export function actorName(identity: Identity): string {
  switch (identity.kind) {
    case 'user':
      return identity.user.login
    case 'installation':
      return `installation ${identity.installation.id}`
    default:
      return identity.kind
  }
}

/** Who stands as the author of what this caller writes. */
export function actorOf(hub: Hub, identity: Identity): User {
  if (identity.kind === 'user') return identity.user
  if (identity.kind === 'installation') return hub.bot
  throw badCredentials()
}
