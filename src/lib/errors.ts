/**
 * What went wrong, whose move is it, and may we try again?
 *
 * The one base class of everything we throw. Expected outcomes (an author's
 * mistake, a hold, a finding) are values and never come here.
 */

/** Who has to act before this can succeed. */
export type NextMove = 'author' | 'customer' | 'operator' | 'nobody'

export interface ErrorFacts {
  /** Stable, kebab-case; people grep for it and code switches on it. */
  readonly code: string
  readonly nextMove: NextMove
  readonly retryable: boolean
  /** What that person should do, in one sentence. */
  readonly hint: string
  /** Milliseconds after which another try is welcome, where the other side said so. */
  readonly retryAfterMs?: number
  readonly cause?: unknown
}

export class FleetwrightError extends Error {
  override readonly name: string = 'FleetwrightError'
  readonly code: string
  readonly nextMove: NextMove
  readonly retryable: boolean
  readonly hint: string
  readonly retryAfterMs: number | undefined

  /** `message` is lower case: what we were doing and to what; never a secret, never a template's body. */
  constructor(message: string, facts: ErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.code = facts.code
    this.nextMove = facts.nextMove
    this.retryable = facts.retryable
    this.hint = facts.hint
    this.retryAfterMs = facts.retryAfterMs
  }
}

/** For the `default` of a switch over a tagged union: the compiler proves it cannot be reached. */
export function unreachable(value: never): never {
  throw new FleetwrightError(`met a case that the types exclude: ${JSON.stringify(value)}`, {
    code: 'internal',
    nextMove: 'operator',
    retryable: false,
    hint: 'report this as a defect of Fleetwright',
  })
}
