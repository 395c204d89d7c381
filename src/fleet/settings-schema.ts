/**
 * Is this a schema by which settings can be judged, and in bounded time?
 *
 * A blueprint brings its own schema, and whoever opens a pull request can
 * bring a blueprint. So its schema may ask for no more than it could write out:
 * references lead to its own `$defs` and count as often as they are used (thirty
 * in a row can ask for a billion steps, one to itself for no end), patterns are
 * such as RE2 can match, nothing is asynchronous. A word that no schema knows is
 * a slip of the hand, told where it stands.
 */
import { RE2JS } from 're2js'
import { isObject } from './layers.ts'
import { pointer } from './places.ts'
import type { Worded } from './schema-terms.ts'
import { didYouMean, listed } from './suggest.ts'

/** Schemas within one settings schema, aliases and references written out: each becomes code that is compiled. */
export const MOST_SCHEMAS = 2_000

/** Keywords by what stands under them. */
const ONE_SCHEMA = [
  ...['additionalProperties', 'propertyNames', 'unevaluatedProperties', 'items', 'unevaluatedItems', 'contains'],
  ...['not', 'if', 'then', 'else'],
]
const SCHEMAS_BY_NAME = ['properties', 'patternProperties', 'dependentSchemas']
const LIST_OF_SCHEMAS = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
const PLAIN = [
  ...['title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly', '$comment', '$schema'],
  ...['type', 'enum', 'const', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minLength', 'maxLength', 'pattern', 'minItems', 'maxItems', 'uniqueItems', 'minContains', 'maxContains'],
  ...['minProperties', 'maxProperties', 'required', 'dependentRequired'],
]
/** By which every settings schema is read, whether it says so or not. */
export const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

const FOREIGN = {
  code: 'settings-schema-keyword',
  message: 'a settings schema is read as JSON Schema 2020-12 alone',
  expected: `\`${DIALECT}\`, or no \`$schema\``,
}

type Schema = { readonly [key: string]: unknown }

const KEYWORDS: ReadonlySet<string> = new Set([...PLAIN, ...ONE_SCHEMA, ...SCHEMAS_BY_NAME, ...LIST_OF_SCHEMAS])

/** By their text; to compile one takes longer than all else that is done with it. */
export type Patterns = ReadonlyMap<string, RE2JS>

export interface Looked {
  readonly mistakes: readonly Worded[]
  readonly patterns: Patterns
}

interface Walk {
  readonly defs: Schema
  readonly mistakes: Worded[]
  readonly patterns: Map<string, RE2JS>
  /** Keywords of ours beside those of JSON Schema. */
  readonly own: ReadonlySet<string>
  schemas: number
}

/** Paths are JSON pointers within the schema. `own`: keywords that are known beside those of JSON Schema. */
export function schemaMistakes(schema: unknown, own: readonly string[] = []): Looked {
  const walk: Walk = { defs: defsOf(schema), mistakes: [], own: new Set(own), patterns: new Map(), schemas: 0 }
  look(walk, schema, { path: '', within: [] })
  for (const [name, each] of Object.entries(walk.defs))
    look(walk, each, { path: pointer('$defs', name), within: [name] })
  return walk
}

interface Spot {
  readonly path: string
  /** The definitions that led here. */
  readonly within: readonly string[]
}

function look(walk: Walk, schema: unknown, spot: Spot): void {
  walk.schemas += 1
  if (walk.schemas > MOST_SCHEMAS) {
    tooLarge(walk, spot.path)
    return
  }
  // `true` and `false` are schemas too; what is none at all is told by the schema of schemas.
  if (!isObject(schema)) return
  for (const [keyword, value] of Object.entries(schema)) {
    const here = { ...spot, path: spot.path + pointer(keyword) }
    if (keyword === '$defs' && spot.path === '') continue
    if (keyword === '$schema' && spot.path === '' && value !== DIALECT && value !== `${DIALECT}#`) {
      tell(walk, { ...FOREIGN, path: here.path, on: 'value' })
      continue
    }
    if (keyword === '$ref') {
      follow(walk, value, here)
      continue
    }
    const mistake = keywordMistake(walk, keyword) ?? patternMistake(walk, keyword, value)
    if (mistake !== undefined) tell(walk, { ...mistake, path: here.path, on: 'key' })
    else if (ONE_SCHEMA.includes(keyword)) look(walk, value, here)
    else if (SCHEMAS_BY_NAME.includes(keyword) && isObject(value)) lookAtNamed(walk, { keyword, value, ...here })
    else if (LIST_OF_SCHEMAS.includes(keyword) && Array.isArray(value))
      for (const [index, each] of value.entries()) look(walk, each, { ...here, path: here.path + pointer(index) })
  }
}

function lookAtNamed(walk: Walk, of: Spot & { readonly keyword: string; readonly value: Schema }): void {
  for (const [name, schema] of Object.entries(of.value)) {
    const path = of.path + pointer(name)
    const mistake = of.keyword === 'patternProperties' ? patternMistake(walk, 'pattern', name) : undefined
    if (mistake !== undefined) tell(walk, { ...mistake, path, on: 'key' })
    look(walk, schema, { path, within: of.within })
  }
}

/** What it leads to counts anew each time: so does the work of who is held against it. */
function follow(walk: Walk, to: unknown, spot: Spot): void {
  const name = nameIn(to)
  const words =
    name === undefined
      ? { message: 'a settings schema refers to its own `$defs` alone', expected: '`#/$defs/<name>`' }
      : !Object.hasOwn(walk.defs, name)
        ? {
            message: `there is no \`${name}\` in \`$defs\``,
            expected: listed(Object.keys(walk.defs)),
            ...didYouMean(name, Object.keys(walk.defs)),
          }
        : undefined
  if (words !== undefined) tell(walk, { ...words, code: 'settings-schema-reference', path: spot.path, on: 'value' })
  else if (name !== undefined && spot.within.includes(name)) endless(walk, name, spot)
  else if (name !== undefined)
    look(walk, walk.defs[name], { path: pointer('$defs', name), within: [...spot.within, name] })
}

/** One circle has as many beginnings as definitions. */
function endless(walk: Walk, name: string, { path }: Spot): void {
  const code = 'settings-schema-endless'
  if (walk.mistakes.some((each) => each.code === code)) return
  const message = `\`${name}\` refers to itself, without end`
  walk.mistakes.push({ code, message, expected: 'what can be written out', path, on: 'value' })
}

function nameIn(ref: unknown): string | undefined {
  return typeof ref === 'string' ? /^#\/\$defs\/([A-Za-z][\w-]*)$/.exec(ref)?.[1] : undefined
}

function defsOf(schema: unknown): Schema {
  return isObject(schema) && isObject(schema.$defs) ? schema.$defs : {}
}

/** What stands in a definition is told once, however often it is used. */
function tell(walk: Walk, mistake: Worded): void {
  const isTold = walk.mistakes.some(({ path, code }) => path === mistake.path && code === mistake.code)
  if (!isTold) walk.mistakes.push(mistake)
}

const DATA: ReadonlySet<string> = new Set(['default', 'const', 'enum', 'examples'])

/** The same schema with each reference written out. Only for one without mistakes: others may have no end. */
export function withoutReferences(schema: Schema): Schema {
  const defs = defsOf(schema)
  const { $defs: _, ...rest } = schema
  const write = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(write)
    if (!isObject(value)) return value
    const { $ref, ...own } = value
    const written = Object.fromEntries(
      Object.entries(own).map(([key, inner]) => [key, DATA.has(key) ? inner : write(inner)]),
    )
    const name = nameIn($ref)
    const behind = name === undefined ? {} : write(defs[name])
    if (!isObject(behind)) return { ...written, allOf: [behind] }
    // Both hold; only what describes may speak twice, and what stands at the place itself knows better.
    const clashes = Object.keys(written).some((key) => !SPOKEN.has(key) && Object.hasOwn(behind, key))
    return clashes ? { ...written, allOf: [behind] } : { ...behind, ...written }
  }
  const written = write(rest)
  return isObject(written) ? written : {}
}

