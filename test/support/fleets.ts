/**
 * Do these two fleets say the same, and in the same places?
 *
 * A fleet finds its places when somebody asks; whoever compares fleets asks
 * for all of them.
 */

const FIELDS = [
  ...['pipeline', 'account', 'region', 'blueprint', 'release', 'lifecycle', 'settings', 'secrets'],
  ...['customer', 'ring', 'windows', 'id', 'roles', 'externalId'],
]

/** With the places of everything in the stead of the functions that find them. */
export function spelledOut(value: unknown): unknown {
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [key, spelledOut(each)]))
  if (Array.isArray(value)) return value.map(spelledOut)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, isFunction(each) ? found(each, value) : spelledOut(each)]),
  )
}

function found(find: (field?: string) => unknown, of: object): unknown {
  if (find.length === 0) return spelledOut(find())
  const own = 'parameters' in of && typeof of.parameters === 'object' ? Object.keys(of.parameters ?? {}) : FIELDS
  return own.map((field) => [field, find(field)])
}

function isFunction(value: unknown): value is (field?: string) => unknown {
  return typeof value === 'function'
}
