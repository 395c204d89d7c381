/**
 * What do people say of a pull request, and who wrote it?
 *
 * Asked by one query, for which REST needs four requests: as it was at one
 * moment, and the same for any number of stacks and files. What is longer than
 * a page is read on; should the head move meanwhile, it is read again.
 */
import type { Comment } from '../actions/comment-port.ts'
import type { Conversation, Review } from '../actions/conversation-port.ts'
import type { PullRequest } from '../actions/ports.ts'
import { type Authorship, contributorsOf } from './contributors.ts'
import { unreadable } from './errors.ts'
import { isOurs, type Served } from './served.ts'

/** Of fields that GitHub's schema holds; test/sim/github/graphql.test.ts. */
const PAGE = 'pageInfo { hasNextPage endCursor }'
const ACTOR = '{ __typename login }'
const PERSON = '{ email user { login } }'
const QUERY = `query conversation(
  $owner: String!, $repo: String!, $number: Int!,
  $withComments: Boolean!, $comments: String, $withReviews: Boolean!, $reviews: String,
  $withCommits: Boolean!, $commits: String
) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      number title state isDraft url author ${ACTOR} mergeCommit { oid }
      headRefOid headRefName headRepository { databaseId } baseRefName
      comments(first: 100, after: $comments) @include(if: $withComments) {
        totalCount ${PAGE} nodes { fullDatabaseId author ${ACTOR} body url createdAt lastEditedAt editor ${ACTOR} }
      }
      reviews(first: 100, after: $reviews) @include(if: $withReviews) {
        ${PAGE} nodes { author ${ACTOR} state submittedAt commit { oid } }
      }
      commits(first: 100, after: $commits) @include(if: $withCommits) {
        totalCount ${PAGE} nodes {
          commit { oid message author ${PERSON} committer ${PERSON} authors(first: 100) { nodes ${PERSON} } }
        }
      }
    }
  }
}`

/** Nobody reads more, and REST lists no more. */
const MOST_COMMITS = 250
/** Pushes while we read; whoever pushes faster is waited for by the engine. */
const MOST_READINGS = 3

export async function conversation(served: Served, number: number): Promise<Conversation> {
  for (let reading = 1; reading <= MOST_READINGS; reading++) {
    const told = await read(served, number)
    if (told !== undefined) return told
  }
  throw unreadable('POST /graphql')
}

/** Undefined: its head moves while it is read. */
async function read(served: Served, number: number): Promise<Conversation | undefined> {
  const first = await ask(served, number, { comments: null, reviews: null, commits: null })
  const comments = [...nodesIn(first.comments)]
  const reviews = [...nodesIn(first.reviews)]
  const commits = [...nodesIn(first.commits)]
  // Beyond what we read there may be anyone's commit: better no answer than one that lets an author approve.
  const count = first.commits?.totalCount ?? 0
  const isListed = count <= MOST_COMMITS
  let last = first
  for (let due = dueOf(last, isListed); due !== undefined; due = dueOf(last, isListed)) {
    last = await ask(served, number, due)
    if (last.headRefOid !== first.headRefOid) return undefined
    comments.push(...nodesIn(last.comments))
    reviews.push(...nodesIn(last.reviews))
    commits.push(...nodesIn(last.commits))
  }
  // A list that lags behind the head would leave out who wrote the rest.
  const isWhole = commits.length === count && commits.some(({ commit }) => commit.oid === first.headRefOid)
  if (isListed && count > 0 && !isWhole) return undefined
  const pull = pullRequest(first, served)
  const written = commits.map(({ commit }) => commit)
  return {
    pull: { ...pull, comments: first.comments?.totalCount ?? comments.length },
    comments: comments.map((each) => comment(each, served)),
    reviews: reviews.flatMap(review),
    contributors: isListed ? contributorsOf(pull.author, written) : undefined,
    commits: written.map(({ oid }) => oid),
  }
}

/** Which lists are asked for, and from which cursor on; null: from their beginning. */
interface Due {
  readonly comments?: string | null
  readonly reviews?: string | null
  readonly commits?: string | null
}

