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
  /** We wrote it: other bots may repeat any mark of ours. */
  readonly isOurs: boolean
  /** Somebody else than its author edited it last, so it says what they want it to say. */
  readonly isTampered: boolean
  readonly body: string
  /** Others with write access may edit a person's words: an edited comment approves nothing. */
  readonly edited: boolean
  /** ISO 8601, by GitHub's clock: since when it says what it says. */
  readonly changedAt: string
  readonly url: string
}

/** One of ours, as GitHub confirmed it last. */
export type KnownComment = Pick<Comment, 'id' | 'body' | 'changedAt' | 'isTampered'>

/** Where a comment of ours stands. */
export interface Place {
  readonly marker: string
  /** What is known of it without a look: that comment, or that there is none. */
  readonly known?: KnownComment | 'none'
}

export interface Stuck {
  readonly id: number
  /** Since when, by GitHub's own word and clock, it says what it says. */
  readonly changedAt: string
  /** What it said. */
  readonly before?: KnownComment
}

export interface Comments {
  /**
   * Edits the one comment that carries the marker, or writes it; no request where it already says so. Without
   * `known` GitHub is asked first. One that is gone is looked for and written anew.
   */
  sticky(pull: number, place: Place, body: string): Promise<Stuck>
  /** Writes a comment unless one with this marker exists. */
  once(pull: number, place: Place, body: string): Promise<void>
  /** Undefined where it is gone. Who edited a person's nobody tells here: one that was edited counts as tampered with. */
  get(id: number): Promise<Comment | undefined>
  /** Puts our eyes below a person's comment, once however often it is asked; nothing where the comment is gone. */
  heard(id: number): Promise<void>
}
