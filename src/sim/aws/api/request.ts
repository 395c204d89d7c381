/**
 * What does an action get to see?
 */
import type { Caller } from '../auth/identities.ts'
import { AwsRefusal, constraintError, validationError } from '../errors.ts'
import type { Pages } from '../server.ts'
import type { Engine } from '../stacks/engine.ts'
import type { Stack } from '../stacks/state.ts'
import type { Spot } from '../stacks/world.ts'
import type { Form } from '../wire/form.ts'

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

/** A token is a place in the list, sealed only in that it is opaque. */
export function page<T>(
  form: Form,
  entries: readonly T[],
  size: number,
): { readonly entries: readonly T[]; readonly nextToken: string | undefined } {
  const token = form.text('NextToken')
  const start =
    token === undefined
      ? 0
      : Number(
          Buffer.from(token, 'base64url')
            .toString()
            .replace(/^from:/, ''),
        )
  if (!Number.isInteger(start) || start < 0 || start > entries.length)
    throw new AwsRefusal('ValidationError', 'The specified NextToken is invalid')
  const end = start + size
  return {
    entries: entries.slice(start, end),
    nextToken: end < entries.length ? Buffer.from(`from:${end}`).toString('base64url') : undefined,
  }
}

export function tagsOf(form: Form): Readonly<Record<string, string>> | undefined {
  const tags = form.forms('Tags')
  if (tags === undefined) return undefined
  if (tags.length > 50)
    throw validationError(
      "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
    )
  const entries = tags.map((tag): [string, string] => [tag.required('Key'), tag.text('Value') ?? ''])
  const reserved = entries.find(([key]) => key.startsWith('aws:'))
  if (reserved) throw validationError(`aws: prefixed tag key names are not allowed for external use.`)
  return Object.fromEntries(entries)
}
