/**
 * Which plan comment stands below this pull request, without asking GitHub?
 *
 * What GitHub confirmed is kept in a row: which comment it is, since when it
 * says what it says, and its hidden marks. A row that is there is as good as a
 * look; one that is missing is no proof of anything, because the database may
 * be newer than the pull request: then GitHub is asked. While a comment is
 * written the row says so, so that after a kill it is looked at first.
 */
import { digestOf, short } from '../lib/digest.ts'
import { PLAN_MARKER } from '../report/plan-comment.ts'
import { isPlanComment } from './carried.ts'
import type { Comment, Place, Stuck } from './comment-port.ts'
import type { PullRequest } from './ports.ts'
import type { World } from './world.ts'

type Note =
  /** Nothing of ours when nobody had written anything yet. */
  | { readonly kind: 'none' }
  /** A write was begun. */
  | { readonly kind: 'unsure' }
  | {
      readonly kind: 'written'
      readonly id: number
      readonly changedAt: string
      /** Of its text. */
      readonly digest: string
      /** Its hidden marks, each in a line. */
      readonly marks: string
    }

type Below = Pick<PullRequest, 'number' | 'comments'>

/** To be called with what GitHub says of a pull request, before anything is written there. */
export async function meet({ rows }: Pick<World, 'rows'>, { number, comments }: Below): Promise<void> {
  if (comments === 0 && (await noteOf({ rows }, number)) === undefined) await note({ rows }, number, { kind: 'none' })
}

/** Whether our rows reach back to the first thing that we wrote about this pull request. */
export async function isKnown({ rows }: Pick<World, 'rows'>, pull: number): Promise<boolean> {
  return (await noteOf({ rows }, pull)) !== undefined
}

/** Somebody touched what we wrote, or we may have missed something: GitHub is asked again. */
export async function forget({ rows }: Pick<World, 'rows'>, pull: number): Promise<void> {
  await rows.publications.wrote(keyOf(pull), FORGOTTEN)
}

/** All that carry our marker: mostly one or none. Of one that is known only the marks are told. */
export async function planCommentsOf(
  { github, rows }: Pick<World, 'github' | 'rows'>,
  pull: Below,
): Promise<readonly Comment[]> {
  const noted = await noteOf({ rows }, pull.number)
  if (noted?.kind === 'written') return [standIn(noted)]
  if (pull.comments === 0) return []
  return (await github.comments.list(pull.number)).filter(isPlanComment)
}

export async function writePlanComment(
  { github, rows }: Pick<World, 'github' | 'rows'>,
  pull: Below,
  text: string,
): Promise<Stuck> {
  const noted = await noteOf({ rows }, pull.number)
  const digest = short(digestOf(text))
  const known = knownIn(noted, { digest, isEmpty: pull.comments === 0 })
  await note({ rows }, pull.number, { kind: 'unsure' })
  const place = { marker: PLAN_MARKER, ...(known === undefined ? {} : { known }) }
  const { id, changedAt, ...before } = await github.comments.sticky(pull.number, place, text)
  await note({ rows }, pull.number, { kind: 'written', id, changedAt, digest, marks: marksIn(text) })
  return { id, changedAt, ...before }
}

/** What it says already is looked at: somebody may have written something else there. */
function knownIn(noted: Note | undefined, now: { readonly digest: string; readonly isEmpty: boolean }): Place['known'] {
  if (noted?.kind === 'written') return noted.digest === now.digest ? undefined : standIn(noted)
  return noted?.kind === 'none' && now.isEmpty ? 'none' : undefined
}

const MARK = /^<!-- fleetwright:[^\n]* -->\r?$/gm

function marksIn(text: string): string {
  return [PLAN_MARKER, ...(text.match(MARK) ?? []).filter((mark) => mark !== PLAN_MARKER)].join('\n')
}

function standIn({ id, changedAt, marks }: Extract<Note, { kind: 'written' }>): Comment {
  return { id, login: '', isBot: true, body: marks, edited: true, changedAt, url: '' }
}

const FORGOTTEN = ''

async function noteOf({ rows }: Pick<World, 'rows'>, pull: number): Promise<Note | undefined> {
  const said = await rows.publications.last(keyOf(pull))
  return said === undefined || said === FORGOTTEN ? undefined : JSON.parse(said)
}

async function note({ rows }: Pick<World, 'rows'>, pull: number, said: Note): Promise<void> {
  await rows.publications.wrote(keyOf(pull), JSON.stringify(said))
}

function keyOf(pull: number): string {
  return `comment:${pull}`
}
