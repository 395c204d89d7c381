/**
 * When does a review count, and who may take it back?
 *
 * A review is written, submitted with a verdict, and can be dismissed by
 * whoever may write. It names the commit that was looked at; a push takes
 * approvals back only where the branch's protection says so.
 */
import { ROLE_RANK, roleOf } from '../auth/access.ts'
import { ApiError, invalid, notFound } from '../http/errors.ts'
import { type Hub, stamp } from '../hub.ts'
import { changePull } from '../pulls/record.ts'
import type { Pull, Repository, Review, ReviewState, User } from '../state.ts'
import { emitReview } from '../webhooks/events.ts'
import { isTooLong, TOO_LONG } from './bodies.ts'

export const REVIEW_EVENTS = ['APPROVE', 'REQUEST_CHANGES', 'COMMENT'] as const
export type ReviewEvent = (typeof REVIEW_EVENTS)[number]

const STATE_OF: Readonly<Record<ReviewEvent, ReviewState>> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
}

const TOLD: Readonly<Record<ReviewEvent, string>> = {
  APPROVE: 'approved these changes',
  REQUEST_CHANGES: 'requested changes',
  COMMENT: 'reviewed',
}

interface Reviewing {
  readonly repository: Repository
  readonly pull: Pull
  readonly reviewer: User
}

/** A pending review is seen by its writer alone. */
export function reviewsOf(hub: Hub, pull: Pull, reader: string): Review[] {
  return [...hub.state.reviews.values()].filter(
    (review) =>
      review.repositoryId === pull.repositoryId &&
      review.pull === pull.number &&
      (review.state !== 'PENDING' || review.login === reader),
  )
}

export interface ReviewWish {
  /** Undefined leaves it pending. */
  readonly event?: ReviewEvent
  readonly body: string
  /** Default: the head. */
  readonly commit?: string
}

export function writeReview(hub: Hub, reviewing: Reviewing, wish: ReviewWish): Review {
  const { repository, pull, reviewer } = reviewing
  checkBody(wish.body)
  const review: Review = {
    id: hub.state.nextId(),
    repositoryId: repository.id,
    pull: pull.number,
    login: reviewer.login,
    state: 'PENDING',
    body: wish.body,
    commit: wish.commit ?? pull.head.sha,
    submittedAt: stamp(hub),
  }
  if (wish.event === undefined) {
    if (reviewsOf(hub, pull, reviewer.login).some(({ state }) => state === 'PENDING')) {
      throw refusal('User can only have one pending review per pull request')
    }
    hub.state.reviews.set(review.id, review)
    return review
  }
  return submitReview(hub, { ...reviewing, review }, { event: wish.event, body: wish.body })
}

export function submitReview(
  hub: Hub,
  of: Reviewing & { readonly review: Review },
  verdict: { readonly event: ReviewEvent; readonly body: string },
): Review {
  const { repository, pull, reviewer, review } = of
  const { event, body } = verdict
  checkBody(body)
  if (review.login !== reviewer.login) throw notFound()
  if (review.state !== 'PENDING') throw refusal('Can not submit a review that has been submitted')
  if (event !== 'COMMENT' && reviewer.login === pull.author) {
    throw refusal(`Can not ${event === 'APPROVE' ? 'approve' : 'request changes on'} your own pull request`)
  }
  if (event !== 'APPROVE' && body.trim() === '') throw refusal('Could not submit review without a body')
  const submitted: Review = { ...review, state: STATE_OF[event], body, submittedAt: stamp(hub) }
  hub.state.reviews.set(submitted.id, submitted)
  const next = changePull(hub, pull, {})
  emitReview(hub, { repository, pull: next, review: submitted, sender: reviewer }, { action: 'submitted' })
  return submitted
}

export function toldOf(review: Review): string {
  const event = REVIEW_EVENTS.find((each) => STATE_OF[each] === review.state)
  return event === undefined ? 'reviewed; the review was dismissed' : TOLD[event]
}

export function dismissReview(hub: Hub, of: Reviewing & { readonly review: Review }, message: string): Review {
  const { repository, reviewer, review } = of
  const role = roleOf(repository, reviewer.login)
  if (reviewer !== hub.bot && (role === undefined || ROLE_RANK[role] < ROLE_RANK.write)) {
    throw new ApiError(403, 'Must have write access to Repository.')
  }
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED') {
    throw refusal('Can not dismiss a commented pull request review')
  }
  return takenBack(hub, of, message)
}

/** What a push does where stale approvals are dismissed. */
export function dismissStale(hub: Hub, of: { repository: Repository; pull: Pull; pusher: User }): void {
  const { repository, pull, pusher: reviewer } = of
  for (const review of hub.state.reviews.values()) {
    const isOf = review.repositoryId === repository.id && review.pull === pull.number
    if (isOf && review.state === 'APPROVED')
      takenBack(hub, { repository, pull, reviewer, review }, 'a push made it stale')
  }
}

function takenBack(hub: Hub, of: Reviewing & { readonly review: Review }, message: string): Review {
  const { repository, pull, reviewer, review } = of
  const dismissed: Review = { ...review, state: 'DISMISSED' }
  hub.state.reviews.set(dismissed.id, dismissed)
  const text = `dismissed ${review.login}'s review: ${message}`
  const next = changePull(hub, pull, {}, { login: reviewer.login, text })
  emitReview(hub, { repository, pull: next, review: dismissed, sender: reviewer }, { action: 'dismissed' })
  return dismissed
}

export function editReview(hub: Hub, of: Reviewing & { readonly review: Review }, body: string): Review {
  const { repository, pull, reviewer, review } = of
  if (review.login !== reviewer.login) throw notFound()
  checkBody(body)
  const edited: Review = { ...review, body }
  hub.state.reviews.set(edited.id, edited)
  const more = { changes: { body: { from: review.body } } }
  if (edited.state !== 'PENDING') {
    emitReview(hub, { repository, pull, review: edited, sender: reviewer }, { action: 'edited', more })
  }
  return edited
}

function checkBody(body: string): void {
  if (isTooLong(body)) throw refusal(TOO_LONG)
}

/** GitHub answers reviews with texts alone, not with details by field. */
function refusal(text: string): ApiError {
  return invalid(text)
}
