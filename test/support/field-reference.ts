/**
 * Which fields has each file of a fleet, in a form to read?
 *
 * `schemas/README.md`, generated from the schemas that editors and validation
 * use, so that it cannot say anything else than they do.
 */
import { readFileSync } from 'node:fs'

const FOLDER = new URL('../../schemas/', import.meta.url).pathname
export const REFERENCE_PATH = `${FOLDER}README.md`

const FILES = ['fleet', 'customer', 'pipeline', 'blueprint', 'release', 'release-set', 'channels', 'template'] as const

/** Fields that hold the name of something else: what a schema cannot check and the rules do. */
export const NAMES_OF: ReadonlyMap<string, string> = new Map([
  ['fleet rings[].policy', 'a key of `policies`'],
  ['fleet policy.approvers[]', 'a key of `approvers`'],
  ['fleet policies.<name>.approvers[]', 'a key of `approvers`'],
  ['fleet policyRules[].require.approvers[]', 'a key of `approvers`'],
  ['fleet policyRules[].when.rings[]', 'a ring: `rings[].name`'],
  ['fleet freezes[].rings[]', 'a ring: `rings[].name`'],
  ['fleet templates.allow[].blueprint', 'a blueprint: a folder in `blueprints/`'],
  ['fleet acknowledge[].setting', 'a setting with `identity: true` in the blueprint'],
  ['customer ring', 'a ring: `rings[].name` in fleet.yml'],
  ['customer accounts[].roles', 'a key of `roles` in fleet.yml, unless the three names stand here'],
  ['customer acknowledge[].setting', 'a setting with `identity: true` in the blueprint'],
  ['pipeline account', 'an account: `accounts[].account` in customer.yml'],
  ['pipeline region', 'a region: `accounts[].regions` in customer.yml'],
  ['pipeline blueprint', 'a blueprint and its version: a folder `blueprints/<name>/<version>/`'],
  ['pipeline release', 'a release set: a file in `releases/sets/`'],
  ['pipeline secrets.<name>', 'a key of `secrets` in the blueprint'],
  ['pipeline upgrade.channel', 'a channel: a key in `releases/channels.yml`'],
  ['pipeline acknowledge[].setting', 'a setting with `identity: true` in the blueprint'],
  ['pipeline acknowledge[].migration', '`migrations[].migration` of a release'],
  ['blueprint retires[]', 'a stack of an earlier version: `stacks[].stack`'],
  ['blueprint stacks[].template', 'a file beside blueprint.yml'],
  ['blueprint secrets.<name>.when.<name>', 'a setting of the blueprint'],
  ['release requires[].component', 'a component: a folder in `releases/`'],
  ['release-set releases.<name>', 'a release: a file `releases/<component>/<version>.yml`'],
  ['channels channels.<name>', 'a release set: a file in `releases/sets/`'],
])

interface Schema {
  readonly $ref?: string
  readonly title?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly required?: readonly string[]
  readonly properties?: { readonly [name: string]: Schema }
  readonly propertyNames?: Schema
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly if?: Schema
  readonly else?: Schema
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly $defs?: { readonly [name: string]: Schema }
}

export interface Row {
  /** Such as `rings[].waves` or `policies.<name>.approvals`. */
  readonly path: string
  readonly schema: Schema
  readonly required: boolean
}

const HEAD = `# Fields

Generated from the schemas in this folder, which editors read for completion, hover and validation; a test fails when it is stale.
Write it anew with \`npx vitest run test/fleet/schemas.test.ts -u\`.

A field that is not marked may be left out. \`[]\` is each entry of a list, \`<name>\` a name that the author chooses. How to write a
fleet stands in [fleet/README.md](../fleet/README.md).`

export function fieldReference(): string {
  return `${[HEAD, ...FILES.map(chapter)].join('\n\n')}\n`
}

/** Every field of every file, as `<file> <path>`. */
export function fieldPaths(): readonly string[] {
  return FILES.flatMap((file) => rowsIn(file).map(({ path }) => `${file} ${path}`))
}

function rowsIn(file: (typeof FILES)[number]): readonly Row[] {
  const schema = schemaOf(`${file}.schema.json`)
  return rowsOf(schema, { path: '', root: schema })
}

