/**
 * What did a Query request ask for?
 *
 * `Parameters.member.1.ParameterKey=x` becomes `{ Parameters: [{ ParameterKey: 'x' }] }`.
 * Numbering decides the order, not the order of the pairs. An empty value of a
 * list (`Capabilities=`, which the SDK sends for an empty one) is an empty list
 * to who asks for a list.
 */
import { AwsRefusal, validationError } from '../errors.ts'
import { UNPRINTABLE } from './xml.ts'

export type FormValue = string | readonly FormValue[] | { readonly [name: string]: FormValue }

/** The fields of one request or of one member of a list. */
export class Form {
  readonly #fields: ReadonlyMap<string, FormValue>

  constructor(fields: Readonly<Record<string, FormValue>>) {
    this.#fields = new Map(Object.entries(fields))
  }

  text(name: string): string | undefined {
    const value = this.#fields.get(name)
    if (value === undefined || typeof value === 'string') return value
    throw new AwsRefusal('MalformedInput', `${name} is not a scalar`)
  }

  required(name: string): string {
    const value = this.text(name)
    if (value === undefined) throw validationError(`${name} is a required parameter.`)
    return value
  }

  flag(name: string): boolean {
    const value = this.text(name)
    if (value === undefined || value === 'false') return false
    if (value === 'true') return true
    throw new AwsRefusal('MalformedInput', `${name} is not a boolean`)
  }

  number(name: string): number | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    if (!/^-?\d+$/.test(value)) throw new AwsRefusal('MalformedInput', `${name} is not a number`)
    return Number(value)
  }

  /** `undefined` if the list was not sent at all, which some actions tell from an empty one. */
  list(name: string): readonly FormValue[] | undefined {
    const value = this.#fields.get(name)
    if (value === undefined) return undefined
    if (value === '') return []
    if (isList(value)) return value
    throw new AwsRefusal('MalformedInput', `${name} is not a list`)
  }

  texts(name: string): readonly string[] | undefined {
    return this.list(name)?.map((entry) => {
      if (typeof entry !== 'string') throw new AwsRefusal('MalformedInput', `${name} holds more than text`)
      return entry
    })
  }

  forms(name: string): readonly Form[] | undefined {
    return this.list(name)?.map((entry) => {
      if (typeof entry === 'string' || isList(entry))
        throw new AwsRefusal('MalformedInput', `${name} holds more than structures`)
      return new Form(entry)
    })
  }

  /** Absent, or sent empty: nothing. */
  inner(name: string): Form | undefined {
    const value = this.#fields.get(name)
    if (value === undefined || value === '') return undefined
    if (typeof value !== 'string' && !isList(value)) return new Form(value)
    throw new AwsRefusal('MalformedInput', `${name} is not a structure`)
  }

  names(): readonly string[] {
    return [...this.#fields.keys()]
  }

  isScalar(name: string): boolean {
    return typeof this.#fields.get(name) === 'string'
  }

  has(name: string): boolean {
    return this.#fields.has(name)
  }
}

interface Node {
  readonly children: Map<string, Node>
  text?: string
}

export function parseForm(body: string): Form {
  const root: Node = { children: new Map() }
  for (const [name, value] of new URLSearchParams(body)) {
    // A reply could not carry it back: XML 1.0 has no such characters.
    if (UNPRINTABLE.test(name + value))
      throw validationError('The input contains characters that are not allowed in XML')
    let node = root
    for (const part of name.split('.')) {
      const next = node.children.get(part) ?? { children: new Map() }
      node.children.set(part, next)
      node = next
    }
    if (node.text !== undefined) throw new AwsRefusal('MalformedInput', `${name} is given more than once`)
    node.text = value
  }
  const fields = toValue(root)
  return new Form(typeof fields === 'string' || isList(fields) ? {} : fields)
}

function toValue(node: Node): FormValue {
  if (node.children.size === 0) return node.text ?? ''
  const members = node.children.get('member')
  if (members && node.children.size === 1) {
    const numbered = [...members.children].sort(([a], [b]) => Number(a) - Number(b))
    if (numbered.some(([place], index) => place !== String(index + 1)))
      throw new AwsRefusal('MalformedInput', 'the members of a list are not numbered from 1 on')
    return numbered.map(([, member]) => toValue(member))
  }
  return Object.fromEntries([...node.children].map(([name, child]) => [name, toValue(child)]))
}

function isList(value: FormValue): value is readonly FormValue[] {
  return Array.isArray(value)
}
