/**
 * Which stacks does a fleet want, when nobody asks for all of them?
 *
 * Rendered when somebody asks, a pipeline at a time, and not kept: four
 * thousand customers have tens of thousands of stacks, most events are about
 * one, and to render it again takes less than to hold them all. Two fleets that
 * agree about what a pipeline is made of agree about its stacks, so of a change
 * only what differs is rendered.
 */
import { exceptionsOf } from '../fleet/exceptions.ts'
import { type Made, madeOf, pipelineOf } from '../fleet/made.ts'
import type { Blueprint, Fleet, Pipeline } from '../fleet/model.ts'
import { resolveMade } from '../fleet/resolve.ts'
import { pipelinesTouched, touchedCustomers } from '../fleet/touched.ts'
import { atOnce } from '../lib/turns.ts'
import type { DesiredStack } from './model.ts'
import { minified, renderResolved } from './render.ts'

const PIPELINES_A_STEP = 16

/** In the order of their blueprint; none of a pipeline that names what the fleet lacks. */
export function stacksOf(fleet: Fleet, pipeline: Pipeline): readonly DesiredStack[] {
  const made = madeOf(fleet, pipeline)
  return made === undefined ? [] : stacksMade(fleet, made)
}

/** A stack by its id (fleet/stack-identity.ts). */
export function stackById(fleet: Fleet, id: string): DesiredStack | undefined {
  const [customer = '', name = ''] = id.split('/')
  const pipeline = pipelineOf(fleet, customer, name)
  return pipeline && stacksOf(fleet, pipeline).find((stack) => stack.id === id)
}

/** Every stack of the fleet, sorted by id. */
export function allStacks(fleet: Fleet): readonly DesiredStack[] {
  return atOnce(allStackSteps(fleet))
}

export function* allStackSteps(fleet: Fleet): Generator<undefined, readonly DesiredStack[]> {
  const stacks: DesiredStack[] = []
  for (const [index, pipeline] of fleet.pipelines.entries()) {
    if (index % PIPELINES_A_STEP === 0) yield undefined
    stacks.push(...stacksOf(fleet, pipeline).toSorted(byId))
  }
  // By customer and pipeline they are in order already, but for names that begin like others.
  return stacks.every((stack, index) => index === 0 || (stacks[index - 1]?.id ?? '') < stack.id)
    ? stacks
    : stacks.sort(byId)
}

/** What two fleets want of the pipelines about which they do not agree; both sorted by id. */
export interface Differing {
  readonly before: readonly DesiredStack[]
  readonly after: readonly DesiredStack[]
}

export function* differingSteps(before: Fleet, after: Fleet): Generator<undefined, Differing> {
  const old: DesiredStack[] = []
  const wanted: DesiredStack[] = []
  const touched = touchedCustomers(before, after)
  for (const [index, pipeline] of pipelinesTouched(after, touched).entries()) {
    if (index % PIPELINES_A_STEP === 0) yield undefined
    const is = madeOf(after, pipeline)
    const earlier = pipelineOf(before, pipeline.customer, pipeline.name)
    const was = earlier && madeOf(before, earlier)
    if (is === was) continue
    yield undefined
    if (is !== undefined) {
      yield* templateSteps(is.ground.blueprint)
      wanted.push(...stacksMade(after, is))
    }
    if (was !== undefined) {
      yield* templateSteps(was.ground.blueprint)
      old.push(...stacksMade(before, was))
    }
  }
  for (const pipeline of pipelinesTouched(before, touched)) {
    if (pipelineOf(after, pipeline.customer, pipeline.name) === undefined) old.push(...stacksOf(before, pipeline))
  }
  return { before: old.sort(byId), after: wanted.sort(byId) }
}

/** What all pipelines of a blueprint share is found out once, and a template at a time: all at once it takes long. */
function* templateSteps({ stacks }: Blueprint): Generator<undefined, void> {
  for (const stack of stacks) {
    exceptionsOf(stack)
    yield undefined
    minified(stack.templateBody)
    yield undefined
  }
}

/** Who asks for stacks one by one often means those of one pipeline. */
let last: { readonly made: Made; readonly stacks: readonly DesiredStack[] } | undefined

function stacksMade(fleet: Fleet, made: Made): readonly DesiredStack[] {
  if (last?.made !== made) last = { made, stacks: renderResolved(resolveMade(fleet, made)).stacks }
  return last.stacks
}

function byId(one: DesiredStack, other: DesiredStack): number {
  return one.id < other.id ? -1 : 1
}
