/**
 * What does an action get to see?
 */
import type { Caller } from '../auth/identities.ts'
import { constraintError, validationError } from '../errors.ts'
import type { Pages } from '../server.ts'
import type { Engine } from '../stacks/engine.ts'
import type { Stack } from '../stacks/state.ts'
import type { Spot } from '../stacks/world.ts'
import type { Form } from '../wire/form.ts'
import { render, type XmlValue } from '../wire/xml.ts'

export interface Request {
  /** As the answer carries it. */
  readonly id: string
  readonly form: Form
  readonly caller: Caller
  readonly spot: Spot
  readonly engine: Engine
  readonly pages: Pages
}

/** Recorded: `test_stack_name_creation`. */
export function checkStackName(name: string): string {
  if (!/^(?:[a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*)$/.test(name))
    throw constraintError(
      'stackName',
      name,
      'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*',
    )
  if (!name.startsWith('arn:') && name.length > 128)
    throw constraintError('stackName', name, 'Member must have length less than or equal to 128')
  return name
}

/** The stack that `StackName` names. AWS has two ways of saying that there is none: both are recorded, by action. */
export function existingStack({ form, engine, spot }: Request, words: 'plain' | 'with id'): Stack {
  const name = checkStackName(form.required('StackName'))
  const stack = engine.world.find(spot, name)
  if (!stack)
    throw validationError(words === 'plain' ? `Stack [${name}] does not exist` : `Stack with id ${name} does not exist`)
  return stack
}

/** "DescribeChangeSet returns at most 1 MB": a page ends before the entry that would go over it, but holds at least one. */
export function pageByBytes(
  form: Form,
  entries: readonly XmlValue[],
  count: number,
): { readonly entries: readonly XmlValue[]; readonly nextToken: string | undefined } {
  const start = startOf(form, entries)
  let bytes = 0
  let size = 0
  for (const entry of entries.slice(start, start + count)) {
    bytes += Buffer.byteLength(render(entry))
    if (bytes > PAGE_BYTES && size > 0) break
    size += 1
  }
  return page(form, entries, size)
}

const PAGE_BYTES = 1_048_576

/** A token is a place in the list, sealed only in that it is opaque. */
export function page<T>(
  form: Form,
  entries: readonly T[],
  size: number,
): { readonly entries: readonly T[]; readonly nextToken: string | undefined } {
  const start = startOf(form, entries)
  const end = start + size
  return {
    entries: entries.slice(start, end),
    nextToken: end < entries.length ? Buffer.from(`from:${end}`).toString('base64url') : undefined,
  }
}

function startOf(form: Form, entries: readonly unknown[]): number {
  const token = form.text('NextToken')
  if (token === undefined) return 0
  const text = Buffer.from(token, 'base64url').toString()
  const start = Number(text.replace(/^from:/, ''))
  if (!text.startsWith('from:') || !Number.isInteger(start) || start < 0 || start > entries.length)
    throw validationError('The specified NextToken is invalid')
  return start
}
