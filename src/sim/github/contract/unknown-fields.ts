/**
 * Which fields of a value does the description not name?
 *
 * JSON Schema lets what is not named pass, and so would hide a misspelt field
 * in a request, and a field that GitHub never sends in an answer.
 */
import { type Schema, schemaNamed } from './description.ts'

/** Ways into the value, as `output/annotations/0/colour`. */
export function unknownFields(schema: Schema, value: unknown): readonly string[] {
  return below([schema], value, '')
}

/** A value may stand under several schemas at once; a field is known when one of them names it. */
function below(schemas: readonly Schema[], value: unknown, way: string): string[] {
  const all = schemas.flatMap(spread)
  if (Array.isArray(value)) {
    const items = all.flatMap((each) => each.items ?? [])
    return value.flatMap((item, index) => below(items, item, `${way}${index}/`))
  }
  if (typeof value !== 'object' || value === null) return []
  if (isOpen(schemas, all)) return []
  return Object.entries(value).flatMap(([name, field]) => {
    const named = all.flatMap((each) => each.properties?.[name] ?? [])
    return named.length === 0 ? [`${way}${name}`] : below(named, field, `${way}${name}/`)
  })
}

/** The schema and all that it is made of, references followed. */
function spread(schema: Schema): Schema[] {
  const { $ref, allOf = [], anyOf = [], oneOf = [] } = schema
  const referred = $ref === undefined ? [] : [schemaNamed($ref)]
  return [schema, ...[...referred, ...allOf, ...anyOf, ...oneOf].flatMap(spread)]
}

/**
 * Where nothing is named, or more is allowed by the schema itself. A branch of
 * `anyOf` that allows more only leaves it to the others.
 */
function isOpen(schemas: readonly Schema[], all: readonly Schema[]): boolean {
  const whole = schemas.flatMap((each) => (each.$ref === undefined ? [each] : [each, schemaNamed(each.$ref)]))
  return (
    whole.some((each) => each.additionalProperties !== undefined && each.additionalProperties !== false) ||
    all.every((each) => each.properties === undefined)
  )
}
