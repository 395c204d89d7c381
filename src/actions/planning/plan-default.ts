/**
 * Does AWS hold what the default branch wants, right now?
 *
 * An operator's question, asked of every stack; the answer is a plan that
 * nobody approves or executes, so its change sets are discarded at once.
 */
import { FleetwrightError } from '../../lib/errors.ts'
import type { PlanRecord } from '../ports.ts'
import { accountsOf, everyStack, fleetAt, type ReadFleet } from '../read-fleet.ts'
import type { World } from '../world.ts'
import { discardSets } from './change-set-care.ts'
import { planStacks } from './plan-stacks.ts'

export async function planDefault(world: World): Promise<Pick<PlanRecord, 'plan' | 'evidence'>> {
  const tip = await world.git.fetchDefault()
  const head = await fleetAt(world, tip.sha)
  if (head.fleet === undefined) throw nothingSound(head)
  const publishedAt = world.clock.now().toString()
  const { plan, evidence } = await planStacks(world, {
    before: [],
    after: await everyStack(head),
    rules: [],
    examine: 'all',
    reach: accountsOf(head),
    purpose: `commit-${tip.sha.slice(0, 12)}`,
    of: `operator:${tip.sha}:${publishedAt}`,
    made: `Made by Fleetwright to look at commit ${tip.sha.slice(0, 12)}. Do not execute.`,
  })
  await discardSets(world, { head: tip.sha, tree: tip.tree, plan, evidence, publishedAt })
  return { plan, evidence: { ...evidence, changeSets: {} } }
}

/** An empty plan would read as "nothing to do". */
function nothingSound({ unreadable, problems }: ReadFleet): FleetwrightError {
  const why = unreadable ?? `it does not validate (${problems.length} problems)`
  return new FleetwrightError(`planning the default branch: ${why}`, {
    code: 'default-branch-unsound',
    nextMove: 'author',
    retryable: false,
    hint: 'merge a pull request that mends the default branch',
  })
}
