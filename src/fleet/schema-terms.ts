/**
 * How are values, fields and kinds called when a person hears of them?
 */
import type { ErrorObject } from 'ajv/dist/2020.js'
import type { Problem } from './model.ts'
import { partsOf, pointer } from './places.ts'
import { listed } from './suggest.ts'

/** A problem whose place is still a JSON pointer. */
export interface Worded extends Omit<Problem, 'at' | 'related'> {
  readonly path: string
  readonly on: 'key' | 'value'
  /** Asked for because of another value, so that what is wrong here may be what nobody wrote. */
  readonly isConditional?: boolean
}

const KINDS: { readonly [type: string]: string } = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'nothing',
}

/** What a JSON Schema calls `integer` or `object`. */
export function kinds(types: readonly string[]): string {
  const words = types.map((type) => KINDS[type] ?? type)
  return words.length < 3 ? words.join(' or ') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

export function onValue(error: ErrorObject): { readonly path: string; readonly on: 'value' } {
  return { path: error.instancePath, on: 'value' }
}

export function oneOf(names: readonly string[]): string {
  return names.length === 1 ? listed(names) : `one of ${listed(names)}`
}

/** The last name on the way: list positions say nothing to a reader who sees the line. */
function nameOf(path: string): string | undefined {
  return partsOf(path).findLast((part) => !/^\d+$/.test(part))
}

/** "`regions`", "an entry of `regions`", "the file". */
export function subject(path: string): string {
  const name = nameOf(path)
  if (name === undefined) return 'the file'
  return isEntry(path) ? `an entry of \`${name}\`` : `\`${name}\``
}

/** "`roles`", "this entry of `accounts`", "this file". */
export function whole(path: string): string {
  const name = nameOf(path)
  if (name === undefined) return 'this file'
  return isEntry(path) ? `this entry of \`${name}\`` : `\`${name}\``
}

function isEntry(path: string): boolean {
  return /\/\d+$/.test(path)
}

export function kindOfValue(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  const type = typeof value
  if (type === 'object') return 'a map'
  if (type === 'string') return value === '' ? 'an empty text' : `the text ${shown(value)}`
  return type === 'number' ? `the number ${shown(value)}` : String(value)
}

/** Short enough for one line. Untrusted: whoever prints a problem makes it inert. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? 'an empty map' : 'a map'
  const text = String(value)
  if (text === '') return 'empty'
  return `\`${text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text}\``
}

export function fieldPath(error: ErrorObject, param: string): string {
  return error.instancePath + pointer(String(error.params[param]))
}

/** As a clause: a small first letter, no full stop. */
export function descriptionOf(schema: unknown): string | undefined {
  if (typeof schema !== 'object' || schema === null || !('description' in schema)) return undefined
  const { description } = schema
  if (typeof description !== 'string') return undefined
  return description.replace(/\.$/, '').replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase())
}

/** How what was written becomes what was wanted. */
export function conversion(value: unknown, type: string): string | undefined {
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean'))
    return `put it in quotes: "${value}"`
  if (type === 'array' && typeof value === 'string') return `put it in brackets: [${value}]`
  if (typeof value !== 'string') return undefined
  if (type === 'boolean') return WORDS.has(value.toLowerCase()) ? `write ${WORDS.get(value.toLowerCase())}` : undefined
  if (type !== 'integer' && type !== 'number') return undefined
  const pattern = type === 'integer' ? /^-?\d+$/ : /^-?\d+(?:\.\d+)?$/
  if (pattern.test(value)) return 'remove the quotes'
  const plain = value.replace(/(?<=\d)[_, ](?=\d)/g, '')
  return pattern.test(plain) ? `write ${plain}` : undefined
}

/** Yes and no of older YAML, and `true` in quotes. */
const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on', 'y'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', 'n'].map((word) => [word, false] as const),
])
