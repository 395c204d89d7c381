/**
 * When does what was begun go on?
 *
 * Work that takes time is a generator that yields the milliseconds it waits for.
 * The world catches up whenever someone looks at it: each due step runs at its own
 * instant, in order, however late the look. So there is no timer to leak, and a
 * test that moves its clock an hour sees an hour of stack operations.
 */
import type { Clock } from '../../lib/clock.ts'

export type Process = Generator<number, void, void>

interface Waiting {
  readonly dueMs: number
  readonly process: Process
}

export class Timeline {
  readonly #clock: Clock
  /** The next due first; of two that are due together, the one that waits longer. */
  #waiting: readonly Waiting[] = []
  #currentMs: number | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The instant of the step that runs now; between steps the clock's. */
  now(): Temporal.Instant {
    return this.#currentMs === undefined ? this.#clock.now() : Temporal.Instant.fromEpochMilliseconds(this.#currentMs)
  }

  /** Runs to the first wait at once. */
  start(process: Process): void {
    const { value, done } = process.next()
    if (done) return
    const waiting = { dueMs: this.now().epochMilliseconds + Math.ceil(value), process }
    const place = this.#waiting.findLastIndex(({ dueMs }) => dueMs <= waiting.dueMs) + 1
    this.#waiting = this.#waiting.toSpliced(place, 0, waiting)
  }

  catchUp(): void {
    const untilMs = this.#clock.now().epochMilliseconds
    try {
      for (let [next] = this.#waiting; next && next.dueMs <= untilMs; [next] = this.#waiting) {
        this.#waiting = this.#waiting.slice(1)
        this.#currentMs = next.dueMs
        this.start(next.process)
      }
    } finally {
      this.#currentMs = undefined
    }
  }
}
