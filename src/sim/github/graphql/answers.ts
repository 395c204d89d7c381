/**
 * What does the simulated GitHub answer to a query?
 *
 * The same records as REST shows, under the names of GitHub's schema. What is
 * not asked for is not worked out: a field that costs git is a function.
 */
import { demand, type Need, READ } from '../auth/access.ts'
import { actorName } from '../auth/identity.ts'
import { commentsOf } from '../conversation/comments.ts'
import { reviewsOf } from '../conversation/reviews.ts'
import type { Commit, CommitPerson } from '../git/history.ts'
import { notFound } from '../http/errors.ts'
import type { Call } from '../http/route.ts'
import type { Hub } from '../hub.ts'
import { commentPage } from '../payload/conversation.ts'
import { pagePull } from '../payload/links.ts'
import { userOfEmail } from '../payload/user.ts'
import { baseSha, commitAt, countCommits, pullCommits } from '../pulls/facts.ts'
import { type Comment, type Pull, pullKey, type Repository, type Review, repositoryNamed, userNamed } from '../state.ts'
import { connection, type PageArguments } from './connection.ts'
import { inQuery } from './refusal.ts'

interface Asking extends Pick<Call, 'hub' | 'identity'> {
  readonly repository: Repository
}

/** The schema's `Query`. */
export function answersOf(call: Pick<Call, 'hub' | 'identity'>) {
  return {
    repository: ({ owner, name }: { readonly owner: string; readonly name: string }) => {
      const repository = inQuery(`Could not resolve to a Repository with the name '${owner}/${name}'.`, () => {
        const found = repositoryNamed(call.hub.state, owner, name)
        if (found === undefined) throw notFound()
        demand(call.identity, found, READ.metadata)
        return found
      })
      return repositoryAnswer({ ...call, repository })
    },
  }
}

function repositoryAnswer(asking: Asking) {
  const { hub, repository } = asking
  return {
    databaseId: repository.id,
    collaborators: (asked: PageArguments & Wanted) => collaborators(asking, asked),
    pullRequest: ({ number }: { readonly number: number }) => {
      const pull = inQuery(`Could not resolve to a PullRequest with the number of ${number}.`, () => {
        need(asking, READ.pulls)
        const found = hub.state.pulls.get(pullKey(repository.id, number))
        if (found === undefined) throw notFound()
        return found
      })
      return pullAnswer(asking, pull)
    },
  }
}

interface Wanted {
  readonly login?: string | null
  readonly query?: string | null
}

/** The owner among them. */
function collaborators(asking: Asking, { login, query, ...asked }: PageArguments & Wanted) {
  inQuery('', () => need(asking, { ...READ.metadata, person: 'write' }))
  const { owner, collaborators: others } = asking.repository
  const all = [[owner, 'admin'] as const, ...others].flatMap(([each, permission]) => {
    const isWanted = (login ?? each).toLowerCase() === each.toLowerCase() && each.includes(query ?? '')
    return isWanted ? [[each, { permission: permission.toUpperCase(), node: { login: each } }] as const] : []
  })
  const { nodes: edges, totalCount } = connection('collaborators', { all }, asked)
  return { edges, totalCount }
}

function need({ identity, repository }: Asking, what: Need): void {
  demand(identity, repository, what)
}

