/**
 * How do the stacks of two desired states become a plan?
 *
 * Pipelines are planned side by side, and so are the stacks of one unless a
 * later one is fed by what an earlier one changes. An account that the base does
 * not know gets no call; one that cannot be reached costs its own stacks their
 * plan and nobody else's.
 */

import type { StackId } from '../../fleet/model.ts'
import { mapPool } from '../../lib/pool.ts'
import { affected } from '../../plan/affected.ts'
import { assemblePlan } from '../../plan/assemble.ts'
import { stackRef } from '../../plan/live.ts'
import type { Plan, PlanEvidence } from '../../plan/model.ts'
import { asGrave } from '../../plan/two-ways.ts'
import type { DesiredStack } from '../../render/model.ts'
import type { Purpose } from '../aws-ports.ts'
import type { World } from '../world.ts'
import { askAccess } from './ask-access.ts'
import { elsewhere, explained, type Travel } from './awaited.ts'
import { learnLift } from './learn-lift.ts'
import { type PipelinePlan, planPipeline } from './plan-pipeline.ts'
import { type Reach, reachedBy } from './reach.ts'

export interface PlanRequest {
  /** What the base wants. */
  readonly before: readonly DesiredStack[]
  readonly after: readonly DesiredStack[]
  /** What changes in the rules of rollouts, by `rulesChange`. */
  readonly rules: readonly string[]
  /** Names of the base's policy rules whose files the change alters: `rulesOfPaths`. */
  readonly paths?: readonly string[]
  /** `all` also looks at stacks that do not differ: nobody knows what they are at. */
  readonly examine: 'changed' | 'all'
  /** Accounts that may be called, and how: as the base says, whatever `after` does. */
  readonly reach: Reach
  readonly purpose: Purpose
  /** Whose attempt it is, for numbering. */
  readonly of: string
  /** Description of each change set. */
  readonly made: string
  /** Stack id → ARN of a change set of an earlier plan, used again where it still fits. */
  readonly known?: { readonly [stackId: string]: string }
  /** Stacks that an open rollout will yet bring to the base, and which. */
  readonly travelling?: ReadonlyMap<StackId, Travel>
  /** Stacks that no rollout is on its way to any more, and which one left them behind. */
  readonly missed?: ReadonlyMap<StackId, string>
}

export async function planStacks(
  world: World,
  request: PlanRequest,
): Promise<{ readonly plan: Plan; readonly evidence: PlanEvidence }> {
  const { paths = [] } = request
  const { changed, resumed, lifted, removed, leftOut } = affected(request.before, request.after)
  const differing = new Set(changed.map(({ after }) => after.id))
  const resuming = new Set(resumed.map(({ after }) => after.id))
  const active = request.after
    .filter(({ lifecycle }) => lifecycle === 'active')
    .map((stack) => reachedBy(request.reach, stack))

  const pipelines = Map.groupBy(active, (stack) => `${stack.customer}/${stack.pipeline}`)
  const touched = [...pipelines.values()].filter(
    (stacks) => request.examine === 'all' || stacks.some(({ id }) => differing.has(id) || resuming.has(id)),
  )
  const before = new Map(request.before.map((stack) => [stack.id, stack]))
  const judge = await askAccess(world.access, changed)
  const planned = await mapPool(touched, world.concurrency, (stacks) =>
    planPipeline(world, request, {
      stacks: [...stacks].sort((one, other) => one.order - other.order),
      before,
      differs: (stack) => request.examine === 'all' || differing.has(stack.id),
      resumes: (stack) => resuming.has(stack.id),
    }),
  )
  const lifts = await mapPool(lifted, world.concurrency, (each) => learnLift(world, request, each))
  const others = elsewhere(request.travelling ?? new Map(), request.missed ?? new Map(), differing)
  const own: NonNullable<PlanEvidence['own']> = Object.assign({}, ...planned.map((each) => each.own))
  const alarms: NonNullable<PlanEvidence['alarms']> = Object.assign({}, ...planned.map((each) => each.alarms))
  const { transitions: judged, access } = await judge(
    [...planned, ...lifts].flatMap((each) => each.transitions),
    new Map(planned.flatMap((each) => each.access)),
  )
  const waiting = planned.flatMap((each) => each.behind)
  const { behind, preceding, transitions } = await explained(world, waiting, judged)
  return {
    plan: assemblePlan({
      transitions: transitions.map(asGrave),
      unplanned: [...planned, ...lifts].flatMap((each) => each.unplanned),
      rules: request.rules,
      leaving: removed.map(stackRef),
    }),
    evidence: {
      changeSets: Object.assign({}, ...planned.map((each) => each.changeSets)),
      behind,
      ...(others.length === 0 ? {} : { elsewhere: others }),
      ...(preceding.length === 0 ? {} : { preceding }),
      ...(paths.length === 0 ? {} : { paths }),
      // Of everything nobody asked what waits, but what is there.
      ...(leftOut.length === 0 || request.examine === 'all' ? {} : { leftOut }),
      ...(Object.keys(own).length === 0 ? {} : { own }),
      ...(access === undefined ? {} : { access }),
      ...(Object.keys(alarms).length === 0 ? {} : { alarms }),
    },
  }
}

export type { PipelinePlan }
