/**
 * How does a service speak that takes JSON?
 *
 * CloudWatch as the SDK asks it: AWS's JSON protocol 1.0, in which the action
 * stands in a header and fields are what they are (doc "AWS JSON 1.0 protocol").
 */
import type { IncomingHttpHeaders } from 'node:http'
import { AwsRefusal } from '../errors.ts'
import { Form, type FormValue } from './form.ts'
import type { XmlValue } from './xml.ts'

export const JSON_TYPE = 'application/x-amz-json-1.0'

/** CloudWatch's name for itself in that header. */
const TARGET = /^GraniteServiceVersion20100801\.(\w+)$/

/** Undefined for a Query request, which names its action in the body. */
export function targetOf({ 'x-amz-target': target }: IncomingHttpHeaders): string | undefined {
  if (target === undefined) return undefined
  return TARGET.exec(String(target))?.[1] ?? ''
}

export function parseJsonForm(body: string): Form {
  let fields: unknown
  try {
    fields = JSON.parse(body)
  } catch {
    throw new AwsRefusal('SerializationException', 'The request is no JSON')
  }
  const value = formValue(fields)
  if (typeof value === 'string' || Array.isArray(value))
    throw new AwsRefusal('SerializationException', 'The request is no structure')
  return new Form(Object.fromEntries(Object.entries(value)))
}

function formValue(value: unknown): FormValue {
  if (Array.isArray(value)) return value.map(formValue)
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, formValue(inner)]))
}

export function replyJson(result: XmlValue): string {
  return JSON.stringify(result ?? {})
}

export function errorJson({ code, message }: { readonly code: string; readonly message: string }): string {
  return JSON.stringify({ __type: code, message })
}
