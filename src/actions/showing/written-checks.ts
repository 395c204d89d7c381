/**
 * Which check run of ours stands at this commit, without asking GitHub?
 *
 * What GitHub confirmed is kept in a row, and a row that is there is as good
 * as a look: nobody else can write a run of ours. Where there is none, GitHub
 * is asked, once for all our checks of the commit, unless our rows reach back
 * to the beginning of the pull request: then there is no run either. Before
 * the first one is made the row says so, so that after a kill it is looked
 * for, and not made twice.
 */
import { digestOf, short } from '../../lib/digest.ts'
import { CHECK_NAMES, type CheckName, type CheckReport, type KnownRun, type PublishedCheck } from '../ports.ts'
import type { World } from '../world.ts'
import { isKnown } from './written-comment.ts'

/** `report`: digest of the last report, to tell whether this one says anything else. `isMarked`: on lines of files. */
type Written = PublishedCheck & { readonly report: string; readonly isMarked: boolean }

/** `none`: GitHub was asked, and has none. */
type Note = 'none' | 'begun' | Written

export interface RunPlace {
  readonly pull: number
  readonly sha: string
  readonly name: CheckName
}

export async function publishCheck(
  { github, rows }: Pick<World, 'github' | 'rows'>,
  pull: number,
  report: CheckReport,
): Promise<void> {
  const place = { pull, sha: report.sha, name: report.name }
  const noted = await noteOf({ rows }, place)
  const said = short(digestOf(report))
  const known = noted === undefined ? await lookedFor({ github, rows }, place) : knownIn(noted, said)
  if (noted === undefined || noted === 'none') await note({ rows }, place, 'begun')
  const id = await github.checks.publish(report, known)
  const { externalId, outcome, startedAt, problems } = report
  await note({ rows }, place, {
    id,
    externalId,
    ...outcome,
    ...(startedAt === undefined ? {} : { startedAt }),
    report: said,
    isMarked: problems.length > 0,
  })
}

/** As it was last confirmed to us. */
export async function checkAt(
  { github, rows }: Pick<World, 'github' | 'rows'>,
  place: RunPlace,
): Promise<PublishedCheck | undefined> {
  const noted = await noteOf({ rows }, place)
  if (isWritten(noted)) return noted
  if (noted === 'none' || (noted === undefined && (await isKnown({ rows }, place.pull)))) return undefined
  return github.checks.find(place.sha, place.name)
}

/** Of many, in their order, by our rows alone. */
export async function checksNoted(
  { rows }: { readonly rows: Pick<World['rows'], 'publications'> },
  places: readonly Omit<RunPlace, 'pull'>[],
): Promise<readonly (PublishedCheck | undefined)[]> {
  const said = await rows.publications.lastOf(places.map(keyOf))
  return places.map((place) => {
    const noted = read(said.get(keyOf(place)))
    return isWritten(noted) ? noted : undefined
  })
}

/** Also at a commit that may have been planned before our rows began. */
export async function checkOnceAt(
  { github, rows }: Pick<World, 'github' | 'rows'>,
  place: RunPlace,
): Promise<PublishedCheck | undefined> {
  const noted = await noteOf({ rows }, place)
  if (isWritten(noted)) return noted
  return noted === 'none' ? undefined : github.checks.find(place.sha, place.name)
}

/** Undefined where GitHub has one: what became of it since then, who writes looks at. */
async function lookedFor(
  { github, rows }: Pick<World, 'github' | 'rows'>,
  { pull, sha, name: wanted }: RunPlace,
): Promise<KnownRun | undefined> {
  if (await isKnown({ rows }, pull)) return 'none'
  const found = await github.checks.allOf(sha)
  const missing = Object.values(CHECK_NAMES).filter((name) => !found.has(name))
  for (const name of missing) {
    if ((await noteOf({ rows }, { sha, name })) === undefined) await note({ rows }, { sha, name }, 'none')
  }
  return missing.includes(wanted) ? 'none' : undefined
}

function isWritten(noted: Note | undefined): noted is Written {
  return typeof noted === 'object'
}

/** What it says already is looked at: GitHub may have reset it. Marks on lines are never taken away, only left behind. */
function knownIn(noted: Note, said: string): KnownRun | undefined {
  if (noted === 'none') return 'none'
  return noted === 'begun' || noted.isMarked || noted.report === said ? undefined : noted.id
}

async function noteOf({ rows }: Pick<World, 'rows'>, place: Omit<RunPlace, 'pull'>): Promise<Note | undefined> {
  return read(await rows.publications.last(keyOf(place)))
}

function read(said: string | undefined): Note | undefined {
  return said === undefined ? undefined : JSON.parse(said)
}

async function note({ rows }: Pick<World, 'rows'>, place: Omit<RunPlace, 'pull'>, said: Note): Promise<void> {
  await rows.publications.wrote(keyOf(place), JSON.stringify(said))
}

function keyOf({ sha, name }: Omit<RunPlace, 'pull'>): string {
  return `run:${sha} ${name}`
}
