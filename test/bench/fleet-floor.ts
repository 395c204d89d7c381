/**
 * What does reading this fleet cost at the very least?
 *
 * All files read, parsed by the bare YAML library and judged by the compiled
 * schemas, one after another in one process: what the fleet bench holds ours
 * against. Imports nothing of ours, so that no cleverness of ours can make it
 * slower. Started with the fleet's folder, it prints one line of JSON.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { type CollectionTag, parse, type ScalarTag } from 'yaml'

const SCHEMAS = new URL('../../schemas/', import.meta.url)
/** By path: which schema judges the file. Templates are parsed alone. */
const KINDS: readonly (readonly [path: RegExp, schema: string])[] = [
  [/^fleet\.yml$/, 'fleet'],
  [/^customers\/[^/]+\/customer\.yml$/, 'customer'],
  [/^customers\/[^/]+\/pipelines\/[^/]+\.yml$/, 'pipeline'],
  [/^blueprints\/.*\/blueprint\.yml$/, 'blueprint'],
  [/^releases\/channels\.yml$/, 'channels'],
  [/^releases\/sets\/[^/]+\.yml$/, 'release-set'],
  [/^releases\/[^/]+\/[^/]+\.yml$/, 'release'],
]

const dir = process.argv[2] ?? ''
const start = process.cpuUsage()
const started = performance.now()
const validators = compiledSchemas()
const tags = cloudFormationTags()
let files = 0
let invalid = 0
for (const path of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
  if (!path.endsWith('.yml')) continue
  files += 1
  const value: unknown = parse(readFileSync(join(dir, path), 'utf8'), { customTags: tags, logLevel: 'error' })
  const [, schema] = KINDS.find(([kind]) => kind.test(path)) ?? []
  if (schema !== undefined && validators.get(schema)?.(value) !== true) invalid += 1
}
const wallMs = performance.now() - started
const startCpuMs = (start.user + start.system) / 1_000
const peakMb = process.resourceUsage().maxRSS / 1024
process.stdout.write(`${JSON.stringify({ files, invalid, wallMs, startCpuMs, peakMb })}\n`)

function compiledSchemas(): ReadonlyMap<string, ValidateFunction> {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, messages: false })
  const schemas = readdirSync(SCHEMAS).filter((name) => name.endsWith('.schema.json'))
  const named = schemas.map((name) => {
    const schema: { readonly $id: string } = JSON.parse(readFileSync(new URL(name, SCHEMAS), 'utf8'))
    ajv.addSchema(schema)
    return [name.replace('.schema.json', ''), schema.$id] as const
  })
  return new Map(
    named.flatMap(([name, id]) => {
      const validate = ajv.getSchema(id)
      return validate === undefined ? [] : [[name, validate] as const]
    }),
  )
}

/** `!Ref` and its kin, so that templates parse; what they mean is not the floor's business. */
function cloudFormationTags(): (ScalarTag | CollectionTag)[] {
  const names = ['Ref', 'Condition', 'GetAtt', 'Sub', 'Join', 'If', 'Equals', 'Select', 'Split', 'Not', 'And', 'Or']
  return names.flatMap((name): (ScalarTag | CollectionTag)[] => [
    { tag: `!${name}`, resolve: (text: string) => text },
    { tag: `!${name}`, collection: 'seq' },
    { tag: `!${name}`, collection: 'map' },
  ])
}
