/**
 * How is the embedded database asked the same thing for less?
 *
 * It shares the processor with everything else, and for most of what it is
 * asked it takes longer to understand the words than to find the answer. What
 * is asked again and again is therefore prepared under a name. Each answer is
 * still planned anew: nothing gathers statistics here, and a plan that was made
 * for an empty table would be kept for a full one.
 */
import type pg from 'pg'

/** Migrations ask everything a few times, and must not leave plans of tables that they change. */
const OFTEN = 20
/** Each holds some memory for as long as the process lives; lists of many lengths make many texts. */
const MOST_PREPARED = 200
const MOST_COUNTED = 1_000
const MOST_UNITS = 8_192

/** For the session that is to be asked in this way. */
export const PLANNED_ANEW = 'set plan_cache_mode = force_custom_plan'

export function preparesWhatIsAskedOften(client: pg.PoolClient): void {
  const nameOf = namesOfWhatIsAskedOften()
  const ask: (...question: readonly unknown[]) => unknown = client.query.bind(client)

  function query(...question: readonly unknown[]): unknown {
    const [text, values, ...rest] = question
    if (typeof text !== 'string' || !Array.isArray(values)) return ask(...question)
    const name = nameOf(text)
    return name === undefined ? ask(...question) : ask({ name, text, values }, ...rest)
  }

  Object.assign(client, { query })
}

/** Undefined for what is not, or not yet. */
function namesOfWhatIsAskedOften(): (text: string) => string | undefined {
  const names = new Map<string, string>()
  const counts = new Map<string, number>()
  return (text) => {
    const known = names.get(text)
    if (known !== undefined || names.size >= MOST_PREPARED || text.length > MOST_UNITS) return known
    const count = (counts.get(text) ?? 0) + 1
    if (count < OFTEN) {
      // What is asked often is soon counted again.
      if (counts.size >= MOST_COUNTED) counts.clear()
      counts.set(text, count)
      return undefined
    }
    counts.delete(text)
    const name = `often-${names.size}`
    names.set(text, name)
    return name
  }
}
