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
export const AJV = {
  allErrors: true,
  verbose: true,
  strict: true,
  allowUnionTypes: true,
  messages: false,
} as const satisfies Options

/** Of nearly every file nothing has to be said; so whether it fits is asked of code that has no words, and is soon made. */
const WORDLESS = { ...AJV, allErrors: false, verbose: false, code: { optimize: false } } as const satisfies Options

const wordless = later(() => validatorsFor(WORDLESS))
const wordy = later(() => validatorsFor(AJV))

type Validators = <S extends Shape>(shape: S) => ValidateFunction<Shapes[S]>

/** Of our own schemas, which refer to each other. That they are schemas is a test's business: it takes as long as all else. */
function validatorsFor(options: Options): Validators {
  const ajv = new Ajv2020({ ...options, validateSchema: false, meta: false })
  ajv.addSchema([...Object.values(SCHEMAS), settingsSchema, acknowledgeSchema, windowSchema])
  // ajv compiles a schema once.
  return <S extends Shape>(shape: S) => ajv.compile<Shapes[S]>(SCHEMAS[shape])
}

export type Checked<S extends Shape> =
  | { readonly ok: true; readonly value: Shapes[S] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** A file that could not be read is not judged twice: its own problems stand already. */
export function checkShape<S extends Shape>(shape: S, parsed: Parsed): Checked<S> {
  const { value } = parsed
  if (value === undefined) return { ok: false, problems: [] }
  if (fits(shape, value)) return { ok: true, value }
  const validate = wordy()(shape)
  validate(value)
  return { ok: false, problems: problemsOf(validate.errors ?? [], placesOf(parsed)) }
}

/** The same question without the words. */
export function fitsShape(shape: Shape, { value }: Parsed): boolean {
  return value !== undefined && fits(shape, value)
}

function fits<S extends Shape>(shape: S, value: unknown): value is Shapes[S] {
  return wordless()(shape)(value)
}

/** Answers pointers within what stands at `root` of a file. */
export function placesOf(parsed: Parsed, root = ''): Place {
  return (path, on) => (on === 'key' ? keyAt(parsed, root + path) : valueAt(parsed, root + path))
}

function problemsOf(errors: readonly ErrorObject[], place: Place): readonly Problem[] {
  return inWords(errors).map((words) => placed(words, place))
}

export function placed({ path, on, isConditional = false, ...words }: Worded, place: Place): Problem {
  return { ...words, at: place(path, on, isConditional) }
}
