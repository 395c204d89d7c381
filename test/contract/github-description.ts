/**
 * Where does `src/sim/github/contract/description.json` come from?
 *
 * From GitHub's own OpenAPI description, as `@octokit/openapi` packs it. That
 * package is 385 MB, so it is no dependency: unpack it somewhere else and run
 *
 *     node test/contract/github-description.ts <…>/@octokit/openapi/generated/api.github.com.json
 *
 * What stays: the operations and webhooks listed below and every schema they
 * lead to, without prose, as JSON Schema instead of OpenAPI's dialect.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { MISPRINTS, OPERATIONS, WEBHOOKS } from './github-operations.ts'

export const DESCRIPTION = new URL('../../src/sim/github/contract/description.json', import.meta.url)

type Json = null | boolean | number | string | readonly Json[] | Node
interface Node {
  readonly [key: string]: Json | undefined
}

/** Words for people, and what only code generators read. */
const PROSE = new Set([
  'title',
  'summary',
  'description',
  'default',
  'deprecated',
  'discriminator',
  'example',
  'examples',
  'externalDocs',
  'readOnly',
])
/** Below these, a key is a name and no keyword. */
const NAMED = new Set(['properties', 'patternProperties'])

/** One line an operation, a webhook and a schema, so that a newer description shows as a difference that can be read. */
export function generate(spec: Node): string {
  const kept = new Map<string, Json>()

  /** The schema, and all that it names kept as well. */
  function keep(schema: Json | undefined): Json {
    const plain = plainSchema(schema ?? {})
    for (const name of namesIn(plain)) {
      if (kept.has(name)) continue
      kept.set(name, {})
      kept.set(name, keep(at(spec, 'components', 'schemas', name)))
    }
    return plain
  }

  const operations = OPERATIONS.map((name): Entry => [name, operationNamed(spec, name, keep)])
  const webhooks = WEBHOOKS.map((name): Entry => {
    const body = at(spec, 'x-webhooks', name.replaceAll('_', '-').replace(' ', '-'), 'post', 'requestBody')
    return [name, keep(at(body, 'content', 'application/json', 'schema'))]
  })
  const written = writtenOnce({ operations, webhooks, schemas: [...kept] })
  const head = {
    source: `@octokit/openapi ${String(at(spec, 'info', 'version'))}, generated/api.github.com.json`,
    licence: 'MIT, Copyright (c) 2020 Octokit contributors',
    madeBy: 'test/contract/github-description.ts',
  }
  const parts = [
    ...Object.entries(head).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`),
    table('operations', written.operations),
    table('webhooks', written.webhooks),
    table(
      'schemas',
      written.schemas.toSorted(([one], [other]) => (one < other ? -1 : 1)),
    ),
  ]
  return `{\n${parts.join(',\n')}\n}\n`
}

type Entry = readonly [name: string, value: Json]

interface Tables {
  readonly operations: readonly Entry[]
  readonly webhooks: readonly Entry[]
  readonly schemas: readonly Entry[]
}

/** Shorter than this, a reference saves nothing. */
const LEAST_SHARED = 300

/**
 * The description spells an account out wherever a webhook shows one. What is
 * said more than once becomes a schema of its own, named by its content: half
 * the size, and compiled once.
 */
function writtenOnce(tables: Tables): Tables {
  const seen = new Map<string, number>()
  const shared = new Map<string, Json>()

  function count(value: Json | undefined): void {
    if (isShareable(value)) {
      const text = JSON.stringify(value)
      const times = (seen.get(text) ?? 0) + 1
      seen.set(text, times)
      // Its parts are counted once: they may be shared with others, not with its own copies.
      if (times > 1) return
    }
    for (const each of Array.isArray(value) ? value : Object.values(record(value))) count(each)
  }

  function share(value: Json): Json {
    const text = isShareable(value) ? JSON.stringify(value) : ''
    if ((seen.get(text) ?? 0) < 2) return inside(value)
    const name = `same-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`
    if (!shared.has(name)) shared.set(name, inside(value))
    return { $ref: `#/schemas/${name}` }
  }

  function inside(value: Json): Json {
    if (Array.isArray(value)) return value.map(share)
    if (!isNode(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, each]): Entry => [key, share(each ?? null)]))
  }

  const all = [...tables.operations, ...tables.webhooks, ...tables.schemas]
  for (const [, value] of all) for (const each of Object.values(record(value))) count(each)
  const shorten = ([name, value]: Entry): Entry => [name, inside(value)]
  const operations = tables.operations.map(shorten)
  const webhooks = tables.webhooks.map(shorten)
  const schemas = tables.schemas.map(shorten)
  return { operations, webhooks, schemas: [...schemas, ...shared] }
}

