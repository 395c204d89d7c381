/**
 * Do these settings fit the schema that their blueprint brings?
 *
 * Asked of thousands of pipelines that nearly all fit, and that have most
 * settings in common: so first setting by setting and whether at all, where what
 * is common is looked at once. What is wrong is asked of the whole schema, with
 * all its words, and only of settings that do not fit.
 */
import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js'
import { canonicalJson } from '../lib/digest.ts'
import { atOnce } from '../lib/turns.ts'
import { isObject } from './layers.ts'
import type { Problem, SettingValue, SettingValues } from './model.ts'
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
  | {
      readonly ok: true
      readonly problems: (settings: Settings, place: Place) => readonly Problem[]
      /** Compiles what `problems` of these will ask for, a piece a step. */
      readonly readySteps: (settings: Settings) => Generator<undefined, void>
    }
  | { readonly ok: false; readonly mistakes: (place: Place) => readonly Problem[] }

export interface Settings {
  readonly values: SettingValues
  /** What many have in common: whatever is the same object in `values` is judged once. */
  readonly shared: SettingValues
  /** What is known to fit, such as what a pipeline had before: whatever says the same in `values` does too. */
  readonly fit?: SettingValues
}

export function compileSettings(schema: Schema): SettingsCheck {
  return atOnce(compileSettingsSteps(schema))
}

/**
 * The same in steps: a large schema takes longer than others can wait. `isSound`: somebody has compiled all of it
 * before, perhaps in another process; so now only what is asked for.
 */
export function* compileSettingsSteps(schema: Schema, isSound = false): Generator<undefined, SettingsCheck> {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  const check = isSound ? yield* compileKnown(schema) : yield* compileAnew(schema)
  compiled.set(schema, check)
  return check
}

type Schema = { readonly [key: string]: unknown }

/** By the schema as it was parsed: a blueprint is shared by thousands of pipelines, and compiling is slow. */
const compiled = new WeakMap<object, SettingsCheck>()

function* compileKnown(schema: Schema): Generator<undefined, SettingsCheck> {
  const parts = partsOf(withoutReferences(schema), new Map())
  yield undefined
  // Asked for in any case, and by no means the smallest part.
  parts.whole()
  yield undefined
  return checkBy(parts)
}

function* compileAnew(schema: Schema): Generator<undefined, SettingsCheck> {
  const { mistakes, patterns } = schemaMistakes(schema, [IDENTITY])
  yield undefined
  if (mistakes.length > 0) return unfit(mistakes)
  const isSchema = yield* schemaOfSchemas()
  if (isSchema(schema) !== true)
    return unfit(inWords(isSchema.errors ?? []).map((words) => ({ ...words, code: 'bad-settings-schema' })))
  yield undefined
  try {
    const parts = partsOf(withoutReferences(schema), patterns)
    for (const { validator } of parts.properties) {
      validator()
      yield undefined
    }
    parts.whole()
    return checkBy(parts)
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
  readonly whole: () => ValidateFunction
  readonly properties: readonly Part[]
  /** Everything at once, with its words. */
  readonly wordy: () => ValidateFunction
}

interface Part {
  readonly name: string
  readonly validator: () => ValidateFunction
}

function partsOf(schema: Schema, patterns: Patterns): Parts {
  const ajv = newAjv(patterns, { allErrors: false, verbose: false })
  const { properties: written } = schema
  const own = isObject(written) ? written : {}
  const properties = Object.entries(own).flatMap(([name, property]): readonly Part[] =>
    // What is neither the schema of schemas has refused.
    isObject(property) || typeof property === 'boolean'
      ? [{ name, validator: later(() => ajv.compile(property)) }]
      : [],
  )
  // Which names are properties is said of the whole: other names may be refused.
  const names = Object.fromEntries(Object.keys(own).map((name) => [name, true]))
  return {
    whole: later(() => ajv.compile(isObject(written) ? { ...schema, properties: names } : schema)),
    properties,
    wordy: later(() => newAjv(patterns, { allErrors: true, verbose: true }).compile(schema)),
  }
}

function checkBy(parts: Parts): SettingsCheck {
  const isFit = fitting(parts)
  return {
    ok: true,
    problems: (settings, place) => (isFit(settings) ? [] : problemsIn(parts.wordy(), settings.values, place)),
    *readySteps(settings) {
      for (const part of parts.properties) {
        if (needsNoLook(part, settings)) continue
        part.validator()
        yield undefined
      }
    },
  }
}

function fitting({ whole, properties }: Parts): (settings: Settings) => boolean {
  const fitsIn = remembered((shared: SettingValues) =>
    remembered(({ name, validator }: Part): boolean => validator()(settingIn(shared, name)) === true),
  )
  return ({ values, shared, fit }) =>
    whole()(values) === true &&
    properties.every((part) => {
      if (needsNoLook(part, { values, fit })) return true
      const value = settingIn(values, part.name)
      if (value === settingIn(shared, part.name) && fitsIn(shared)(part)) return true
      return part.validator()(value) === true
    })
}

/** It is not set, or says what is known to fit. */
function needsNoLook(
  { name }: Part,
  { values, fit }: Pick<Settings, 'values'> & { readonly fit?: SettingValues | undefined },
): boolean {
  const value = settingIn(values, name)
  return value === undefined || saysSame(value, settingIn(fit, name))
}

function saysSame(one: SettingValue, other: SettingValue | undefined): boolean {
  return one === other || (other !== undefined && canonicalJson(one) === canonicalJson(other))
}

function problemsIn(validate: ValidateFunction, values: SettingValues, place: Place): readonly Problem[] {
  if (validate(values) === true) return []
  return inWords(validate.errors ?? [], true).map((words) => placed(words, place))
}

function unfit(mistakes: readonly Worded[]): SettingsCheck {
  return { ok: false, mistakes: (place) => mistakes.map((each) => placed(each, place)) }
}
