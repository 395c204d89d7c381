/**
 * Does a value have the shape that the description gives it?
 *
 * Each schema is compiled when it is first needed and kept for the process: a
 * test that asks for three operations pays for three. Compiled plainly, since
 * the time of compiling, not of checking, is what a test would feel.
 */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { description } from './description.ts'

export type Wrong = ErrorObject

/** What GitHub's description means by a `format`; those it has for numbers say nothing that `type` does not. */
const FORMATS = {
  'date-time': isInstant,
  date: /^\d{4}-\d\d-\d\d$/,
  email: /^[^\s@]+@[^\s@]+$/,
  uri: (text: string) => URL.canParse(text) && !/\s/.test(text),
  'uri-template': /^\S*$/,
  'repo.nwo': /^[^\s/]+\/[^\s/]+$/,
  binary: true,
  timestamp: true,
  int32: true,
  int64: true,
  double: true,
} as const

function isInstant(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return false
  try {
    Temporal.Instant.from(text)
    return true
  } catch {
    return false
  }
}

const compiled = new Map<string, ValidateFunction>()
let strict: Ajv | undefined
let coercing: Ajv | undefined

/** `place`: the way through the description to the schema, as in `operations`, `GET /app`, `responses`, `200`. */
export function wrongs(place: readonly string[], value: unknown): readonly Wrong[] {
  strict ??= ajv({})
  return errorsOf(strict, place, value)
}

/** Of texts that stand for numbers and flags, as in an address. Writes the numbers and flags into `values`. */
export function wrongsOfTexts(place: readonly string[], values: Record<string, unknown>): readonly Wrong[] {
  coercing ??= ajv({ coerceTypes: 'array' })
  return errorsOf(coercing, place, values)
}

function ajv(options: { readonly coerceTypes?: 'array' }): Ajv {
  const made = new Ajv({
    ...options,
    // The dialect of OpenAPI has words that JSON Schema has not.
    strict: false,
    validateSchema: false,
    allErrors: true,
    verbose: true,
    inlineRefs: false,
    code: { optimize: false },
    formats: FORMATS,
  })
  return made.addSchema(description(), 'github')
}

function errorsOf(by: Ajv, place: readonly string[], value: unknown): readonly Wrong[] {
  const reference = `github#${place.map((step) => `/${encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')}`
  const validate = compiled.get(reference) ?? by.compile({ $ref: reference })
  compiled.set(reference, validate)
  return validate(value) ? [] : (validate.errors ?? [])
}
