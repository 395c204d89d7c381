/**
 * How does GitHub show comments, reviews and check runs?
 */
import { runsOf } from '../checks.ts'
import { reactionsTo } from '../conversation/reactions.ts'
import type { Commit } from '../git/history.ts'
import type { Hub } from '../hub.ts'
import { baseSha } from '../pulls/facts.ts'
import {
  type Annotation,
  type CheckRun,
  type Comment,
  pullsOf,
  type Reaction,
  type Repository,
  type Review,
} from '../state.ts'
import { appBody } from './app.ts'
import { apiRepository, encodePath, nodeId, pagePull, pageRepository } from './links.ts'
import { reactionsBody } from './pull.ts'
import { repositoryBody } from './repository.ts'
import { associationOf, userBodyOf } from './user.ts'

export function commentBody(hub: Hub, repository: Repository, comment: Comment) {
  const url = `${apiRepository(hub, repository)}/issues/comments/${comment.id}`
  return {
    url,
    html_url: commentPage(hub, repository, comment),
    issue_url: `${apiRepository(hub, repository)}/issues/${comment.pull}`,
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    user: userBodyOf(hub, comment.login),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: associationOf(repository, comment.login),
    body: comment.body,
    reactions: reactionsBody(url, reactionsTo(hub, comment)),
    performed_via_github_app: comment.login === hub.bot.login ? appBody(hub) : null,
  }
}

export function reactionBody(hub: Hub, { id, login, content, createdAt }: Reaction) {
  const user = userBodyOf(hub, login)
  return { id, node_id: nodeId('Reaction', id), user, content, created_at: createdAt }
}

export function commentPage(hub: Hub, repository: Repository, comment: Comment): string {
  return `${pagePull(hub, repository, comment.pull)}#issuecomment-${comment.id}`
}

export function reviewBody(hub: Hub, repository: Repository, review: Review) {
  const page = `${pagePull(hub, repository, review.pull)}#pullrequestreview-${review.id}`
  const pull = `${apiRepository(hub, repository)}/pulls/${review.pull}`
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: userBodyOf(hub, review.login),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: pull,
    _links: { html: { href: page }, pull_request: { href: pull } },
    // A pending review has not been submitted.
    ...(review.state === 'PENDING' ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commit,
    author_association: associationOf(repository, review.login),
  }
}

export function checkRunBody(hub: Hub, repository: Repository, run: CheckRun) {
  const api = apiRepository(hub, repository)
  const url = `${api}/check-runs/${run.id}`
  const page = `${pageRepository(hub, repository)}/runs/${run.id}`
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CheckRun', run.id),
    head_sha: run.sha,
    external_id: run.externalId,
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion as Conclusion | null,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suiteId },
    app: appBody(hub, { id: run.appId, slug: run.appSlug }),
    pull_requests: pullsOnCommit(hub, repository, run.sha),
  }
}

type Conclusion = 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required'

export function annotationBody(hub: Hub, repository: Repository, of: { run: CheckRun; annotation: Annotation }) {
  const { run, annotation } = of
  return {
    path: annotation.path,
    start_line: annotation.startLine,
    end_line: annotation.endLine,
    start_column: annotation.startColumn,
    end_column: annotation.endColumn,
    annotation_level: annotation.level,
    title: annotation.title,
    message: annotation.message,
    raw_details: annotation.rawDetails,
    blob_href: `${pageRepository(hub, repository)}/blob/${run.sha}/${encodePath(annotation.path)}`,
  }
}

export function checkSuiteBody(
  hub: Hub,
  repository: Repository,
  of: { readonly id: number; readonly sha: string; readonly commit: Commit },
) {
  const { tree, message, committer, author } = of.commit
  const runs = runsOf(hub.state, { repositoryId: repository.id, sha: of.sha }).filter((run) => run.suiteId === of.id)
  const [first] = runs
  const isDone = runs.length > 0 && runs.every((run) => run.status === 'completed')
  const worst = runs.find((run) => run.conclusion !== 'success')?.conclusion ?? 'success'
  const api = apiRepository(hub, repository)
  const pull = pullsOf(hub.state, repository.id).find((each) => each.head.sha === of.sha)
  return {
    id: of.id,
    node_id: nodeId('CheckSuite', of.id),
    head_branch: pull?.head.ref ?? null,
    head_sha: of.sha,
    head_commit: { id: of.sha, tree_id: tree, message, timestamp: committer.date, author, committer },
    status: isDone ? ('completed' as const) : ('queued' as const),
    conclusion: isDone ? (worst as Conclusion) : null,
    url: `${api}/check-suites/${of.id}`,
    before: null,
    after: of.sha,
    pull_requests: pullsOnCommit(hub, repository, of.sha),
    app: appBody(hub, first === undefined ? hub.app : { id: first.appId, slug: first.appSlug }),
    repository: repositoryBody(hub, repository),
    created_at: repository.pushedAt,
    updated_at: repository.pushedAt,
    latest_check_runs_count: runs.length,
    check_runs_url: `${api}/check-suites/${of.id}/check-runs`,
  }
}

/** A fork's pull requests are left out, as GitHub documents. */
function pullsOnCommit(hub: Hub, repository: Repository, sha: string) {
  const repo = {
    id: repository.id,
    url: apiRepository(hub, repository),
    name: repository.name,
  }
  return pullsOf(hub.state, repository.id)
    .filter((pull) => pull.state === 'open' && pull.head.sha === sha && pull.head.repositoryId === repository.id)
    .map((pull) => ({
      url: `${apiRepository(hub, repository)}/pulls/${pull.number}`,
      id: pull.id,
      number: pull.number,
      head: { ref: pull.head.ref, sha: pull.head.sha, repo },
      base: { ref: pull.base.ref, sha: baseSha(repository, pull), repo },
    }))
}
