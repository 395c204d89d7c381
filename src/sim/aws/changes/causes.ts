/**
 * Why would this property change?
 *
 * From the expression in the template: which parameters have other values now,
 * which resources are replaced or changed. Recorded in `test_change_sets`
 * (ParameterReference), `test_change_set_ref` (ResourceReference) and
 * `test_change_set_fn_get_attr` (ResourceAttribute, Static after a replacement
 * and Dynamic after a change in place).
 */
import type { Scope } from '../template/evaluate.ts'
import { functionOf } from '../template/evaluate.ts'
import { isMap, type Json, type JsonMap } from '../template/json.ts'
import { referencesIn } from '../template/references.ts'
import type { Detail } from './model.ts'

export interface Touched {
  /** Resources that get a new physical id, surely or perhaps. */
  readonly replaced: ReadonlyMap<string, 'True' | 'Conditional'>
  /** Resources that change, in place or not. */
  readonly modified: ReadonlySet<string>
  /** Parameters whose given value is another one; one that only resolves to something else is no cause (recorded `test_dynamic_resolving`). */
  readonly given: ReadonlySet<string>
  readonly scope: Scope
}

export type Cause = Pick<Detail, 'evaluation' | 'source' | 'cause'>

export function causesOf(expression: Json | undefined, touched: Touched): readonly Cause[] {
  const { scope, replaced, given } = touched
  const causes = new Map<string, Cause>()
  const add = (cause: Cause): void => void causes.set(`${cause.source} ${cause.cause}`, cause)
  const walk = (value: Json | undefined, conditions: readonly string[]): void => {
    for (const reference of referencesIn(value)) {
      const { kind, name } = reference
      if (kind === 'condition') {
        if (!conditions.includes(name)) walk(scope.conditions[name], [...conditions, name])
      } else if (name in scope.parameters) {
        if (given.has(name)) add({ evaluation: 'Static', source: 'ParameterReference', cause: name })
      } else if (replaced.has(name)) {
        const evaluation = replaced.get(name) === 'True' ? 'Static' : 'Dynamic'
        if (kind === 'ref') add({ evaluation, source: 'ResourceReference', cause: name })
        else add({ evaluation, source: 'ResourceAttribute', cause: `${name}.${reference.attribute}` })
      }
    }
  }
  walk(expression, [])
  return [...causes.values()]
}

/** Attributes of resources that change in place: AWS cannot tell whether they move and lists them as Dynamic. */
export function possibleCauses(expression: Json | undefined, { modified, replaced }: Touched): readonly Cause[] {
  return referencesIn(expression).flatMap((reference) =>
    reference.kind === 'attribute' && modified.has(reference.name) && !replaced.has(reference.name)
      ? [
          {
            evaluation: 'Dynamic',
            source: 'ResourceAttribute',
            cause: `${reference.name}.${reference.attribute}`,
          } satisfies Cause,
        ]
      : [],
  )
}

/** The part of a property's expression that makes the value at this path; a function makes all below it. */
export function expressionAt(properties: JsonMap, path: readonly string[]): Json | undefined {
  let value: Json | undefined = properties
  for (const key of path) {
    if (!isMap(value) || functionOf(value)) return value
    value = value[key]
  }
  return value
}
