/**
 * The default branch has moved: does it mend heads of which it could make nothing sound?
 *
 * One that conflicted, one that did not validate for what another pull request
 * brings, one that came while the branch itself was broken. GitHub sends no
 * event when another's merge takes the reason away, and their authors have
 * done what they could. Git and our own rules tell, and only those that are
 * sound now cost GitHub a request.
 */
import { guarded } from './guarded.ts'
import { mergeResult } from './merge-result.ts'
import type { UnsoundHead } from './ports.ts'
import { fleetAt, fleetOf, type ReadFleet } from './read-fleet.ts'
import type { World } from './world.ts'

/** `tip`: commit of the default branch. */
export async function lookAgain(world: World, tip: string): Promise<void> {
  const due = (await world.rows.unsound.list()).filter(({ compared }) => compared !== tip)
  if (due.length === 0) return
  const base = await fleetAt(world, tip)
  // Nobody's head is sound upon what is not.
  if (base.fleet === undefined) return
  for (const unsound of due) {
    const { pull } = unsound
    const failed = { message: 'unsound head could not be looked at again', fields: { pull } }
    await guarded(world, failed, async () => {
      if (await isMended(world, unsound, { tip, base })) {
        // A branch may come back to where it was: each time is another.
        const key = `mended:${world.clock.now().epochMilliseconds}:${pull}`
        await world.work.tasks.enqueue(key, { kind: 'check-pull', pull })
        world.log.info('head mended by the default branch', { pull })
      }
      // Last: what could not be handed over is found mended again.
      await world.rows.unsound.compare(unsound, tip)
    })
  }
}

async function isMended(
  world: World,
  { pull, head }: UnsoundHead,
  { tip, base }: { readonly tip: string; readonly base: ReadFleet },
): Promise<boolean> {
  const merge = await mergeResult(world, { number: pull, headSha: head }, tip)
  if (merge.kind !== 'clean') return false
  const today = world.clock.now().toString().slice(0, 10)
  const { problems } = await fleetOf(world, merge.files, { today, base: base.files })
  return problems.length === 0
}
