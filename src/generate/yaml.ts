/**
 * How would a person write these settings down?
 *
 * Nested maps as YAML, short ones on one line and long ones as a block, with
 * the remarks people leave above a value that surprises.
 */

/** A setting by dotted path, and what its author remarked. */
export interface Setting {
  readonly path: string
  readonly value: string | number | boolean
  readonly remark?: string
}

/** Lines of a map, each indented by `indent` spaces. */
export function block(settings: readonly Setting[], indent: number): readonly string[] {
  const pad = ' '.repeat(indent)
  const keys = [...new Set(settings.map(({ path }) => head(path)))]
  return keys.flatMap((key) => {
    const own = settings.filter(({ path }) => head(path) === key)
    const [only] = own
    const remarks = own.flatMap(({ remark }) => (remark === undefined ? [] : [`${pad}# ${remark}`]))
    if (only !== undefined && only.path === key) return [...remarks, `${pad}${key}: ${scalar(only.value)}`]
    const inner = own.map((each) => ({ path: each.path.slice(key.length + 1), value: each.value }))
    if (inner.length <= 2) return [...remarks, `${pad}${key}: ${flow(inner)}`]
    return [
      `${pad}${key}:`,
      ...block(
        own.map((each, at) => ({ ...each, path: inner[at]?.path ?? '' })),
        indent + 2,
      ),
    ]
  })
}

function flow(settings: readonly Setting[]): string {
  const keys = [...new Set(settings.map(({ path }) => head(path)))]
  const pairs = keys.map((key) => {
    const own = settings.filter(({ path }) => head(path) === key)
    const [only] = own
    if (only !== undefined && only.path === key) return `${key}: ${scalar(only.value)}`
    return `${key}: ${flow(own.map((each) => ({ path: each.path.slice(key.length + 1), value: each.value })))}`
  })
  return `{ ${pairs.join(', ')} }`
}

/** Plain where plain text stays text, else in quotes. */
export function scalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value)
  return /^[A-Za-z][A-Za-z0-9 ./@-]*$/.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value)
    ? value
    : JSON.stringify(value)
}

function head(path: string): string {
  return path.split('.', 1)[0] ?? path
}
