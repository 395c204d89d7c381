/**
 * How does the check run of a plan say which plan it is of?
 *
 * By its external id, which GitHub keeps for us: so a lost database takes
 * nobody's approval away.
 */
import type { Digest } from '../../lib/digest.ts'

export function planCheckId(digest: Digest): string {
  return `plan:${digest}`
}

/** Of a plan that fits into no comment: it was shown to nobody. */
export function unreadableCheckId(digest: Digest): string {
  return `too-large:${digest}`
}

export function isPlanId(externalId: string | undefined): boolean {
  return externalId?.startsWith('plan:') ?? false
}
