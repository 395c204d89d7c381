/**
 * What is this pipeline, with all it refers to?
 *
 * The one value that rules judge and that is rendered: what it is made of, and
 * what its settings are after all layers.
 */
import { FleetwrightError } from '../lib/errors.ts'
import { type Made, madeOf } from './made.ts'
import type { Fleet, Pipeline, ResolvedPipeline } from './model.ts'
import { laidOver, sharedValues } from './setting-values.ts'

/** Throws for a pipeline that names what the fleet does not have: a fleet without problems has none. */
export function resolvePipeline(fleet: Fleet, pipeline: Pipeline): ResolvedPipeline {
  const resolved = tryResolve(fleet, pipeline)
  if (resolved !== undefined) return resolved
  throw new FleetwrightError(`resolving ${pipeline.customer}/${pipeline.name}, which names what the fleet lacks`, {
    code: 'unresolvable-pipeline',
    nextMove: 'operator',
    retryable: false,
    hint: 'validate the fleet before resolving it',
  })
}

/** Undefined while the pipeline names an account, ring, blueprint, release set or release that is not there. */
export function tryResolve(fleet: Fleet, pipeline: Pipeline): ResolvedPipeline | undefined {
  const made = madeOf(fleet, pipeline)
  return made === undefined ? undefined : resolveMade(fleet, made)
}

/** What a pipeline is made of, with its settings after all layers. */
export function resolveMade({ defaults }: Fleet, made: Made): ResolvedPipeline {
  const { pipeline, customer, account, ring, ground } = made
  const { blueprint, releaseSet, releases } = ground
  const shared = sharedValues({ blueprint, defaults, ring })
  const values = laidOver(laidOver(shared, customer.layer), pipeline.layer)
  return { pipeline, customer, account, ring, blueprint, releaseSet, releases, defaults, values }
}
