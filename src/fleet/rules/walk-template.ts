/**
 * Which values stand in a template, and where?
 */
import { isObject } from '../layers.ts'
import { pointer } from '../places.ts'

export interface Visited {
  readonly value: unknown
  readonly path: string
  /** The key that holds the value; of an item in a list, the key of the list. */
  readonly key: string
}

/** Every value of a template, parents before children. */
export function visited(body: unknown): Visited[] {
  const found: Visited[] = []
  const queue: Visited[] = [{ value: body, path: '', key: '' }]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { value, path, key } = next
    found.push(next)
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) queue.push({ value: item, path: `${path}/${index}`, key })
    } else if (isObject(value)) {
      for (const [name, inner] of Object.entries(value)) {
        queue.push({ value: inner, path: path + pointer(name), key: name })
      }
    }
  }
  return found
}

/** A section of a template, as far as it is a map of maps. */
export function sectionOf(
  body: unknown,
  name: string,
): readonly (readonly [id: string, entry: { readonly [key: string]: unknown }])[] {
  const section = isObject(body) ? body[name] : undefined
  if (!isObject(section)) return []
  return Object.entries(section).flatMap(([id, entry]) => (isObject(entry) ? [[id, entry] as const] : []))
}
