/**
 * Which check runs does a commit have, and what may stand in one?
 *
 * What a request may hold was judged before (contract/): here it becomes a run.
 * An update adds annotations and never removes one.
 */

import { type ApiError, invalid, malformed } from './http/errors.ts'
import type { Input } from './http/input.ts'
import { type Annotation, type CheckRun, type State, suiteKey } from './state.ts'

export const CONCLUSIONS = [
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
] as const
export type Conclusion = (typeof CONCLUSIONS)[number]

const STATUSES = ['queued', 'in_progress', 'completed'] as const
const LEVELS = ['notice', 'warning', 'failure'] as const
const MOST_TITLE = 255
/** Its description says characters, which contract/ counts; this is what its database takes. */
const MOST_TEXT_BYTES = 65_535

/** Relative and without control characters: GitHub does not say which paths it takes, so the stricter is assumed. */
const PLAIN_PATH = /^(?!\/)(?!(?:.*\/)?\.{0,2}(?:\/|$))\P{Cc}+$/u

/** The newest run of each name and App, oldest first. */
export function latestRuns(state: State, of: { readonly repositoryId: number; readonly sha: string }): CheckRun[] {
  const latest = new Map<string, CheckRun>()
  for (const run of runsOf(state, of)) latest.set(`${run.appId} ${run.name}`, run)
  return [...latest.values()].sort((left, right) => left.id - right.id)
}

export function runsOf(state: State, of: { readonly repositoryId: number; readonly sha: string }): CheckRun[] {
  return [...state.checkRuns.values()].filter((run) => run.repositoryId === of.repositoryId && run.sha === of.sha)
}

/** Every App has one suite a commit. */
export function suiteOf(
  state: State,
  of: { readonly repositoryId: number; readonly sha: string; readonly appId: number },
): number {
  const key = suiteKey(of)
  const known = state.suites.get(key)
  if (known !== undefined) return known
  const id = state.nextId()
  state.suites.set(key, id)
  return id
}

/** `previous` is the run as it was, for an update. */
export function readCheckRun(input: Input, previous: CheckRun, now: string): CheckRun {
  const conclusion = input.oneOf('conclusion', CONCLUSIONS)
  // Giving a conclusion completes the run, says GitHub's documentation.
  const status = conclusion === undefined ? (input.oneOf('status', STATUSES) ?? previous.status) : 'completed'
  const isReopened = status !== 'completed'
  return {
    ...previous,
    name: input.text('name') ?? previous.name,
    externalId: input.text('external_id') ?? previous.externalId,
    detailsUrl: input.text('details_url') ?? previous.detailsUrl,
    status,
    conclusion: isReopened ? null : (conclusion ?? previous.conclusion),
    startedAt: instant(input, 'started_at') ?? previous.startedAt ?? now,
    completedAt: isReopened ? null : (instant(input, 'completed_at') ?? previous.completedAt ?? now),
    ...readOutput(input.part('output'), previous),
  }
}

/** A run that nothing is known of yet. */
export function emptyRun(
  state: State,
  of: Pick<CheckRun, 'repositoryId' | 'sha' | 'name' | 'appId' | 'appSlug'>,
): CheckRun {
  return {
    ...of,
    id: state.nextId(),
    suiteId: suiteOf(state, of),
    externalId: '',
    detailsUrl: null,
    status: 'queued',
    conclusion: null,
    startedAt: null,
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    annotations: [],
  }
}

function readOutput(
  output: Input | undefined,
  previous: CheckRun,
): Pick<CheckRun, 'title' | 'summary' | 'text' | 'annotations'> {
  if (output === undefined) {
    const { title, summary, text, annotations } = previous
    return { title, summary, text, annotations }
  }
  const annotations = output.parts('annotations') ?? []
  return {
    title: output.text('title') ?? previous.title,
    summary: fitting('summary', output.requiredText('summary')),
    text: fitting('text', output.text('text') ?? previous.text),
    annotations: [...previous.annotations, ...annotations.map(readAnnotation)],
  }
}

function fitting<Text extends string | null>(field: string, text: Text): Text {
  if (Buffer.byteLength(text ?? '') <= MOST_TEXT_BYTES) return text
  const message = `${field} exceeds a maximum bytesize of ${MOST_TEXT_BYTES}`
  throw invalid({ resource: 'CheckRun', code: 'custom', field, message })
}

function readAnnotation(input: Input): Annotation {
  const level = input.oneOf('annotation_level', LEVELS)
  if (level === undefined) throw malformed('"annotation_level" wasn\'t supplied.')
  const annotation: Annotation = {
    path: input.requiredText('path'),
    startLine: requiredLine(input, 'start_line'),
    endLine: requiredLine(input, 'end_line'),
    startColumn: input.integer('start_column') ?? null,
    endColumn: input.integer('end_column') ?? null,
    level,
    message: input.requiredText('message'),
    title: input.text('title') ?? null,
    rawDetails: input.text('raw_details') ?? null,
  }
  if (isStrange(annotation)) throw strangeAnnotation()
  return annotation
}

function isStrange({ path, title, startLine, startColumn, endColumn }: Annotation): boolean {
  const areColumnsStrange = (startColumn === null) !== (endColumn === null) || (startColumn ?? 1) > (endColumn ?? 1)
  return startLine < 1 || areColumnsStrange || !PLAIN_PATH.test(path) || (title?.length ?? 0) > MOST_TITLE
}

/** The only words that GitHub has for an annotation that it does not like. */
function strangeAnnotation(): ApiError {
  return invalid({ resource: 'CheckRun', code: 'invalid', field: 'annotations' })
}

function requiredLine(input: Input, name: string): number {
  const line = input.integer(name)
  if (line === undefined) throw malformed(`"${name}" wasn't supplied.`)
  return line
}

function instant(input: Input, name: string): string | undefined {
  const given = input.text(name)
  if (given === undefined) return undefined
  return Temporal.Instant.from(given).round({ smallestUnit: 'second', roundingMode: 'trunc' }).toString()
}
