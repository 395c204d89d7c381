/**
 * Has anything been missed?
 *
 * GitHub never redelivers by itself, processes die between two writes, people
 * restart things. Every two minutes and at boot: the default head has a
 * rollout or a hold, every open pull request's head has finished checks, every
 * row that says "applying" has an apply that runs, every end of a rollout is
 * told, every command is answered, every pull request that ended is closed,
 * what ended pull requests and rollouts left in AWS is cleared away, every
 * event that GitHub failed to bring is asked for again. What fails in one part
 * stops no other.
 */

import { guarded } from '../guarded.ts'
import { discardLeftSets } from '../planning/change-set-care.ts'
import { resumeApplies } from '../rollouts/advance-rollouts.ts'
import { observeDefault } from '../rollouts/observe-default.ts'
import { reportEnded } from '../rollouts/report-rollout.ts'
import type { World } from '../world.ts'
import { sweepClosed } from './sweep-closed.ts'
import { sweepDeliveries } from './sweep-deliveries.ts'
import { sweepLeftovers } from './sweep-leftovers.ts'
import { sweepPull } from './sweep-pull.ts'
import { sweepWords } from './sweep-words.ts'

/** Rollouts, from the newest back, whose end has to be told. */
const MOST_ENDED = 500

export async function sweep(world: World): Promise<void> {
  await part(world, 'applies could not be resumed', () => resumeApplies(world))
  await part(world, 'ends could not be reported', () => reportEnded(world, MOST_ENDED))
  // Early: what arrives again is work that the parts below then need not find.
  await part(world, 'deliveries could not be swept', () => sweepDeliveries(world))
  await part(world, 'default branch could not be observed', () => observeDefault(world))
  const open = await part(world, 'open pull requests could not be listed', () => world.github.pulls.listOpen())
  if (open !== undefined) {
    await part(world, 'closed pull requests could not be swept', () => sweepClosed(world, open))
    await part(world, 'change sets that were left could not be swept', () => sweepLeftovers(world, open))
  }
  for (const pull of open ?? []) {
    const fields = { pull: pull.number }
    await guarded(world, { message: 'pull request could not be swept', fields }, () => sweepPull(world, pull))
  }
  await part(world, 'words of people could not be swept', () => sweepWords(world, open ?? []))
  // Last, because it is housekeeping: without the open pull requests nobody knows what is theirs.
  if (open !== undefined)
    await part(world, 'change sets of rollouts could not be discarded', () => discardLeftSets(world, open))
}

async function part<Result>(world: World, message: string, work: () => Promise<Result>): Promise<Result | undefined> {
  const done = await guarded(world, { message }, work)
  return done.ok ? done.value : undefined
}
