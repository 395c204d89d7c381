/**
 * Which rules of GitHub does its description not hold?
 *
 * They stand in its prose, or were learnt by people whose requests were
 * refused. One row each, with its source. Lengths of comments and reviews are
 * in conversation/bodies.ts: people's pages obey them too.
 */
export type Fields = Readonly<Record<string, unknown>>

interface Rule {
  readonly name: string
  readonly source: string
  readonly operations: readonly string[]
  /** What is wrong with the body, in GitHub's kind of sentence. */
  broken(body: Fields): string | undefined
}

const WRITES_RUN = [
  'POST /repos/{owner}/{repo}/check-runs',
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
] as const

const MOST_ANNOTATION_BYTES = 64 * 1024

export const RULES: readonly Rule[] = [
  {
    name: 'a completed run has a conclusion',
    source: '[spec] prose of `conclusion`: "Required if you provide completed_at or a status of completed"',
    operations: WRITES_RUN,
    broken: ({ status, completed_at, conclusion }) =>
      (status === 'completed' || completed_at !== undefined) && conclusion === undefined
        ? '"conclusion" wasn\'t supplied.'
        : undefined,
  },
  {
    name: 'an annotation ends where it starts or later',
    source: 'ASSUMED',
    operations: WRITES_RUN,
    broken: (body) =>
      someAnnotation(body, ({ start_line: start, end_line: end }) => Number(end) < Number(start))
        ? '"end_line" must not be before "start_line".'
        : undefined,
  },
  {
    name: 'columns only within one line',
    source: '[spec] prose of `start_column`: "Omit this parameter if start_line and end_line have different values"',
    operations: WRITES_RUN,
    broken: (body) =>
      someAnnotation(
        body,
        (each) => each.start_line !== each.end_line && ('start_column' in each || 'end_column' in each),
      )
        ? '"start_column" and "end_column" are allowed only when "start_line" and "end_line" are the same.'
        : undefined,
  },
  {
    name: 'message and details of an annotation hold 64 KB',
    source: '[spec] prose of `message` and `raw_details`: "The maximum size is 64 KB"',
    operations: WRITES_RUN,
    broken: (body) =>
      someAnnotation(body, ({ message, raw_details: details }) => isTooLong(message) || isTooLong(details))
        ? 'An annotation holds more than 64 KB.'
        : undefined,
  },
]

export function brokenRules(operation: string, body: Fields): readonly string[] {
  return RULES.filter(({ operations }) => operations.includes(operation)).flatMap((rule) => rule.broken(body) ?? [])
}

function someAnnotation(body: Fields, isWrong: (annotation: Fields) => boolean): boolean {
  const { output } = body
  const annotations: unknown = isFields(output) ? output.annotations : []
  return Array.isArray(annotations) && annotations.filter(isFields).some(isWrong)
}

function isTooLong(text: unknown): boolean {
  return typeof text === 'string' && Buffer.byteLength(text) > MOST_ANNOTATION_BYTES
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}