/** What of the lists is still to be read; undefined where nothing is. */
function dueOf(last: GotPull, isListed: boolean): Due | undefined {
  const comments = nextOf(last.comments)
  const reviews = nextOf(last.reviews)
  const commits = isListed ? nextOf(last.commits) : undefined
  if (comments === undefined && reviews === undefined && commits === undefined) return undefined
  return {
    ...(comments === undefined ? {} : { comments }),
    ...(reviews === undefined ? {} : { reviews }),
    ...(commits === undefined ? {} : { commits }),
  }
}

function nextOf(list: Listed<unknown> | undefined | null): string | undefined {
  return list?.pageInfo.hasNextPage ? (list.pageInfo.endCursor ?? undefined) : undefined
}

async function ask({ client, at }: Served, number: number, { comments, reviews, commits }: Due): Promise<GotPull> {
  const { repository } = await client.graphql<{ readonly repository: { readonly pullRequest: GotPull } }>(QUERY, {
    ...at,
    number,
    withComments: comments !== undefined,
    comments: comments ?? null,
    withReviews: reviews !== undefined,
    reviews: reviews ?? null,
    withCommits: commits !== undefined,
    commits: commits ?? null,
  })
  return repository.pullRequest
}

interface Actor {
  readonly __typename: string
  readonly login: string
}

interface Listed<Node> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  readonly nodes: readonly (Node | null)[] | null
}

interface GotPull {
  readonly number: number
  readonly title: string
  readonly state: 'OPEN' | 'CLOSED' | 'MERGED'
  readonly isDraft: boolean
  readonly url: string
  readonly author: Actor | null
  readonly mergeCommit: { readonly oid: string } | null
  readonly headRefOid: string
  readonly headRefName: string
  /** A deleted fork leaves none behind. */
  readonly headRepository: { readonly databaseId: number | null } | null
  readonly baseRefName: string
  readonly comments?: Listed<GotComment> & { readonly totalCount: number }
  readonly reviews?: Listed<GotReview> | null
  readonly commits?: Listed<{ readonly commit: Authorship }> & { readonly totalCount: number }
}

interface GotComment {
  readonly fullDatabaseId: string | null
  readonly author: Actor | null
  readonly body: string
  readonly url: string
  readonly createdAt: string
  /** Null: never. */
  readonly lastEditedAt: string | null
  readonly editor: Actor | null
}

interface GotReview {
  readonly author: Actor | null
  readonly state: string
  readonly submittedAt: string | null
  readonly commit: { readonly oid: string } | null
}

function nodesIn<Node>(list: Listed<Node> | undefined | null): readonly Node[] {
  return (list?.nodes ?? []).flatMap((node) => node ?? [])
}

function pullRequest(got: GotPull, served: Served): PullRequest {
  const merged = got.state === 'MERGED'
  return {
    number: got.number,
    title: got.title,
    author: loginOf(got.author),
    headSha: got.headRefOid,
    headRef: got.headRefName,
    baseRef: got.baseRefName,
    state: got.state === 'OPEN' ? 'open' : 'closed',
    merged,
    ...(merged && got.mergeCommit !== null ? { mergeCommitSha: got.mergeCommit.oid } : {}),
    draft: got.isDraft,
    fork: got.headRepository?.databaseId !== served.repositoryId,
    url: got.url,
  }
}

/** As REST writes it: queries tell an App's name without `[bot]`, which a person may bear too. */
function loginOf(actor: Actor | null): string {
  if (actor === null) return 'ghost'
  return actor.__typename === 'Bot' ? `${actor.login}[bot]` : actor.login
}

function comment(got: GotComment, served: Served): Comment {
  const login = loginOf(got.author)
  const edited = got.lastEditedAt !== null
  return {
    id: Number(got.fullDatabaseId),
    login,
    isBot: got.author?.__typename === 'Bot',
    isOurs: isOurs(login, served),
    isTampered: edited && loginOf(got.editor) !== login,
    body: got.body,
    edited,
    changedAt: got.lastEditedAt ?? got.createdAt,
    url: got.url,
  }
}

const REVIEW_STATES: { readonly [state: string]: Review['state'] } = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
}

/** None of a review that is still being written: it has neither a known state nor an instant. */
function review(got: GotReview): readonly Review[] {
  const state = REVIEW_STATES[got.state]
  if (state === undefined || got.submittedAt === null) return []
  const isBot = got.author?.__typename === 'Bot'
  return [{ login: loginOf(got.author), isBot, state, commit: got.commit?.oid ?? '', submittedAt: got.submittedAt }]
}
