/**
 * What may the App ask about itself?
 *
 * Only with its own JSON web token; `installation/repositories` only with a
 * token of an installation.
 */

import { repositoryOr404 } from '../auth/access.ts'
import type { Identity } from '../auth/identity.ts'
import { issueToken, type TokenWish } from '../auth/tokens.ts'
import { ApiError, invalid, malformed, notFound } from '../http/errors.ts'
import type { Input } from '../http/input.ts'
import {
  type Call,
  choice,
  created,
  type Handle,
  numberParam,
  ok,
  paged,
  param,
  type Reply,
  type Route,
  route,
} from '../http/route.ts'
import { appBody, deliveryBody, deliveryItemBody, installationBody } from '../payload/app.ts'
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
  route('GET', '/app/hook/deliveries', asApp(listDeliveries)),
  route('GET', '/app/hook/deliveries/{delivery_id}', asApp(getDelivery)),
  route('POST', '/app/hook/deliveries/{delivery_id}/attempts', asApp(redeliver)),
  route('GET', '/installation/repositories', listRepositories),
]

function asApp(handle: Handle): Handle {
  return (call) => {
    if (call.identity.kind !== 'app') throw new ApiError(401, 'A JSON web token could not be decoded')
    return handle(call)
  }
}

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
  const { hub, body } = call
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
    ...(permissions === undefined ? {} : { permissions: readPermissions(permissions, hub.app.permissions) }),
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

/** Newest first, by cursor: a page stays the same page while new deliveries arrive. */
function listDeliveries(call: Call): Reply {
  const size = Math.min(100, Math.max(1, Number(call.query.per_page) || 30))
  const cursor = Number(call.query.cursor ?? Number.POSITIVE_INFINITY)
  const status = call.query.status === undefined ? undefined : choice(call, 'status', ['success', 'failure'])
  const matching = call.hub.outbox.deliveries
    .filter(
      ({ statusCode }) => status === undefined || (status === 'success') === (statusCode >= 200 && statusCode < 300),
    )
    .toReversed()
    .filter(({ id }) => id < cursor)
  const page = matching.slice(0, size)
  const last = page.at(-1)
  const next = new URL(call.href)
  if (last !== undefined) next.searchParams.set('cursor', String(last.id))
  const hasNext = matching.length > page.length
  return {
    status: 200,
    body: page.map(deliveryItemBody),
    headers: hasNext ? { link: `<${next}>; rel="next"` } : {},
  }
}

function getDelivery(call: Call): Reply {
  const delivery = call.hub.outbox.deliveries.find(({ id }) => id === numberParam(call, 'delivery_id'))
  if (delivery === undefined) throw notFound()
  return ok(deliveryBody(delivery))
}

function redeliver(call: Call): Reply {
  if (!call.hub.outbox.redeliver(numberParam(call, 'delivery_id'))) throw notFound()
  return { status: 202, body: {} }
}
