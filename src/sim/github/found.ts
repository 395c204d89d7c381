/**
 * How does the simulated world come to hold users, repositories and forks?
 *
 * What a person does on GitHub's own pages before our story starts: signing
 * up, creating a repository with a first commit, installing the App.
 */
import { join } from 'node:path'
import { newUserToken } from './auth/tokens.ts'
import { emptyRun } from './checks.ts'
import { createBare, DEFAULT_BRANCH, forkBare, seed } from './git/bare.ts'
import { readBranches } from './git/history.ts'
import { type Hub, placeOf, stamp } from './hub.ts'
import { install } from './installed.ts'
import { ownerOf } from './payload/user.ts'
import type { OtherCheck, RepositoryName, RepositoryOptions, SimRepository, SimUser, UserOptions } from './server.ts'
import {
  type CheckRun,
  type Permission,
  type Protection,
  type Repository,
  repositoryNamed,
  type User,
  userNamed,
} from './state.ts'
import { emitCheckRun } from './webhooks/events.ts'

export function addUser(hub: Hub, login: string, options: UserOptions = {}): SimUser {
  if (userNamed(hub.state, login)) throw new Error(`${login} exists`)
  const user = makeUser(hub, login, { type: 'User', ...options })
  const token = newUserToken()
  hub.state.userTokens.set(token, user.login)
  return { login: user.login, token, email: user.email }
}

function makeUser(
  hub: Hub,
  login: string,
  facts: { readonly type: User['type']; readonly name?: string; readonly email?: string },
): User {
  const id = hub.state.nextId()
  const user: User = {
    id,
    login,
    type: facts.type,
    name: facts.name ?? login,
    email: facts.email ?? `${id}+${login}@users.noreply.github.com`,
    createdAt: stamp(hub),
  }
  hub.state.users.set(login, user)
  return user
}

export async function addRepository(hub: Hub, options: RepositoryOptions): Promise<SimRepository> {
  const { owner, name, files, collaborators, protection } = options
  if (repositoryNamed(hub.state, owner, name)) throw new Error(`${owner}/${name} exists`)
  const account = userNamed(hub.state, owner) ?? makeUser(hub, owner, { type: 'Organization' })
  for (const { login } of collaborators) if (!userNamed(hub.state, login)) throw new Error(`nobody is called ${login}`)
  const directory = join(hub.directory, owner, `${name}.git`)
  await createBare(hub.git, directory, hooksOf(hub))
  const entries = files instanceof Map ? files : new Map(Object.entries(files))
  if (entries.size > 0) {
    const author = { name: account.name, email: account.email, at: hub.clock.now() }
    await seed(hub.git, directory, { files: entries, message: 'Start the repository', author })
  }
  const repository = await keepRepository(hub, {
    owner,
    name,
    directory,
    collaborators: new Map(collaborators.map(({ login, permission }) => [login, permission])),
    ...(protection === undefined ? {} : { protection }),
  })
  const installation = install(hub, repository, account)
  return { id: repository.id, installationId: installation.id }
}

export async function addFork(hub: Hub, owner: string, of: RepositoryName): Promise<{ readonly id: number }> {
  const parent = existing(hub, of)
  if (!userNamed(hub.state, owner)) throw new Error(`nobody is called ${owner}`)
  const directory = join(hub.directory, owner, `${parent.name}.git`)
  await forkBare(hub.git, parent.directory, directory, hooksOf(hub))
  const facts = { owner, name: parent.name, directory, collaborators: new Map(), parentId: parent.id }
  return { id: (await keepRepository(hub, facts)).id }
}

export function protect(hub: Hub, of: RepositoryName, protection: Protection | undefined): void {
  const { protection: _, ...bare } = existing(hub, of)
  hub.state.repositories.set(bare.id, protection === undefined ? bare : { ...bare, protection })
}

/** Undefined takes the person's access away. */
export function permit(hub: Hub, of: RepositoryName, who: { login: string; permission: Permission | undefined }): void {
  const repository = existing(hub, of)
  const collaborators = new Map(repository.collaborators)
  if (who.permission === undefined) collaborators.delete(who.login)
  else collaborators.set(who.login, who.permission)
  hub.state.repositories.set(repository.id, { ...repository, collaborators })
}

/** Completed at once, under another App's name. */
export function reportCheck(hub: Hub, of: RepositoryName, check: OtherCheck): void {
  const repository = existing(hub, of)
  const { app, name, sha, conclusion } = check
  const at = stamp(hub)
  const empty = emptyRun(hub.state, { repositoryId: repository.id, sha, name, appId: app.id, appSlug: app.slug })
  const run: CheckRun = { ...empty, status: 'completed', conclusion, startedAt: at, completedAt: at }
  hub.state.checkRuns.set(run.id, run)
  emitCheckRun(hub, { repository, run, sender: ownerOf(hub, repository) }, 'completed')
}

function existing(hub: Hub, of: RepositoryName): Repository {
  const found = repositoryNamed(hub.state, of.owner, of.name)
  if (found === undefined) throw new Error(`${of.owner}/${of.name} does not exist`)
  return found
}

async function keepRepository(
  hub: Hub,
  facts: Pick<Repository, 'owner' | 'name' | 'directory' | 'collaborators' | 'parentId' | 'protection'>,
): Promise<Repository> {
  const at = stamp(hub)
  const refs = await readBranches(placeOf(hub, { ...EMPTY, ...facts }))
  const repository: Repository = { ...EMPTY, ...facts, id: hub.state.nextId(), refs, createdAt: at, pushedAt: at }
  hub.state.repositories.set(repository.id, repository)
  return repository
}

const EMPTY = { id: 0, defaultBranch: DEFAULT_BRANCH, refs: new Map(), createdAt: '', pushedAt: '' } as const

export function hooksOf(hub: Pick<Hub, 'directory'>): string {
  return join(hub.directory, '.hooks')
}