const SPOKEN: ReadonlySet<string> = new Set(['title', 'description', 'default', 'examples', 'deprecated', '$comment'])

type Words = Omit<Worded, 'path' | 'on'>

function keywordMistake(walk: Walk, keyword: string): Words | undefined {
  if (KEYWORDS.has(keyword) || walk.own.has(keyword)) return undefined
  if (/^\$(?:dynamicRef|recursiveRef|defs|id|anchor|dynamicAnchor)$|^definitions$/.test(keyword))
    return {
      code: 'settings-schema-keyword',
      message: `\`${keyword}\` has no place here`,
      expected: '`$defs` at the top, and `$ref: "#/$defs/<name>"`',
    }
  if (keyword === 'format')
    return {
      code: 'settings-schema-keyword',
      message: '`format` is not checked here',
      expected: '`pattern`, or `enum` for a closed list',
    }
  return {
    code: 'settings-schema-keyword',
    message: `\`${keyword}\` is no keyword of a settings schema`,
    expected: 'a keyword of JSON Schema (2020-12)',
    ...didYouMean(keyword, [...KEYWORDS, ...walk.own]),
  }
}

function patternMistake({ patterns }: Walk, keyword: string, value: unknown): Words | undefined {
  if (keyword !== 'pattern' || typeof value !== 'string' || patterns.has(value)) return undefined
  const reason = linear(patterns, value)
  if (reason === undefined) return undefined
  return {
    code: 'bad-pattern',
    message: `\`${value}\` is no pattern: ${reason}`,
    expected: 'a regular expression of RE2: no look-ahead, no back reference',
  }
}

/** Why RE2 does not take this pattern. */
function linear(patterns: Map<string, RE2JS>, pattern: string): string | undefined {
  try {
    patterns.set(pattern, RE2JS.compile(pattern))
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error)
  }
}

interface LinearPattern {
  readonly test: (text: string) => boolean
  readonly toString: () => string
}

/** For ajv: patterns that take time in proportion to the text, whatever pattern and text are. */
export function linearPatterns(patterns: Patterns): ((pattern: string) => LinearPattern) & { readonly code: string } {
  return Object.assign((pattern: string) => linearPattern(pattern, patterns.get(pattern) ?? RE2JS.compile(pattern)), {
    code: 'linearPattern',
  })
}

function linearPattern(pattern: string, compiled: RE2JS): LinearPattern {
  const known = new Map<string, boolean>()
  function test(text: string): boolean {
    const found = known.get(text) ?? compiled.test(text)
    if (known.size < MOST_KNOWN && text.length < MOST_KNOWN) known.set(text, found)
    return found
  }
  // ajv keeps patterns by their text.
  return { test, toString: () => pattern }
}

/** Thousands of pipelines have the same value, the blueprint's default, and this engine is a slow one. */
const MOST_KNOWN = 1_000

function tooLarge(walk: Walk, path: string): void {
  if (walk.mistakes.some(({ code }) => code === 'settings-schema-too-large')) return
  walk.mistakes.push({
    path,
    on: 'value',
    code: 'settings-schema-too-large',
    message: 'the settings schema has more parts than any blueprint needs',
    expected: `at most ${MOST_SCHEMAS}, aliases and references written out`,
  })
}
