/**
 * What has everybody said of this plan, and to which words does it still hold?
 *
 * The last review of each person, and each command that names the plan. Whose
 * they are and what they may is another question (approvals.ts): here is only
 * decided whether it was this plan that they had before them.
 */
import { parseCommand } from '../commands/command.ts'
import type { Comment } from '../comment-port.ts'
import type { Conversation, Review } from '../conversation-port.ts'
import { CHECK_NAMES } from '../ports.ts'
import { planCheckId, unreadableCheckId } from '../showing/plan-check-id.ts'
import { checkOnceAt } from '../showing/written-checks.ts'
import type { World } from '../world.ts'
import type { Approvals, Judged } from './approvals.ts'
import type { Bound } from './bound.ts'

/** GitHub takes `Reviewer` and `reviewer` for one, and so do commits' co-author lines. */
export function asOnePerson(login: string): string {
  return login.toLowerCase()
}

/** Logins as GitHub writes them, each person once. */
export interface Voices {
  readonly approving: readonly string[]
  readonly against: readonly string[]
  readonly stale: readonly (readonly [login: string, reason: string])[]
  /** By person: why they want to break the glass. */
  readonly glass: ReadonlyMap<string, Approvals['glass'][number]>
  /** Commands that count from now on for this plan alone, by some of its digits: ids of comments. */
  readonly named: readonly number[]
}

interface Said extends Conversation {
  /** ISO 8601: what was said until then approves nothing. */
  readonly until: string | undefined
  readonly bound: Bound
}

/** The last word of each person counts; a comment is no word. */
export async function voicesOf(world: Pick<World, 'github' | 'rows'>, said: Said, plan: Judged): Promise<Voices> {
  const { pull, until, bound } = said
  const last = new Map<string, Review>()
  for (const review of said.reviews) if (isWord(review)) last.set(asOnePerson(review.login), review)
  const approving = new Map<string, string>()
  const against = new Map<string, string>()
  const stale = new Map<string, readonly [string, string]>()
  const glass = new Map<string, Approvals['glass'][number]>()
  const named: number[] = []
  for (const [person, review] of last) {
    if (review.state === 'changes-requested') against.set(person, review.login)
    if (review.state !== 'approved') continue
    const objection = isVoid(review.submittedAt, until)
      ? WITHDRAWN
      : ((await objectionTo(world, { review, pull: pull.number }, plan)) ??
        (plan.destructive ? REVIEW_ALONE : undefined))
    if (objection === undefined) approving.set(person, review.login)
    else stale.set(person, [review.login, objection])
  }
  for (const comment of said.comments) {
    const command = comment.isBot || comment.edited ? undefined : parseCommand(comment.body)
    if (command?.verb !== 'approve' || command.digest === undefined) continue
    const meant = bound.get(comment.id) ?? (command.digest === plan.digest ? plan.digest : undefined)
    if (!plan.digest.startsWith(command.digest) || (meant !== undefined && meant !== plan.digest)) continue
    const person = asOnePerson(comment.login)
    const objection = isVoid(comment.changedAt, until)
      ? WITHDRAWN
      : meant === undefined
        ? unread(comment, plan)
        : undefined
    if (objection !== undefined) {
      if (!approving.has(person)) stale.set(person, [comment.login, objection])
      continue
    }
    if (meant === undefined) named.push(comment.id)
    approving.set(person, comment.login)
    if (command.glass !== undefined) glass.set(person, { login: comment.login, reason: command.glass })
    stale.delete(person)
  }
  return {
    approving: [...approving.values()],
    against: [...against.values()],
    stale: [...stale.values()],
    glass,
    named,
  }
}

/** A person's last such review counts. */
export function isWord({ isBot, state }: Review): boolean {
  return !isBot && state !== 'commented'
}

const WITHDRAWN = 'approved before the pull request went into another branch and came back'
const REVIEW_ALONE = 'approved by a review alone, and this plan destroys something'

/** Nothing counts that was said before this plan could be read. */
async function objectionTo(
  world: Pick<World, 'github' | 'rows'>,
  { review, pull }: { readonly review: Review; readonly pull: number },
  plan: Judged,
): Promise<string | undefined> {
  if (plan.shown?.head === review.commit) return tooEarly(review.submittedAt, plan.shown.since)
  // GitHub has that commit no more, so nobody knows what was shown there.
  if (review.commit === '') return 'approved another plan'
  const check = await checkOnceAt(world, { pull, sha: review.commit, name: CHECK_NAMES.plan })
  if (check?.externalId === unreadableCheckId(plan.digest)) return 'approved a plan that could not be read'
  if (check?.externalId !== planCheckId(plan.digest)) return 'approved another plan'
  return tooEarly(review.submittedAt, check.startedAt)
}

/** Within the same second nobody knows which came first. */
function tooEarly(saidAt: string, since: string | undefined): string | undefined {
  return since !== undefined && isAfter(saidAt, since) ? undefined : 'approved before this plan was shown'
}

/** Of a command by some digits that was never counted: another plan may have had the same ones. */
function unread({ id, changedAt }: Comment, { shown, answers }: Judged): string | undefined {
  // What waits on a merged pull request is named when the command is carried out, or never.
  return shown === undefined && id === answers ? undefined : tooEarly(changedAt, shown?.since)
}

/** GitHub counts whole seconds. */
export function isAfter(one: string, other: string): boolean {
  return seconds(one) > seconds(other)
}

function isVoid(saidAt: string, until: string | undefined): boolean {
  return until !== undefined && seconds(saidAt) <= seconds(until)
}

function seconds(instant: string): number {
  return Math.floor(Temporal.Instant.from(instant).epochMilliseconds / 1000)
}
