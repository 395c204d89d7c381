/**
 * How does a person hear what the schema checker found?
 *
 * One cause is one problem, in plain words, with what was expected (from the
 * schema's own description) and the fix where it can be known. ajv's text is
 * never shown: it names keywords, not mistakes.
 */
import type { ErrorObject } from 'ajv/dist/2020.js'
import type { Problem, Range } from './model.ts'
import { partsOf, pointer } from './places.ts'
import { didYouMean, listed, nearest } from './suggest.ts'

/** Of more choices a reader learns more by what they have in common. */
const MOST_CHOICES = 20

/** Answers where a JSON pointer was written, as key or as value. */
export type Place = (path: string, on: 'key' | 'value') => Range

export interface Worded extends Omit<Problem, 'at' | 'related'> {
  readonly path: string
  readonly on: 'key' | 'value'
}

/** Keywords that only repeat what another error says better. */
const ECHOES: ReadonlySet<string> = new Set(['if', 'propertyNames'])

export function inWords(errors: readonly ErrorObject[]): Worded[] {
  const own = errors.filter((error) => !ECHOES.has(error.keyword) && !isBranch(error, errors))
  const misspelt = new Set(own.flatMap((error) => meantField(error) ?? []))
  const wrong = new Set<string>()
  const words: Worded[] = []
  for (const error of own) {
    // `acount:` for `account:` is one slip of the hand, not an unknown field and a missing one.
    if (isMissing(error) && misspelt.has(fieldPath(error, 'missingProperty'))) continue
    if (error.keyword === 'minProperties' && own.some((each) => isMissing(each) && isAt(each, error))) continue
    const worded = word(error)
    const place = `${worded.on} ${worded.path}`
    if (worded.on === 'value' && wrong.has(place)) continue
    wrong.add(place)
    words.push(worded)
  }
  return words
}

/** By itself, or because another field is there. */
function isMissing({ keyword }: ErrorObject): boolean {
  return keyword === 'required' || keyword === 'dependentRequired'
}

function isAt(one: ErrorObject, other: ErrorObject): boolean {
  return one.instancePath === other.instancePath
}

/** An error inside a branch of anyOf, oneOf or if: the choice itself is what failed. */
function isBranch(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  return errors.some(
    ({ keyword, schemaPath }) =>
      (keyword === 'anyOf' || keyword === 'oneOf') && error.schemaPath.startsWith(`${schemaPath}/`),
  )
}

function word(error: ErrorObject): Worded {
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return unknownField(error)
    case 'required':
    case 'dependentRequired':
      return missingField(error)
    case 'minProperties':
    case 'maxProperties':
      return knownFields(error).length > 0 ? wrongCount(error) : wrongValue(error)
    case 'type':
      return wrongType(error)
    case 'enum':
    case 'const':
      return wrongChoice(error)
    case 'uniqueItems':
      return {
        ...at(error),
        path: error.instancePath + pointer(String(error.params.i)),
        code: 'repeated-item',
        message: `this stands twice in \`${nameOf(error)}\``,
        expected: 'each entry once',
      }
    default:
      return error.propertyName === undefined ? wrongValue(error) : wrongKey(error, error.propertyName)
  }
}

function unknownField(error: ErrorObject): Worded {
  const field = String(error.params.additionalProperty ?? error.params.unevaluatedProperty)
  const known = knownFields(error)
  return {
    path: error.instancePath + pointer(field),
    on: 'key',
    code: 'unknown-field',
    message: `\`${field}\` is not a field of ${whole(error)}`,
    expected: oneOf(known),
    ...didYouMean(field, known),
  }
}

function missingField(error: ErrorObject): Worded {
  const field = String(error.params.missingProperty)
  const description = descriptionOf(error.parentSchema?.properties?.[field])
  return {
    path: error.instancePath,
    on: 'key',
    code: 'missing-field',
    message: `\`${field}\` is missing in ${whole(error)}`,
    ...(description && { expected: `\`${field}\`: ${description}` }),
  }
}

/** A map of known fields, of which some belong together: what they mean is in the schema's own words. */
function wrongCount(error: ErrorObject): Worded {
  const isMore = error.keyword === 'maxProperties'
  return {
    path: error.instancePath,
    on: 'key',
    code: isMore ? 'too-many-fields' : 'missing-field',
    message: `${whole(error)} says ${isMore ? 'more than one thing' : 'too little'}`,
    expected: descriptionOf(error.parentSchema) ?? `one of ${listed(knownFields(error))}`,
  }
}

