/**
 * What do people call a rollout?
 *
 * By the pull request that they know, where there is one.
 */
import type { Rollout } from './model.ts'

export function nameOf({ id, pull }: Pick<Rollout, 'id' | 'pull'>): string {
  return pull === undefined ? id : `#${pull}`
}
