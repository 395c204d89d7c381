/**
 * How does a person hear what the schema checker found?
 *
 * One cause is one problem, in plain words, with what was expected (from the
 * schema's own description) and the fix where it can be known. ajv's text is
 * never shown: it names keywords, not mistakes.
 */
import type { ErrorObject } from 'ajv/dist/2020.js'
import { isObject } from './layers.ts'
import type { Range } from './model.ts'
import { pointer } from './places.ts'
import { choose, isChoice, isWithin } from './schema-choices.ts'
import { reasonOf } from './schema-reasons.ts'
import {
  conversion,
  descriptionOf,
  fieldPath,
  kindOfValue,
  kinds,
  oneOf,
  onValue,
  shown,
  subject,
  type Worded,
  whole,
} from './schema-terms.ts'
import { didYouMean, nearest } from './suggest.ts'

/** Answers where a JSON pointer was written, as key or as value. `isConditional` as in `Worded`. */
export type Place = (path: string, on: 'key' | 'value', isConditional: boolean) => Range

/** Of more choices a reader learns more by what they have in common. */
const MOST_CHOICES = 20

/** Keywords that only repeat what another error says better. */
const ECHOES: ReadonlySet<string> = new Set(['if', 'propertyNames'])

/** `patterns`: tell the pattern beside the description, where nobody promised that the description says it in words. */
export function inWords(errors: readonly ErrorObject[], patterns = false): Worded[] {
  const causes = causesOf(errors)
  const misspelt = new Set(causes.flatMap((cause) => ('keyword' in cause ? (meantField(cause) ?? []) : [])))
  const wrong = new Set<string>()
  const words: Worded[] = []
  for (const cause of causes) {
    // `acount:` for `account:` is one slip of the hand, not an unknown field and a missing one.
    if (isMissing(cause) && misspelt.has(fieldPath(cause, 'missingProperty'))) continue
    if (isTooLittle(cause) && causes.some((each) => isMissing(each) && each.instancePath === cause.instancePath))
      continue
    const plain = 'keyword' in cause ? because(word(cause, errors), reasonOf(cause, errors)) : cause
    const worded = patterns && 'keyword' in cause ? withPattern(plain, cause) : plain
    const place = `${worded.on} ${worded.path}`
    const isTold = worded.on === 'value' ? wrong.has(place) : words.some((each) => isSame(each, worded))
    if (isTold) continue
    wrong.add(place)
    words.push(worded)
  }
  return words
}

/** What is left when each choice has shrunk to the branch that was meant. */
function causesOf(errors: readonly ErrorObject[]): readonly (ErrorObject | Worded)[] {
  const choices = errors.filter(isChoice)
  return errors
    .filter((error) => !ECHOES.has(error.keyword) && !choices.some((choice) => isWithin(error, choice)))
    .flatMap((error) => {
      if (!isChoice(error)) return [error]
      const choice = choose(error, errors)
      return 'words' in choice ? [choice.words] : causesOf(choice.errors)
    })
}

/** By itself, or because another field is there. */
function isMissing(cause: ErrorObject | Worded): cause is ErrorObject {
  return 'keyword' in cause && (cause.keyword === 'required' || cause.keyword === 'dependentRequired')
}

function isTooLittle(cause: ErrorObject | Worded): cause is ErrorObject {
  return 'keyword' in cause && cause.keyword === 'minProperties'
}

/** Two conditions may ask for the same field. */
function isSame(one: Worded, other: Worded): boolean {
  return one.on === other.on && one.path === other.path && one.message === other.message
}

function because(worded: Worded, reason: string): Worded {
  return reason === '' ? worded : { ...worded, message: worded.message + reason, isConditional: true }
}

function withPattern(worded: Worded, { keyword, params, parentSchema }: ErrorObject): Worded {
  if (keyword !== 'pattern' || descriptionOf(parentSchema) === undefined) return worded
  return { ...worded, hint: `it must match \`${params.pattern}\`` }
}

function word(error: ErrorObject, all: readonly ErrorObject[]): Worded {
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return unknownField(error)
    case 'required':
    case 'dependentRequired':
      return missingField(error, all)
    case 'minProperties':
    case 'maxProperties':
      return knownFields(error).length > 0 ? wrongCount(error) : wrongValue(error)
    case 'type':
      return wrongType(error)
    case 'enum':
    case 'const':
      return wrongChoice(error)
    case 'false schema':
      return notAllowed(error)
    case 'not':
      return excluded(error)
    case 'uniqueItems':
      return {
        ...onValue(error),
        path: error.instancePath + pointer(String(error.params.i)),
        code: 'repeated-item',
        message: `this stands twice in ${subject(error.instancePath)}`,
        expected: 'each entry once',
      }
    default:
      return error.propertyName === undefined ? wrongValue(error) : wrongKey(error, error.propertyName)
  }
}

function unknownField(error: ErrorObject): Worded {
  const field = String(error.params.additionalProperty ?? error.params.unevaluatedProperty)
  const known = knownFields(error)
  const patterns = Object.keys(error.parentSchema?.patternProperties ?? {}).map(
    (each) => `a name that matches \`${each}\``,
  )
  return {
    path: error.instancePath + pointer(field),
    on: 'key',
    code: 'unknown-field',
    message: `\`${field}\` is not a field of ${whole(error.instancePath)}`,
    expected: [...(known.length > 0 || patterns.length === 0 ? [oneOf(known)] : []), ...patterns].join(', or '),
    ...didYouMean(field, known),
  }
}

