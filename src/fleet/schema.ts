/**
 * Does this file have the shape of what it claims to be?
 *
 * The schemas that editors read are the schemas that decide; what they find is
 * turned into problems on the exact node by schema-words.ts.
 */
import { Ajv2020, type ErrorObject, type Options, type ValidateFunction } from 'ajv/dist/2020.js'
import acknowledgeSchema from '../../schemas/acknowledge.schema.json' with { type: 'json' }
import blueprintSchema from '../../schemas/blueprint.schema.json' with { type: 'json' }
import channelsSchema from '../../schemas/channels.schema.json' with { type: 'json' }
import customerSchema from '../../schemas/customer.schema.json' with { type: 'json' }
import fleetSchema from '../../schemas/fleet.schema.json' with { type: 'json' }
import pipelineSchema from '../../schemas/pipeline.schema.json' with { type: 'json' }
import releaseSchema from '../../schemas/release.schema.json' with { type: 'json' }
import releaseSetSchema from '../../schemas/release-set.schema.json' with { type: 'json' }
import settingsSchema from '../../schemas/settings.schema.json' with { type: 'json' }
import windowSchema from '../../schemas/window.schema.json' with { type: 'json' }
import type { Problem } from './model.ts'
import { keyAt, type Parsed, valueAt } from './places.ts'
import type { Shapes } from './raw.ts'
import { later } from './remembered.ts'
import type { Worded } from './schema-terms.ts'
import { inWords, type Place } from './schema-words.ts'
import { linearPattern, schemaMistakes, withoutReferences } from './settings-schema.ts'

export type Shape = keyof Shapes

const SCHEMAS = {
  fleet: fleetSchema,
  customer: customerSchema,
  pipeline: pipelineSchema,
  blueprint: blueprintSchema,
  release: releaseSchema,
  releaseSet: releaseSetSchema,
  channels: channelsSchema,
} as const satisfies { readonly [shape in Shape]: object }

/** `allErrors`: an author wants all mistakes at once. `verbose`: the words need the schema's descriptions. */
const AJV = {
  allErrors: true,
  verbose: true,
  strict: true,
  allowUnionTypes: true,
  messages: false,
} as const satisfies Options

/** Of our own schemas, which refer to each other. That they are schemas is a test's business: it takes as long as all else. */
const ownAjv = later(() => {
  const ajv = new Ajv2020({ ...AJV, validateSchema: false })
  return ajv.addSchema([...Object.values(SCHEMAS), settingsSchema, acknowledgeSchema, windowSchema])
})

/**
 * For schemas that we did not write: their patterns take linear time. A branch of `anyOf` or `if` speaks of properties
 * that are described outside it, which strictness would refuse; what is misspelt, settings-schema.ts tells.
 */
function newSettingsAjv(): Ajv2020 {
  return new Ajv2020({
    ...AJV,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    code: { regExp: Object.assign(linearPattern, { code: 'linearPattern' }) },
  })
}

const compiled = new Map<Shape, ValidateFunction>()

function validatorOf<S extends Shape>(shape: S): ValidateFunction<Shapes[S]> {
  const known = compiled.get(shape)
  if (known !== undefined) return known as ValidateFunction<Shapes[S]>
  const validate = ownAjv().compile<Shapes[S]>(SCHEMAS[shape])
  compiled.set(shape, validate)
  return validate
}

export type Checked<S extends Shape> =
  | { readonly ok: true; readonly value: Shapes[S] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** A file that could not be read is not judged twice: its own problems stand already. */
export function checkShape<S extends Shape>(shape: S, parsed: Parsed): Checked<S> {
  const { value } = parsed
  if (value === undefined) return { ok: false, problems: [] }
  const validate = validatorOf(shape)
  if (validate(value)) return { ok: true, value }
  return { ok: false, problems: problemsOf(validate.errors ?? [], placesOf(parsed)) }
}

/** The same question without the words. */
export function fitsShape(shape: Shape, { value }: Parsed): boolean {
  return value !== undefined && validatorOf(shape)(value)
}

/** Our one word in a settings schema: a change of this setting looks harmless and is not. */
export const IDENTITY = 'identity'

/** A blueprint's own schema of settings, compiled; or why it is none. `Place` answers pointers within the schema. */
export type SettingsCheck =
  | { readonly ok: true; readonly problems: (settings: unknown, place: Place) => readonly Problem[] }
  | { readonly ok: false; readonly mistakes: (place: Place) => readonly Problem[] }

export function compileSettings(schema: { readonly [key: string]: unknown }): SettingsCheck {
  const known = compiledSettings.get(schema)
  if (known !== undefined) return known
  const check = compileAnew(schema)
  compiledSettings.set(schema, check)
  return check
}

/** By the schema as it was parsed: a blueprint is shared by thousands of pipelines, and compiling is slow. */
const compiledSettings = new WeakMap<object, SettingsCheck>()

function compileAnew(schema: { readonly [key: string]: unknown }): SettingsCheck {
  const mistakes = schemaMistakes(schema, [IDENTITY])
  if (mistakes.length > 0) return unfit(mistakes)
  const ajv = newSettingsAjv().addKeyword({ keyword: IDENTITY, schemaType: 'boolean' })
  if (ajv.validateSchema(schema) !== true)
    return unfit(inWords(ajv.errors ?? []).map((words) => ({ ...words, code: 'bad-settings-schema' })))
  try {
    const validate = ajv.compile(withoutReferences(schema))
    return {
      ok: true,
      problems: (settings, place) =>
        validate(settings) ? [] : inWords(validate.errors ?? [], true).map((words) => placed(words, place)),
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

function unfit(mistakes: readonly Worded[]): SettingsCheck {
  return { ok: false, mistakes: (place) => mistakes.map((each) => placed(each, place)) }
}

/** Answers pointers within what stands at `root` of a file. */
export function placesOf(parsed: Parsed, root = ''): Place {
  return (path, on) => (on === 'key' ? keyAt(parsed, root + path) : valueAt(parsed, root + path))
}

function problemsOf(errors: readonly ErrorObject[], place: Place): readonly Problem[] {
  return inWords(errors).map((words) => placed(words, place))
}

function placed({ path, on, isConditional = false, ...words }: Worded, place: Place): Problem {
  return { ...words, at: place(path, on, isConditional) }
}
