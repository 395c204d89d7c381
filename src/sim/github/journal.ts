/**
 * What was asked of the simulator, and what did it send?
 *
 * Append-only, for assertions that no reply can carry: that a comment was
 * written once, that a repository was never read, that an event went out.
 */
export interface RequestEntry {
  readonly kind: 'rest' | 'git' | 'page'
  readonly at: Temporal.Instant
  readonly method: string
  /** As GitHub's documentation writes it: `/repos/{owner}/{repo}/pulls/{pull_number}`. */
  readonly route: string
  /** As it was asked, query included. */
  readonly path: string
  /** `app`, `installation 1002`, a login, or `anonymous`. */
  readonly actor: string
  readonly status: number
}

/** One attempt to deliver one event. */
export interface Delivery {
  readonly id: number
  readonly guid: string
  readonly event: string
  readonly action: string | null
  readonly installationId: number | null
  readonly repositoryId: number | null
  readonly url: string
  readonly deliveredAt: string
  /** Seconds. */
  readonly duration: number
  readonly redelivery: boolean
  /** `OK`, or why it failed, in words. */
  readonly status: string
  /** 0 when nobody answered. */
  readonly statusCode: number
  readonly requestHeaders: Readonly<Record<string, string>>
  /** The signed text, so that a redelivery is the same to the byte. */
  readonly body: string
  readonly responseHeaders: Readonly<Record<string, string>>
  readonly responseBody: string
}

export interface Journal {
  readonly requests: readonly RequestEntry[]
  /** Oldest first, redeliveries included; an attempt appears when it has ended. */
  readonly deliveries: readonly Delivery[]
}

/** Calls of the API and of git by `METHOD /route`; people's pages are left out. */
export function countCalls(requests: readonly RequestEntry[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { kind, method, route } of requests) {
    if (kind === 'page') continue
    const name = `${method} ${route}`
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}
