/**
 * What would change if a stack became this?
 *
 * Each resource is compared in the order of dependencies, so that a replacement
 * is known before what refers to it is looked at. What the plan cannot know is
 * shown as known after apply, never guessed.
 */
import { attributeOf, type LiveResource } from '../resources/live.ts'
import { recreationOf, resourceType } from '../resources/types.ts'
import { activeResources, type Desired, inLevels, type Place, scopeOf } from '../template/desired.ts'
import { evaluateMap, type Scope, stumbles } from '../template/evaluate.ts'
import { isSame, type Json, type JsonMap, KNOWN_AFTER_APPLY } from '../template/json.ts'
import type { TemplateResource } from '../template/parse.ts'
import { type Cause, causesOf, expressionAt, possibleCauses, type Touched } from './causes.ts'
import { asText, type Difference, differences } from './differences.ts'
import type { Detail, ResourceChange } from './model.ts'

/** What is deployed; for a new stack nothing. */
export interface Deployed {
  readonly desired?: Desired
  readonly resources: ReadonlyMap<string, LiveResource>
}

export function compare(deployed: Deployed, desired: Desired, place: Place): readonly ResourceChange[] {
  const replaced = new Map<string, 'True' | 'Conditional'>()
  const modified = new Set<string>()
  const scope = planScope(desired, place, (logicalId) =>
    replaced.has(logicalId) ? undefined : deployed.resources.get(logicalId),
  )
  const active = activeResources(desired, scope)
  const { desired: last } = deployed
  const given = new Set(
    Object.keys(desired.parameters).filter((name) => last?.parameters[name] !== desired.parameters[name]),
  )
  const touched: Touched = { replaced, modified, given, scope }
  const changes = new Map<string, ResourceChange>()
  for (const logicalId of inLevels(active).flat()) {
    const resource = active.get(logicalId)
    const live = deployed.resources.get(logicalId)
    const change = resource && changeOf({ logicalId, resource, live, deployed, desired }, touched)
    if (!change) continue
    const warning = stumbles(resource.properties, scope)
    changes.set(logicalId, warning === undefined ? change : { ...change, warning })
    if (change.scope.includes('Properties') || change.scope.includes('Tags')) modified.add(logicalId)
    if (change.replacement === 'True' || change.replacement === 'Conditional')
      replaced.set(logicalId, change.replacement)
  }
  const removed = [...deployed.resources.values()].filter(({ logicalId }) => !active.has(logicalId))
  // Listed by logical id, as the recorded sets are.
  return [...changes.values(), ...removed.map((live) => removal(live, deployed, place))].sort((a, b) =>
    a.logicalId < b.logicalId ? -1 : 1,
  )
}

/** @param settled a resource whose id and attributes will still be the same */
function planScope(desired: Desired, place: Place, settled: (logicalId: string) => LiveResource | undefined): Scope {
  return scopeOf(desired, place, {
    reference: (logicalId) => settled(logicalId)?.physicalId ?? KNOWN_AFTER_APPLY,
    attribute: (logicalId, name) => {
      const live = settled(logicalId)
      return (live && attributeOf(live, name)) ?? KNOWN_AFTER_APPLY
    },
  })
}

interface Subject {
  readonly logicalId: string
  readonly resource: TemplateResource
  readonly live: LiveResource | undefined
  readonly deployed: Deployed
  readonly desired: Desired
}

function changeOf(subject: Subject, touched: Touched): ResourceChange | undefined {
  const { logicalId, resource, live, deployed, desired } = subject
  const after = evaluateMap(resource.properties, touched.scope)
  const afterContext = context(after, resource)
  if (!live)
    return { action: 'Add', logicalId, type: resource.type, replacement: 'True', scope: [], details: [], afterContext }
  const previous = deployed.desired?.template.resources[logicalId]
  const details = [
    ...differences(live.properties, after).flatMap((difference) => {
      const expression = expressionAt(resource.properties, difference.path)
      return detailsOf(resource.type, difference, {
        causes: causesOf(expression, touched),
        isImported: asksOthers(expression),
      })
    }),
    ...attributeDetails(previous, resource, touched),
    ...tagDetails(resource.type, deployed.desired?.tags ?? {}, desired.tags),
  ]
  const shared = { action: 'Modify', logicalId, physicalId: live.physicalId, type: resource.type } as const
  if (details.length > 0) {
    const replacement = replacementOf(details)
    return {
      ...shared,
      replacement,
      ...(replacement === 'False' ? {} : { policyAction: `ReplaceAnd${resource.updateReplacePolicy}` }),
      scope: [...new Set(details.map(({ attribute }) => attribute))],
      details,
      beforeContext: context(live.properties, previous),
      afterContext,
    }
  }
  const possible = possibleDetails(resource, touched)
  if (possible.length === 0) return undefined
  // Recorded: shown without property values, left out with them, for the values of now are equal.
  return { ...shared, replacement: replacementOf(possible), scope: ['Properties'], details: possible, only: 'plain' }
}