function wrongType(error: ErrorObject): Worded {
  const types = [error.params.type].flat().map(String)
  const wanted = types.map((type) => TYPES[type] ?? type).join(' or ')
  const { data } = error
  const hint =
    types.includes('string') && (typeof data === 'number' || typeof data === 'boolean')
      ? `put it in quotes: "${data}"`
      : typeof data === 'string' && types.some((type) => reads(data, type))
        ? 'remove the quotes'
        : undefined
  const said = data === null ? 'empty' : typeOf(data)
  return {
    ...at(error),
    code: 'wrong-type',
    message: `${subject(error)} is ${said}`,
    expected: wanted,
    ...(hint && { hint }),
  }
}

function wrongChoice(error: ErrorObject): Worded {
  const allowed = [error.params.allowedValues ?? error.params.allowedValue].flat().map(String)
  const { data } = error
  return {
    ...at(error),
    code: 'wrong-value',
    message: `${subject(error)} is ${shown(data)}`,
    expected: allowed.length > MOST_CHOICES ? (descriptionOf(error.parentSchema) ?? oneOf(allowed)) : oneOf(allowed),
    ...(typeof data === 'string' ? didYouMean(data, allowed) : {}),
  }
}

function wrongKey(error: ErrorObject, key: string): Worded {
  return {
    path: error.instancePath + pointer(key),
    on: 'key',
    code: 'wrong-name',
    message: `\`${key}\` cannot be a name here`,
    expected: descriptionOf(error.parentSchema) ?? 'another name',
  }
}

function wrongValue(error: ErrorObject): Worded {
  const limit = error.params.limit
  const bound = BOUNDS[error.keyword]?.(String(limit))
  const description = descriptionOf(error.parentSchema)
  return {
    ...at(error),
    code: 'wrong-value',
    message: `${subject(error)} is ${shown(error.data)}`,
    expected: bound ?? description ?? `what the schema asks for (${error.keyword})`,
  }
}

const BOUNDS: { readonly [keyword: string]: (limit: string) => string } = {
  minimum: (limit) => `at least ${limit}`,
  maximum: (limit) => `at most ${limit}`,
  exclusiveMinimum: (limit) => `more than ${limit}`,
  exclusiveMaximum: (limit) => `less than ${limit}`,
  minLength: (limit) => `at least ${limit} characters`,
  maxLength: (limit) => `at most ${limit} characters`,
  minItems: (limit) => `at least ${limit} in the list`,
  maxItems: (limit) => `at most ${limit} in the list`,
  minProperties: (limit) => `at least ${limit} in the map`,
  maxProperties: (limit) => `at most ${limit} in the map`,
}

const TYPES: { readonly [type: string]: string } = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'nothing',
}

function at(error: ErrorObject): { readonly path: string; readonly on: 'value' } {
  return { path: error.instancePath, on: 'value' }
}

function oneOf(names: readonly string[]): string {
  return names.length === 1 ? listed(names) : `one of ${listed(names)}`
}

/** The last name on the way: list positions say nothing to a reader who sees the line. */
function nameOf(error: ErrorObject): string | undefined {
  return partsOf(error.instancePath).findLast((part) => !/^\d+$/.test(part))
}

function subject(error: ErrorObject): string {
  const name = nameOf(error)
  if (name === undefined) return 'the file'
  return /\/\d+$/.test(error.instancePath) ? `an entry of \`${name}\`` : `\`${name}\``
}

function whole(error: ErrorObject): string {
  const name = nameOf(error)
  return name === undefined
    ? 'this file'
    : /\/\d+$/.test(error.instancePath)
      ? `this entry of \`${name}\``
      : `\`${name}\``
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  const type = typeof value
  return type === 'object'
    ? 'a map'
    : type === 'string'
      ? `the text ${shown(value)}`
      : type === 'number'
        ? `the number ${shown(value)}`
        : String(value)
}

/** Short enough for one line. Untrusted: whoever prints a problem makes it inert. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? 'an empty map' : 'a map'
  const text = String(value)
  if (text === '') return 'empty'
  return `\`${text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text}\``
}

function reads(text: string, type: string): boolean {
  if (type === 'integer') return /^-?\d+$/.test(text)
  if (type === 'number') return text.trim() !== '' && Number.isFinite(Number(text))
  return type === 'boolean' && (text === 'true' || text === 'false')
}

function knownFields(error: ErrorObject): string[] {
  return Object.keys(error.parentSchema?.properties ?? {})
}

function meantField(error: ErrorObject): string | undefined {
  if (error.keyword !== 'additionalProperties') return undefined
  const meant = nearest(String(error.params.additionalProperty), knownFields(error))
  return meant === undefined ? undefined : error.instancePath + pointer(meant)
}

function fieldPath(error: ErrorObject, param: string): string {
  return error.instancePath + pointer(String(error.params[param]))
}

/** As a clause: a small first letter, no full stop. */
function descriptionOf(schema: unknown): string | undefined {
  if (typeof schema !== 'object' || schema === null || !('description' in schema)) return undefined
  const { description } = schema
  if (typeof description !== 'string') return undefined
  return description.replace(/\.$/, '').replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase())
}
