/**
 * Is this a schema by which settings can be judged, and in bounded time?
 *
 * A blueprint brings its own schema, and whoever opens a pull request can
 * bring a blueprint. So its schema may use what is written out and finite: no
 * references (thirty of them in a row can ask for a billion steps, and nothing
 * that reads defaults and identity follows them), no asynchronous keywords,
 * patterns that RE2 can match. A word that no schema knows is a slip of the
 * hand, told where it stands.
 */
import { RE2JS } from 're2js'
import { isObject } from './layers.ts'
import { pointer } from './places.ts'
import type { Worded } from './schema-terms.ts'
import { didYouMean } from './suggest.ts'

/** Schemas within one settings schema, aliases written out: each becomes code that is compiled. */
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
const KEYWORDS: ReadonlySet<string> = new Set([...PLAIN, ...ONE_SCHEMA, ...SCHEMAS_BY_NAME, ...LIST_OF_SCHEMAS])

interface Walk {
  readonly mistakes: Worded[]
  /** Keywords of ours beside those of JSON Schema. */
  readonly own: ReadonlySet<string>
  schemas: number
}

/** Paths are JSON pointers within the schema. `own`: keywords that are known beside those of JSON Schema. */
export function schemaMistakes(schema: unknown, own: readonly string[] = []): readonly Worded[] {
  const walk: Walk = { mistakes: [], own: new Set(own), schemas: 0 }
  look(walk, schema, '')
  return walk.mistakes
}

function look(walk: Walk, schema: unknown, path: string): void {
  walk.schemas += 1
  if (walk.schemas > MOST_SCHEMAS) {
    tooLarge(walk, path)
    return
  }
  // `true` and `false` are schemas too; what is none at all is told by the schema of schemas.
  if (!isObject(schema)) return
  for (const [keyword, value] of Object.entries(schema)) {
    const here = path + pointer(keyword)
    const mistake = keywordMistake(walk, keyword) ?? patternMistake(keyword, value)
    if (mistake !== undefined) walk.mistakes.push({ ...mistake, path: here, on: 'key' })
    else if (ONE_SCHEMA.includes(keyword)) look(walk, value, here)
    else if (SCHEMAS_BY_NAME.includes(keyword) && isObject(value)) lookAtNamed(walk, { keyword, value, path: here })
    else if (LIST_OF_SCHEMAS.includes(keyword) && Array.isArray(value))
      for (const [index, each] of value.entries()) look(walk, each, here + pointer(index))
  }
}

function lookAtNamed(
  walk: Walk,
  of: { readonly keyword: string; readonly value: { readonly [name: string]: unknown }; readonly path: string },
): void {
  for (const [name, schema] of Object.entries(of.value)) {
    const here = of.path + pointer(name)
    const mistake = of.keyword === 'patternProperties' ? patternMistake('pattern', name) : undefined
    if (mistake !== undefined) walk.mistakes.push({ ...mistake, path: here, on: 'key' })
    look(walk, schema, here)
  }
}

type Words = Omit<Worded, 'path' | 'on'>

function keywordMistake(walk: Walk, keyword: string): Words | undefined {
  if (KEYWORDS.has(keyword) || walk.own.has(keyword)) return undefined
  if (/^\$(?:ref|dynamicRef|recursiveRef|defs|id|anchor|dynamicAnchor)$|^definitions$/.test(keyword))
    return {
      code: 'settings-schema-keyword',
      message: `\`${keyword}\` would refer to another part, which a settings schema does not do`,
      expected: 'each setting where it stands',
      hint: 'repeat a part by YAML: anchor it with &name, use it with *name',
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

function patternMistake(keyword: string, value: unknown): Words | undefined {
  if (keyword !== 'pattern' || typeof value !== 'string') return undefined
  const reason = linear(value)
  if (reason === undefined) return undefined
  return {
    code: 'bad-pattern',
    message: `\`${value}\` is no pattern: ${reason}`,
    expected: 'a regular expression of RE2: no look-ahead, no back reference',
  }
}

/** Why RE2 does not take this pattern. */
function linear(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error)
  }
}

/** For ajv: patterns that take time in proportion to the text, whatever pattern and text are. */
export function linearPattern(pattern: string): {
  readonly test: (text: string) => boolean
  readonly toString: () => string
} {
  const compiled = RE2JS.compile(pattern)
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
    expected: `at most ${MOST_SCHEMAS}, aliases written out`,
  })
}
