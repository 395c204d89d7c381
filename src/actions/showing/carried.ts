/**
 * What does the plan comment remember for us?
 *
 * What GitHub does not tell afterwards and no approval may forget: who pushed,
 * until when what was said approves nothing, and to which commands the comment
 * is the answer. Each text of it carries that on in hidden marks, so that a
 * lost database forgets none of it.
 */

import { type Digest, isDigest } from '../../lib/digest.ts'
import { PLAN_MARKER } from '../../report/plan-comment.ts'
import { WITHDRAWN_MARK } from '../../report/withdrawn-comment.ts'
import type { Comment } from '../comment-port.ts'
import { type Pushed, pushersOf } from '../pull/pushers.ts'
import type { World } from '../world.ts'

export interface Carried {
  /** Logins. */
  readonly pushers: readonly string[]
  /** Oldest first. */
  readonly answered: readonly Answered[]
  /** ISO 8601: the plan was withdrawn then. */
  readonly withdrawnUntil?: string
}

/** A command of which the plan comment says what came. */
export interface Answered {
  /** The comment's. */
  readonly id: number
  /** Of the plan that it approves, whole; undefined where it approves none. */
  readonly digest: Digest | undefined
}

/** Lines of their own: within one stand strangers' words, and those may look like any mark. */
const PUSHERS = /^<!-- fleetwright:pushed by ([\w[\]-]+(?: [\w[\]-]+)*) -->\r?$/m
const ANSWERED = /^<!-- fleetwright:answers (\d{1,16}(?: \d{1,16})*)(?: of ([0-9a-f]{64}))? -->\r?$/gm
/** Far more commands than one pull request sees. */
const MOST_ANSWERED = 100
const UNTIL = /^<!-- fleetwright:withdrawn until (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z) -->\r?$/m
/** No other fits between the words of a mark. GitHub gives no other. */
const LOGIN = /^[\w[\]-]+$/

export function carriedIn(comments: readonly Comment[]): Carried {
  const own = comments.filter(isPlanComment)
  const pushers = own.flatMap(({ body }) => PUSHERS.exec(body)?.[1]?.split(' ') ?? [])
  const instants = own.flatMap(({ body, changedAt }) => {
    const told = isMarked(body, WITHDRAWN_MARK) ? [changedAt] : []
    return [...told, ...(UNTIL.exec(body)?.slice(1) ?? [])]
  })
  const answered = own.flatMap(answeredIn)
  const last = instants.sort(Temporal.Instant.compare).at(-1)
  return { pushers, answered, ...(last === undefined ? {} : { withdrawnUntil: last }) }
}

/** Whoever edited it may have made somebody's words those of another plan. */
function answeredIn({ body, isTampered }: Comment): readonly Answered[] {
  return [...body.matchAll(ANSWERED)].flatMap(([, ids = '', of]) => {
    const digest = !isTampered && of !== undefined && isDigest(of) ? of : undefined
    return ids.split(' ').map((id) => ({ id: Number(id), digest }))
  })
}

/** Beside the comment in a row: whoever edits the comment may take its marks away. */
export async function noteWithdrawn({ rows }: Pick<World, 'rows'>, pull: number, until: string): Promise<void> {
  await rows.publications.wrote(withdrawnKey(pull), until)
}

/** What its comments say, and what our rows know of it though no comment says so any more. */
export async function carriedFor(
  { rows }: Pick<World, 'rows'>,
  said: Pushed & { readonly comments: readonly Comment[] },
): Promise<Carried> {
  const { pull, comments } = said
  const { pushers, withdrawnUntil, ...carried } = carriedIn(comments)
  const noted = await rows.publications.last(withdrawnKey(pull.number))
  const last = [withdrawnUntil, noted]
    .flatMap((each) => each ?? [])
    .sort(Temporal.Instant.compare)
    .at(-1)
  const all = [...new Set([...pushers, ...(await pushersOf({ rows }, said))])]
  return { ...carried, pushers: all, ...(last === undefined ? {} : { withdrawnUntil: last }) }
}

function withdrawnKey(pull: number): string {
  return `withdrawn:${pull}`
}

/** For the next text of the plan comment, which takes the place of the one that said so. */
export function carriedMarks({ pushers, answered, withdrawnUntil }: Carried): string {
  const logins = [...new Set(pushers)].filter((login) => LOGIN.test(login)).sort()
  return [
    ...(logins.length === 0 ? [] : [`<!-- fleetwright:pushed by ${logins.join(' ')} -->\n`]),
    ...answeredMarks(answered),
    ...(withdrawnUntil === undefined ? [] : [`<!-- fleetwright:withdrawn until ${withdrawnUntil} -->\n`]),
  ].join('')
}

/** One for each plan that was approved: mostly one. */
function answeredMarks(answered: readonly Answered[]): readonly string[] {
  const newest = answered.slice(-MOST_ANSWERED)
  return [...Map.groupBy(newest, ({ digest }) => digest)].map(([digest, all]) => {
    const ids = all.map(({ id }) => id).join(' ')
    return `<!-- fleetwright:answers ${ids}${digest === undefined ? '' : ` of ${digest}`} -->\n`
  })
}

/** Not a comment that repeats the marker, as an answer does to whoever wrote it, and any other bot may. */
export function isPlanComment({ isOurs, body }: Pick<Comment, 'isOurs' | 'body'>): boolean {
  return isOurs && body.startsWith(PLAN_MARKER)
}

/** As a line of its own. */
export function isMarked(body: string, mark: string): boolean {
  return body.split('\n').some((line) => line.trimEnd() === mark)
}
