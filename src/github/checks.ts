/**
 * How does one report become one check run, however often it is published?
 *
 * The run is found by name, commit and App, unless who publishes knows which
 * it is. What it says is compared by a hidden mark in its own summary, so
 * nothing is written twice, and after a crash in the middle the missing
 * annotations are added. GitHub only ever
 * appends annotations: when the problems are others than before, a new run
 * takes the old one's place, because old marks on right lines would mislead.
 * Where GitHub does not take a mark, the check ends without any: an author who
 * sees no lines still reads every problem in the summary.
 */
import {
  CHECK_NAMES,
  type CheckName,
  type CheckReport,
  type Checks,
  type KnownRun,
  type PublishedCheck,
} from '../actions/ports.ts'
import { digestOf, short } from '../lib/digest.ts'
import { oneAtATime } from '../lib/turnstile.ts'
import { type Annotation, annotation, isMarkable } from './annotations.ts'
import { isCode, NOT_FOUND, REFUSED, UNAVAILABLE } from './errors.ts'
import { BYTES, cut } from './markdown-budget.ts'
import { PAGE, type Served } from './served.ts'

/** GitHub's documentation says characters and its database counts bytes (github/docs#35252). */
const MOST_TEXT_BYTES = 65_535
const MOST_TITLE_UNITS = 255
const A_REQUEST = 50
/** Twenty requests; who has more problems than this looks at the first ones first. */
const MOST_ANNOTATIONS = 1_000
const MARK = /<!-- fleetwright:report ([0-9a-f]{16}) ([0-9a-f]{16}) -->\s*$/

type Run = Awaited<ReturnType<Served['client']['rest']['checks']['get']>>['data']

export function checks(served: Served): Checks {
  const { client, at } = served
  const { rest } = client
  const inTurn = oneAtATime()

  async function runsOf(sha: string, name?: CheckName): Promise<readonly Run[]> {
    const named = name === undefined ? {} : { check_name: name }
    const where = { ...at, ...PAGE, ...named, ref: sha, app_id: served.appId, filter: 'all' } as const
    const runs = await client.paginate(rest.checks.listForRef, where)
    return runs.filter((run) => run.head_sha === sha)
  }

  /** The newest of ours: GitHub asks the newest too when a check is required. */
  async function newest(sha: string, name: CheckName): Promise<Run | undefined> {
    return (await runsOf(sha, name)).reduce(newer, undefined)
  }

  async function create(said: Said): Promise<Run> {
    const { report } = said
    try {
      return (await rest.checks.create({ ...at, ...bodyOf(said, 0), head_sha: report.sha })).data
    } catch (error) {
      // An answer that was lost: the run may stand there all the same.
      const unclear = isCode(error, UNAVAILABLE)
      const found = unclear ? await newest(report.sha, report.name) : undefined
      if (found === undefined || markOf(found)?.report !== said.mark.report) throw error
      return found
    }
  }

  async function update(id: number, said: Said, from: number): Promise<Run> {
    return (await rest.checks.update({ ...at, ...bodyOf(said, from), check_run_id: id })).data
  }

  async function publish(report: CheckReport, known?: KnownRun): Promise<Run> {
    const marked = report.problems.filter(isMarkable).slice(0, MOST_ANNOTATIONS).map(annotation)
    try {
      return await publishWith(words(report, marked), known)
    } catch (error) {
      if (marked.length === 0 || !isCode(error, REFUSED)) throw error
      return publishWith(words(report, []), undefined)
    }
  }

  async function publishWith(said: Said, known: KnownRun | undefined): Promise<Run> {
    let { run, written } = (await writtenBlind(said, known)) ?? (await writtenAfterALook(said))
    for (; written < said.annotations.length; written += A_REQUEST) run = await update(run.id, said, written)
    return run
  }

  /** Undefined where nothing is known, or GitHub has that run no more. */
  async function writtenBlind(said: Said, known: KnownRun | undefined): Promise<Written | undefined> {
    if (known === undefined) return undefined
    if (known === 'none') return { run: await create(said), written: A_REQUEST }
    try {
      return { run: await update(known, said, 0), written: A_REQUEST }
    } catch (error) {
      if (isCode(error, NOT_FOUND)) return undefined
      throw error
    }
  }

  async function writtenAfterALook(said: Said): Promise<Written> {
    const { report } = said
    const found = await newest(report.sha, report.name)
    const mark = found === undefined ? undefined : markOf(found)
    // Its annotations are of other problems, or of problems we cannot know.
    const outdated = found !== undefined && found.output.annotations_count > 0 && mark?.problems !== said.mark.problems
    if (found === undefined || outdated) return { run: await create(said), written: A_REQUEST }
    const written = found.output.annotations_count
    const isSaid = mark?.report === said.mark.report && isEnded(found, report) && isSince(found, report)
    return isSaid
      ? { run: found, written }
      : { run: await update(found.id, said, written), written: written + A_REQUEST }
  }

  return {
    publish: (report, known) => inTurn(`${report.sha} ${report.name}`, async () => (await publish(report, known)).id),
    async find(sha, name) {
      try {
        const run = await newest(sha, name)
        return run === undefined ? undefined : published(run)
      } catch (error) {
        // A commit that nothing leads to any more, GitHub may have forgotten.
        if (isCode(error, REFUSED)) return undefined
        throw error
      }
    },
    async allOf(sha) {
      const runs = await runsOf(sha)
      return new Map(
        Object.values(CHECK_NAMES).flatMap((name) => {
          const run = runs.filter((each) => each.name === name).reduce(newer, undefined)
          return run === undefined ? [] : [[name, published(run)] as const]
        }),
      )
    },
  }
}