function missingField(error: ErrorObject, all: readonly ErrorObject[]): Worded {
  const field = String(error.params.missingProperty)
  // What asks for a field under a condition seldom describes it; the map around the condition does.
  const [description] = [error, ...all.filter(({ instancePath }) => instancePath === error.instancePath)].flatMap(
    ({ parentSchema }) => descriptionOf(parentSchema?.properties?.[field]) ?? [],
  )
  return {
    path: error.instancePath,
    on: 'key',
    code: 'missing-field',
    message: `\`${field}\` is missing in ${whole(error.instancePath)}`,
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
    message: `${whole(error.instancePath)} says ${isMore ? 'more than one thing' : 'too little'}`,
    expected: descriptionOf(error.parentSchema) ?? oneOf(knownFields(error)),
  }
}

function wrongType(error: ErrorObject): Worded {
  const types = [error.params.type].flat().map(String)
  const hint = types.map((type) => conversion(error.data, type)).find((each) => each !== undefined)
  return {
    ...onValue(error),
    code: 'wrong-type',
    message: `${subject(error.instancePath)} is ${kindOfValue(error.data)}`,
    expected: kinds(types),
    ...(hint && { hint }),
  }
}

function wrongChoice(error: ErrorObject): Worded {
  const values = [error.params.allowedValues ?? error.params.allowedValue].flat()
  const allowed = values.map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)))
  const { data } = error
  return {
    ...onValue(error),
    code: 'wrong-value',
    message: `${subject(error.instancePath)} is ${shown(data)}`,
    expected: (allowed.length > MOST_CHOICES ? descriptionOf(error.parentSchema) : undefined) ?? oneOf(allowed),
    ...(typeof data === 'string' ? didYouMean(data, allowed) : {}),
  }
}

/** A schema of `false`: nothing may stand here, most often because of a condition. */
function notAllowed(error: ErrorObject): Worded {
  return {
    path: error.instancePath,
    on: 'key',
    code: 'not-allowed',
    message: `${subject(error.instancePath)} cannot be set here`,
    hint: 'remove it',
  }
}

function excluded(error: ErrorObject): Worded {
  const not: unknown = error.schema
  const words = {
    ...onValue(error),
    code: 'wrong-value',
    message: `${subject(error.instancePath)} is ${shown(error.data)}`,
  }
  if (isObject(not) && not.const !== undefined) return { ...words, expected: `anything but ${shown(not.const)}` }
  if (isObject(not) && Array.isArray(not.enum))
    return { ...words, expected: `anything but ${not.enum.map(shown).join(' or ')}` }
  if (isObject(not) && Array.isArray(not.required) && Object.keys(not).length === 1)
    return {
      ...words,
      on: 'key',
      code: 'not-allowed',
      message: `${not.required.map((name) => `\`${name}\``).join(' and ')} cannot stand in ${whole(error.instancePath)}${not.required.length > 1 ? ' together' : ''}`,
    }
  return {
    ...words,
    expected: descriptionOf(error.parentSchema) ?? 'a value that the schema does not rule out',
    ...(descriptionOf(not) && { hint: `ruled out: ${descriptionOf(not)}` }),
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
  const bound = BOUNDS[error.keyword]?.(error.params)
  const description = descriptionOf(error.parentSchema)
  const pattern = error.keyword === 'pattern' ? `text that matches \`${error.params.pattern}\`` : undefined
  return {
    ...onValue(error),
    code: 'wrong-value',
    message: `${subject(error.instancePath)} ${measured(error) ?? `is ${shown(error.data)}`}`,
    expected: bound ?? description ?? pattern ?? `what the schema asks for (${error.keyword})`,
  }
}

/** What was counted, where a bound on a number of things failed. */
function measured({ keyword, data }: ErrorObject): string | undefined {
  if (/Items$|^items$/.test(keyword) && Array.isArray(data)) return `has ${data.length} in the list`
  if (/Properties$/.test(keyword) && isObject(data)) return `has ${Object.keys(data).length} in the map`
  return /Length$/.test(keyword) && typeof data === 'string' && data !== ''
    ? `has ${data.length} characters`
    : undefined
}

type Params = ErrorObject['params']

const BOUNDS: { readonly [keyword: string]: (params: Params) => string } = {
  minimum: ({ limit }) => `at least ${limit}`,
  maximum: ({ limit }) => `at most ${limit}`,
  exclusiveMinimum: ({ limit }) => `more than ${limit}`,
  exclusiveMaximum: ({ limit }) => `less than ${limit}`,
  multipleOf: ({ multipleOf }) => `a multiple of ${multipleOf}`,
  minLength: ({ limit }) => (limit === 1 ? 'at least one character' : `at least ${limit} characters`),
  maxLength: ({ limit }) => `at most ${limit} characters`,
  minItems: ({ limit }) => `at least ${limit} in the list`,
  maxItems: ({ limit }) => `at most ${limit} in the list`,
  items: ({ limit }) => `at most ${limit} in the list`,
  minProperties: ({ limit }) => `at least ${limit} in the map`,
  maxProperties: ({ limit }) => `at most ${limit} in the map`,
}

function knownFields(error: ErrorObject): string[] {
  return Object.keys(error.parentSchema?.properties ?? {})
}

function meantField(error: ErrorObject): string | undefined {
  if (error.keyword !== 'additionalProperties') return undefined
  const meant = nearest(String(error.params.additionalProperty), knownFields(error))
  return meant === undefined ? undefined : error.instancePath + pointer(meant)
}
