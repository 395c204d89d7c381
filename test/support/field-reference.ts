/**
 * Which fields has each file of a fleet, in a form to read?
 *
 * `fleet/FIELDS.md`, generated from the schemas that editors and validation
 * use, so that it cannot say anything else than they do. Write it with
 * `npx node test/support/field-reference.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const ROOT = new URL('../..', import.meta.url).pathname
export const REFERENCE_PATH = `${ROOT}fleet/FIELDS.md`

const FILES = ['fleet', 'customer', 'pipeline', 'blueprint', 'release', 'release-set', 'channels'] as const

interface Schema {
  readonly $ref?: string
  readonly title?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly required?: readonly string[]
  readonly properties?: { readonly [name: string]: Schema }
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly $defs?: { readonly [name: string]: Schema }
}

interface Row {
  readonly path: string
  readonly schema: Schema
  readonly required: boolean
}

export function fieldReference(): string {
  const chapters = FILES.map((name) => chapter(schemaOf(`${name}.schema.json`)))
  return `${['# Fields', 'Generated from `schemas/`; a field that is not marked may be left out.', ...chapters].join('\n\n')}\n`
}

function chapter(schema: Schema): string {
  const rows = rowsOf(schema, { path: '', root: schema }).map(({ path, schema: field, required }) =>
    [`\`${path}\`${required ? ' (required)' : ''}`, kindOf(field), meaningOf(field)].join(' | '),
  )
  return [
    `## ${schema.title?.replace(/[<>]/g, (bracket) => (bracket === '<' ? '&lt;' : '&gt;'))}`,
    '',
    schema.description,
    '',
    '| field | takes | means |',
    '| --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n')
}

function rowsOf(schema: Schema, at: { readonly path: string; readonly root: Schema }): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = at.path === '' ? name : `${at.path}.${name}`
    const field = resolved(property, at.root)
    const row = { path, schema: field, required: schema.required?.includes(name) ?? false }
    const inner = field.items === undefined ? field : resolved(field.items, at.root)
    const innerPath = field.items === undefined ? path : `${path}[]`
    return [row, ...rowsOf(inner, { path: innerPath, root: at.root })]
  })
}

/** What stands beside a `$ref` says more about the field than what stands behind it. */
function resolved(schema: Schema, root: Schema): Schema {
  const { $ref, ...own } = schema
  if ($ref === undefined) return schema
  const [file = '', name] = $ref.split('#/$defs/')
  const document = file === '' ? root : schemaOf(file)
  return { ...(name === undefined ? document : document.$defs?.[name]), ...own }
}

function kindOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(' or ')
  if (schema.const !== undefined) return `\`${schema.const}\``
  const { minimum, maximum } = schema
  const range =
    minimum === undefined ? '' : maximum === undefined ? `, at least ${minimum}` : `, ${minimum} to ${maximum}`
  return `${TYPES[String(schema.type)] ?? 'any value'}${range}`
}

const TYPES: { readonly [type: string]: string } = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
  array: 'list',
  object: 'map',
}

function meaningOf(schema: Schema): string {
  const example = schema.examples?.[0]
  const parts = [
    schema.description ?? '',
    ...(schema.default === undefined ? [] : [`Default: \`${JSON.stringify(schema.default)}\`.`]),
    ...(example === undefined ? [] : [`Example: \`${JSON.stringify(example)}\`.`]),
  ]
  return parts.join(' ').replaceAll('|', '\\|').replaceAll('<', '&lt;')
}

function schemaOf(file: string): Schema {
  return JSON.parse(readFileSync(`${ROOT}schemas/${file}`, 'utf8'))
}

if (process.argv[1] === new URL(import.meta.url).pathname) writeFileSync(REFERENCE_PATH, fieldReference())
