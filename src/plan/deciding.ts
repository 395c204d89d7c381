/**
 * What decides an expression, but for resources?
 *
 * The conditions and mappings that it uses, in part or through others, and the
 * values of the parameters that it names. Whatever else a template is given, a
 * new condition among it, leaves the expression as it was. Told as text,
 * because all that is ever asked is whether it is the same.
 */
import { canonicalJson } from '../lib/digest.ts'
import type { Scope } from './known.ts'
import { referencesIn } from './references.ts'
import type { Json } from './template.ts'

/** `under`: the condition that the expression as a whole stands under. */
export function decidersOf(value: Json, scope: Scope, under?: string): string {
  const { template, values, outputs } = scope
  const { refs, mappings, conditions } = referencesIn(value, template.conditions, under)
  return canonicalJson({
    value,
    under,
    conditions: [...conditions].sort().map((name) => [name, template.conditions[name]]),
    mappings: [...mappings].sort().map((name) => [name, template.mappings[name]]),
    values: [...refs].sort().map((name) => [name, values.get(name), outputs.get(name)]),
  })
}
