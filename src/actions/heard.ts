/**
 * What have people said of this plan, and how much of it has GitHub to be asked?
 *
 * All of it, unless our rows reach back to the beginning of the pull request:
 * then events told us whether anybody reviewed it, and which digests were
 * approved by command. So a plan that is new is shown without a look at
 * reviews of which there are none, and a review is counted without a look at
 * comments that approve other plans. No plan is approved by nobody, so an event
 * that was lost leaves an approval uncounted until the sweep finds it, and
 * never counts one: who stands in the way is asked wherever somebody approves.
 */
import type { Digest } from '../lib/digest.ts'
import { parseCommand } from './command.ts'
import type { Comment } from './comment-port.ts'
import type { PullRequest, Review } from './ports.ts'
import type { World } from './world.ts'
import { isKnown, planCommentsOf } from './written-comment.ts'

export interface Heard {
  /** Of one that is ours perhaps its marks alone. */
  readonly comments: readonly Comment[]
  /** Oldest first. */
  readonly reviews: readonly Review[]
}

/** What events and looks have told of a pull request. */
interface Voices {
  readonly isReviewed: boolean
  /** That people approved by command: as many digits as they gave. */
  readonly digests: readonly string[]
}

type Below = Pick<PullRequest, 'number' | 'comments'>
type Ports = Pick<World, 'github' | 'rows'>

export async function hearAll(world: Ports, pull: Below): Promise<Heard> {
  const comments = pull.comments === 0 ? [] : await world.github.comments.list(pull.number)
  const reviews = await reviewsOf(world, pull)
  await note(world, pull.number, { isReviewed: false, digests: comments.flatMap(approvedBy) })
  return { comments, reviews }
}

/** Of a plan that was just made: only who has spoken before is asked for. */
export async function hearNew(world: Ports, pull: Below, digest: Digest): Promise<Heard> {
  const { isReviewed, digests } = await voicesOf(world, pull.number)
  if (!(await isKnown(world, pull.number)) || isAmong(digests, digest)) return hearAll(world, pull)
  const comments = await planCommentsOf(world, pull)
  return { comments, reviews: isReviewed ? await reviewsOf(world, pull) : [] }
}

/** Somebody has spoken: in a review, or by a command. */
export async function hearAgain(world: Ports, pull: Below, digest: Digest): Promise<Heard> {
  const { digests } = await voicesOf(world, pull.number)
  if (!(await isKnown(world, pull.number)) || isAmong(digests, digest)) return hearAll(world, pull)
  return { comments: await planCommentsOf(world, pull), reviews: await reviewsOf(world, pull) }
}

/** Somebody approves what begins with these digits, in a comment. */
export async function noteApproval(world: Pick<World, 'rows'>, pull: number, digits: string): Promise<void> {
  await note(world, pull, { isReviewed: false, digests: [digits] })
}

/** A person's last such review counts. */
export function isWord({ isBot, state }: Review): boolean {
  return !isBot && state !== 'commented'
}

async function reviewsOf({ github, rows }: Ports, pull: Below): Promise<readonly Review[]> {
  const reviews = await github.pulls.reviews(pull.number)
  await note({ rows }, pull.number, { isReviewed: reviews.some(isWord), digests: [] })
  return reviews
}

function approvedBy({ isBot, edited, body }: Comment): readonly string[] {
  const command = isBot || edited ? undefined : parseCommand(body)
  return command?.verb === 'approve' && command.digest !== undefined ? [command.digest] : []
}

function isAmong(digests: readonly string[], digest: Digest): boolean {
  return digests.some((digits) => digest.startsWith(digits))
}

/** Adds to what is known. */
async function note(world: Pick<World, 'rows'>, pull: number, more: Voices): Promise<void> {
  const known = await voicesOf(world, pull)
  const isReviewed = known.isReviewed || more.isReviewed
  const digests = [...new Set([...known.digests, ...more.digests])]
  if (isReviewed === known.isReviewed && digests.length === known.digests.length) return
  await world.rows.publications.wrote(keyOf(pull), JSON.stringify({ isReviewed, digests } satisfies Voices))
}

async function voicesOf({ rows }: Pick<World, 'rows'>, pull: number): Promise<Voices> {
  const said = await rows.publications.last(keyOf(pull))
  return said === undefined ? { isReviewed: false, digests: [] } : JSON.parse(said)
}

function keyOf(pull: number): string {
  return `voices:${pull}`
}
