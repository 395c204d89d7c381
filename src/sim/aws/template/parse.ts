/**
 * What does this template's text say?
 *
 * YAML or JSON becomes one structure in which every function stands in its long
 * form. The refusals are CloudFormation's, in its words (recorded scenarios
 * `test_validations`, `test_templates`, `test_using_pseudoparameters_in_places`).
 */
import { type CollectionTag, parseDocument, type ScalarTag, visit } from 'yaml'
import { validationError } from '../errors.ts'
import { isMap, type Json, type JsonMap } from './json.ts'

const INLINE_LIMIT_BYTES = 51_200
const DESCRIPTION_BYTES = 1_024

export interface Template {
  readonly text: string
  readonly description?: string
  readonly metadata?: Json
  readonly parameters: Readonly<Record<string, JsonMap>>
  readonly mappings: JsonMap
  readonly conditions: JsonMap
  readonly resources: Readonly<Record<string, TemplateResource>>
  readonly outputs: Readonly<Record<string, JsonMap>>
}

export interface TemplateResource {
  readonly type: string
  readonly properties: JsonMap
  readonly condition?: string
  readonly dependsOn: readonly string[]
  readonly deletionPolicy: string
  readonly updateReplacePolicy: string
  readonly metadata?: Json
  /** Everything but properties, for a comparison. */
  readonly attributes: JsonMap
}

export function parseTemplate(text: string): Template {
  if (text.length === 0) throw validationError('Either Template URL or Template Body must be specified.')
  if (Buffer.byteLength(text) > INLINE_LIMIT_BYTES)
    throw validationError(
      `1 validation error detected: Value '${text.slice(0, 60)}…' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${INLINE_LIMIT_BYTES}`,
    )
  const root = parseText(text)
  if (!isMap(root)) throw validationError('Template format error: unsupported structure.')
  const strangers = Object.keys(root).filter((name) => !SECTIONS.includes(name))
  if (strangers.length > 0) throw validationError(`Invalid template property or properties [${strangers.join(', ')}]`)
  if ('Transform' in root) throw validationError('Transforms are not simulated')
  if (Object.keys(sectionOf(root, 'Rules')).length > 0) throw validationError('Rules are not simulated')
  assertDescription(root.Description)
  const resources = sectionOf(root, 'Resources')
  if (Object.keys(resources).length === 0)
    throw validationError('Template format error: At least one Resources member must be defined.')
  return {
    text,
    ...(typeof root.Description === 'string' ? { description: root.Description } : {}),
    ...(root.Metadata === undefined ? {} : { metadata: root.Metadata }),
    parameters: mapsOf(sectionOf(root, 'Parameters'), 'Parameter'),
    mappings: mappingsOf(root),
    conditions: sectionOf(root, 'Conditions'),
    resources: Object.fromEntries(
      Object.entries(mapsOf(resources, 'Resource')).map(([name, value]) => [name, resourceOf(name, value)]),
    ),
    outputs: outputsOf(root),
  }
}

const SECTIONS: readonly string[] = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Mappings',
  'Conditions',
  'Rules',
  'Transform',
  'Resources',
  'Outputs',
]

function parseText(text: string): Json {
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text)
    } catch (error) {
      throw validationError(`Template format error: JSON not well-formed.${placeOf(error)}`)
    }
  }
  // CloudFormation reads YAML 1.1: `yes`, `on` and 010 mean there what they do not mean in 1.2.
  const document = parseDocument(text, { version: '1.1', customTags: TAGS, merge: false, uniqueKeys: true })
  if (document.errors.length > 0) throw validationError('Template format error: YAML not well-formed.')
  visit(document, {
    Alias() {
      throw validationError('Template error: YAML aliases are not allowed in CloudFormation templates')
    },
  })
  const value: Json = document.toJS()
  return value
}

/** Recorded: AWS counts the column behind the character that it could not take; where the engine names no place, none is said. */
function placeOf(error: unknown): string {
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(String(error)) ?? []
  return column === undefined ? '' : ` (line ${line}, column ${Number(column) + 1})`
}

