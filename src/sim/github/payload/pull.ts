/**
 * How does GitHub show a pull request?
 *
 * In lists and in most events without what costs a merge to find out; alone
 * with it. Both from one record, so that they cannot disagree.
 */
import { latestRuns } from '../checks.ts'
import type { Hub } from '../hub.ts'
import { baseSha, countCommits, mergeKey, pullFiles, testMerge } from '../pulls/facts.ts'
import { blockersOf, MEETS } from '../pulls/protection.ts'
import type { Pull, Reaction, Repository } from '../state.ts'
import { apiRepository, encodePath, nodeId, pagePull } from './links.ts'
import { repositoryBody } from './repository.ts'
import { associationOf, ownerOf, userBody, userBodyOf } from './user.ts'

export function pullItemBody(hub: Hub, repository: Repository, pull: Pull) {
  const { id, number, head } = pull
  const api = apiRepository(hub, repository)
  const page = pagePull(hub, repository, number)
  const headRepository = hub.state.repositories.get(head.repositoryId)
  const links = {
    self: `${api}/pulls/${number}`,
    html: page,
    issue: `${api}/issues/${number}`,
    comments: `${api}/issues/${number}/comments`,
    review_comments: `${api}/pulls/${number}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    commits: `${api}/pulls/${number}/commits`,
    statuses: `${api}/statuses/${head.sha}`,
  }
  return {
    url: links.self,
    id,
    node_id: nodeId('PullRequest', id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: links.issue,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: links.statuses,
    number,
    state: pull.state,
    locked: false,
    active_lock_reason: null,
    title: pull.title,
    user: userBodyOf(hub, pull.author),
    body: pull.body,
    labels: [],
    milestone: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt ?? null,
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: mergeCommitSha(hub, repository, pull),
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: sideBody(hub, headRepository ?? repository, head),
    base: sideBody(hub, repository, { ref: pull.base.ref, sha: baseSha(repository, pull) }),
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])) as Record<
      keyof typeof links,
      { href: string }
    >,
    author_association: associationOf(repository, pull.author),
    auto_merge: null,
    draft: pull.draft,
  }
}

/** Alone, and in pull request events. Whether it merges is known once somebody asked for it before. */
export async function pullBody(hub: Hub, repository: Repository, pull: Pull) {
  const test = pull.state === 'open' ? await testMerge(hub, repository, pull) : undefined
  const merge = hub.state.mergesAsked.has(mergeKey(repository, pull)) ? test : undefined
  const files = await pullFiles(hub, repository, pull)
  const comments = [...hub.state.comments.values()].filter(
    (comment) => comment.repositoryId === repository.id && comment.pull === pull.number,
  )
  return {
    ...pullItemBody(hub, repository, pull),
    merged: pull.merged !== undefined,
    mergeable: merge?.clean ?? null,
    rebaseable: false,
    mergeable_state: await mergeableState(hub, repository, { pull, isClean: merge?.clean }),
    merged_by: pull.merged === undefined ? null : userBodyOf(hub, pull.merged.by),
    comments: comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: await countCommits(hub, repository, pull),
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  }
}

/** Asks for the merge, as reading one pull request does: this answer does not know it yet, the next one will. */
export async function pullBodyAsked(hub: Hub, repository: Repository, pull: Pull) {
  const body = await pullBody(hub, repository, pull)
  if (pull.state === 'open') hub.state.mergesAsked.add(mergeKey(repository, pull))
  return body
}

async function mergeableState(
  hub: Hub,
  repository: Repository,
  of: { readonly pull: Pull; readonly isClean: boolean | undefined },
): Promise<'unknown' | 'dirty' | 'draft' | 'behind' | 'blocked' | 'unstable' | 'clean'> {
  if (of.isClean === undefined) return 'unknown'
  if (!of.isClean) return 'dirty'
  if (of.pull.draft) return 'draft'
  const { isBehind, reasons } = await blockersOf(hub, repository, of.pull)
  if (isBehind) return 'behind'
  if (reasons.length > 0) return 'blocked'
  const runs = latestRuns(hub.state, { repositoryId: repository.id, sha: of.pull.head.sha })
  return runs.every(({ conclusion }) => MEETS.has(conclusion)) ? 'clean' : 'unstable'
}

/** While open: the test merge, once it was tried. */
function mergeCommitSha(hub: Hub, repository: Repository, pull: Pull): string | null {
  if (pull.merged !== undefined) return pull.merged.sha
  const key = mergeKey(repository, pull)
  const merge = hub.state.mergesAsked.has(key) ? hub.kept.merges.known(key) : undefined
  return merge?.clean ? merge.sha : null
}

function sideBody(hub: Hub, repository: Repository, side: { readonly ref: string; readonly sha: string }) {
  return {
    label: `${repository.owner}:${side.ref}`,
    ref: side.ref,
    sha: side.sha,
    user: userBody(hub, ownerOf(hub, repository)),
    repo: repositoryBody(hub, repository),
  }
}

/** The same pull request seen as an issue: what `issue_comment` events carry. */
export function issueBody(hub: Hub, repository: Repository, pull: Pull) {
  const api = apiRepository(hub, repository)
  const page = pagePull(hub, repository, pull.number)
  const url = `${api}/issues/${pull.number}`
  return {
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: page,
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    number: pull.number,
    title: pull.title,
    user: userBodyOf(hub, pull.author),
    labels: [],
    state: pull.state,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: [...hub.state.comments.values()].filter(
      (comment) => comment.repositoryId === repository.id && comment.pull === pull.number,
    ).length,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt ?? null,
    author_association: associationOf(repository, pull.author),
    active_lock_reason: null,
    draft: pull.draft,
    pull_request: {
      url: `${api}/pulls/${encodePath(String(pull.number))}`,
      html_url: page,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
      merged_at: pull.merged?.at ?? null,
    },
    body: pull.body,
    reactions: reactionsBody(url),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
    state_reason: null,
  }
}

export function reactionsBody(of: string, all: readonly Reaction[] = []) {
  const count = (content: Reaction['content']): number => all.filter((each) => each.content === content).length
  return {
    url: `${of}/reactions`,
    total_count: all.length,
    '+1': count('+1'),
    '-1': count('-1'),
    laugh: count('laugh'),
    hooray: count('hooray'),
    confused: count('confused'),
    heart: count('heart'),
    rocket: count('rocket'),
    eyes: count('eyes'),
  }
}
