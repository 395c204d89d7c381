/**
 * How does GitHub show a list in a query?
 *
 * By connections: a page from a cursor on, and whether there is more. Who asks
 * for no page, or for too large a one, is refused.
 */
import { QueryRefusal } from './refusal.ts'

export interface PageArguments {
  readonly first?: number | null
  readonly last?: number | null
  readonly after?: string | null
  readonly before?: string | null
}

const MOST = 100

/** `all`: every item under the key that its cursor holds, in order. `counted`: where there are more than are listed. */
export function connection<Node>(
  name: string,
  of: { readonly all: readonly (readonly [key: string, node: Node])[]; readonly counted?: number },
  asked: PageArguments,
) {
  const { first, last } = asked
  if (isAbsent(first) && isAbsent(last)) {
    const words = `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`
    throw new QueryRefusal('MISSING_PAGINATION_BOUNDARIES', words)
  }
  for (const [bound, value] of [['first', first] as const, ['last', last] as const]) {
    if (!isAbsent(value) && value > MOST) {
      const words = `Requesting ${value} records on the \`${name}\` connection exceeds the \`${bound}\` limit of ${MOST} records.`
      throw new QueryRefusal('EXCESSIVE_PAGINATION', words)
    }
  }
  const from = isAbsent(asked.after) ? 0 : placeOf(of.all, asked.after) + 1
  const to = isAbsent(asked.before) ? of.all.length : placeOf(of.all, asked.before)
  const within = of.all.slice(from, to)
  const begun = isAbsent(first) ? within : within.slice(0, first)
  const page = isAbsent(last) ? begun : begun.slice(-last)
  const end = page.at(-1)
  return {
    nodes: page.map(([, node]) => node),
    pageInfo: {
      endCursor: end === undefined ? null : cursorOf(end[0]),
      hasNextPage: !isAbsent(first) && begun.length < within.length,
    },
    totalCount: of.counted ?? of.all.length,
  }
}

function isAbsent<Value>(value: Value | null | undefined): value is null | undefined {
  return value === null || value === undefined
}

function placeOf(all: readonly (readonly [key: string, node: unknown])[], cursor: string): number {
  const place = all.findIndex(([key]) => cursorOf(key) === cursor)
  if (place < 0) {
    throw new QueryRefusal('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor.`)
  }
  return place
}

function cursorOf(key: string): string {
  return Buffer.from(`cursor:v2:${key}`).toString('base64')
}