/** `!Sub x` → `{ 'Fn::Sub': x }`; `!Ref` and `!Condition` keep their names; `!GetAtt a.b` is split at its first dot. */
function longForm(name: string, value: Json): JsonMap {
  if (name === 'GetAtt' && typeof value === 'string') {
    const dot = value.indexOf('.')
    return { 'Fn::GetAtt': dot < 0 ? [value] : [value.slice(0, dot), value.slice(dot + 1)] }
  }
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value }
}

const FUNCTIONS = [
  'Ref',
  'Condition',
  'Sub',
  'GetAtt',
  'Join',
  'Select',
  'Split',
  'If',
  'FindInMap',
  'Base64',
  'GetAZs',
  'Equals',
  'Not',
  'And',
  'Or',
  'ImportValue',
  'Cidr',
  'Transform',
  'Length',
  'ToJsonString',
] as const

const TAGS: (ScalarTag | CollectionTag)[] = FUNCTIONS.flatMap((name) => [
  { tag: `!${name}`, resolve: (value: string) => longForm(name, value) } satisfies ScalarTag,
  {
    tag: `!${name}`,
    collection: 'seq',
    resolve: (node) => longForm(name, node.toJSON()),
  } satisfies CollectionTag,
  {
    tag: `!${name}`,
    collection: 'map',
    resolve: (node) => longForm(name, node.toJSON()),
  } satisfies CollectionTag,
])

function sectionOf(root: JsonMap, name: string): JsonMap {
  const section = root[name]
  if (section === undefined) return {}
  if (section === null) throw validationError(`[/${name}] 'null' values are not allowed in templates`)
  if (!isMap(section)) throw validationError(`Template format error: ${name} must be an object.`)
  return section
}

function mapsOf(section: JsonMap, kind: 'Parameter' | 'Resource'): Readonly<Record<string, JsonMap>> {
  return Object.fromEntries(
    Object.entries(section).map(([name, value]) => {
      assertAlphanumeric(kind, name)
      if (!isMap(value)) throw validationError(`Template format error: Any ${kind}s member must be an object.`)
      return [name, value]
    }),
  )
}

function assertAlphanumeric(kind: 'Parameter' | 'Resource' | 'Output', name: string): void {
  if (!/^[a-zA-Z0-9]+$/.test(name))
    throw validationError(`Template format error: ${kind} name ${name} is non alphanumeric.`)
}

/** Two levels of keys, then text or a list. Words: recorded `test_mappings`. */
function mappingsOf(root: JsonMap): JsonMap {
  const mappings = sectionOf(root, 'Mappings')
  for (const mapping of Object.entries(mappings)) {
    for (const [, row] of Object.entries(mapMember(mapping)))
      if (isMap(row) && Object.values(row).some((value) => isMap(value) || value === null))
        throw validationError('Template format error: Every Mappings attribute must be a String or a List.')
    for (const row of Object.entries(mapMember(mapping))) mapMember(row)
  }
  return mappings
}

function mapMember([name, member]: readonly [string, Json]): JsonMap {
  if (isMap(member)) return member
  throw validationError(`Template format error: Every Mappings member ${name} must be a map`)
}

const RESOURCE_ATTRIBUTES: readonly string[] = [
  'Type',
  'Properties',
  'Condition',
  'DependsOn',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'Metadata',
  'UpdatePolicy',
  'CreationPolicy',
]
/** Of a group of machines; others, and those of other types, are refused. */
const GROUP_POLICIES = { UpdatePolicy: 'AutoScalingRollingUpdate', CreationPolicy: 'ResourceSignal' } as const

