/**
 * What does GitHub's own description say of an operation or a webhook?
 *
 * `description.json` holds the part of it that concerns the simulator, made by
 * `test/contract/github-description.ts`.
 */
import { readFileSync } from 'node:fs'

export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}

export interface Operation {
  readonly path: Schema
  readonly query: Schema
  readonly body?: Schema
  readonly isBodyRequired?: boolean
  /** By status; null where nothing is described that could be checked. */
  readonly responses: Readonly<Record<string, Schema | null>>
}

export interface Description {
  readonly source: string
  readonly operations: Readonly<Record<string, Operation>>
  readonly webhooks: Readonly<Record<string, Schema>>
  readonly schemas: Readonly<Record<string, Schema>>
}

let known: Description | undefined

/** Read when a process first asks. */
export function description(): Description {
  if (known !== undefined) return known
  const read: Description = JSON.parse(readFileSync(new URL('./description.json', import.meta.url), 'utf8'))
  known = read
  return read
}

export function schemaNamed(reference: string): Schema {
  const schema = description().schemas[reference.replace('#/schemas/', '')]
  if (schema === undefined) throw new Error(`the description names ${reference} and does not hold it`)
  return schema
}
