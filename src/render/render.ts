/**
 * Which stacks does this fleet want?
 *
 * Resolved pipeline + blueprint → everything CloudFormation will be given.
 * Nothing here depends on a commit, a time or a digest: one tree renders to
 * the same bytes in every commit that holds it (DESIGN.md §2.1).
 */
import { exceptionsOf } from '../fleet/exceptions.ts'
import { referencesIn } from '../fleet/expression.ts'
import type { Blueprint, BlueprintStack, Fleet, Pipeline, Problem, ResolvedPipeline } from '../fleet/model.ts'
import { problemsInOrder } from '../fleet/problems.ts'
import { remembered, rememberedPair } from '../fleet/remembered.ts'
import { resolvePipeline } from '../fleet/resolve.ts'
import { secretVersion } from '../fleet/secret-reference.ts'
import { stackId, stackName } from '../fleet/stack-identity.ts'
import { canonicalJson } from '../lib/digest.ts'
import { causesOf, placeOf } from './causes.ts'
import { roleArn, stackTags } from './identity.ts'
import type { DesiredStack } from './model.ts'
import { renderParameters, unfilledParameters } from './parameters.ts'
import { rollbackOf, rollbackProblems } from './rollback.ts'

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
  return renderResolved(resolvePipeline(fleet, pipeline))
}

export function renderResolved(resolved: ResolvedPipeline): Rendered {
  const { parameters, problems } = renderParameters(resolved)
  const access = accessOf(resolved)
  const stacks = resolved.blueprint.stacks.map((stack, order) =>
    desiredStack(resolved, stack, { ...access, order, parameters: parameters[order] ?? {} }),
  )
  return { stacks, problems: [...problems, ...rollbackProblems(resolved)] }
}

/** Why the pipeline cannot be rendered, for who wants none of its stacks. */
export function renderProblems(resolved: ResolvedPipeline): readonly Problem[] {
  return [...unfilledParameters(resolved), ...rollbackProblems(resolved)]
}

type Access = Pick<DesiredStack, 'access' | 'serviceRoleArn'>

function accessOf({ pipeline, account }: ResolvedPipeline): Access {
  const role = (name: string): string => roleArn({ accountId: account.id, region: pipeline.region, name })
  return {
    access: {
      planRoleArn: role(account.roles.plan),
      applyRoleArn: role(account.roles.apply),
      externalId: account.externalId,
    },
    serviceRoleArn: role(account.roles.service),
  }
}

function desiredStack(
  resolved: ResolvedPipeline,
  stack: BlueprintStack,
  given: Access & Pick<DesiredStack, 'order' | 'parameters'>,
): DesiredStack {
  const { pipeline, customer, account, ring, blueprint } = resolved
  return {
    id: stackId({ pipeline, accountId: account.id, key: stack.key }),
    customer: customer.name,
    pipeline: pipeline.name,
    blueprint: blueprint.name,
    blueprintVersion: blueprint.version,
    key: stack.key,
    ring: ring.name,
    lifecycle: pipeline.lifecycle,
    accountId: account.id,
    region: pipeline.region,
    stackName: stackName(pipeline, stack.key),
    access: given.access,
    serviceRoleArn: given.serviceRoleArn,
    template: minified(stack.templateBody),
    parameters: given.parameters,
    tags: stackTags(pipeline, stack.key),
    capabilities: stack.capabilities,
    rollback: rollbackOf(resolved, stack),
    protection: pipeline.lifecycle === 'retiring' ? lifted(stack.protection) : stack.protection,
    secretVersions: secretVersions(resolved, stack),
    exceptions: exceptionsOf(stack),
    identityParameters: identityParameters(blueprint, stack),
    secretParameters: secretParameters(stack),
    order: given.order,
    causes: (parameter) => causesOf(resolved, stack, parameter),
    placeOf: (what) => placeOf(resolved, stack, what),
  }
}

/** Whoever a stack is left to has to be able to delete it. */
const lifted = remembered((protection: DesiredStack['protection']): DesiredStack['protection'] =>
  protection.terminationProtection === true ? { ...protection, terminationProtection: false } : protection,
)

/** The same for every pipeline of the blueprint. */
const identityParameters = rememberedPair((blueprint: Blueprint, stack: BlueprintStack): readonly string[] => {
  if (blueprint.identitySettings.length === 0) return []
  return parametersWith(
    stack,
    (reference) =>
      reference.root === 'settings' &&
      blueprint.identitySettings.some((path) => path === reference.path || reference.path.startsWith(`${path}.`)),
  )
})

const secretParameters = remembered((stack: BlueprintStack): readonly string[] =>
  parametersWith(stack, ({ root }) => root === 'secrets'),
)

function parametersWith(
  stack: BlueprintStack,
  isMeant: (reference: ReturnType<typeof referencesIn>[number]) => boolean,
): readonly string[] {
  return Object.entries(stack.parameters)
    .filter(([, text]) => referencesIn(text).some(isMeant))
    .map(([name]) => name)
    .sort()
}

/** Of the secrets that this stack is told the version of: a rotation is a change of exactly these stacks. */
function secretVersions(resolved: ResolvedPipeline, stack: BlueprintStack): { readonly [secret: string]: string } {
  const versions: Record<string, string> = {}
  for (const secret of secretsOf(stack)) {
    const source = resolved.pipeline.secrets.get(secret)
    const version = source === undefined ? undefined : secretVersion(source.text)
    if (version !== undefined) versions[secret] = version
  }
  return versions
}

/** Sorted, so that nothing hangs on the order of a blueprint's keys. */
const secretsOf = remembered((stack: BlueprintStack): readonly string[] =>
  Object.values(stack.parameters)
    .flatMap(referencesIn)
    .flatMap((reference) => (reference.root === 'secrets' ? [reference.secret] : []))
    .toSorted(),
)

/**
 * The template as CloudFormation is sent it: JSON with sorted keys, so that neither a comment nor the order of keys is
 * a change. Kept per body: a blueprint is shared by every pipeline that uses it.
 */
export const minified = remembered((body: { readonly [key: string]: unknown }): string => canonicalJson(body))
