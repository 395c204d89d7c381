/**
 * What did the client send, and does it fit?
 *
 * A request's body is unknown until it is read field by field; a field of the
 * wrong type is a 422 in GitHub's words, a missing one is the caller's to
 * judge. What GitHub's description says of the body was checked before
 * (contract/): these readers give its fields their types.
 */
import { malformed } from './errors.ts'

export interface Input {
  has(name: string): boolean
  text(name: string): string | undefined
  requiredText(name: string): string
  integer(name: string): number | undefined
  flag(name: string): boolean | undefined
  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined
  part(name: string): Input | undefined
  /** An object as it is, for whoever has a schema of its own for it. */
  fields(name: string): Readonly<Record<string, unknown>> | undefined
  parts(name: string): readonly Input[] | undefined
  texts(name: string): readonly string[] | undefined
  integers(name: string): readonly number[] | undefined
  names(): readonly string[]
}

export function inputOf(body: unknown): Input {
  if (body !== undefined && !isRecord(body)) throw malformed('The body is not an object.')
  return reader(body ?? {})
}

function reader(fields: Readonly<Record<string, unknown>>): Input {
  /** null counts as not given, as GitHub documents for most optional fields. */
  function value(name: string): unknown {
    return fields[name] ?? undefined
  }

  function text(name: string): string | undefined {
    const given = value(name)
    if (given === undefined || typeof given === 'string') return given
    throw malformed(`For '${name}', ${JSON.stringify(given)} is not a string.`)
  }

  function integer(name: string): number | undefined {
    const given = value(name)
    if (given === undefined) return undefined
    if (typeof given === 'number' && Number.isInteger(given)) return given
    throw malformed(`For '${name}', ${JSON.stringify(given)} is not an integer.`)
  }

  function object(name: string): Readonly<Record<string, unknown>> | undefined {
    const given = value(name)
    if (given === undefined || isRecord(given)) return given
    throw malformed(`For '${name}', ${JSON.stringify(given)} is not an object.`)
  }

  function list<Item>(
    name: string,
    read: (item: unknown) => Item | undefined,
    kind: string,
  ): readonly Item[] | undefined {
    const given = value(name)
    if (given === undefined) return undefined
    if (!Array.isArray(given)) throw malformed(`For '${name}', ${JSON.stringify(given)} is not an array.`)
    return given.map((item: unknown) => {
      const fit = read(item)
      if (fit === undefined) throw malformed(`For '${name}/items', ${JSON.stringify(item)} is not ${kind}.`)
      return fit
    })
  }

  return {
    has: (name) => value(name) !== undefined,
    text,
    integer,
    requiredText: (name) => {
      const given = text(name)
      if (given === undefined) throw malformed(`"${name}" wasn't supplied.`)
      return given
    },
    flag: (name) => {
      const given = value(name)
      if (given === undefined || typeof given === 'boolean') return given
      throw malformed(`For '${name}', ${JSON.stringify(given)} is not a boolean.`)
    },
    oneOf: (name, choices) => {
      const given = text(name)
      if (given === undefined) return undefined
      const choice = choices.find((each) => each === given)
      if (choice === undefined) throw malformed(`${given} is not a member of ${JSON.stringify(choices)}.`)
      return choice
    },
    part: (name) => {
      const given = object(name)
      return given === undefined ? undefined : reader(given)
    },
    fields: object,
    parts: (name) => list(name, (item) => (isRecord(item) ? reader(item) : undefined), 'an object'),
    texts: (name) => list(name, (item) => (typeof item === 'string' ? item : undefined), 'a string'),
    integers: (name) => list(name, (item) => (Number.isInteger(item) ? Number(item) : undefined), 'an integer'),
    names: () => Object.keys(fields),
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
