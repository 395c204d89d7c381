/**
 * What can be asked of pull requests, and done with them?
 */

import { inRepository, READ, WRITE } from '../auth/access.ts'
import { actorOf } from '../auth/identity.ts'
import { notFound } from '../http/errors.ts'
import { type Call, choice, created, numberParam, ok, paged, type Reply, type Route, route } from '../http/route.ts'
import type { Hub } from '../hub.ts'
import { commitBody, fileBody } from '../payload/commit.ts'
import { pagePull } from '../payload/links.ts'
import { issueBody, pullBody, pullBodyAsked, pullItemBody } from '../payload/pull.ts'
import { editPull } from '../pulls/edit.ts'
import { pullCommits, pullFiles } from '../pulls/facts.ts'
import { mergePull } from '../pulls/merge.ts'
import { openPull } from '../pulls/open.ts'
import { type Pull, pullKey, pullsOf, type Repository } from '../state.ts'

const PULL = '/repos/{owner}/{repo}/pulls/{pull_number}'

export const pullRoutes: readonly Route[] = [
  route('GET', '/repos/{owner}/{repo}/pulls', inRepository(READ.pulls, listPulls)),
  route('POST', '/repos/{owner}/{repo}/pulls', inRepository(WRITE.pulls, createPull)),
  route('GET', PULL, inRepository(READ.pulls, getPull)),
  route('PATCH', PULL, inRepository(WRITE.pulls, updatePull)),
  route('GET', `${PULL}/files`, inRepository(READ.pulls, listFiles)),
  route('GET', `${PULL}/commits`, inRepository(READ.pulls, listPullCommits)),
  route('GET', `${PULL}/merge`, inRepository(READ.pulls, isMerged)),
  route('PUT', `${PULL}/merge`, inRepository(WRITE.contents, merge)),
  route('GET', '/repos/{owner}/{repo}/issues/{issue_number}', inRepository(READ.comments, getIssue)),
]

/** By `pull_number`, or `issue_number` where GitHub sees it as an issue. */
export function pullNamed(call: Call, repository: Repository): Pull {
  const number = numberParam(call, 'pull_number' in call.params ? 'pull_number' : 'issue_number')
  const pull = call.hub.state.pulls.get(pullKey(repository.id, number))
  if (pull === undefined) throw notFound()
  return pull
}

function listPulls(call: Call, repository: Repository): Reply {
  const { hub, query } = call
  const state = choice(call, 'state', ['open', 'closed', 'all'])
  const by = choice(call, 'sort', ['created', 'updated', 'popularity', 'long-running'])
  const direction = choice(
    call,
    'direction',
    by === 'created' && query.sort === undefined ? ['desc', 'asc'] : ['asc', 'desc'],
  )
  const matching = pullsOf(hub.state, repository.id)
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => query.base === undefined || pull.base.ref === query.base)
    .filter((pull) => query.head === undefined || headLabel(hub, pull) === query.head)
  const sorted =
    by === 'updated' ? matching.toSorted((left, right) => (left.updatedAt < right.updatedAt ? -1 : 1)) : matching
  return paged(call, direction === 'desc' ? sorted.toReversed() : sorted, (page) =>
    page.map((each) => pullItemBody(hub, repository, each)),
  )
}

function headLabel(hub: Hub, pull: Pull): string {
  return `${hub.state.repositories.get(pull.head.repositoryId)?.owner}:${pull.head.ref}`
}

async function createPull(call: Call, repository: Repository): Promise<Reply> {
  const { hub, body, identity } = call
  const pull = await openPull(
    hub,
    { repository, author: actorOf(hub, identity) },
    {
      title: body.requiredText('title'),
      body: body.text('body') ?? null,
      head: body.requiredText('head'),
      base: body.requiredText('base'),
      draft: body.flag('draft') ?? false,
    },
  )
  const reply = created(await pullBody(hub, repository, pull))
  return { ...reply, headers: { location: pagePull(hub, repository, pull.number) } }
}

async function getPull(call: Call, repository: Repository): Promise<Reply> {
  return ok(await pullBodyAsked(call.hub, repository, pullNamed(call, repository)))
}

function getIssue(call: Call, repository: Repository): Reply {
  return ok(issueBody(call.hub, repository, pullNamed(call, repository)))
}

async function updatePull(call: Call, repository: Repository): Promise<Reply> {
  const { hub, body, identity } = call
  const [title, text, base] = [body.text('title'), body.text('body'), body.text('base')]
  const state = body.oneOf('state', ['open', 'closed'])
  const editing = { repository, pull: pullNamed(call, repository), editor: actorOf(hub, identity) }
  const pull = await editPull(hub, editing, {
    ...(title === undefined ? {} : { title }),
    ...(text === undefined ? {} : { body: text }),
    ...(base === undefined ? {} : { base }),
    ...(state === undefined ? {} : { state }),
  })
  return ok(await pullBody(hub, repository, pull))
}

const MOST_FILES = 3000

async function listFiles(call: Call, repository: Repository): Promise<Reply> {
  const pull = pullNamed(call, repository)
  const files = await pullFiles(call.hub, repository, pull)
  return paged(call, files.slice(0, MOST_FILES), (page) =>
    page.map((file) => fileBody(call.hub, repository, { file, sha: pull.head.sha })),
  )
}

async function listPullCommits(call: Call, repository: Repository): Promise<Reply> {
  const commits = await pullCommits(call.hub, repository, pullNamed(call, repository))
  return paged(call, commits, (page) => page.map((each) => commitBody(call.hub, repository, each)))
}

function isMerged(call: Call, repository: Repository): Reply {
  if (pullNamed(call, repository).merged === undefined) throw notFound()
  return { status: 204 }
}

async function merge(call: Call, repository: Repository): Promise<Reply> {
  const { hub, body, identity } = call
  const [sha, title, message] = [body.text('sha'), body.text('commit_title'), body.text('commit_message')]
  const merging = { repository, pull: pullNamed(call, repository), merger: actorOf(hub, identity) }
  const mergedSha = await mergePull(hub, merging, {
    // Rebasing is switched off in these repositories, as repositoryBody says.
    method: body.oneOf('merge_method', ['merge', 'squash']) ?? 'merge',
    override: true,
    ...(sha === undefined ? {} : { sha }),
    ...(title === undefined ? {} : { title }),
    ...(message === undefined ? {} : { message }),
  })
  return ok({ sha: mergedSha, merged: true, message: 'Pull Request successfully merged' })
}
