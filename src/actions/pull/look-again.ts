/**
 * The default branch has moved: does it mend heads of which it could make nothing sound?
 *
 * One that conflicted, one that did not validate for what another pull request
 * brings, one that came while the branch itself was broken. GitHub sends no
 * event when another's merge takes the reason away, and their authors have
 * done what they could. Git and our own rules tell, and only those that are
 * sound now cost GitHub a request. Work of its own, some heads at a time:
 * whoever merges next must not wait for it.
 */

import type { Comment } from '../comment-port.ts'
import { guarded } from '../guarded.ts'
import type { PullRequest, UnsoundHead } from '../ports.ts'
import { fleetAt, fleetOf, type ReadFleet } from '../read-fleet.ts'
import type { World } from '../world.ts'
import { askersIn } from './asked.ts'
import { mergeResult } from './merge-result.ts'

/** A merge by git each, and a fleet read; more are looked at with the next sweep. */
export const MOST_AT_ONCE = 20
/** Number of the pull request up to which we came: the branch may move faster than we get through all. */
const TURN = 'looked-again'

/** Anyone can propose heads from forks by the hundred: one is worth a look once somebody has asked for it. */
export function mayBeMended(
  { fork }: Pick<PullRequest, 'fork'>,
  said: { readonly head: string; readonly comments: readonly Comment[] },
): boolean {
  return !fork || askersIn(said.comments, said.head).length > 0
}

/** `tip`: commit of the default branch. */
export async function askForLook(world: Pick<World, 'rows' | 'work' | 'clock'>, tip: string): Promise<void> {
  if ((await dueAt(world, tip)).length === 0) return
  await world.work.tasks.enqueue(`look-again:${world.clock.now().epochMilliseconds}`, { kind: 'look-again' })
}

export async function lookAgain(world: World): Promise<void> {
  const tip = (await world.git.fetchDefault()).sha
  const due = await dueAt(world, tip)
  if (due.length === 0) return
  const base = await fleetAt(world, tip)
  // Nobody's head is sound upon what is not.
  if (base.fleet === undefined) return
  const before = Number((await world.rows.publications.last(TURN)) ?? 0)
  const inTurn = [...due.filter(({ pull }) => pull > before), ...due.filter(({ pull }) => pull <= before)]
  for (const unsound of inTurn.slice(0, MOST_AT_ONCE)) {
    const { pull } = unsound
    await world.rows.publications.wrote(TURN, String(pull))
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

/** By number. */
async function dueAt({ rows }: Pick<World, 'rows'>, tip: string): Promise<readonly UnsoundHead[]> {
  return (await rows.unsound.list()).filter(({ compared }) => compared !== tip)
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
