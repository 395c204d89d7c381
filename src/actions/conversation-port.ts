/**
 * What is said of a pull request, and who wrote it, at one moment?
 *
 * A port as those of ports.ts. One question tells all of it, because whoever
 * judges a plan by reviews, commands and authors of different moments may
 * count an approval of what nobody has read.
 */
import type { Comment } from './comment-port.ts'
import type { PullRequest } from './ports.ts'

export interface Review {
  readonly login: string
  readonly isBot: boolean
  readonly state: 'approved' | 'changes-requested' | 'commented' | 'dismissed'
  readonly commit: string
  /** ISO 8601. */
  readonly submittedAt: string
}

export interface Conversation {
  readonly pull: PullRequest
  /** Oldest first, all of them. */
  readonly comments: readonly Comment[]
  /** Likewise. */
  readonly reviews: readonly Review[]
  /** Logins of author, commit authors, committers and co-authors: who may not approve. Undefined where GitHub does not tell. */
  readonly contributors: readonly string[] | undefined
  /** Ids of its commits, as far as GitHub lists them: all where `contributors` is told. */
  readonly commits: readonly string[]
}
