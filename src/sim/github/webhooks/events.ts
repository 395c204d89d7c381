/**
 * Which events does a change cause, and what do they carry?
 *
 * Only events that the App subscribed to, and only from repositories on which
 * it is installed; those about the installation itself always, as GitHub
 * documents.
 */
import { type Hub, stamp } from '../hub.ts'
import { installationBody } from '../payload/app.ts'
import { checkRunBody, commentBody, reviewBody } from '../payload/conversation.ts'
import { nodeId } from '../payload/links.ts'
import { issueBody, pullBody, pullItemBody } from '../payload/pull.ts'
import { repositoryBody } from '../payload/repository.ts'
import { userBody } from '../payload/user.ts'
import {
  type CheckRun,
  type Comment,
  type Installation,
  installationOf,
  type Pull,
  type Repository,
  type Review,
  type User,
} from '../state.ts'
import { HOOK_ID } from './outbox.ts'

interface Happening {
  readonly event: string
  readonly action?: string
  readonly sender: User
  readonly payload: Readonly<Record<string, unknown>>
}

/** Which permission an App must have, at least to read, to be sent an event. */
const PERMISSION_FOR: { readonly [event: string]: string } = {
  check_run: 'checks',
  issue_comment: 'issues',
  merge_group: 'merge_queues',
  pull_request: 'pull_requests',
  pull_request_review: 'pull_requests',
  push: 'contents',
}

function isSubscribed(installation: Installation, event: string): boolean {
  const permission = PERMISSION_FOR[event]
  return (
    installation.suspendedAt === undefined &&
    installation.events.includes(event) &&
    (permission === undefined || installation.permissions[permission] !== undefined)
  )
}

/** In this repository. */
export function emit(hub: Hub, repository: Repository, happening: Happening): void {
  const { event, action, sender, payload } = happening
  const installation = installationOf(hub.state, repository.id)
  if (installation === undefined || !isSubscribed(installation, event)) return
  hub.outbox.send({
    event,
    action: action ?? null,
    installationId: installation.id,
    repositoryId: repository.id,
    payload: {
      ...(action === undefined ? {} : { action }),
      ...payload,
      repository: repositoryBody(hub, repository),
      installation: { id: installation.id, node_id: nodeId('Integration', installation.id) },
      sender: userBody(hub, sender),
    },
  })
}

/** `pull` as it is after the change. */
export async function emitPull(
  hub: Hub,
  of: { readonly repository: Repository; readonly pull: Pull; readonly sender: User },
  what: { readonly action: string; readonly more?: Readonly<Record<string, unknown>> },
): Promise<void> {
  const { repository, pull, sender } = of
  emit(hub, repository, {
    event: 'pull_request',
    action: what.action,
    sender,
    payload: { number: pull.number, pull_request: await pullBody(hub, repository, pull), ...what.more },
  })
}

export function emitReview(
  hub: Hub,
  of: { readonly repository: Repository; readonly pull: Pull; readonly review: Review; readonly sender: User },
  what: { readonly action: 'submitted' | 'dismissed' | 'edited'; readonly more?: Readonly<Record<string, unknown>> },
): void {
  const { repository, pull, review, sender } = of
  const body = reviewBody(hub, repository, review)
  emit(hub, repository, {
    event: 'pull_request_review',
    action: what.action,
    sender,
    payload: {
      // Events write the state in small letters, the API in capitals.
      review: { ...body, state: body.state.toLowerCase() },
      pull_request: pullItemBody(hub, repository, pull),
      ...what.more,
    },
  })
}

export function emitComment(
  hub: Hub,
  of: { readonly repository: Repository; readonly pull: Pull; readonly comment: Comment; readonly sender: User },
  what: { readonly action: 'created' | 'edited' | 'deleted'; readonly more?: Readonly<Record<string, unknown>> },
): void {
  const { repository, pull, comment, sender } = of
  emit(hub, repository, {
    event: 'issue_comment',
    action: what.action,
    sender,
    payload: {
      issue: issueBody(hub, repository, pull),
      comment: commentBody(hub, repository, comment),
      ...what.more,
    },
  })
}

export function emitCheckRun(
  hub: Hub,
  of: { readonly repository: Repository; readonly run: CheckRun; readonly sender: User },
  action: 'created' | 'completed' | 'rerequested',
): void {
  const { repository, run, sender } = of
  emit(hub, repository, {
    event: 'check_run',
    action,
    sender,
    payload: { check_run: checkRunBody(hub, repository, run) },
  })
}

/** `installation` (created, deleted, suspend, unsuspend, new_permissions_accepted) and `installation_repositories` (added). */
export function emitInstallation(
  hub: Hub,
  of: { readonly installation: Installation; readonly repositories: readonly Repository[]; readonly sender: User },
  what: { readonly event: 'installation' | 'installation_repositories'; readonly action: string },
): void {
  const { installation, repositories, sender } = of
  const items = repositories.map((repository) => ({
    id: repository.id,
    node_id: nodeId('Repository', repository.id),
    name: repository.name,
    full_name: `${repository.owner}/${repository.name}`,
    private: true,
  }))
  const lists =
    what.event === 'installation'
      ? { repositories: items }
      : { repositories_added: items, repositories_removed: [], repository_selection: 'selected' }
  hub.outbox.send({
    event: what.event,
    action: what.action,
    installationId: installation.id,
    repositoryId: null,
    payload: {
      action: what.action,
      installation: installationBody(hub, installation),
      ...lists,
      requester: null,
      sender: userBody(hub, sender),
    },
  })
}

export function emitPing(hub: Hub, url: string): void {
  const { id: appId, events } = hub.app
  const at = stamp(hub)
  hub.outbox.send({
    event: 'ping',
    action: null,
    installationId: null,
    repositoryId: null,
    payload: {
      zen: 'Keep it logically awesome.',
      hook_id: HOOK_ID,
      hook: {
        type: 'App',
        id: HOOK_ID,
        name: 'web',
        active: true,
        events,
        config: { content_type: 'json', insecure_ssl: '0', secret: '********', url },
        created_at: at,
        updated_at: at,
        app_id: appId,
        deliveries_url: `${hub.apiUrl}/app/hook/deliveries`,
      },
    },
  })
}
