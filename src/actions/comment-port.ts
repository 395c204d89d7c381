/**
 * What do people read and say below a pull request?
 *
 * A port as those of ports.ts, beside them because so much hangs on its
 * instants: what was approved is held against what GitHub says was shown.
 */
export interface Comment {
  readonly id: number
  readonly login: string
  readonly isBot: boolean
  readonly body: string
  /** Others with write access may edit a person's words: an edited comment approves nothing. */
  readonly edited: boolean
  /** ISO 8601, by GitHub's clock: since when it says what it says. */
  readonly changedAt: string
  readonly url: string
}

export interface Comments {
  /**
   * Edits the one comment that carries the marker, or writes it; no request where it already says so. Answers what it
   * said before, and since when, by GitHub's own word and clock, it says what it says.
   */
  sticky(pull: number, marker: string, body: string): Promise<{ readonly changedAt: string; readonly before?: Comment }>
  /** Writes a comment unless one with this marker exists. */
  once(pull: number, marker: string, body: string): Promise<void>
  /** Puts our eyes below a person's comment, once however often it is asked; nothing where the comment is gone. */
  heard(id: number): Promise<void>
  get(id: number): Promise<Comment | undefined>
  /** Oldest first, all pages. */
  list(pull: number): Promise<readonly Comment[]>
}
