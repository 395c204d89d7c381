/**
 * What may an account do with the App that it installed?
 *
 * Its own copy of the App's permissions and events: what the App asks for
 * later waits until the account accepts it, what the App no longer asks for is
 * gone at once. It may suspend the App, and remove it.
 */
import { atMost } from './auth/tokens.ts'
import { type AppSpec, type Hub, stamp } from './hub.ts'
import { type Installation, type Repository, type User, userNamed } from './state.ts'
import { emitInstallation } from './webhooks/events.ts'

/** One installation an account; further repositories are added to it. */
export function install(hub: Hub, repository: Repository, sender: User): Installation {
  const at = stamp(hub)
  const known = [...hub.state.installations.values()].find(({ account }) => account === repository.owner)
  const installation: Installation =
    known === undefined
      ? {
          id: hub.state.nextId(),
          account: repository.owner,
          repositoryIds: [repository.id],
          permissions: hub.app.permissions,
          events: hub.app.events,
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
  const { installation, ...more } = installedOn(hub, owner)
  hub.state.installations.delete(installation.id)
  emitInstallation(hub, { installation, ...more }, { event: 'installation', action: 'deleted' })
}

export function suspend(hub: Hub, owner: string): void {
  change(hub, owner, { action: 'suspend', to: (before) => ({ ...before, suspendedAt: stamp(hub) }) })
}

export function unsuspend(hub: Hub, owner: string): void {
  change(hub, owner, { action: 'unsuspend', to: ({ suspendedAt: _, ...before }) => before })
}

export function acceptPermissions(hub: Hub, owner: string): void {
  const { permissions, events } = hub.app
  change(hub, owner, { action: 'new_permissions_accepted', to: (before) => ({ ...before, permissions, events }) })
}

/** On the App's settings page: every account keeps what it had of it, and accepts more when it likes. */
export function changeApp(hub: Hub, wanted: Partial<Pick<AppSpec, 'permissions' | 'events' | 'oauth'>>): void {
  hub.changeApp(wanted)
  for (const installation of hub.state.installations.values()) {
    hub.state.installations.set(installation.id, {
      ...installation,
      permissions: atMost(installation.permissions, hub.app.permissions),
      events: installation.events.filter((event) => hub.app.events.includes(event)),
    })
  }
}

function change(
  hub: Hub,
  owner: string,
  what: { readonly action: string; readonly to: (before: Installation) => Installation },
): void {
  const { installation: before, ...more } = installedOn(hub, owner)
  const installation = { ...what.to(before), updatedAt: stamp(hub) }
  hub.state.installations.set(installation.id, installation)
  emitInstallation(hub, { installation, ...more }, { event: 'installation', action: what.action })
}

function installedOn(
  hub: Hub,
  owner: string,
): { readonly installation: Installation; readonly repositories: readonly Repository[]; readonly sender: User } {
  const installation = [...hub.state.installations.values()].find(({ account }) => account === owner)
  const sender = userNamed(hub.state, owner)
  if (installation === undefined || sender === undefined) throw new Error(`the App is not installed on ${owner}`)
  const repositories = installation.repositoryIds.flatMap((id) => hub.state.repositories.get(id) ?? [])
  return { installation, repositories, sender }
}