function pullAnswer(asking: Asking, pull: Pull) {
  const { hub, repository, identity } = asking
  const { merged, head, number } = pull
  return {
    number,
    title: pull.title,
    author: actor(hub, pull.author),
    state: merged === undefined ? pull.state.toUpperCase() : 'MERGED',
    merged: merged !== undefined,
    isDraft: pull.draft,
    url: pagePull(hub, repository, number),
    mergeCommit: async () => (merged === undefined ? null : commitNamed(asking, merged.sha)),
    headRefName: head.ref,
    headRefOid: head.sha,
    // Of a fork that nobody else may see, its address is still shown to who sees the pull request.
    headRepository: hub.state.repositories.has(head.repositoryId) ? { databaseId: head.repositoryId } : null,
    baseRefName: pull.base.ref,
    baseRefOid: baseSha(repository, pull),
    comments: (asked: PageArguments & { readonly orderBy?: Order | null }) => {
      inQuery('', () => need(asking, READ.comments))
      const comments = inOrder(commentsOf(hub, pull), asked.orderBy ?? undefined)
      const all = comments.map((each) => [String(each.id), commentAnswer(asking, each)] as const)
      return connection('comments', { all }, asked)
    },
    reviews: (asked: PageArguments & Choice) => {
      const reviews = reviewsOf(hub, pull, actorName(identity)).filter((each) => isChosen(each, asked))
      return connection('reviews', { all: reviews.map((each) => reviewNode(asking, each)) }, asked)
    },
    commits: async (asked: PageArguments) => {
      inQuery('', () => need(asking, READ.contents))
      const commits = await pullCommits(hub, repository, pull)
      const all = commits.map((each) => [each.sha, { commit: commitAnswer(hub, each) }] as const)
      return connection('commits', { all, counted: await countCommits(hub, repository, pull) }, asked)
    },
  }
}

interface Order {
  readonly field: 'UPDATED_AT'
  readonly direction: 'ASC' | 'DESC'
}

/** As they were written, unless asked otherwise. */
function inOrder(comments: readonly Comment[], order: Order | undefined): readonly Comment[] {
  if (order === undefined) return comments
  const sorted = comments.toSorted((one, other) => (one.updatedAt < other.updatedAt ? -1 : 1))
  return order.direction === 'ASC' ? sorted : sorted.toReversed()
}

interface Choice {
  readonly author?: string | null
  readonly states?: readonly string[] | null
}

function isChosen({ login, state }: Review, { author, states }: Choice): boolean {
  return (author ?? login) === login && (states?.includes(state) ?? true)
}

function commentAnswer({ hub, repository }: Asking, comment: Comment) {
  return {
    fullDatabaseId: String(comment.id),
    author: actor(hub, comment.login),
    body: comment.body,
    url: commentPage(hub, repository, comment),
    createdAt: comment.createdAt,
    updatedAt: comment.updatedAt,
    lastEditedAt: comment.editor === undefined ? null : comment.updatedAt,
    editor: comment.editor === undefined ? null : actor(hub, comment.editor),
  }
}

function reviewNode(asking: Asking, review: Review) {
  const { hub } = asking
  const answer = {
    author: actor(hub, review.login),
    state: review.state,
    submittedAt: review.state === 'PENDING' ? null : review.submittedAt,
    commit: () => commitNamed(asking, review.commit),
  }
  return [String(review.id), answer] as const
}

async function commitNamed(asking: Asking, sha: string) {
  inQuery('', () => need(asking, READ.contents))
  return commitAnswer(asking.hub, await commitAt(asking.hub, asking.repository, sha))
}

function commitAnswer(hub: Hub, { sha, message, author, committer }: Commit) {
  const credited = [...message.matchAll(CO_AUTHOR)].map(([, name = '', email = '']) => ({ name, email }))
  const authors = [author, ...credited].map((each) => [each.email, gitActor(hub, each)] as const)
  return {
    oid: sha,
    message,
    author: gitActor(hub, author),
    committer: gitActor(hub, committer),
    authors: (asked: PageArguments) => connection('authors', { all: authors }, asked),
  }
}

const CO_AUTHOR = /^co-authored-by:\s*(.*?)\s*<([^<>\s]+)>\s*$/gim

/** Its `user` is a person: an App's commits have none. */
function gitActor(hub: Hub, { name, email }: Pick<CommitPerson, 'name' | 'email'>) {
  const user = userOfEmail(hub, email)
  return { name, email, user: user?.type === 'User' ? { login: user.login } : null }
}

/** An App's login has no `[bot]` at its end here. */
function actor(hub: Hub, login: string) {
  const user = login === hub.bot.login ? hub.bot : userNamed(hub.state, login)
  return user === undefined ? null : { __typename: user.type, login: user.login.replace(/\[bot\]$/, '') }
}
