/**
 * What is a value of a template, and when are two of them the same?
 */
export type Json = string | number | boolean | null | readonly Json[] | JsonMap
export interface JsonMap {
  readonly [name: string]: Json
}

/** What AWS shows for a value that only carrying it out will tell. Recorded: `test_change_set_ref`, `test_change_set_fn_get_attr`. */
export const KNOWN_AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}'

export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

/**
 * CloudFormation keeps scalars as text: `8` and `'8'`, `true` and `'true'` are one
 * value to it, and a template that only quotes a number changes nothing. Keys are
 * compared without their order, lists with it.
 */
export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || canonical(a) === canonical(b)
}

function canonical(value: Json | undefined): string {
  if (value === undefined) return ''
  if (isList(value)) return `[${value.map(canonical).join(',')}]`
  if (isMap(value))
    return `{${Object.keys(value)
      .sort((left, right) => (left < right ? -1 : 1))
      .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
      .join(',')}}`
  return JSON.stringify(String(value))
}
