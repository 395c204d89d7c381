/**
 * Who is this stack, for its whole life?
 *
 * Its id and its name in AWS. Here and not with the rendering, because the
 * rules must refuse a change of either before anything is rendered.
 */
import type { AccountId, Pipeline, StackId } from './model.ts'

/** `customer/pipeline/accountId/region/blueprint/key` (DESIGN.md §2.1); the blueprint's version may move. */
export function stackId(of: {
  readonly pipeline: Pipeline
  readonly accountId: AccountId
  readonly key: string
}): StackId {
  const { pipeline, accountId, key } = of
  const { customer, name, region, blueprint } = pipeline
  return [customer, name, accountId, region, blueprint.name, key].join('/') as StackId
}

/** At most 98 of the 128 characters CloudFormation allows: each part is at most 31. */
export function stackName(pipeline: Pipeline, key: string): string {
  return `fw-${pipeline.customer}-${pipeline.name}-${key}`
}
