/**
 * Has it happened yet?
 *
 * The demo waits for states, never for times; what did not happen in time is
 * an error that names the state.
 */
const LOOK_EVERY_MS = 50
export const PATIENCE_MS = 45_000

/** Answers the first value that is neither undefined nor false. */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
  patienceMs: number = PATIENCE_MS,
): Promise<Value> {
  const end = Date.now() + patienceMs
  for (;;) {
    const value = await look()
    if (value !== undefined && value !== false) return value
    if (Date.now() > end) throw new Error(`did not happen in ${patienceMs / 1000} s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

/** A part of the story that must hold; `what` says what was to be true. */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`not true: ${what}`)
}
