/**
 * What can be said under a pull request through the API?
 *
 * Issue comments (a pull request is an issue to GitHub) and reviews.
 */
import { inRepository, READ, WRITE } from '../auth/access.ts'
import { actorOf } from '../auth/identity.ts'
import { commentsOf, deleteComment, editComment, writeComment } from '../conversation/comments.ts'
import { react, reactionsTo } from '../conversation/reactions.ts'
import {
  dismissReview,
  editReview,
  REVIEW_EVENTS,
  reviewsOf,
  submitReview,
  writeReview,
} from '../conversation/reviews.ts'
import { invalid, malformed, notFound } from '../http/errors.ts'
import { type Call, created, NO_CONTENT, numberParam, ok, paged, type Reply, type Route, route } from '../http/route.ts'
import { commentBody, reactionBody, reviewBody } from '../payload/conversation.ts'
import { type Comment, REACTIONS, type Repository, type Review } from '../state.ts'
import { shaNamed } from './commits.ts'
import { pullNamed } from './pulls.ts'

const COMMENTS = '/repos/{owner}/{repo}/issues/{issue_number}/comments'
const COMMENT = '/repos/{owner}/{repo}/issues/comments/{comment_id}'
const REVIEWS = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews'
const REVIEW = `${REVIEWS}/{review_id}`

export const conversationRoutes: readonly Route[] = [
  route('GET', COMMENTS, inRepository(READ.comments, listComments)),
  route('POST', COMMENTS, inRepository(WRITE.comments, createComment)),
  route('GET', COMMENT, inRepository(READ.comments, getComment)),
  route('PATCH', COMMENT, inRepository(WRITE.comments, updateComment)),
  route('DELETE', COMMENT, inRepository(WRITE.comments, removeComment)),
  route('GET', `${COMMENT}/reactions`, inRepository(READ.comments, listReactions)),
  route('POST', `${COMMENT}/reactions`, inRepository(WRITE.comments, createReaction)),
  route('GET', REVIEWS, inRepository(READ.pulls, listReviews)),
  route('POST', REVIEWS, inRepository(WRITE.pulls, createReview)),
  route('GET', REVIEW, inRepository(READ.pulls, getReview)),
  route('PUT', REVIEW, inRepository(WRITE.pulls, updateReview)),
  route('POST', `${REVIEW}/events`, inRepository(WRITE.pulls, submit)),
  route('PUT', `${REVIEW}/dismissals`, inRepository(WRITE.pulls, dismiss)),
]

function listComments(call: Call, repository: Repository): Reply {
  const since = call.query.since
  const comments = commentsOf(call.hub, pullNamed(call, repository)).filter(
    ({ updatedAt }) => since === undefined || updatedAt >= since,
  )
  return paged(call, comments, (page) => page.map((each) => commentBody(call.hub, repository, each)))
}

function createComment(call: Call, repository: Repository): Reply {
  const { hub, body, identity } = call
  const of = { repository, pull: pullNamed(call, repository), author: actorOf(hub, identity) }
  return created(commentBody(hub, repository, writeComment(hub, of, body.requiredText('body'))))
}

function getComment(call: Call, repository: Repository): Reply {
  return ok(commentBody(call.hub, repository, commentNamed(call, repository)))
}

function updateComment(call: Call, repository: Repository): Reply {
  const { hub, body, identity } = call
  const of = { repository, comment: commentNamed(call, repository), editor: actorOf(hub, identity) }
  return ok(commentBody(hub, repository, editComment(hub, of, body.requiredText('body'))))
}

function removeComment(call: Call, repository: Repository): Reply {
  const { hub, identity } = call
  deleteComment(hub, { repository, comment: commentNamed(call, repository), editor: actorOf(hub, identity) })
  return NO_CONTENT
}

function listReactions(call: Call, repository: Repository): Reply {
  const { hub, query } = call
  const found = reactionsTo(hub, commentNamed(call, repository)).filter(
    ({ content }) => query.content === undefined || query.content === content,
  )
  return paged(call, found, (page) => page.map((each) => reactionBody(hub, each)))
}

function createReaction(call: Call, repository: Repository): Reply {
  const { hub, body, identity } = call
  const of = { comment: commentNamed(call, repository), author: actorOf(hub, identity) }
  const content = body.oneOf('content', REACTIONS)
  if (content === undefined) throw invalid({ resource: 'Reaction', code: 'missing_field', field: 'content' })
  const { reaction, isNew } = react(hub, of, content)
  return isNew ? created(reactionBody(hub, reaction)) : ok(reactionBody(hub, reaction))
}

function commentNamed(call: Call, repository: Repository): Comment {
  const comment = call.hub.state.comments.get(numberParam(call, 'comment_id'))
  if (comment?.repositoryId !== repository.id) throw notFound()
  return comment
}

function listReviews(call: Call, repository: Repository): Reply {
  const { hub, identity } = call
  const reviews = reviewsOf(hub, pullNamed(call, repository), actorOf(hub, identity).login)
  return paged(call, reviews, (page) => page.map((each) => reviewBody(hub, repository, each)))
}

async function createReview(call: Call, repository: Repository): Promise<Reply> {
  const { hub, body, identity } = call
  const event = body.oneOf('event', REVIEW_EVENTS)
  const commit = body.text('commit_id')
  const reviewing = { repository, pull: pullNamed(call, repository), reviewer: actorOf(hub, identity) }
  const review = writeReview(hub, reviewing, {
    body: body.text('body') ?? '',
    ...(event === undefined ? {} : { event }),
    ...(commit === undefined ? {} : { commit: await shaNamed(hub, repository, commit) }),
  })
  return ok(reviewBody(hub, repository, review))
}

function getReview(call: Call, repository: Repository): Reply {
  return ok(reviewBody(call.hub, repository, reviewing(call, repository).review))
}

function updateReview(call: Call, repository: Repository): Reply {
  const edited = editReview(call.hub, reviewing(call, repository), call.body.requiredText('body'))
  return ok(reviewBody(call.hub, repository, edited))
}

function submit(call: Call, repository: Repository): Reply {
  const { hub, body } = call
  const event = body.oneOf('event', REVIEW_EVENTS)
  if (event === undefined) throw malformed('"event" wasn\'t supplied.')
  const of = reviewing(call, repository)
  const submitted = submitReview(hub, of, { event, body: body.text('body') ?? of.review.body })
  return ok(reviewBody(hub, repository, submitted))
}

function dismiss(call: Call, repository: Repository): Reply {
  const dismissed = dismissReview(call.hub, reviewing(call, repository), call.body.requiredText('message'))
  return ok(reviewBody(call.hub, repository, dismissed))
}

function reviewing(call: Call, repository: Repository) {
  const { hub, identity } = call
  const pull = pullNamed(call, repository)
  const review: Review | undefined = hub.state.reviews.get(numberParam(call, 'review_id'))
  const reviewer = actorOf(hub, identity)
  const isThere = review?.repositoryId === repository.id && review.pull === pull.number
  const isHidden = review?.state === 'PENDING' && review.login !== reviewer.login
  if (review === undefined || !isThere || isHidden) throw notFound()
  return { repository, pull, review, reviewer }
}
