/**
 * Which token may do what, and for how long do we keep it?
 *
 * Each token is made for the one repository, by its numeric id, with no more
 * permissions than its use: GitHub itself then refuses a call of ours to any
 * other repository, even one that took over the name. Made through the App's
 * own client, because Octokit's `auth` asks api.github.com whatever base URL
 * was configured.
 */

/** As GitHub names them. */
export type Permissions = { readonly [permission: string]: 'read' | 'write' }

/** All that the REST calls of this folder need; `app.yml` asks for these and the webhooks' own. */
export const REST_PERMISSIONS = {
  checks: 'write',
  contents: 'read',
  metadata: 'read',
  pull_requests: 'write',
} as const satisfies Permissions

/** What git needs to fetch. */
export const GIT_PERMISSIONS = { contents: 'read', metadata: 'read' } as const satisfies Permissions

/** What asking for a team's members needs: made only once a policy names a team, since not every installation grants it. */
export const MEMBER_PERMISSIONS = { members: 'read', metadata: 'read' } as const satisfies Permissions

export interface Tokens {
  get(): Promise<string>
  /** The token was refused: the next one is new. Other tokens stay. */
  forget(token: string): void
}

/** Tokens live an hour by GitHub's clock, which is this machine's and never a demonstration's. */
const KEPT_MS = 50 * 60_000

/** Callers at the same time share one request. */
export function keptToken(make: () => Promise<string>): Tokens {
  let kept: { readonly token: Promise<string>; readonly until: number } | undefined
  let known: string | undefined
  return {
    async get() {
      if (kept === undefined || Date.now() >= kept.until) {
        const mine = { token: make(), until: Date.now() + KEPT_MS }
        kept = mine
        mine.token.catch(() => {
          if (kept === mine) kept = undefined
        })
      }
      known = await kept.token
      return known
    },
    forget(token) {
      if (token === known) kept = undefined
    },
  }
}
