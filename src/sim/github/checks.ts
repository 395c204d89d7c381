/**
 * Which check runs does a commit have, and what may stand in one?
 *
 * The rules of GitHub's API on check runs, checked by hand where its OpenAPI
 * description is silent (facts/github.md §5): a completed run has a conclusion,
 * columns need a single line, an update adds annotations and never removes one.
 */

import { ApiError, invalid, malformed } from './http/errors.ts'
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

const STATUSES = ['queued', 'in_progress', 'completed'] as const
const LEVELS = ['notice', 'warning', 'failure'] as const
const MOST_TEXT = 65_535
const MOST_ANNOTATIONS = 50
const MOST_MESSAGE_BYTES = 65_536
const MOST_TITLE = 255

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

/** Every App has one suite a commit; ours is the only App. */
export function suiteOf(state: State, of: { readonly repositoryId: number; readonly sha: string }): number {
  const key = suiteKey(of.repositoryId, of.sha)
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
  if (status === 'completed' && conclusion === undefined && previous.conclusion === null) {
    throw malformed('"conclusion" is required when "status" is "completed".')
  }
  const isReopened = status !== 'completed'
  return {
    ...previous,
    name: input.text('name') ?? previous.name,
    externalId: input.text('external_id') ?? previous.externalId,
    detailsUrl: input.text('details_url') ?? previous.detailsUrl,
    status,
    conclusion: isReopened ? null : (conclusion ?? previous.conclusion),
    startedAt: instant(input, 'started_at') ?? previous.startedAt ?? (status === 'queued' ? null : now),
    completedAt: isReopened ? null : (instant(input, 'completed_at') ?? previous.completedAt ?? now),
    ...readOutput(input.part('output'), previous),
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
  if (annotations.length > MOST_ANNOTATIONS) {
    throw malformed(`Only ${MOST_ANNOTATIONS} annotations are allowed per request.`)
  }
  return {
    title: output.text('title') ?? previous.title,
    summary: capped('summary', output.requiredText('summary')),
    text: capped('text', output.text('text')) ?? previous.text,
    annotations: [...previous.annotations, ...annotations.map(readAnnotation)],
  }
}

function capped<Text extends string | undefined>(name: string, text: Text): Text {
  if (text !== undefined && text.length > MOST_TEXT) {
    throw invalid({
      resource: 'CheckRun',
      code: 'invalid',
      field: name,
      message: `${name} exceeds a maximum bytesize of ${MOST_TEXT}`,
    })
  }
  return text
}

function readAnnotation(input: Input): Annotation {
  const startLine = requiredLine(input, 'start_line')
  const endLine = requiredLine(input, 'end_line')
  const startColumn = input.integer('start_column') ?? null
  const endColumn = input.integer('end_column') ?? null
  if (endLine < startLine) throw malformed('"end_line" must not be before "start_line".')
  if (startLine < 1 || (startColumn === null) !== (endColumn === null) || (startColumn ?? 1) > (endColumn ?? 1)) {
    throw strangeAnnotation()
  }
  if (startLine !== endLine && (startColumn !== null || endColumn !== null)) {
    throw malformed('"start_column" and "end_column" are allowed only when "start_line" and "end_line" are the same.')
  }
  const level = input.oneOf('annotation_level', LEVELS)
  if (level === undefined) throw malformed('"annotation_level" wasn\'t supplied.')
  const message = input.requiredText('message')
  const rawDetails = input.text('raw_details') ?? null
  for (const text of [message, rawDetails ?? '']) {
    if (Buffer.byteLength(text) > MOST_MESSAGE_BYTES) throw malformed('An annotation holds more than 64 KB.')
  }
  const path = input.requiredText('path')
  const title = input.text('title') ?? null
  if (!PLAIN_PATH.test(path) || (title?.length ?? 0) > MOST_TITLE) throw strangeAnnotation()
  return {
    path,
    startLine,
    endLine,
    startColumn,
    endColumn,
    level,
    message,
    title,
    rawDetails,
  }
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
  try {
    return Temporal.Instant.from(given).round({ smallestUnit: 'second', roundingMode: 'trunc' }).toString()
  } catch {
    throw new ApiError(422, `Invalid request.\n\n${given} is not a valid date-time.`)
  }
}
