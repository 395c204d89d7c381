/**
 * What is one apply about?
 *
 * Everything is read again from rows and Git whenever a step runs, so that a
 * step needs no memory but the ids of its rollout, stack and attempt.
 */
import { FleetwrightError } from '../../lib/errors.ts'
import type { Transition } from '../../plan/model.ts'
import type { DesiredStack } from '../../render/model.ts'
import { isEnded } from '../../rollout/edits.ts'
import type { Rollout, RolloutStack } from '../../rollout/model.ts'
import { fleetAt, siblingsIn, stackIn } from '../read-fleet.ts'
import type { ApplyRun } from '../verbs.ts'
import type { World } from '../world.ts'

export interface Subject {
  readonly rollout: Rollout
  readonly row: RolloutStack
  readonly stack: DesiredStack
  /** All stacks of its pipeline, for the outputs that feed this one. */
  readonly siblings: readonly DesiredStack[]
  /** What the merge's first parent wanted of it. */
  readonly base?: DesiredStack
  /** Absent for a stack that could not be planned. */
  readonly reviewed?: Transition
  /** The change set that the reviewers' plan was read from. */
  readonly reviewedArn?: string
  /** ARNs of alarms that its reviewers were told it would be watched by. */
  readonly watching: readonly string[]
  /** For session name and SourceIdentity. */
  readonly purpose: string
}

export async function subjectOf(world: Pick<World, 'git' | 'rows'>, run: ApplyRun): Promise<Subject> {
  const found = await world.rows.rollouts.get(run.rollout)
  const row = found?.stacks.find((each) => each.ref.id === run.stack)
  if (found === undefined || row === undefined) throw lost(run, 'its rollout is not known any more')
  const { rollout } = found
  const head = await fleetAt(world, rollout.commit)
  const stack = stackIn(head, run.stack)
  if (stack === undefined) throw lost(run, `commit ${rollout.commit.slice(0, 12)} does not render it any more`)
  const parent = rollout.parent === undefined ? undefined : await fleetAt(world, rollout.parent)
  const base = parent && stackIn(parent, run.stack)
  const record = await world.rows.plans.byDigest(rollout.planDigest)
  const reviewed = record?.plan.transitions.find((each) => each.digest === row.transition)
  const reviewedArn = record?.evidence.changeSets[run.stack]
  const alarms = record?.evidence.alarms?.[run.stack] ?? 'unasked'
  return {
    rollout,
    row,
    stack,
    siblings: siblingsIn(head, stack),
    ...(base === undefined ? {} : { base }),
    ...(reviewed === undefined ? {} : { reviewed }),
    ...(reviewedArn === undefined ? {} : { reviewedArn }),
    watching: alarms === 'unasked' ? [] : alarms.watching,
    purpose: `rollout-${rollout.id}`,
  }
}

/** False once a pause, an end or a newer attempt came first, while this run stood in a queue or waited for AWS. */
export function isWanted({ rollout, row }: Subject, run: ApplyRun): boolean {
  const mayMove = rollout.state !== 'paused' && !isEnded(rollout)
  return mayMove && row.state === 'applying' && row.attempt === run.attempt
}

function lost(run: ApplyRun, why: string): FleetwrightError {
  return new FleetwrightError(`applying ${run.stack}: ${why}`, {
    code: 'apply-subject-lost',
    nextMove: 'operator',
    retryable: false,
    hint: 'plan the default branch again with the next sweep, and approve what it finds',
  })
}
