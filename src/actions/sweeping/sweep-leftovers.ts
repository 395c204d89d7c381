/**
 * Can what an ended pull request left in AWS be cleared away by now?
 *
 * Of one that is open its next run sees to it; of one that is not, an account
 * that could not be reached then is asked again, seldom.
 */
import { guarded } from '../guarded.ts'
import { collectLeftovers } from '../planning/leftovers.ts'
import type { PullRequest } from '../ports.ts'
import type { World } from '../world.ts'

const EVERY_MINUTES = 30

export async function sweepLeftovers(world: World, open: readonly PullRequest[]): Promise<void> {
  const isOpen = new Set(open.map(({ number }) => number))
  for (const pull of await world.rows.leftovers.pulls()) {
    if (isOpen.has(pull) || !(await isDue(world, pull))) continue
    const failed = { message: 'change sets of a pull request could not be collected', fields: { pull } }
    await guarded(world, failed, () => collectLeftovers(world, pull))
  }
}

async function isDue(world: World, pull: number): Promise<boolean> {
  const key = `left:${pull}`
  const now = world.clock.now()
  const before = await world.rows.publications.last(key)
  if (before !== undefined && now.since(before).total('minutes') < EVERY_MINUTES) return false
  await world.rows.publications.wrote(key, now.toString())
  return true
}
