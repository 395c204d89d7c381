/**
 * A merge queue asks about a commit that it made: what do we say?
 *
 * No, and at once: its checks are required, and a check that never comes would
 * keep the whole queue waiting. What a group merges no reviewer has seen the
 * plan of.
 */
import { queueReports } from '../../report/unplanned-checks.ts'
import type { World } from '../world.ts'

export async function refuseGroup(world: Pick<World, 'github'>, head: string): Promise<void> {
  for (const report of queueReports({ headSha: head })) await world.github.checks.publish(report)
}