function chapter(file: (typeof FILES)[number]): string {
  const { title = file, description } = schemaOf(`${file}.schema.json`)
  const rows = rowsIn(file).map(({ path, schema: field, required }) =>
    [
      `\`${path}\`${required ? ' (required)' : ''}`,
      kindOf(field),
      meaningOf(field, NAMES_OF.get(`${file} ${path}`)),
    ].join(' | '),
  )
  return [
    `## ${title.replace(/[<>]/g, (bracket) => (bracket === '<' ? '&lt;' : '&gt;'))}`,
    '',
    description,
    '',
    '| field | takes | means |',
    '| --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n')
}

interface At {
  readonly path: string
  readonly root: Schema
}

function rowsOf(schema: Schema, at: At): readonly Row[] {
  const named = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = at.path === '' ? name : `${at.path}.${name}`
    return fieldRows({ path, schema: property, required: schema.required?.includes(name) ?? false }, at.root)
  })
  const { additionalProperties: any } = schema
  // What blueprints decide about, settings, has a schema of its own in each of them.
  if (typeof any !== 'object' || any.$ref === '#/$defs/setting') return named
  return [...named, ...fieldRows({ path: `${at.path}.<name>`, schema: any, required: false }, at.root)]
}

/** A field and what is below it. */
function fieldRows(row: Row, outer: Schema): readonly Row[] {
  const [schema, root] = resolved(row.schema, outer)
  const [inner, innerRoot] = resolved(schema.else ?? schema, root)
  const own = { ...row, schema }
  if (inner.items === undefined) return [own, ...rowsOf(inner, { path: row.path, root: innerRoot })]
  const [item, itemRoot] = resolved(inner.items, innerRoot)
  const path = `${row.path}[]`
  const below = rowsOf(item, { path, root: itemRoot })
  return [own, ...(below.length > 0 ? below : [{ path, schema: item, required: false }])]
}

/** What stands beside a `$ref` says more about the field than what stands behind it. */
function resolved(schema: Schema, root: Schema): readonly [Schema, Schema] {
  const { $ref, ...own } = schema
  if ($ref === undefined) return [schema, root]
  const [file = '', pointer = ''] = $ref.split('#')
  const document = file === '' ? root : schemaOf(file)
  const name = pointer.replace('/$defs/', '')
  const target = pointer === '' ? document : document.$defs?.[name]
  if (target === undefined) throw new Error(`${$ref} leads nowhere`)
  const [behind, behindRoot] = resolved(target, document)
  return [{ ...behind, ...own }, behindRoot]
}

function kindOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(' or ')
  if (schema.const !== undefined) return `\`${schema.const}\``
  if (schema.if?.type !== undefined) return `${TYPES[String(schema.if.type)]}, or map`
  const kinds = [schema.type ?? []].flat().map((type) => TYPES[type] ?? type)
  return [kinds.length === 0 ? 'any value' : kinds.join(' or '), ...boundsOf(schema)].join(', ')
}

function boundsOf(schema: Schema): readonly string[] {
  const { minimum, maximum, minItems, maxItems, minLength, pattern } = schema
  return [
    ...(minimum === undefined ? [] : [maximum === undefined ? `at least ${minimum}` : `${minimum} to ${maximum}`]),
    ...(minItems === undefined ? [] : [maxItems === undefined ? `at least ${minItems}` : `${minItems} to ${maxItems}`]),
    ...(schema.uniqueItems === true ? ['each once'] : []),
    ...(minLength === undefined ? [] : [minLength === 1 ? 'not empty' : `at least ${minLength} characters`]),
    ...(pattern === undefined ? [] : [`\`${pattern.replaceAll('|', '\\|')}\``]),
  ]
}

const TYPES: { readonly [type: string]: string } = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  array: 'list',
  object: 'map',
}

function meaningOf(schema: Schema, nameOf: string | undefined): string {
  const examples = (schema.examples ?? []).slice(0, 2).map((each) => `\`${JSON.stringify(each)}\``)
  const parts = [
    (schema.description ?? '').replaceAll('|', '\\|').replaceAll('<', '&lt;'),
    ...(nameOf === undefined ? [] : [`Names ${nameOf}.`]),
    ...(schema.default === undefined ? [] : [`Default: \`${JSON.stringify(schema.default)}\`.`]),
    ...(examples.length === 0 ? [] : [`Example: ${examples.join(', ')}.`]),
  ]
  return parts.filter((part) => part !== '').join(' ')
}

function schemaOf(file: string): Schema {
  return JSON.parse(readFileSync(`${FOLDER}${file}`, 'utf8'))
}
