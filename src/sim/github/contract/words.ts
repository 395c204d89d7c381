/**
 * How does GitHub say what is wrong with a request?
 *
 * Its API is checked against its schemas too, and says so in a fixed set of
 * sentences that people quote in issues.
 */
import type { Wrong } from './validate.ts'

/** One sentence each. */
export function inGithubsWords(wrong: Wrong): string {
  const { keyword, params, data } = wrong
  switch (keyword) {
    case 'required':
      return `"${params.missingProperty}" wasn't supplied.`
    case 'type':
      return `For '${wayOf(wrong)}', ${JSON.stringify(data)} is not ${kind(params.type)}.`
    case 'enum':
      return `${text(data)} is not a member of ${JSON.stringify(params.allowedValues)}.`
    case 'maxItems':
      return `No more than ${params.limit} items are allowed; ${lengthOf(data)} were supplied.`
    case 'maxLength':
      return `Only ${params.limit} characters are allowed; ${lengthOf(data)} were supplied.`
    case 'format':
      return `${text(data)} is not a valid ${params.format}.`
    case 'anyOf':
    case 'oneOf':
      return `No subschema in "${keyword}" matched.`
    default:
      return `For '${wayOf(wrong)}', ${JSON.stringify(data)} ${wrong.message}.`
  }
}

/** `output/annotations/0/path`. */
export function wayOf(wrong: Wrong): string {
  return wrong.instancePath.slice(1)
}

export function notPermitted(fields: readonly string[]): string {
  const names = fields.map((field) => `"${field}"`).join(', ')
  return fields.length === 1 ? `${names} is not a permitted key.` : `${names} are not permitted keys.`
}

function kind(type: string | readonly string[]): string {
  return [type]
    .flat()
    .map((each) => `${/^[aeio]/.test(each) ? 'an' : 'a'} ${each}`)
    .join(' or ')
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : 0
}
