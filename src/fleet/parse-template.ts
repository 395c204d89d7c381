/**
 * What does this CloudFormation template say?
 *
 * The same YAML, with CloudFormation's short tags spelled out: `!Ref X` is
 * `{ Ref: X }`, so that every later rule knows one form only.
 */
import type { SourceFile } from './model.ts'
import { parse } from './parse.ts'
import type { Parsed } from './places.ts'
import type { TagReader } from './read-nodes.ts'

/** Tags that do not become `Fn::<name>`. */
const BARE: ReadonlySet<string> = new Set(['Ref', 'Condition'])
const FUNCTIONS: ReadonlySet<string> = new Set([
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
])

export function parseTemplate(file: SourceFile): Parsed {
  return parse(file, TEMPLATE_TAGS)
}

/** `!Ref X` is `{ Ref: X }`. */
export const TEMPLATE_TAGS: TagReader = (tag, value) => {
  const name = tag.slice(1)
  if (BARE.has(name)) return { value: { [name]: value } }
  if (!FUNCTIONS.has(name)) return undefined
  return { value: { [`Fn::${name}`]: name === 'GetAtt' ? attribute(value) : value } }
}

/** `!GetAtt Table.StreamArn`: the resource ends at the first dot, the attribute may hold more of them. */
function attribute(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const dot = value.indexOf('.')
  return dot === -1 ? value : [value.slice(0, dot), value.slice(dot + 1)]
}
