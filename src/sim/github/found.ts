/**
 * How does the simulated world come to hold users, repositories and forks?
 *
 * What a person does on GitHub's own pages before our story starts: signing
 * up, creating a repository with a first commit, installing the App.
 */
import { join } from 'node:path'
import { newUserToken } from './auth/tokens.ts'
import { createBare, DEFAULT_BRANCH, forkBare, seed } from './git/bare.ts'
import { readBranches } from './git/history.ts'
import { type Hub, placeOf, stamp } from './hub.ts'
import type { RepositoryOptions, SimRepository, SimUser, UserOptions } from './server.ts'
import { type Installation, type Repository, repositoryNamed, type User, userNamed } from './state.ts'
import { emitInstallation } from './webhooks/events.ts'

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

export async function addFork(
  hub: Hub,
  owner: string,
  of: { readonly owner: string; readonly name: string },
): Promise<{ readonly id: number }> {
  const parent = repositoryNamed(hub.state, of.owner, of.name)
  if (parent === undefined) throw new Error(`${of.owner}/${of.name} does not exist`)
  if (!userNamed(hub.state, owner)) throw new Error(`nobody is called ${owner}`)
  const directory = join(hub.directory, owner, `${parent.name}.git`)
  await forkBare(hub.git, parent.directory, directory, hooksOf(hub))
  const facts = { owner, name: parent.name, directory, collaborators: new Map(), parentId: parent.id }
  return { id: (await keepRepository(hub, facts)).id }
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

/** One installation an account; further repositories are added to it. */
function install(hub: Hub, repository: Repository, sender: User): Installation {
  const at = stamp(hub)
  const known = [...hub.state.installations.values()].find(({ account }) => account === repository.owner)
  const installation: Installation =
    known === undefined
      ? {
          id: hub.state.nextId(),
          account: repository.owner,
          repositoryIds: [repository.id],
          createdAt: at,
          updatedAt: at,
        }
      : { ...known, repositoryIds: [...known.repositoryIds, repository.id], updatedAt: at }
  hub.state.installations.set(installation.id, installation)
  emitInstallation(
    hub,
    { installation, repositories: [repository], sender },
    known === undefined
      ? { event: 'installation', action: 'created' }
      : { event: 'installation_repositories', action: 'added' },
  )
  return installation
}

export function uninstall(hub: Hub, owner: string): void {
  const installation = [...hub.state.installations.values()].find(({ account }) => account === owner)
  const sender = userNamed(hub.state, owner)
  if (installation === undefined || sender === undefined) throw new Error(`the App is not installed on ${owner}`)
  hub.state.installations.delete(installation.id)
  const repositories = installation.repositoryIds.flatMap((id) => hub.state.repositories.get(id) ?? [])
  emitInstallation(hub, { installation, repositories, sender }, { event: 'installation', action: 'deleted' })
}

export function hooksOf(hub: Pick<Hub, 'directory'>): string {
  return join(hub.directory, '.hooks')
}
