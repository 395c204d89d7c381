/**
 * Since when could people read this plan?
 *
 * Since GitHub confirmed the comment that shows it, and by GitHub's clock,
 * which dates reviews too: an edit may wait for minutes while GitHub is away,
 * and what is approved meanwhile is whatever the comment still shows. Not
 * longer than the comment has shown this plan of this head without a break: a
 * head that comes back is shown anew.
 */

import { type Digest, isDigest } from '../../lib/digest.ts'
import type { KnownComment } from '../comment-port.ts'
import type { Conversation } from '../conversation-port.ts'
import { CHECK_NAMES, type PlanRecord } from '../ports.ts'
import type { World } from '../world.ts'
import { type Carried, carriedMarks, isMarked } from './carried.ts'
import { planCheckId } from './plan-check-id.ts'
import { checkAt } from './written-checks.ts'
import { writePlanComment } from './written-comment.ts'

export interface ShownPlan extends Pick<PlanRecord, 'head' | 'plan'> {
  readonly pull: number
}

/** ISO 8601, as far as our rows know, or the check with the rows gone. Undefined: not yet, so no review of it counts. */
export async function shownSince(world: Pick<World, 'github' | 'rows'>, of: ShownPlan): Promise<string | undefined> {
  const noted = await world.rows.publications.last(keyOf(of))
  if (noted !== undefined) {
    const [, since] = noted.split(SINCE)
    return noted.startsWith(`${nameOf(of)}${SINCE}`) ? since : undefined
  }
  const check = await checkAt(world, { pull: of.pull, sha: of.head, name: CHECK_NAMES.plan })
  return check?.externalId === planCheckId(of.plan.digest) ? check.startedAt : undefined
}

export interface Confirmed {
  /** ISO 8601. */
  readonly since: string
  /** The comment said something else until now: nobody can have approved it by a review of this head. */
  readonly isNew: boolean
  /** As it stands now, whatever a list that lags behind still says. */
  readonly comment: KnownComment
}

/** `since`: what `shownSince` said; what the comment said until now may prove it wrong. */
export async function show(
  world: Pick<World, 'github' | 'rows'>,
  of: ShownPlan,
  said: {
    readonly comments: Conversation['comments']
    readonly text: string
    readonly since: string | undefined
    readonly carried: Carried
  },
): Promise<Confirmed> {
  const mark = `<!-- fleetwright:shows ${nameOf(of)} -->`
  const text = `${said.text}${mark}\n${carriedMarks(said.carried)}`
  const { id, changedAt, before } = await writePlanComment(world, { pull: of.pull, comments: said.comments }, text)
  // What somebody else wrote into it was shown, whatever marks they left.
  const isShownStill = before !== undefined && !before.isTampered && isMarked(before.body, mark)
  // Shown already, by a run that died before it could note it: at the latest since the comment was last changed.
  const since = isShownStill ? (said.since ?? before?.changedAt ?? changedAt) : changedAt
  await world.rows.publications.wrote(keyOf(of), `${nameOf(of)}${SINCE}${since}`)
  return { since, isNew: !isShownStill, comment: { id, body: text, changedAt, isTampered: false } }
}

/** Which plan this text of the comment shows; undefined where it shows none, or anybody may have written that. */
export function shownIn({
  body,
  isTampered,
}: KnownComment): (Pick<PlanRecord, 'head'> & { readonly digest: Digest }) | undefined {
  const [, head, digest] = (!isTampered && SHOWS.exec(body)) || []
  return head !== undefined && digest !== undefined && isDigest(digest) ? { head, digest } : undefined
}

/** The comment shows no plan from now on: should the same one come back, it is shown anew. */
export async function hide(
  world: Pick<World, 'rows'>,
  of: { readonly pull: number; readonly head: string },
): Promise<void> {
  await world.rows.publications.wrote(keyOf(of), `${of.head} without a plan`)
}

const SINCE = ' since '
/** A line of its own: within one stand strangers' words. */
const SHOWS = /^<!-- fleetwright:shows ([0-9a-f]{40,64}) plan:([0-9a-f]{64}) -->\r?$/m

function keyOf({ pull }: Pick<ShownPlan, 'pull'>): string {
  return `shown:${pull}`
}

function nameOf({ head, plan }: ShownPlan): string {
  return `${head} ${planCheckId(plan.digest)}`
}
