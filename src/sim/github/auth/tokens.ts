/**
 * What does a token look like, and how is a new one made?
 *
 * Opaque to everyone but us. GitHub is moving installation tokens to a form of
 * some 520 characters with dots (facts/github.md §6), so the simulator can
 * make both and a client that looks inside is found out.
 */
import { randomBytes } from 'node:crypto'
import { ApiError, suspended } from '../http/errors.ts'
import type { Hub } from '../hub.ts'
import type { AppPermissions, Installation, InstallationToken } from '../state.ts'

const HOUR_MS = 3_600_000
const RANK = { read: 1, write: 2 } as const

export function newUserToken(): string {
  return `ghp_${alphanumeric(36)}`
}

/** `ghu`: of a person through an App; `ghr`: what renews it. */
export function newUserAccessToken(kind: 'ghu' | 'ghr'): string {
  return `${kind}_${alphanumeric(kind === 'ghu' ? 36 : 76)}`
}

export function newSessionId(): string {
  return alphanumeric(40)
}

export interface TokenWish {
  readonly permissions?: AppPermissions
  readonly repositoryIds?: readonly number[]
}

/** Narrower than what the account granted or as wide, never wider. Good for one hour of the machine's time. */
export function issueToken(
  hub: Hub,
  installation: Installation,
  wish: TokenWish,
): { readonly token: string; readonly grant: InstallationToken } {
  if (installation.suspendedAt !== undefined) throw suspended()
  for (const [name, level] of Object.entries(wish.permissions ?? {})) {
    const granted = installation.permissions[name]
    if (granted === undefined || RANK[level] > RANK[granted]) {
      throw new ApiError(422, 'The permissions requested are not granted to this installation.')
    }
  }
  const grant: InstallationToken = {
    installationId: installation.id,
    permissions: wish.permissions ?? installation.permissions,
    ...(wish.repositoryIds === undefined ? {} : { repositoryIds: wish.repositoryIds }),
    expiresAtMs: Date.now() + HOUR_MS,
  }
  const token =
    hub.tokenForm === 'long'
      ? `ghs_${hub.app.id}_eyJ${alphanumeric(160)}.eyJ${alphanumeric(260)}.${alphanumeric(86)}`
      : `ghs_${alphanumeric(36)}`
  hub.state.installationTokens.set(token, grant)
  return { token, grant }
}

/** What stands in both, at the lower level. */
export function atMost(had: AppPermissions, allowed: AppPermissions): AppPermissions {
  const kept = Object.entries(had).flatMap(([name, level]) => {
    const most = allowed[name]
    return most === undefined ? [] : [[name, most === 'read' ? most : level] as const]
  })
  return Object.fromEntries(kept)
}

function alphanumeric(length: number): string {
  return randomBytes(length * 2)
    .toString('base64')
    .replace(/[^a-zA-Z0-9]/g, '')
    .slice(0, length)
}
