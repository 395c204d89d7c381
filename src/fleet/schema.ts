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

/** Of our own schemas, which refer to each other. That they are schemas is a test's business: it takes as long as all else. */
const ownAjv = later(() => {
  const ajv = new Ajv2020({ ...AJV, validateSchema: false })
  return ajv.addSchema([...Object.values(SCHEMAS), settingsSchema, acknowledgeSchema, windowSchema])
})

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
