/**
 * Who looks at the bot's pages, and how do we know?
 *
 * GitHub says who somebody is and what they may read; rows remember for some
 * hours that it did. Neither holds a person's token: it is used for the
 * questions of one sign-in and forgotten.
 */

/** A person of GitHub. The number is theirs for ever; the login may pass to somebody else. */
export interface Visitor {
  readonly id: number
  readonly login: string
}

/** A browser that is sent to GitHub, and what has to come back with it. */
export interface Leaving {
  readonly url: string
  readonly state: string
  /** Of PKCE: whoever has only the code cannot use it. */
  readonly verifier: string
}

export type Arrival =
  | { readonly kind: 'known'; readonly visitor: Visitor }
  /** GitHub knows them; they may not read the fleet repository. */
  | { readonly kind: 'no-access'; readonly login: string }
  /** They pressed the other button. */
  | { readonly kind: 'declined' }
  /** What came back is not what was sent, is too old, or was used before. */
  | { readonly kind: 'not-ours' }

export interface Visitors {
  /** `returnTo`: the callback address, as the App's settings on GitHub name it. */
  leave(returnTo: string): Promise<Leaving>
  arrive(
    back: Pick<Leaving, 'state' | 'verifier'> & { readonly query: URLSearchParams; readonly returnTo: string },
  ): Promise<Arrival>
  /** As of now, and still the same person: asked by the App itself. */
  mayRead(visitor: Visitor): Promise<boolean>
}

export interface Session {
  readonly visitor: Visitor
  /** ISO 8601: when GitHub last said that they may read the fleet repository. */
  readonly checkedAt: string
  /** ISO 8601. */
  readonly endsAt: string
}

/** Kept by the SHA-256 of their id: who reads the rows cannot take a session over. */
export interface Sessions {
  open(hash: string, session: Session): Promise<void>
  find(hash: string): Promise<Session | undefined>
  checked(hash: string, at: string): Promise<void>
  end(hash: string): Promise<void>
  endAllOf(visitorId: number): Promise<void>
}
