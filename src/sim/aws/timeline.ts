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
  readonly due: Temporal.Instant
  readonly process: Process
}

export class Timeline {
  readonly #clock: Clock
  #waiting: readonly Waiting[] = []
  #current: Temporal.Instant | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The instant of the step that runs now; between steps the clock's. */
  now(): Temporal.Instant {
    return this.#current ?? this.#clock.now()
  }

  /** Runs to the first wait at once. */
  start(process: Process): void {
    const { value, done } = process.next()
    if (done) return
    // Rounded up: a wait of zero is over in the same look, never a spin.
    const waiting = { due: this.now().add({ milliseconds: Math.ceil(value) }), process }
    this.#waiting = [...this.#waiting, waiting].sort((a, b) => Temporal.Instant.compare(a.due, b.due))
  }

  catchUp(): void {
    const until = this.#clock.now()
    for (let next = this.#nextBefore(until); next; next = this.#nextBefore(until)) {
      this.#waiting = this.#waiting.filter((waiting) => waiting !== next)
      this.#current = next.due
      this.start(next.process)
      this.#current = undefined
    }
  }

  #nextBefore(until: Temporal.Instant): Waiting | undefined {
    const [first] = this.#waiting
    return first && Temporal.Instant.compare(first.due, until) <= 0 ? first : undefined
  }
}
