/**
 * What may the App ask about itself?
 *
 * Only with its own JSON web token; `installation/repositories` only with a
 * token of an installation.
 */

import { asApp, repositoryOr404 } from '../auth/access.ts'
import type { Identity } from '../auth/identity.ts'
import { issueToken, type TokenWish } from '../auth/tokens.ts'
import { ApiError, invalid, malformed, notFound } from '../http/errors.ts'
import type { Input } from '../http/input.ts'
import { type Call, created, numberParam, ok, paged, param, type Reply, type Route, route } from '../http/route.ts'
import { appBody, installationBody } from '../payload/app.ts'
import { repositoryBody } from '../payload/repository.ts'
import { type AppPermissions, type Installation, installationOf, type Repository } from '../state.ts'

export const appRoutes: readonly Route[] = [
  route(
    'GET',
    '/app',
    asApp(({ hub }) => ok(appBody(hub))),
  ),
  route('GET', '/app/installations', asApp(listInstallations)),
  route('GET', '/app/installations/{installation_id}', asApp(getInstallation)),
  route('POST', '/app/installations/{installation_id}/access_tokens', asApp(createToken)),
  route('GET', '/repos/{owner}/{repo}/installation', asApp(installationOnRepository)),
  route('GET', '/installation/repositories', listRepositories),
]

function listInstallations(call: Call): Reply {
  const { hub } = call
  return paged(call, [...hub.state.installations.values()], (page) => page.map((each) => installationBody(hub, each)))
}

function getInstallation(call: Call): Reply {
  return ok(installationBody(call.hub, installationNamed(call)))
}

function installationNamed(call: Call): Installation {
  const installation = call.hub.state.installations.get(numberParam(call, 'installation_id'))
  if (installation === undefined) throw notFound()
  return installation
}

function installationOnRepository(call: Call): Reply {
  const { hub } = call
  const repository = repositoryOr404(hub, param(call, 'owner'), param(call, 'repo'))
  const installation = installationOf(hub.state, repository.id)
  if (installation === undefined) throw notFound()
  return ok(installationBody(hub, installation))
}

function createToken(call: Call): Reply {
  const { hub, body } = call
  const installation = installationNamed(call)
  const wish = readWish(call, installation)
  const { token, grant } = issueToken(hub, installation, wish)
  const repositories = (wish.repositoryIds ?? []).flatMap((id) => hub.state.repositories.get(id) ?? [])
  return created({
    token,
    expires_at: Temporal.Instant.fromEpochMilliseconds(grant.expiresAtMs).round('second').toString(),
    permissions: { metadata: 'read', ...grant.permissions },
    repository_selection: 'selected',
    ...(body.has('repositories') || body.has('repository_ids')
      ? { repositories: repositories.map((each) => repositoryBody(hub, each)) }
      : {}),
  })
}

function readWish(call: Call, installation: Installation): TokenWish {
  const { body } = call
  const permissions = body.part('permissions')
  const names = body.texts('repositories')
  const ids = body.integers('repository_ids')
  const named = names?.map((name) => {
    const found = repositoriesOf(call, installation.repositoryIds).find((each) => each.name === name)
    return found?.id ?? refuseRepository()
  })
  for (const id of ids ?? []) if (!installation.repositoryIds.includes(id)) refuseRepository()
  const repositoryIds = named === undefined && ids === undefined ? undefined : [...(named ?? []), ...(ids ?? [])]
  if (repositoryIds?.length === 0) throw invalid({ resource: 'Installation', field: 'repositories', code: 'invalid' })
  return {
    ...(permissions === undefined ? {} : { permissions: readPermissions(permissions, installation.permissions) }),
    ...(repositoryIds === undefined ? {} : { repositoryIds }),
  }
}

function refuseRepository(): never {
  throw new ApiError(
    422,
    'There is at least one repository that does not exist or is not accessible to the parent installation.',
  )
}

function readPermissions(input: Input, granted: AppPermissions): AppPermissions {
  const wish: Record<string, 'read' | 'write'> = {}
  for (const name of input.names()) {
    const level = input.oneOf(name, ['read', 'write'])
    if (level === undefined) throw malformed(`For 'permissions/${name}', null is not a level.`)
    // Reading metadata comes with every token.
    if (name !== 'metadata' || granted.metadata !== undefined) wish[name] = level
  }
  return wish
}

function repositoriesOf(call: Call, ids: readonly number[]): Repository[] {
  return ids.flatMap((id) => call.hub.state.repositories.get(id) ?? [])
}

function listRepositories(call: Call): Reply {
  const { hub, identity } = call
  const ids = repositoryIdsOf(identity)
  const repositories = repositoriesOf(call, ids)
  return paged(call, repositories, (page) => ({
    total_count: repositories.length,
    repository_selection: 'selected',
    repositories: page.map((each) => repositoryBody(hub, each)),
  }))
}

function repositoryIdsOf(identity: Identity): readonly number[] {
  if (identity.kind === 'installation') return identity.repositoryIds
  throw new ApiError(
    403,
    'You must authenticate with an installation access token in order to list repositories for an installation.',
  )
}