/** A run, and how many of its annotations stand in it. */
interface Written {
  readonly run: Run
  readonly written: number
}

interface Said {
  readonly report: CheckReport
  readonly title: string
  readonly summary: string
  readonly text: string
  readonly annotations: readonly Annotation[]
  readonly mark: { readonly report: string; readonly problems: string }
}

function words(report: CheckReport, annotations: readonly Annotation[]): Said {
  const { startedAt: _, ...lasting } = report
  const mark = { report: short(digestOf(lasting)), problems: short(digestOf(annotations)) }
  const hidden = `\n\n<!-- fleetwright:report ${mark.report} ${mark.problems} -->`
  const left = report.problems.length - annotations.length
  const more = left > 0 ? `\n\nNot marked on a line: ${left} of ${report.problems.length} problems.` : ''
  const room = MOST_TEXT_BYTES - hidden.length - more.length
  return {
    report,
    title: report.title.slice(0, MOST_TITLE_UNITS).toWellFormed(),
    summary: `${cut(report.summary, room, BYTES)}${more}${hidden}`,
    text: cut(report.text ?? '', MOST_TEXT_BYTES, BYTES),
    annotations,
    mark,
  }
}

/** The part that creating and updating share; the outcome is in every request, so that no crash leaves it out. */
function bodyOf(said: Said, from: number) {
  const { report } = said
  const annotations = said.annotations.slice(from, from + A_REQUEST)
  return {
    name: report.name,
    external_id: report.externalId,
    ...(report.startedAt === undefined ? {} : { started_at: report.startedAt }),
    ...report.outcome,
    output: {
      title: said.title,
      summary: said.summary,
      // Empty and not left out: an update keeps what it does not name.
      text: said.text,
      ...(annotations.length === 0 ? {} : { annotations }),
    },
  }
}

function markOf(run: Run): Said['mark'] | undefined {
  const [, report, problems] = MARK.exec(run.output.summary ?? '') ?? []
  return report === undefined || problems === undefined ? undefined : { report, problems }
}

function isEnded(run: Run, report: CheckReport): boolean {
  const { outcome } = report
  if (run.status !== outcome.status) return false
  return outcome.status !== 'completed' || run.conclusion === outcome.conclusion
}

/** In whole seconds, as GitHub keeps them. Approvals are held against it, so it is mended even where nothing else is new. */
function isSince(run: Run, { startedAt }: CheckReport): boolean {
  return startedAt === undefined || (run.started_at !== null && seconds(run.started_at) === seconds(startedAt))
}

function seconds(instant: string): number {
  return Math.floor(Temporal.Instant.from(instant).epochMilliseconds / 1000)
}

function newer(one: Run | undefined, other: Run): Run {
  return one === undefined || other.id > one.id ? other : one
}

function published(run: Run): PublishedCheck {
  const status = run.status === 'completed' || run.status === 'in_progress' ? run.status : 'queued'
  return {
    id: run.id,
    externalId: run.external_id ?? '',
    status,
    ...(run.conclusion ? { conclusion: run.conclusion } : {}),
    ...(run.started_at ? { startedAt: run.started_at } : {}),
  }
}
