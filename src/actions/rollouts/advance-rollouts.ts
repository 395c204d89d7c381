/**
 * What may move now?
 *
 * Short and idempotent: read the rows, let the pure `decide` answer, write
 * what it decided, start the applies, report. A timer and every event call it;
 * called twice, it does nothing twice.
 */
import { type Ahead, decide } from '../../rollout/decide.ts'
import { isEnded } from '../../rollout/edits.ts'
import type { Decision, Rollout, RolloutStack } from '../../rollout/model.ts'
import { holdsUpLater } from '../../rollout/queue.ts'
import { guarded } from '../guarded.ts'
import type { World } from '../world.ts'
import { type Reported, reportEnded, reportRollout } from './report-rollout.ts'

/** So many are looked through for an end that is not told yet; the sweep looks further back. */
const RECENT = 20

/** True while one of them can move by itself: by time, or by an apply that runs. */
export async function advanceRollouts(world: World): Promise<boolean> {
  await reportEnded(world, RECENT)
  const open = await world.rows.rollouts.list({ open: true })
  let ahead: Ahead | undefined
  let moves = false
  for (const { id, pull } of open) {
    const failed = { message: 'rollout could not be looked at', fields: { rollout: id } }
    const looked = await guarded(world, failed, () =>
      world.exclusively('rollout-rows', () => advance(world, id, ahead)),
    )
    if (!looked.ok) {
      // Where it stands is not known, so nothing may leap over it; the others have nothing to do with it.
      ahead ??= { id, ...(pull === undefined ? {} : { pull }) }
      moves = true
      continue
    }
    const moved = looked.value
    if (moved === undefined) continue
    // Outside the lock: GitHub may be slow, and a person's `/fleet pause` must not wait for it.
    await reportRollout(world, moved)
    if (isEnded(moved.rollout)) continue
    if (holdsUpLater(moved.rollout, moved.stacks)) ahead ??= moved.rollout
    moves ||= moved.rollout.state === 'running' || moved.rollout.state === 'queued'
  }
  return moves
}

async function advance(world: World, id: string, ahead: Ahead | undefined): Promise<Reported | undefined> {
  const found = await world.rows.rollouts.get(id)
  if (found === undefined) return undefined
  const { rollout, stacks } = found
  const decision = decide({ rollout, stacks, ...(ahead === undefined ? {} : { ahead }), now: world.clock.now() })
  const next = decided(rollout, decision, world.clock.now().toString())
  if (next !== rollout) await world.rows.rollouts.save(next)
  const due = stacks.filter((each) => decision.start.includes(each.ref.id))
  const started = await start(world, next, due)
  if (next.state !== rollout.state)
    world.log.info('rollout moved', { rollout: id, plan: rollout.planDigest, code: next.state })
  const now = stacks.map((each) => started.get(each.ref.id) ?? each)
  return { rollout: next, stacks: now, ...(decision.at === undefined ? {} : { at: decision.at }) }
}

function decided(rollout: Rollout, decision: Decision, now: string): Rollout {
  const same = rollout.state === decision.state && JSON.stringify(rollout.hold) === JSON.stringify(decision.hold)
  if (same) return rollout
  const { hold: _before, ...rest } = rollout
  const next: Rollout = {
    ...rest,
    state: decision.state,
    ...(decision.hold === undefined ? {} : { hold: decision.hold }),
  }
  return isEnded(next) ? { ...next, endedAt: now } : next
}

/** The attempt is numbered in its row before its first call; a start that a crash swallowed is made up by `resumeApplies`. */
async function start(
  world: World,
  rollout: Rollout,
  due: readonly RolloutStack[],
): Promise<ReadonlyMap<string, RolloutStack>> {
  const started = new Map<string, RolloutStack>()
  for (const row of due) {
    const { failure: _before, ...rest } = row
    const applying: RolloutStack = { ...rest, state: 'applying', attempt: row.attempt + 1 }
    await world.rows.rollouts.saveStack(rollout.id, applying)
    await world.work.applies.start(rollout.id, row.ref.id, applying.attempt)
    started.set(row.ref.id, applying)
  }
  return started
}

/** At boot and with every sweep: rows that say "applying" have an apply that runs. The same apply is never started twice. */
export async function resumeApplies(world: World): Promise<void> {
  for (const { id } of await world.rows.rollouts.list({ open: true })) {
    const found = await world.rows.rollouts.get(id)
    for (const row of found?.stacks ?? []) {
      if (row.state === 'applying') await world.work.applies.start(id, row.ref.id, row.attempt)
    }
  }
}
