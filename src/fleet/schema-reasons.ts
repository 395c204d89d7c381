/**
 * Why does a schema ask for this here and not elsewhere?
 *
 * What stands under `then`, `else` or `dependentRequired` holds only because
 * of another value in the file. An author who is told of a missing field
 * without that other value looks in the wrong place.
 */
import type { ErrorObject } from 'ajv/dist/2020.js'
import { isObject } from './layers.ts'
import { shown } from './schema-terms.ts'

/** ", since `mode` is `adopt`"; empty where nothing short can be said. */
export function reasonOf(error: ErrorObject, errors: readonly ErrorObject[]): string {
  if (error.keyword === 'dependentRequired') return `, since \`${error.params.property}\` is set`
  // Of conditions within conditions, the innermost.
  const condition = errors
    .filter((each) => each.keyword === 'if' && isUnder(error, each))
    .toSorted((a, b) => b.schemaPath.length - a.schemaPath.length)[0]
  if (condition === undefined) return ''
  const clauses = clausesOf(condition.parentSchema?.if, [])
  const [only, ...others] = clauses
  if (condition.params.failingKeyword === 'then') return clauses.length === 0 ? '' : `, since ${clauses.join(' and ')}`
  return only === undefined || others.length > 0 ? '' : `, since ${only.replace(' is ', ' is not ')}`
}

/** ajv tells of `#/if` what stands in `#/then/…`. */
function isUnder(error: ErrorObject, condition: ErrorObject): boolean {
  const above = condition.schemaPath.slice(0, -'if'.length)
  return (
    error.schemaPath.startsWith(`${above}${condition.params.failingKeyword}/`) &&
    error.instancePath.startsWith(condition.instancePath)
  )
}

/** The values that a condition compares, as "`warehouse.kind` is `redshift`"; none where it does anything else. */
function clausesOf(schema: unknown, path: readonly string[]): readonly string[] {
  if (!isObject(schema)) return []
  const name = `\`${path.join('.')}\``
  if (path.length > 0 && schema.const !== undefined) return [`${name} is ${shown(schema.const)}`]
  if (path.length > 0 && Array.isArray(schema.enum)) return [`${name} is ${schema.enum.map(shown).join(' or ')}`]
  if (!isObject(schema.properties)) return []
  return Object.entries(schema.properties).flatMap(([key, inner]) => clausesOf(inner, [...path, key]))
}