function resourceOf(name: string, value: JsonMap): TemplateResource {
  const stranger = Object.keys(value).find((attribute) => !RESOURCE_ATTRIBUTES.includes(attribute))
  if (stranger !== undefined) throw validationError(`Invalid template resource property '${stranger}'`)
  const { Type, Properties, Condition, DependsOn, ...attributes } = value
  if (typeof Type !== 'string')
    throw validationError(
      `Template format error: [/Resources/${name}] Every Resources object must contain a Type member.`,
    )
  if (Properties !== undefined && !isMap(Properties))
    throw validationError(`Template format error: [/Resources/${name}/Properties] must be an object.`)
  assertNoNull(Properties ?? {}, `/Resources/${name}/Properties`)
  assertGroupPolicies(Type, value)
  if (JSON.stringify(Properties ?? {}).includes('{{resolve:'))
    throw validationError('Dynamic references are not simulated')
  return {
    type: Type,
    properties: Properties ?? {},
    ...(typeof Condition === 'string' ? { condition: Condition } : {}),
    dependsOn: (Array.isArray(DependsOn) ? DependsOn : DependsOn === undefined ? [] : [DependsOn]).map(String),
    deletionPolicy: policyOf({ name, type: Type }, 'DeletionPolicy', value.DeletionPolicy),
    updateReplacePolicy: policyOf({ name, type: Type }, 'UpdateReplacePolicy', value.UpdateReplacePolicy),
    ...(value.Metadata === undefined ? {} : { metadata: value.Metadata }),
    attributes,
  }
}

function assertGroupPolicies(type: string, value: JsonMap): void {
  for (const [attribute, simulated] of Object.entries(GROUP_POLICIES)) {
    const policy = value[attribute]
    if (policy === undefined) continue
    const names = isMap(policy) ? Object.keys(policy) : []
    if (type !== 'AWS::AutoScaling::AutoScalingGroup' || names.length !== 1 || names[0] !== simulated)
      throw validationError(`${attribute} is not simulated`)
  }
}

function policyOf(
  { name: resource, type }: { readonly name: string; readonly type: string },
  attribute: 'DeletionPolicy' | 'UpdateReplacePolicy',
  value: Json | undefined,
): string {
  if (value === undefined) return 'Delete'
  const allowed = ['Delete', 'Retain', 'Snapshot', ...(attribute === 'DeletionPolicy' ? ['RetainExceptOnCreate'] : [])]
  if (typeof value !== 'string' || !allowed.includes(value))
    throw validationError(`Template error: Unrecognized ${attribute} ${JSON.stringify(value)} for resource ${resource}`)
  if (value === 'Snapshot' && type === 'AWS::RDS::DBInstance')
    throw validationError(`${attribute} Snapshot is not simulated`)
  // Of the other types that are simulated none has snapshots.
  if (value === 'Snapshot')
    throw validationError(
      `Template error: resource type ${type} does not support ${attribute === 'DeletionPolicy' ? 'deletion' : 'update replace'} policy Snapshot`,
    )
  return value
}

/** Recorded in no scenario; the bound is documented. */
function assertDescription(value: Json | undefined): void {
  if (value !== undefined && typeof value !== 'string')
    throw validationError('Template format error: every Description member must be a string.')
  if (Buffer.byteLength(value ?? '') > DESCRIPTION_BYTES)
    throw validationError(`Template format error: 'Description' length is greater than ${DESCRIPTION_BYTES}.`)
}

function outputsOf(root: JsonMap): Readonly<Record<string, JsonMap>> {
  const section = sectionOf(root, 'Outputs')
  return Object.fromEntries(
    Object.entries(section).map(([name, value]) => {
      assertAlphanumeric('Output', name)
      if (isMap(value) && value.Value === null)
        throw validationError(`[/Outputs/${name}/Value] 'null' values are not allowed in templates`)
      if (!isMap(value) || value.Value === undefined)
        throw validationError('Template format error: Every Outputs member must contain a Value object')
      return [name, value]
    }),
  )
}

function assertNoNull(value: Json, path: string): void {
  if (value === null) throw validationError(`[${path}] 'null' values are not allowed in templates`)
  if (typeof value !== 'object') return
  for (const [key, child] of Object.entries(value)) assertNoNull(child, `${path}/${key}`)
}
