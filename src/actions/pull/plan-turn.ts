/**
 * Is this the plan that was made already, or is it due anew?
 *
 * A run is named by head and base, so that however often events ask for it, it
 * runs once. But a head may come back after another one was planned, after the
 * plan was withdrawn, or after the pull request was closed: what was made the
 * first time stands no more. So each such turn is counted, and asks for a run
 * of its own.
 */
import type { World } from '../world.ts'

export interface PlannedPair {
  readonly head: string
  readonly base: string
}

/** Counts from 1. The same as long as nothing else came in between. */
export async function turnOf(world: Pick<World, 'rows'>, pull: number, { head, base }: PlannedPair): Promise<number> {
  const before = await noted(world, pull)
  const now = `${head} ${base}`
  if (before?.of === now) return before.number
  const number = (before?.number ?? 0) + 1
  await world.rows.publications.wrote(keyOf(pull), `${number} ${now}`)
  return number
}

/** What was planned until now stands no more: the next one is another turn, also for the same head and base. */
export async function endTurn(world: Pick<World, 'rows'>, pull: number): Promise<void> {
  const before = await noted(world, pull)
  if (before !== undefined) await world.rows.publications.wrote(keyOf(pull), `${before.number} ${OVER}`)
}

/** A run that is still on its way plans for nobody then. */
export async function isTurnOver(world: Pick<World, 'rows'>, pull: number): Promise<boolean> {
  return (await noted(world, pull))?.of === OVER
}

/** Whether nothing else came after it, as far as events told: then a run of it has somebody who waits. */
export async function isTurnOf(
  world: Pick<World, 'rows'>,
  pull: number,
  { head, base }: PlannedPair,
): Promise<boolean> {
  const now = await noted(world, pull)
  return now === undefined || now.of === `${head} ${base}`
}

const OVER = 'over'

async function noted(
  { rows }: Pick<World, 'rows'>,
  pull: number,
): Promise<{ readonly number: number; readonly of: string } | undefined> {
  const [, number, of] = /^(\d+) (.+)$/.exec((await rows.publications.last(keyOf(pull))) ?? '') ?? []
  return number === undefined || of === undefined ? undefined : { number: Number(number), of }
}

function keyOf(pull: number): string {
  return `turn:${pull}`
}