/** Only what is a schema by its look: a table of properties may hold a property that is called so. */
function isShareable(value: Json | undefined): value is Node {
  return isNode(value) && isNode(value.properties) && JSON.stringify(value).length >= LEAST_SHARED
}

function table(name: string, entries: readonly Entry[]): string {
  const lines = entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
  return `${JSON.stringify(name)}:{\n${lines.join(',\n')}\n}`
}

function operationNamed(spec: Node, name: string, keep: (schema: Json | undefined) => Json): Json {
  const [method = '', path = ''] = name.split(' ')
  const operation = at(spec, 'paths', path, method.toLowerCase())
  if (operation === undefined) throw new Error(`GitHub describes no ${name}`)
  const parameters = list(at(operation, 'parameters')).map((each) => resolved(spec, each))
  const body = at(operation, 'requestBody')
  const responses = Object.entries(record(at(operation, 'responses'))).map(([status, response]): Entry => {
    const described = at(resolved(spec, response), 'content', 'application/json', 'schema')
    const schema = at(MISPRINTS, `${name} ${status}`) ?? described
    return [status, schema === undefined ? null : keep(schema)]
  })
  return {
    path: objectOf(parameters, 'path', keep),
    query: objectOf(parameters, 'query', keep),
    ...(body === undefined
      ? {}
      : {
          body: keep(at(body, 'content', 'application/json', 'schema')),
          isBodyRequired: at(body, 'required') === true,
        }),
    responses: Object.fromEntries(responses),
  }
}

/** The parameters of one place as the schema of one object. */
function objectOf(parameters: readonly Json[], place: string, keep: (schema: Json | undefined) => Json): Json {
  const here = parameters.filter((each) => at(each, 'in') === place)
  const required = here.filter((each) => at(each, 'required') === true).map((each) => at(each, 'name') ?? '')
  return {
    type: 'object',
    properties: Object.fromEntries(here.map((each) => [String(at(each, 'name')), keep(at(each, 'schema'))])),
    ...(required.length === 0 ? {} : { required }),
  }
}

/** OpenAPI 3.0 → JSON Schema: no prose, `nullable` spelled out, references into our own table. */
function plainSchema(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(plainSchema)
  if (!isNode(schema)) return schema
  const { nullable, ...rest } = schema
  const entries = Object.entries(rest)
    .filter(([key]) => !PROSE.has(key) && !key.startsWith('x-'))
    .map(([key, value]): Entry => {
      if (key === '$ref') return [key, String(value).replace('#/components/schemas/', '#/schemas/')]
      if (key === 'enum' || key === 'required' || value === undefined) return [key, value ?? null]
      return [key, NAMED.has(key) ? mapped(value) : plainSchema(value)]
    })
  const plain: Node = Object.fromEntries(entries)
  return nullable === true ? orNull(plain) : plain
}

function mapped(named: Json): Json {
  return Object.fromEntries(Object.entries(record(named)).map(([name, each]) => [name, plainSchema(each ?? {})]))
}

function orNull(schema: Node): Json {
  const { type, enum: choices } = schema
  if (typeof type !== 'string') return { anyOf: [{ type: 'null' }, schema] }
  return {
    ...schema,
    type: [type, 'null'],
    ...(Array.isArray(choices) && !choices.includes(null) ? { enum: [...choices, null] } : {}),
  }
}

function namesIn(schema: Json): string[] {
  return [...JSON.stringify(schema).matchAll(/"\$ref":"#\/schemas\/([^"]+)"/g)].map(([, name = '']) => name)
}

function resolved(spec: Node, part: Json | undefined): Json {
  const reference = at(part, '$ref')
  return typeof reference === 'string' ? (at(spec, ...reference.split('/').slice(1)) ?? null) : (part ?? null)
}

function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((node, key) => (isNode(node) ? node[key] : undefined), value)
}

function record(value: Json | undefined): Node {
  return isNode(value) ? value : {}
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function isNode(value: Json | undefined): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

if (import.meta.main) {
  const [, , path = ''] = process.argv
  writeFileSync(DESCRIPTION, generate(JSON.parse(readFileSync(path, 'utf8'))))
}
