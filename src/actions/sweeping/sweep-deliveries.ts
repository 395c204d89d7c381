/**
 * Has GitHub failed to bring us an event?
 *
 * One look at its list of deliveries, back to where everything was settled at
 * the last look; what did not arrive is asked for again. Where nothing failed
 * this is one request.
 */
import { guarded } from '../guarded.ts'
import type { World } from '../world.ts'
import { lostDeliveries } from './lost-deliveries.ts'

const KEY = 'deliveries:settled-until'
/** GitHub keeps deliveries so long. */
const KEPT_HOURS = 3 * 24

export async function sweepDeliveries(world: World): Promise<void> {
  const { deliveries } = world.github
  const now = world.clock.now()
  const { attempts, cut } = await deliveries.since(await settledUntil(world, now))
  // Not asked for again and not looked for any more: what they told of is found by the other parts of the sweep.
  if (cut) world.log.warn('older deliveries than GitHub lists to us were left alone')
  const lost = lostDeliveries(attempts, now)
  for (const { id, guid } of lost.due) {
    const failed = { message: 'lost delivery could not be asked for again', fields: { delivery: guid } }
    const asked = await guarded(world, failed, () => deliveries.again(id))
    if (asked.ok) world.log.warn('lost delivery was asked for again', { delivery: guid })
  }
  await world.rows.publications.wrote(KEY, lost.settledUntil.toString())
}

async function settledUntil(world: World, now: Temporal.Instant): Promise<Temporal.Instant> {
  const kept = now.subtract({ hours: KEPT_HOURS })
  const before = await world.rows.publications.last(KEY)
  if (before === undefined) return kept
  const noted = Temporal.Instant.from(before)
  return Temporal.Instant.compare(noted, kept) < 0 ? kept : noted
}
