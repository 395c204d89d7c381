/**
 * How does GitHub show the App, its installations and its deliveries?
 */
import type { Hub } from '../hub.ts'
import type { Delivery } from '../journal.ts'
import type { Installation } from '../state.ts'
import { nodeId } from './links.ts'
import { userBody, userBodyOf } from './user.ts'

const APP_CREATED_AT = '2026-01-01T00:00:00Z'

/** Ours, unless another App is named. */
export function appBody(hub: Hub, app: { readonly id: number; readonly slug: string } = hub.app) {
  const { id, slug } = app
  const { permissions, events } = hub.app
  return {
    id,
    slug,
    client_id: hub.app.oauth?.clientId ?? `Iv23sim${id}`,
    node_id: nodeId('Integration', id),
    owner: userBody(hub, hub.bot),
    name: slug,
    description: null,
    external_url: `${hub.url}/apps/${slug}`,
    html_url: `${hub.url}/apps/${slug}`,
    created_at: APP_CREATED_AT,
    updated_at: APP_CREATED_AT,
    permissions: { metadata: 'read', ...permissions } as Record<string, 'read' | 'write'>,
    events: [...events],
  }
}

export function installationBody(hub: Hub, installation: Installation) {
  const { id, account } = installation
  return {
    id,
    account: userBodyOf(hub, account),
    access_tokens_url: `${hub.apiUrl}/app/installations/${id}/access_tokens`,
    repositories_url: `${hub.apiUrl}/installation/repositories`,
    html_url: `${hub.url}/organizations/${account}/settings/installations/${id}`,
    app_id: hub.app.id,
    app_slug: hub.app.slug,
    target_id: userBodyOf(hub, account).id,
    target_type: 'Organization',
    permissions: { metadata: 'read', ...installation.permissions } as Record<string, 'read' | 'write'>,
    events: [...installation.events],
    repository_selection: 'selected' as const,
    created_at: installation.createdAt,
    updated_at: installation.updatedAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedAt === undefined ? null : userBodyOf(hub, account),
    suspended_at: installation.suspendedAt ?? null,
  }
}

export function deliveryItemBody(delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.duration,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  }
}

export function deliveryBody(delivery: Delivery) {
  const payload: unknown = JSON.parse(delivery.body)
  return {
    ...deliveryItemBody(delivery),
    url: delivery.url,
    request: { headers: delivery.requestHeaders, payload },
    response: { headers: delivery.responseHeaders, payload: delivery.responseBody },
  }
}
