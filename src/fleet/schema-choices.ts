/**
 * Which of these alternatives did the author mean?
 *
 * Of `anyOf` and `oneOf` a schema checker reports what is wrong with every
 * branch. People made one mistake: in the branch that they meant, or in
 * choosing. The branch is known by what fits: the kind of value, and fields
 * that only name a kind.
 */
import type { ErrorObject } from 'ajv/dist/2020.js'
import {
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
import { didYouMean, listed } from './suggest.ts'

/** Errors of the one branch that was meant, to be told as if it were the only one; or words for the choice itself. */
export type Choice = { readonly errors: readonly ErrorObject[] } | { readonly words: Worded }

export function isChoice({ keyword }: ErrorObject): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf'
}

/** Whether `error` was found in trying one of the branches of `choice`. */
export function isWithin(error: ErrorObject, choice: ErrorObject): boolean {
  const { instancePath: path } = choice
  const isBelow = error.instancePath === path || error.instancePath.startsWith(`${path}/`)
  return isBelow && error.schemaPath.startsWith(`${choice.schemaPath}/`)
}

export function choose(choice: ErrorObject, errors: readonly ErrorObject[]): Choice {
  const branches = branchesOf(choice, errors)
  const ofKind = branches.filter((branch) => !branch.some((error) => isWrongKind(error, choice)))
  if (Array.isArray(choice.params.passingSchemas)) return { words: ambiguous(choice, choice.params.passingSchemas) }
  if (ofKind.length === 0) return { words: wrongKind(choice, branches) }
  const named = ofKind.filter((branch) => !branch.some((error) => isName(error, choice)))
  const [only, ...others] = named
  if (only !== undefined && others.length === 0) return { errors: only }
  if (named.length === 0) return unnamed(choice, ofKind)
  const nearest = clearlyNearest(named)
  if (nearest !== undefined) return { errors: nearest }
  const together = named.flat()
  if (together.every(({ keyword, instancePath }) => keyword === 'required' && instancePath === choice.instancePath))
    return { words: missingOneOf(choice, together) }
  return { words: noneFits(choice) }
}

function branchesOf(choice: ErrorObject, errors: readonly ErrorObject[]): readonly (readonly ErrorObject[])[] {
  const branches = new Map<string, ErrorObject[]>()
  for (const error of errors) {
    if (!isWithin(error, choice)) continue
    const index = error.schemaPath
      .slice(choice.schemaPath.length + 1)
      .split('/', 1)
      .join('')
    const branch = branches.get(index) ?? []
    branch.push(error)
    branches.set(index, branch)
  }
  return [...branches.values()]
}

function isWrongKind(error: ErrorObject, choice: ErrorObject): boolean {
  return error.keyword === 'type' && error.instancePath === choice.instancePath
}

/** A value that only says which branch is meant, such as `kind: redshift`, or the whole value. */
function isName({ keyword, instancePath }: ErrorObject, choice: ErrorObject): boolean {
  const below = instancePath.slice(choice.instancePath.length)
  return (keyword === 'const' || keyword === 'enum') && !below.slice(1).includes('/')
}

/** The branch with the fewest mistakes, unless another has as few. */
function clearlyNearest(branches: readonly (readonly ErrorObject[])[]): readonly ErrorObject[] | undefined {
  const [first, second] = branches.toSorted((a, b) => a.length - b.length)
  return first === undefined || first.length === second?.length ? undefined : first
}

function wrongKind(choice: ErrorObject, branches: readonly (readonly ErrorObject[])[]): Worded {
  const types = branches.flat().flatMap((error) => (isWrongKind(error, choice) ? [error.params.type].flat() : []))
  return {
    ...onValue(choice),
    code: 'wrong-type',
    message: `${subject(choice.instancePath)} is ${kindOfValue(choice.data)}`,
    expected: kinds([...new Set(types.map(String))]),
  }
}

/** Every branch asks for another name: all names that one field may have, as if it were one list of them. */
function unnamed(choice: ErrorObject, branches: readonly (readonly ErrorObject[])[]): Choice {
  const names = branches.flat().filter((error) => isName(error, choice))
  const [first] = names
  if (first === undefined || names.some((error) => error.instancePath !== first.instancePath))
    return { words: noneFits(choice) }
  const allowed = names.flatMap((error) => [error.params.allowedValues ?? error.params.allowedValue].flat()).map(String)
  return {
    words: {
      ...onValue(first),
      code: 'wrong-value',
      message: `${subject(first.instancePath)} is ${shown(first.data)}`,
      expected: oneOf([...new Set(allowed)]),
      ...(typeof first.data === 'string' ? didYouMean(first.data, allowed) : {}),
    },
  }
}

function missingOneOf(choice: ErrorObject, errors: readonly ErrorObject[]): Worded {
  const fields = [
    ...new Set(errors.map((error) => fieldPath(error, 'missingProperty').slice(choice.instancePath.length + 1))),
  ]
  return {
    path: choice.instancePath,
    on: 'key',
    code: 'missing-field',
    message: `${listed(fields)} is missing in ${whole(choice.instancePath)}`,
    expected: `${choice.keyword === 'oneOf' ? 'exactly' : 'at least'} one of them`,
  }
}

function ambiguous(choice: ErrorObject, passing: readonly unknown[]): Worded {
  const forms = passing.flatMap((index) => formOf(choice.parentSchema?.oneOf?.[Number(index)]) ?? [])
  return {
    ...onValue(choice),
    code: 'ambiguous-value',
    message: `${subject(choice.instancePath)} is more than one of the things that it may be`,
    expected: forms.length === passing.length ? `only one of: ${forms.join('; ')}` : 'only one of them',
  }
}

function noneFits(choice: ErrorObject): Worded {
  const branches: unknown = choice.parentSchema?.[choice.keyword]
  const forms = Array.isArray(branches) ? branches.map(formOf) : []
  const expected = forms.every((form) => form !== undefined) ? forms.join('; or ') : descriptionOf(choice.parentSchema)
  return {
    ...onValue(choice),
    code: 'wrong-value',
    message: `${subject(choice.instancePath)} is none of the things that it may be`,
    expected: expected ?? descriptionOf(choice.parentSchema) ?? 'one of the forms that the schema lists',
  }
}

/** What a branch asks for, in a few words; undefined where only the schema itself could say it. */
function formOf(schema: unknown): string | undefined {
  const described = descriptionOf(schema)
  if (described !== undefined || typeof schema !== 'object' || schema === null) return described
  if ('const' in schema) return shown(schema.const)
  if ('enum' in schema && Array.isArray(schema.enum)) return oneOf(schema.enum.map(String))
  if ('required' in schema && Array.isArray(schema.required))
    return `with ${schema.required.map((name) => `\`${name}\``).join(' and ')}`
  return 'type' in schema && Object.keys(schema).length === 1 ? kinds([schema.type].flat().map(String)) : undefined
}
