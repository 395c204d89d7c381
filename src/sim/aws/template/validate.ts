/**
 * Does CloudFormation accept this template at all?
 *
 * What it finds wrong before it makes a change set: names that lead nowhere,
 * types and functions that do not exist, missing capabilities. Words: recorded
 * `test_useful_error_when_invalid_ref`, `test_depends_on_with_missing_reference`,
 * `test_missing_condition`, `test_dependent_ref`.
 */
import { AwsRefusal, validationError } from '../errors.ts'
import { knowsAttribute, namePropertyOf } from '../resources/live.ts'
import { resourceType } from '../resources/types.ts'
import { activeResources, type Desired, inLevels } from './desired.ts'
import { evaluate, functionOf, holds, KNOWN_FUNCTIONS, type Scope } from './evaluate.ts'
import { isList, isMap, type Json, KNOWN_AFTER_APPLY } from './json.ts'
import type { Template } from './parse.ts'
import { referencesIn } from './references.ts'

const PSEUDO: readonly string[] = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
]

export function validateTemplate(template: Template): void {
  const types = [...new Set(Object.values(template.resources).map(({ type }) => type))]
  const strangers = types.filter((type) => !resourceType(type))
  if (strangers.length > 0)
    throw validationError(`Template format error: Unrecognized resource types: [${strangers.join(', ')}]`)
  assertLimits(template)
  for (const [name, declaration] of Object.entries(template.parameters))
    if (typeof declaration.Type !== 'string')
      throw validationError(`Template format error: Every Parameters object must contain a Type member. (${name})`)
  for (const resource of Object.values(template.resources)) {
    assertReferences(template, resource.properties, 'Resources')
    const missing = resource.dependsOn.filter((name) => !(name in template.resources))
    if (missing.length > 0) throw unresolved(missing, 'Resources')
    if (resource.condition !== undefined) assertCondition(template, resource.condition, 'Condition')
  }
  for (const output of Object.values(template.outputs)) {
    assertReferences(template, output.Value ?? '', 'Outputs')
    if (typeof output.Condition === 'string') assertCondition(template, output.Condition, 'Condition')
  }
  inLevels(new Map(Object.entries(template.resources)))
}

/** What depends on the parameters: a reference to a resource that its condition leaves out. */
export function validateActive(desired: Desired, scope: Scope): void {
  const active = activeResources(desired, scope)
  const skipped = (name: string): boolean => name in desired.template.resources && !active.has(name)
  const missing = [...active.values()].flatMap(({ properties }) => liveReferences(properties, scope).filter(skipped))
  if (missing.length > 0) throw unresolved([...new Set(missing)], 'Resources')
  const wanted = Object.values(desired.template.outputs).filter(
    ({ Condition }) => typeof Condition !== 'string' || holds(Condition, scope),
  )
  const lost = wanted.flatMap(({ Value }) => liveReferences(Value ?? '', scope).filter(skipped))
  // Recorded without the prefix that a missing name has.
  if (lost.length > 0)
    throw validationError(
      `Unresolved resource dependencies [${[...new Set(lost)].join(', ')}] in the Outputs block of the template`,
    )
}

/** Recorded `test_invalid_getatt_fails`: an attribute that no type has is found in an output only when the stack is made. */
export function outputProblem({ template }: Desired): string | undefined {
  for (const [name, { Value }] of Object.entries(template.outputs))
    for (const reference of referencesIn(Value)) {
      const type = reference.kind === 'attribute' ? template.resources[reference.name]?.type : undefined
      if (type !== undefined && reference.kind === 'attribute' && !knowsAttribute(type, reference.attribute))
        return `[Error] /Outputs/${name}/Value/Fn::GetAtt: Resource type ${type} does not support attribute {${reference.attribute}}.`
    }
  return undefined
}

export function assertCapabilities(template: Template, given: readonly string[]): void {
  const iam = Object.values(template.resources).filter(({ type }) => type.startsWith('AWS::IAM::'))
  const named = iam.some(({ type, properties }) => {
    const property = type === 'AWS::IAM::Policy' ? undefined : namePropertyOf(type)
    return property !== undefined && property in properties
  })
  const enough = named ? ['CAPABILITY_NAMED_IAM'] : ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM']
  if (iam.length > 0 && !enough.some((capability) => given.includes(capability)))
    throw new AwsRefusal('InsufficientCapabilitiesException', `Requires capabilities : [${enough[0]}]`)
}

/** Why the properties would not be accepted; asked early, as AWS's pre-deployment validation asks. */
export function propertyProblems(type: string, properties: Readonly<Record<string, Json>>): readonly string[] {
  const known = resourceType(type)?.properties
  if (!known) return []
  const strange = Object.keys(properties).filter((name) => !known.has(name))
  const absent = [...known].filter(([name, { required }]) => required && !(name in properties)).map(([name]) => name)
  return [
    ...strange.map((name) => `#: extraneous key [${name}] is not permitted`),
    ...absent.map((name) => `#: required key [${name}] not found`),
  ]
}

function assertLimits(template: Template): void {
  const limits = [
    ['Resources', Object.keys(template.resources).length, 500],
    ['Parameters', Object.keys(template.parameters).length, 200],
    ['Outputs', Object.keys(template.outputs).length, 200],
  ] as const
  for (const [section, count, limit] of limits)
    if (count > limit)
      throw validationError(
        `Template format error: Number of ${section.toLowerCase()}, ${count}, is greater than maximum allowed, ${limit}`,
      )
}

function assertReferences(template: Template, value: Json, block: 'Resources' | 'Outputs'): void {
  assertFunctions(value)
  for (const reference of referencesIn(value)) {
    if (reference.kind === 'condition') {
      assertCondition(template, reference.name, reference.via)
      continue
    }
    const resource = template.resources[reference.name]
    if (reference.kind === 'ref') {
      if (!resource && !(reference.name in template.parameters) && !PSEUDO.includes(reference.name))
        throw unresolved([reference.name], block)
      continue
    }
    if (reference.attribute === '')
      throw validationError(
        'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
      )
    if (!resource)
      throw validationError(`Template error: instance of Fn::GetAtt references undefined resource ${reference.name}`)
    if (block === 'Resources' && !knowsAttribute(resource.type, reference.attribute))
      throw validationError(
        `Template error: resource ${reference.name} does not support attribute type ${reference.attribute} in Fn::GetAtt`,
      )
  }
}

function unresolved(names: readonly string[], block: 'Resources' | 'Outputs'): AwsRefusal {
  return validationError(
    `Template format error: Unresolved resource dependencies [${names.join(', ')}] in the ${block} block of the template`,
  )
}

/** A function that is not simulated is refused here, so that no plan is built on a guess. */
function assertFunctions(value: Json): void {
  if (isList(value)) value.forEach(assertFunctions)
  if (!isMap(value)) return
  const name = functionOf(value)?.name
  if (name !== undefined && name !== 'Ref' && !KNOWN_FUNCTIONS.includes(name))
    throw validationError(`Template error: ${name} is not simulated`)
  Object.values(value).forEach(assertFunctions)
}

function assertCondition(template: Template, name: string, via: string): void {
  if (!(name in template.conditions))
    throw validationError(`Template error: unresolved condition dependency ${name} in ${via}`)
}

/** References that are reached under these parameters: the branch of an `Fn::If` that is not taken does not count. */
function liveReferences(value: Json, scope: Scope): readonly string[] {
  const reached: string[] = []
  const record = (name: string): Json => {
    reached.push(name)
    return KNOWN_AFTER_APPLY
  }
  evaluate(value, { ...scope, reference: record, attribute: record })
  return reached
}