/** With a cause AWS adds a Dynamic DirectModification: it does not say whether the template's text changed as well. */
function detailsOf(
  type: string,
  { path, ...values }: Difference,
  { causes, isImported }: { readonly causes: readonly Cause[]; readonly isImported: boolean },
): readonly Detail[] {
  const target = {
    attribute: 'Properties',
    name: path[0],
    path: `/Properties/${path.join('/')}`,
    recreation: recreationOf(type, path[0]),
    ...values,
  } as const
  if (causes.length === 0) {
    // What no stack exports yet is not known: the change is only possible.
    const evaluation = isImported && values.after?.includes(KNOWN_AFTER_APPLY) ? 'Dynamic' : 'Static'
    return [{ ...target, evaluation, source: 'DirectModification' }]
  }
  const isParameter = causes.some(({ source }) => source === 'ParameterReference')
  return [
    {
      ...target,
      evaluation: 'Dynamic',
      source: 'DirectModification',
      ...(isParameter ? {} : { only: 'values' as const }),
    },
    ...causes.map((cause) => ({ ...target, ...cause })),
  ]
}

function asksOthers(expression: Json | undefined): boolean {
  return expression !== undefined && JSON.stringify(expression).includes('"Fn::ImportValue"')
}

function possibleDetails(resource: TemplateResource, touched: Touched): readonly Detail[] {
  return Object.entries(resource.properties).flatMap(([name, expression]) =>
    possibleCauses(expression, touched).map((cause) => ({
      attribute: 'Properties' as const,
      name,
      recreation: recreationOf(resource.type, name),
      ...cause,
    })),
  )
}

function attributeDetails(
  previous: TemplateResource | undefined,
  resource: TemplateResource,
  touched: Touched,
): readonly Detail[] {
  if (previous === undefined) return []
  const names = ['Metadata', 'DeletionPolicy', 'UpdateReplacePolicy', 'UpdatePolicy', 'CreationPolicy'] as const
  return names.flatMap((attribute): readonly Detail[] => {
    const target = { attribute, recreation: 'Never' } as const
    const causes = causesOf(resource.attributes[attribute], touched)
    const own = { ...target, source: 'DirectModification' } as const
    // Recorded in test_no_echo_parameter: a parameter reaches metadata as it reaches a property.
    if (causes.length > 0)
      return [{ ...own, evaluation: 'Dynamic' }, ...causes.map((cause) => ({ ...target, ...cause }))]
    return isSame(previous.attributes[attribute], resource.attributes[attribute])
      ? []
      : [{ ...own, evaluation: 'Static' }]
  })
}

/** A stack's tags reach every resource that can carry tags; the shape of this detail is ASSUMED. */
function tagDetails(
  type: string,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly Detail[] {
  if (resourceType(type)?.tagProperty === undefined || isSame(before, after)) return []
  return [{ attribute: 'Tags', recreation: 'Never', evaluation: 'Static', source: 'DirectModification' }]
}

/** A replacement that hangs on a value not known yet is only possible: AWS says Conditional. */
function replacementOf(details: readonly Detail[]): 'True' | 'False' | 'Conditional' {
  const sure = details.some(({ recreation, evaluation }) => recreation === 'Always' && evaluation === 'Static')
  if (sure) return 'True'
  return details.some(({ recreation }) => recreation !== 'Never') ? 'Conditional' : 'False'
}

function removal(live: LiveResource, { desired }: Deployed, place: Place): ResourceChange {
  const resource = desired?.template.resources[live.logicalId]
  return {
    action: 'Remove',
    logicalId: live.logicalId,
    physicalId: live.physicalId,
    type: live.type,
    policyAction:
      resource?.deletionPolicy === 'RetainExceptOnCreate' ? 'Retain' : (resource?.deletionPolicy ?? 'Delete'),
    scope: [],
    details: [],
    beforeContext:
      desired && resource ? context(lastSeen(resource, live, desired, place), resource) : context(live.properties),
  }
}

/**
 * What a removed resource took from others is not looked up any more, be it by attribute or by reference (recorded
 * `test_change_set_fn_get_attr::test_resource_deletion`, `test_stacks::test_stack_deletion_order`).
 */
function lastSeen(resource: TemplateResource, live: LiveResource, desired: Desired, place: Place): JsonMap {
  const scope = scopeOf(desired, place, {
    reference: () => KNOWN_AFTER_APPLY,
    attribute: () => KNOWN_AFTER_APPLY,
  })
  const evaluated = evaluateMap(resource.properties, scope)
  const isUnknown = (name: string): boolean => JSON.stringify(evaluated[name] ?? '').includes(KNOWN_AFTER_APPLY)
  return Object.fromEntries(
    Object.entries(live.properties).map(([name, value]): [string, Json] => [
      name,
      isUnknown(name) ? (evaluated[name] ?? value) : value,
    ]),
  )
}

function context(properties: JsonMap, resource?: TemplateResource): string {
  const metadata = resource?.metadata === undefined ? {} : { Metadata: asText(resource.metadata) }
  return JSON.stringify({ Properties: asText(properties), ...metadata })
}
