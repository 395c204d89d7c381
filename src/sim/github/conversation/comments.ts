/**
 * Who may say what under a pull request?
 */
import { ROLE_RANK, roleOf } from '../auth/access.ts'
import { ApiError, invalid } from '../http/errors.ts'
import { type Hub, stamp } from '../hub.ts'
import { type Comment, type Pull, pullKey, type Repository, type User } from '../state.ts'
import { emitComment } from '../webhooks/events.ts'
import { isTooLong, TOO_LONG } from './bodies.ts'

export function commentsOf(hub: Hub, pull: Pull): Comment[] {
  return [...hub.state.comments.values()].filter(
    (comment) => comment.repositoryId === pull.repositoryId && comment.pull === pull.number,
  )
}

export function writeComment(
  hub: Hub,
  of: { repository: Repository; pull: Pull; author: User },
  body: string,
): Comment {
  const { repository, pull, author } = of
  checkBody(body)
  const at = stamp(hub)
  const comment: Comment = {
    id: hub.state.nextId(),
    repositoryId: repository.id,
    pull: pull.number,
    login: author.login,
    body,
    createdAt: at,
    updatedAt: at,
  }
  hub.state.comments.set(comment.id, comment)
  emitComment(hub, { repository, pull, comment, sender: author }, { action: 'created' })
  return comment
}

export function editComment(
  hub: Hub,
  of: { repository: Repository; comment: Comment; editor: User },
  body: string,
): Comment {
  const { repository, comment, editor } = of
  demandEditor(repository, comment, editor)
  checkBody(body)
  if (body === comment.body) return comment
  const next: Comment = { ...comment, body, updatedAt: stamp(hub), editor: editor.login }
  hub.state.comments.set(next.id, next)
  const more = { changes: { body: { from: comment.body } } }
  emitComment(
    hub,
    { repository, pull: pullUnder(hub, next), comment: next, sender: editor },
    { action: 'edited', more },
  )
  return next
}

export function deleteComment(hub: Hub, of: { repository: Repository; comment: Comment; editor: User }): void {
  const { repository, comment, editor } = of
  demandEditor(repository, comment, editor)
  hub.state.comments.delete(comment.id)
  emitComment(hub, { repository, pull: pullUnder(hub, comment), comment, sender: editor }, { action: 'deleted' })
}

function pullUnder(hub: Hub, comment: Comment): Pull {
  const pull = hub.state.pulls.get(pullKey(comment.repositoryId, comment.pull))
  if (pull === undefined) throw new Error(`comment ${comment.id} stands under no pull request`)
  return pull
}

function demandEditor(repository: Repository, comment: Comment, editor: User): void {
  const role = roleOf(repository, editor.login)
  const mayWrite = role !== undefined && ROLE_RANK[role] >= ROLE_RANK.write
  if (comment.login !== editor.login && !mayWrite) throw new ApiError(403, 'Must have admin rights to Repository.')
}

function checkBody(body: string): void {
  if (body.trim() === '') throw invalid({ resource: 'IssueComment', code: 'missing_field', field: 'body' })
  if (isTooLong(body)) {
    throw invalid({ resource: 'IssueComment', code: 'unprocessable', field: 'data', message: TOO_LONG })
  }
}
