/**
 * Are these two values the same, whoever wrote them and in whichever order?
 *
 * Canonical JSON (sorted keys, no white space, no undefined) under SHA-256.
 * Everything that is approved, named or compared across a restart goes through
 * this one function, so that there is one notion of sameness.
 */
import { createHash } from 'node:crypto'

/** SHA-256 in 64 lower-case hex digits. */
export type Digest = string & { readonly __brand: 'Digest' }

export function isDigest(text: string): text is Digest {
  return /^[0-9a-f]{64}$/.test(text)
}

export function digestOf(value: unknown): Digest {
  return sha256(canonicalJson(value)) as Digest
}

/** Of UTF-8 text, in 64 lower-case hex digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The first 16 hex digits: what fits into a change set's name and what a person compares by eye. */
export function short(digest: string): string {
  return digest.slice(0, 16)
}

export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (isPlainObject(inner) ? sorted(inner) : inner)) ?? 'null'
}

function sorted(object: Record<string, unknown>): Record<string, unknown> {
  // Built with null prototype: a key such as `__proto__` from YAML stays a key.
  const result: Record<string, unknown> = Object.create(null)
  for (const key of Object.keys(object).sort()) result[key] = object[key]
  return result
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
