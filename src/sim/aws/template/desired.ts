/**
 * What should a stack become?
 *
 * A template with the values of its parameters, and what follows from both: which
 * resources the conditions let in, in which order they depend on each other, and
 * the scope in which their expressions are evaluated.
 */
import { validationError } from '../errors.ts'
import { holds, type Scope } from './evaluate.ts'
import type { Json } from './json.ts'
import { typedValues } from './parameters.ts'
import type { Template, TemplateResource } from './parse.ts'
import { referencesIn } from './references.ts'

export interface Desired {
  readonly template: Template
  readonly parameters: Readonly<Record<string, string>>
  /** Of those parameters whose value names an entry of Parameter Store: what stood there. */
  readonly resolved: Readonly<Record<string, string>>
  /** By name; `undefined` for what no stack exports. */
  readonly imports: Readonly<Record<string, string | undefined>>
  readonly tags: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  readonly notificationArns: readonly string[]
  readonly rollback: RollbackConfiguration
  readonly roleArn?: string
}

/** As the API shows it. */
export interface RollbackConfiguration {
  readonly MonitoringTimeInMinutes?: number
  readonly RollbackTriggers?: readonly { readonly Arn: string; readonly Type: string }[]
}

export const UNWATCHED: RollbackConfiguration = {}

export interface Place {
  readonly accountId: string
  readonly region: string
  readonly stackName: string
  readonly stackId: string
}

export function scopeOf(desired: Desired, place: Place, resources: Pick<Scope, 'reference' | 'attribute'>): Scope {
  const { template, imports, notificationArns } = desired
  return {
    region: place.region,
    parameters: valuesOf(desired),
    pseudo: {
      'AWS::AccountId': place.accountId,
      'AWS::Region': place.region,
      'AWS::NotificationARNs': notificationArns,
      'AWS::StackName': place.stackName,
      'AWS::StackId': place.stackId,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
    },
    mappings: template.mappings,
    conditions: template.conditions,
    imports,
    reference: resources.reference,
    attribute: resources.attribute,
  }
}

/** As expressions see them: lists are lists, names are looked up. */
export function valuesOf({ template, parameters, resolved }: Desired): Readonly<Record<string, Json>> {
  return typedValues(template.parameters, { ...parameters, ...resolved })
}

/** The resources that exist under these parameters, in the template's order. */
export function activeResources(desired: Desired, scope: Scope): ReadonlyMap<string, TemplateResource> {
  return new Map(
    Object.entries(desired.template.resources).filter(
      ([, resource]) => resource.condition === undefined || holds(resource.condition, scope),
    ),
  )
}

/** Names of other resources that must be there first. */
export function dependenciesOf(resource: TemplateResource, among: ReadonlyMap<string, unknown>): readonly string[] {
  const named = referencesIn(resource.properties).filter(({ kind }) => kind !== 'condition')
  return [...new Set([...resource.dependsOn, ...named.map(({ name }) => name)])].filter((name) => among.has(name))
}

/** @throws AwsRefusal for a circle. */
export function inLevels(resources: ReadonlyMap<string, TemplateResource>): readonly (readonly string[])[] {
  const levels: string[][] = []
  const placed = new Set<string>()
  while (placed.size < resources.size) {
    const level = [...resources]
      .filter(
        ([name, resource]) =>
          !placed.has(name) && dependenciesOf(resource, resources).every((other) => placed.has(other)),
      )
      .map(([name]) => name)
    if (level.length === 0) {
      const left = [...resources.keys()].filter((name) => !placed.has(name))
      throw validationError(`Circular dependency between resources: [${left.join(', ')}]`)
    }
    for (const name of level) placed.add(name)
    levels.push(level)
  }
  return levels
}
