/**
 * Which repository do we serve, and as whom?
 *
 * Settled once at boot and passed to every call of this folder: there is no
 * other way to name a repository, so no event can point a call elsewhere.
 */
import type { Client } from './client.ts'

export interface Served {
  readonly client: Client
  /** For every route of the repository. */
  readonly at: { readonly owner: string; readonly repo: string }
  readonly repositoryId: number
  readonly installationId: number
  readonly appId: number
  /** Our App's name in addresses; its account is `slug[bot]`. */
  readonly slug: string
  readonly defaultBranch: string
}

/** As large as GitHub's pages get. */
export const PAGE = { per_page: 100 } as const

export function isOurs(login: string | undefined, served: Pick<Served, 'slug'>): boolean {
  return login === `${served.slug}[bot]`
}
