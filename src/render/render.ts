/**
 * Which stacks does this fleet want?
 *
 * Resolved pipeline + blueprint → everything CloudFormation will be given.
 * Nothing here depends on a commit, a time or a digest: one tree renders to
 * the same bytes in every commit that holds it (DESIGN.md §2.1).
 */
import { referencesIn } from '../fleet/expression.ts'
import type { BlueprintStack, Fleet, Pipeline, Problem, ResolvedPipeline } from '../fleet/model.ts'
import { problemsInOrder } from '../fleet/problems.ts'
import { resolvePipeline } from '../fleet/resolve.ts'
import { secretVersion } from '../fleet/secret-reference.ts'
import { stackId, stackName } from '../fleet/stack-identity.ts'
import { canonicalJson } from '../lib/digest.ts'
import { roleArn, stackTags } from './identity.ts'
import type { DesiredStack } from './model.ts'
import { renderParameters } from './parameters.ts'

export interface Rendered {
  /** Sorted by id. */
  readonly stacks: readonly DesiredStack[]
  readonly problems: readonly Problem[]
}

export function renderFleet(fleet: Fleet): Rendered {
  const rendered = fleet.pipelines.map((pipeline) => renderPipeline(fleet, pipeline))
  return {
    stacks: rendered.flatMap(({ stacks }) => stacks).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    problems: problemsInOrder(rendered.flatMap(({ problems }) => problems)),
  }
}

/** Stacks in the order of their blueprint. */
export function renderPipeline(fleet: Fleet, pipeline: Pipeline): Rendered {
  const resolved = resolvePipeline(fleet, pipeline)
  const stacks: DesiredStack[] = []
  const problems: Problem[] = []
  for (const [order, stack] of resolved.blueprint.stacks.entries()) {
    const rendered = renderParameters(resolved, stack)
    problems.push(...rendered.problems)
    stacks.push({ ...frame(resolved, stack), order, parameters: rendered.parameters, causes: rendered.causes })
  }
  return { stacks, problems }
}

function frame(
  resolved: ResolvedPipeline,
  stack: BlueprintStack,
): Omit<DesiredStack, 'order' | 'parameters' | 'causes'> {
  const { pipeline, customer, account, ring, blueprint } = resolved
  const { region } = pipeline
  const role = (name: string): string => roleArn({ accountId: account.id, region, name })
  return {
    id: stackId({ pipeline, accountId: account.id, key: stack.key }),
    customer: customer.name,
    pipeline: pipeline.name,
    blueprint: blueprint.name,
    key: stack.key,
    ring: ring.name,
    accountId: account.id,
    region,
    stackName: stackName(pipeline, stack.key),
    access: {
      planRoleArn: role(account.roles.plan),
      applyRoleArn: role(account.roles.apply),
      externalId: account.externalId,
    },
    serviceRoleArn: role(account.roles.service),
    template: minified(stack.templateBody),
    tags: stackTags(pipeline, stack.key),
    capabilities: stack.capabilities,
    rollback: { monitoringMinutes: 0, alarmArns: [] },
    secretVersions: secretVersions(resolved, stack),
  }
}

/** Of the secrets that this stack is told the version of: a rotation is a change of exactly these stacks. */
function secretVersions(resolved: ResolvedPipeline, stack: BlueprintStack): { readonly [secret: string]: string } {
  const versions = new Map<string, string>()
  for (const reference of Object.values(stack.parameters).flatMap(referencesIn)) {
    if (reference.root !== 'secrets') continue
    const source = resolved.pipeline.secrets.get(reference.secret)
    const version = source === undefined ? undefined : secretVersion(source.text)
    if (version !== undefined) versions.set(reference.secret, version)
  }
  return Object.fromEntries([...versions].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

const minifiedBodies = new WeakMap<object, string>()

/**
 * The template as CloudFormation is sent it: JSON with sorted keys, so that neither a comment nor the order of keys is
 * a change. Kept per body: a blueprint is shared by every pipeline that uses it.
 */
export function minified(body: { readonly [key: string]: unknown }): string {
  const known = minifiedBodies.get(body)
  if (known !== undefined) return known
  const text = canonicalJson(body)
  minifiedBodies.set(body, text)
  return text
}
