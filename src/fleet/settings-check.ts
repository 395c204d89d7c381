/**
 * Do these settings fit the schema that their blueprint brings?
 *
 * Asked of thousands of pipelines that nearly all fit, and that have most
 * settings in common: so first setting by setting and whether at all, where what
 * is common is looked at once. What is wrong is asked of the whole schema, with
 * all its words, and only of settings that do not fit.
 */
import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js'
import { atOnce } from '../lib/turns.ts'
import { isObject } from './layers.ts'
import type { Problem, SettingValues } from './model.ts'
import { later, remembered } from './remembered.ts'
import { AJV, placed } from './schema.ts'
import type { Worded } from './schema-terms.ts'
import { inWords, type Place } from './schema-words.ts'
import { settingIn } from './setting-values.ts'
import { DIALECT, linearPatterns, type Patterns, schemaMistakes, withoutReferences } from './settings-schema.ts'

/** Our one word in a settings schema: a change of this setting looks harmless and is not. */
export const IDENTITY = 'identity'

/** A blueprint's own schema of settings, compiled; or why it is none. `Place` answers pointers within the schema. */
export type SettingsCheck =
  | { readonly ok: true; readonly problems: (settings: Settings, place: Place) => readonly Problem[] }
  | { readonly ok: false; readonly mistakes: (place: Place) => readonly Problem[] }

export interface Settings {
  readonly values: SettingValues
  /** What many have in common: whatever is the same object in `values` is judged once. */
  readonly shared: SettingValues
}

export function compileSettings(schema: Schema): SettingsCheck {
  return atOnce(compileSettingsSteps(schema))
}

/** The same in steps: a large schema takes longer than others can wait. */
export function* compileSettingsSteps(schema: Schema): Generator<undefined, SettingsCheck> {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  const check = yield* compileAnew(schema)
  compiled.set(schema, check)
  return check
}

type Schema = { readonly [key: string]: unknown }

/** By the schema as it was parsed: a blueprint is shared by thousands of pipelines, and compiling is slow. */
const compiled = new WeakMap<object, SettingsCheck>()

function* compileAnew(schema: Schema): Generator<undefined, SettingsCheck> {
  const { mistakes, patterns } = schemaMistakes(schema, [IDENTITY])
  yield undefined
  if (mistakes.length > 0) return unfit(mistakes)
  const isSchema = yield* schemaOfSchemas()
  if (isSchema(schema) !== true)
    return unfit(inWords(isSchema.errors ?? []).map((words) => ({ ...words, code: 'bad-settings-schema' })))
  yield undefined
  try {
    const written = withoutReferences(schema)
    const isFit = fitting(yield* partsOf(written, patterns))
    const whole = later(() => newAjv(patterns, { allErrors: true, verbose: true }).compile(written))
    return {
      ok: true,
      problems: (settings, place) => (isFit(settings) ? [] : problemsIn(whole(), settings.values, place)),
    }
  } catch (error) {
    // What ajv's strictness alone refuses, such as keywords that cannot stand together.
    return unfit([
      {
        path: '',
        on: 'key',
        code: 'bad-settings-schema',
        message: `\`settings\` is no JSON Schema: ${error instanceof Error ? error.message : String(error)}`,
        expected: 'a JSON Schema (2020-12)',
      },
    ])
  }
}

/** Compiled once, and vocabulary by vocabulary: it is larger than most schemas that it judges. */
function* schemaOfSchemas(): Generator<undefined, ValidateFunction> {
  const ajv = ajvOfSchemas()
  for (const name of VOCABULARIES) {
    ajv.getSchema(new URL(`meta/${name}`, DIALECT).href)
    yield undefined
  }
  const validate = ajv.getSchema(DIALECT)
  if (validate === undefined) throw new RangeError(`ajv has no ${DIALECT}`)
  return validate
}

const ajvOfSchemas = later(() => new Ajv2020(AJV))

/** Of the dialect, those that are long. */
const VOCABULARIES = ['core', 'applicator', 'validation']

/**
 * For schemas that we did not write: their patterns take linear time. A branch of `anyOf` or `if` speaks of properties
 * that are described outside it, which strictness would refuse; what is misspelt, settings-schema.ts tells.
 */
function newAjv(patterns: Patterns, options: Options): Ajv2020 {
  const ajv = new Ajv2020({
    ...AJV,
    ...options,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    // Judged by the schema of schemas before.
    validateSchema: false,
    meta: false,
    code: { regExp: linearPatterns(patterns) },
  })
  return ajv.addKeyword({ keyword: IDENTITY, schemaType: 'boolean' })
}

/** A schema in parts that say together what it says: each property's is held against that property alone. */
interface Parts {
  /** All that is said of the settings as a whole. */
  readonly whole: ValidateFunction
  readonly properties: readonly { readonly name: string; readonly validate: ValidateFunction }[]
}

function* partsOf(schema: Schema, patterns: Patterns): Generator<undefined, Parts> {
  const ajv = newAjv(patterns, { allErrors: false, verbose: false })
  const { properties: written } = schema
  const own = isObject(written) ? written : {}
  const properties: { name: string; validate: ValidateFunction }[] = []
  for (const [name, property] of Object.entries(own)) {
    // What is neither the schema of schemas has refused.
    if (isObject(property) || typeof property === 'boolean') properties.push({ name, validate: ajv.compile(property) })
    yield undefined
  }
  // Which names are properties is said of the whole: other names may be refused.
  const names = Object.fromEntries(Object.keys(own).map((name) => [name, true]))
  return { whole: ajv.compile(isObject(written) ? { ...schema, properties: names } : schema), properties }
}

function fitting({ whole, properties }: Parts): (settings: Settings) => boolean {
  const fitIn = remembered((shared: SettingValues): ReadonlySet<string> => {
    const fit = properties.filter(({ name, validate }) => validate(settingIn(shared, name)) === true)
    return new Set(fit.map(({ name }) => name))
  })
  return ({ values, shared }) => {
    if (whole(values) !== true) return false
    const known = fitIn(shared)
    for (const { name, validate } of properties) {
      const value = settingIn(values, name)
      if (value === undefined || (value === settingIn(shared, name) && known.has(name))) continue
      if (validate(value) !== true) return false
    }
    return true
  }
}

function problemsIn(validate: ValidateFunction, values: SettingValues, place: Place): readonly Problem[] {
  if (validate(values) === true) return []
  return inWords(validate.errors ?? [], true).map((words) => placed(words, place))
}

function unfit(mistakes: readonly Worded[]): SettingsCheck {
  return { ok: false, mistakes: (place) => mistakes.map((each) => placed(each, place)) }
}
