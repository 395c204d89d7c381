/**
 * Where is this pull request's plan comment written?
 *
 * Into the one that stands there. It is seen with the rest of what is said
 * (conversation-port.ts), but a list may lag behind what GitHub confirmed to
 * us, so which comment it was is kept in a row: a second one is never written
 * because the first is not listed yet.
 */
import { PLAN_MARKER } from '../../report/plan-comment.ts'
import type { Comment, KnownComment, Stuck } from '../comment-port.ts'
import type { PullRequest } from '../ports.ts'
import type { World } from '../world.ts'
import { isPlanComment } from './carried.ts'

/** `none`: nothing of ours when nobody had written anything yet. */
type Note = 'none' | { readonly id: number }

/** To be called with what GitHub says of a pull request, before anything is written there. */
export async function meet(
  { rows }: Pick<World, 'rows'>,
  { number, comments }: Pick<PullRequest, 'number' | 'comments'>,
): Promise<void> {
  if (comments === 0 && (await noteOf({ rows }, number)) === undefined) await note({ rows }, number, 'none')
}

/** Whether our rows reach back to the first thing that we wrote about this pull request. */
export async function isKnown({ rows }: Pick<World, 'rows'>, pull: number): Promise<boolean> {
  return (await noteOf({ rows }, pull)) !== undefined
}

/** Whether one was written, as far as our rows know; it may be gone. */
export async function hasPlanComment({ rows }: Pick<World, 'rows'>, pull: number): Promise<boolean> {
  const noted = await noteOf({ rows }, pull)
  return noted !== undefined && noted !== 'none'
}

/** `comments`: as they were just read. */
export async function writePlanComment(
  { github, rows }: Pick<World, 'github' | 'rows'>,
  { pull, comments }: { readonly pull: number; readonly comments: readonly Comment[] },
  text: string,
): Promise<Stuck> {
  const known = comments.find(isPlanComment) ?? notListed(await noteOf({ rows }, pull)) ?? 'none'
  const stuck = await github.comments.sticky(pull, { marker: PLAN_MARKER, known }, text)
  await note({ rows }, pull, { id: stuck.id })
  return stuck
}

/** What it says nobody told us: it is edited, whatever that was. */
function notListed(noted: Note | undefined): KnownComment | undefined {
  return noted === undefined || noted === 'none'
    ? undefined
    : { id: noted.id, body: '', changedAt: '', isTampered: false }
}

async function noteOf({ rows }: Pick<World, 'rows'>, pull: number): Promise<Note | undefined> {
  const said = await rows.publications.last(keyOf(pull))
  return said === undefined ? undefined : JSON.parse(said)
}

async function note({ rows }: Pick<World, 'rows'>, pull: number, said: Note): Promise<void> {
  await rows.publications.wrote(keyOf(pull), JSON.stringify(said))
}

function keyOf(pull: number): string {
  return `plan-comment:${pull}`
}
