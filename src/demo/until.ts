/**
 * Has it happened yet?
 *
 * The demo waits for states, never for times; what did not happen in time is
 * an error that names the state.
 */
const LOOK_EVERY_MS = 50
const BLINK_MS = 5
const SELDOM_MS = 1_500
export const PATIENCE_MS = 45_000

/** The state that is waited for; a function is asked once it was waited for in vain, and says what was seen as well. */
type State = string | (() => string)
type Look<Value> = () => Promise<Value | undefined | false> | Value | undefined | false

/** Answers the first value that is neither undefined nor false. */
export function until<Value>(what: State, look: Look<Value>, patienceMs: number = PATIENCE_MS): Promise<Value> {
  return looked(what, look, { patienceMs, everyMs: LOOK_EVERY_MS })
}

/** As `until`, for what is over sooner than a person looks twice. */
export function caught<Value>(what: State, look: Look<Value>): Promise<Value> {
  return looked(what, look, { patienceMs: PATIENCE_MS, everyMs: BLINK_MS })
}

/** As `until`, where each look starts a process that takes its share of the machine from what is waited for. */
export function seldom<Value>(what: State, look: Look<Value>, patienceMs: number = PATIENCE_MS): Promise<Value> {
  return looked(what, look, { patienceMs, everyMs: SELDOM_MS })
}

async function looked<Value>(
  what: State,
  look: Look<Value>,
  { patienceMs, everyMs }: { readonly patienceMs: number; readonly everyMs: number },
): Promise<Value> {
  const end = Date.now() + patienceMs
  for (;;) {
    const value = await look()
    if (value !== undefined && value !== false) return value
    if (Date.now() > end) {
      throw new Error(`did not happen in ${patienceMs / 1000} s: ${typeof what === 'string' ? what : what()}`)
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}

/** A part of the story that must hold; `what` says what was to be true. */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`not true: ${what}`)
}
