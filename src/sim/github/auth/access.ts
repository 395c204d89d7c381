/**
 * May this caller do that to this repository?
 *
 * Two systems side by side, as on GitHub: an installation token carries named
 * permissions, a person has one role in the repository. Every repository here
 * is private, so a caller who may not read it is told that there is none.
 */
import { ApiError, notForIntegration, notFound } from '../http/errors.ts'
import { type Call, type Handle, param, type Reply } from '../http/route.ts'
import type { Hub } from '../hub.ts'
import { type AppPermissions, type Permission, type Repository, repositoryNamed } from '../state.ts'
import type { Identity } from './identity.ts'

export interface Need {
  /** Any one of these permissions of an installation token, at this level. */
  readonly app: readonly string[]
  readonly level: 'read' | 'write'
  /** Role of a person; as `level` unless said. */
  readonly person?: Permission
}

export const ROLE_RANK: Readonly<Record<Permission, number>> = { read: 1, write: 2, admin: 3 }

export function roleOf(repository: Repository, login: string): Permission | undefined {
  return repository.owner === login ? 'admin' : repository.collaborators.get(login)
}

export function mayRead(identity: Identity, repository: Repository): boolean {
  if (identity.kind === 'installation') return identity.repositoryIds.includes(repository.id)
  if (identity.kind !== 'user' || roleOf(repository, identity.user.login) === undefined) return false
  return identity.through === undefined || identity.through.has(repository.id)
}

/** Throws GitHub's refusal. */
export function demand(identity: Identity, repository: Repository, need: Need): void {
  // The App itself manages installations; it reads no repository.
  if (identity.kind === 'app') throw notForIntegration()
  if (!mayRead(identity, repository)) throw notFound()
  const granted = grantedTo(identity, repository)
  if (granted !== undefined) {
    const isGranted = need.app.some((name) => {
      const level = name === 'metadata' ? 'read' : granted[name]
      return level === 'write' || (level === 'read' && need.level === 'read')
    })
    if (!isGranted) throw notForIntegration()
  }
  if (identity.kind === 'user') {
    const role = roleOf(repository, identity.user.login) ?? 'read'
    if (ROLE_RANK[role] < ROLE_RANK[need.person ?? need.level]) {
      throw new ApiError(403, `Must have ${need.person ?? need.level} access to Repository.`)
    }
  }
}

/** What an App's token may do; undefined for a person's own. */
export function grantedTo(identity: Identity, repository: Repository): AppPermissions | undefined {
  if (identity.kind === 'installation') return identity.permissions
  return identity.kind === 'user' ? identity.through?.get(repository.id) : undefined
}

export function repositoryOr404(hub: Hub, owner: string, name: string): Repository {
  const repository = repositoryNamed(hub.state, owner, name)
  if (repository === undefined) throw notFound()
  return repository
}

/** The repository that `{owner}/{repo}` names, once the need is met. */
export function inRepository(
  need: Need,
  handle: (call: Call, repository: Repository) => Promise<Reply> | Reply,
): Handle {
  return (call) => {
    const repository = repositoryOr404(call.hub, param(call, 'owner'), param(call, 'repo'))
    demand(call.identity, repository, need)
    call.check()
    return handle(call, repository)
  }
}

/** Only with the App's own JSON web token. */
export function asApp(handle: Handle): Handle {
  return (call) => {
    if (call.identity.kind !== 'app') throw new ApiError(401, 'A JSON web token could not be decoded')
    call.check()
    return handle(call)
  }
}

export const READ = {
  metadata: { app: ['metadata'], level: 'read' },
  contents: { app: ['contents'], level: 'read' },
  pulls: { app: ['pull_requests'], level: 'read' },
  pullsOrContents: { app: ['pull_requests', 'contents'], level: 'read' },
  checks: { app: ['checks'], level: 'read' },
  comments: { app: ['issues', 'pull_requests'], level: 'read' },
} as const satisfies Readonly<Record<string, Need>>

/** A person with read access may open pull requests, comment and review; the right to write is for what moves branches. */
export const WRITE = {
  contents: { app: ['contents'], level: 'write' },
  pulls: { app: ['pull_requests'], level: 'write', person: 'read' },
  checks: { app: ['checks'], level: 'write' },
  comments: { app: ['issues', 'pull_requests'], level: 'write', person: 'read' },
} as const satisfies Readonly<Record<string, Need>>
