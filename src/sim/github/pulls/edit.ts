/**
 * What may be changed about an open pull request, and what about a closed one?
 *
 * Title, body, base and whether it is open; a draft becomes ready by its own
 * button. One `edited` event tells what it was before.
 */
import { ROLE_RANK, roleOf } from '../auth/access.ts'
import { invalid, notFound } from '../http/errors.ts'
import { type Hub, stamp } from '../hub.ts'
import type { Pull, Repository, User } from '../state.ts'
import { emitPull } from '../webhooks/events.ts'
import { baseSha } from './facts.ts'
import { takeHead } from './follow.ts'
import { checkTexts, refused } from './open.ts'
import { changePull, currentPull, currentRepository, headRepositoryOf, reopened } from './record.ts'

export interface PullEdit {
  readonly title?: string
  readonly body?: string
  readonly state?: 'open' | 'closed'
  readonly base?: string
}

interface Editing {
  readonly repository: Repository
  readonly pull: Pull
  readonly editor: User
}

/** The author, and whoever may write; GitHub hides the rest behind a 404. */
export function demandEditor(hub: Hub, { repository, pull, editor }: Editing): void {
  const role = roleOf(repository, editor.login)
  const mayWrite = editor === hub.bot || (role !== undefined && ROLE_RANK[role] >= ROLE_RANK.write)
  if (!mayWrite && pull.author !== editor.login) throw notFound()
}

export function editPull(hub: Hub, editing: Editing, edit: PullEdit): Promise<Pull> {
  demandEditor(hub, editing)
  checkTexts(edit)
  return hub.writing(editing.repository.id)(async () => {
    await applyEdit(hub, editing, edit)
    if (edit.state !== undefined && edit.state !== currentPull(hub, editing.pull).state) {
      await (edit.state === 'closed' ? close(hub, editing) : reopen(hub, editing))
    }
    return currentPull(hub, editing.pull)
  })
}

async function applyEdit(hub: Hub, editing: Editing, edit: PullEdit): Promise<void> {
  const repository = currentRepository(hub, editing.repository)
  const pull = currentPull(hub, editing.pull)
  const changes: Record<string, unknown> = {}
  let next: Partial<Pull> = {}
  if (edit.title !== undefined && edit.title !== pull.title) {
    changes.title = { from: pull.title }
    next = { ...next, title: edit.title }
  }
  if (edit.body !== undefined && edit.body !== pull.body) {
    changes.body = { from: pull.body ?? '' }
    next = { ...next, body: edit.body }
  }
  if (edit.base !== undefined && edit.base !== pull.base.ref) {
    const tip = repository.refs.get(edit.base)
    if (tip === undefined) throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' })
    if (pull.state === 'closed') throw refused('Cannot change the base branch of a closed pull request.')
    changes.base = { ref: { from: pull.base.ref }, sha: { from: baseSha(repository, pull) } }
    next = { ...next, base: { ref: edit.base, sha: tip } }
  }
  if (Object.keys(changes).length === 0) return
  const told = { login: editing.editor.login, text: `changed ${Object.keys(changes).join(' and ')}` }
  const edited = changePull(hub, pull, next, told)
  await emitPull(hub, { repository, pull: edited, sender: editing.editor }, { action: 'edited', more: { changes } })
}

async function close(hub: Hub, { repository, pull, editor }: Editing): Promise<void> {
  const open = currentPull(hub, pull)
  const base = { ref: open.base.ref, sha: baseSha(currentRepository(hub, repository), open) }
  const told = { login: editor.login, text: 'closed this' }
  const next = changePull(hub, open, { state: 'closed', closedAt: stamp(hub), base }, told)
  await emitPull(hub, { repository, pull: next, sender: editor }, { action: 'closed' })
}

async function reopen(hub: Hub, { repository, pull, editor }: Editing): Promise<void> {
  const closed = currentPull(hub, pull)
  if (closed.merged !== undefined) throw refused('A merged pull request cannot be reopened.')
  const headRepository = headRepositoryOf(hub, closed)
  const sha = headRepository?.refs.get(closed.head.ref)
  if (headRepository === undefined || sha === undefined || !repository.refs.has(closed.base.ref)) {
    throw refused('The branch of this pull request is gone.')
  }
  await takeHead(hub, { repository, headRepository, number: closed.number, sha })
  changePull(hub, closed, { head: { ...closed.head, sha } })
  const next = reopened(hub, closed, editor.login)
  await emitPull(hub, { repository, pull: next, sender: editor }, { action: 'reopened' })
}

export function markReady(hub: Hub, editing: Editing): Promise<Pull> {
  demandEditor(hub, editing)
  return hub.writing(editing.repository.id)(async () => {
    const pull = currentPull(hub, editing.pull)
    if (!pull.draft) return pull
    const told = { login: editing.editor.login, text: 'marked this as ready for review' }
    const next = changePull(hub, pull, { draft: false }, told)
    await emitPull(
      hub,
      { repository: editing.repository, pull: next, sender: editing.editor },
      { action: 'ready_for_review' },
    )
    return next
  })
}
