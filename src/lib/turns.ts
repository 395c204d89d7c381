/**
 * How does long work leave room for others on the one thread?
 *
 * Work that comes in steps is done for some milliseconds, then whoever waits
 * is served, then it goes on.
 */

/** Short enough for several of them, and a garbage collection, within the tenth of a second that a webhook may take. */
const TURN_MS = 12

export async function inTurns<Result>(steps: Generator<undefined, Result>): Promise<Result> {
  let since = performance.now()
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (performance.now() - since < TURN_MS) continue
    await new Promise<void>((go) => setImmediate(go))
    since = performance.now()
  }
}

/** For who has nobody to serve. */
export function atOnce<Result>(steps: Generator<undefined, Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
