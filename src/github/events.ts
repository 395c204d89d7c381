/**
 * What does an event ask us to do?
 *
 * The table event → task, typed by Probot. Tasks hold ids only: an event says
 * where to look and is never believed about what is there, because events
 * come late, twice and in any order. Unknown events ask for nothing.
 */
import type { Context, Probot } from 'probot'
import type { Task } from '../actions/ports.ts'
import { isOurs, type Served } from './served.ts'

/** Event and action, by what they ask for. `app.yml` subscribes to exactly these events. */
export const EVENTS = {
  newHead: ['pull_request.opened', 'pull_request.synchronize'],
  sameHead: ['pull_request.reopened', 'pull_request.ready_for_review'],
  edited: ['pull_request.edited'],
  closed: ['pull_request.closed'],
  reviewed: ['pull_request_review.submitted', 'pull_request_review.edited', 'pull_request_review.dismissed'],
  commented: ['issue_comment.created'],
  overwritten: ['issue_comment.edited', 'issue_comment.deleted'],
  queued: ['merge_group.checks_requested'],
  pushed: ['push'],
  rerequested: ['check_run.rerequested'],
  installed: ['installation.created', 'installation.unsuspend', 'installation.new_permissions_accepted'],
  added: ['installation_repositories.added'],
} as const

const BRANCHES = 'refs/heads/'

export type Collect = (task: Task) => void

/** `collect` is asked for at each event: it belongs to the delivery that is being received. */
export function listen(app: Probot, served: Served, collect: Collect): void {
  app.on([...EVENTS.newHead], ({ payload }) => {
    collect({ kind: 'check-pull', pull: payload.number, pusher: payload.sender.login })
  })
  app.on([...EVENTS.sameHead], ({ payload }) => {
    collect({ kind: 'check-pull', pull: payload.number })
  })
  app.on([...EVENTS.edited], ({ payload }) => {
    // A new title changes no plan; a new base does.
    if (payload.changes.base) collect({ kind: 'check-pull', pull: payload.number })
  })
  app.on([...EVENTS.closed], ({ payload }) => {
    collect({ kind: 'close-pull', pull: payload.number })
  })
  app.on([...EVENTS.reviewed], ({ payload }) => {
    collect({ kind: 'review-pull', pull: payload.pull_request.number })
  })
  app.on([...EVENTS.commented], ({ payload }) => {
    if (isCommand(payload, served)) {
      collect({ kind: 'command', pull: payload.issue.number, comment: payload.comment.id })
    }
  })
  app.on([...EVENTS.overwritten], ({ payload }) => {
    const { comment, issue, sender, action } = payload
    const wasOurs = comment.user !== null && isOurs(comment.user.login, served)
    const isOurEdit = action === 'edited' && isOurs(sender.login, served)
    // Whoever changed ours or took it away: what people approve is what it says, so it is written anew.
    if (wasOurs && !isOurEdit && issue.pull_request) collect({ kind: 'review-pull', pull: issue.number })
  })
  app.on([...EVENTS.queued], ({ payload }) => {
    collect({ kind: 'merge-group', head: payload.merge_group.head_sha })
  })
  app.on([...EVENTS.pushed], ({ payload }) => {
    const { ref, deleted, after, sender } = payload
    if (deleted || !ref.startsWith(BRANCHES)) return
    // Who moves the default branch brings nothing into a pull request by that, though it may be merged so.
    if (ref === `${BRANCHES}${served.defaultBranch}`) collect({ kind: 'observe-default' })
    else if (sender !== undefined) collect({ kind: 'note-push', head: after, pusher: sender.login })
  })
  app.on([...EVENTS.rerequested], ({ id, payload }) => {
    const { app: by, check_suite, head_sha } = payload.check_run
    if (by?.id !== served.appId) return
    if (check_suite?.head_branch === served.defaultBranch) collect({ kind: 'observe-default' })
    // Which pull requests it belongs to is asked later: GitHub names none for a fork's commit, and waits for our answer.
    else collect({ kind: 'check-head', head: head_sha, again: id })
  })
  app.on([...EVENTS.installed], () => {
    collect({ kind: 'observe-default' })
  })
  app.on([...EVENTS.added], ({ payload }) => {
    if (payload.repositories_added.some(({ id }) => id === served.repositoryId)) collect({ kind: 'observe-default' })
  })
}

/** The first line of a person's comment on a pull request. What it says is parsed when it is carried out. */
function isCommand(payload: Context<'issue_comment.created'>['payload'], served: Served): boolean {
  const { comment, issue, sender } = payload
  const isBot = sender.type === 'Bot' || comment.user?.type === 'Bot' || isOurs(sender.login, served)
  return !isBot && Boolean(issue.pull_request) && /^\s*\/fleet(\s|$)/i.test(comment.body)
}
