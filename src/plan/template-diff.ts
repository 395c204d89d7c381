/**
 * What would change, judged by the templates alone?
 *
 * For a stack without an honest change set: it is in progress, it is planned
 * offline, or it is fed by an output that another part of the plan changes.
 * Says at least what CloudFormation will say: a change spreads through
 * references as it does there, and what is not known counts as changing.
 */

import { canonicalJson } from '../lib/digest.ts'
import { byText } from '../lib/sorted.ts'
import type { DesiredStack } from '../render/model.ts'
import { judged, type Unjudged } from './classify.ts'
import { decidersOf } from './deciding.ts'
import { holds, knownProperty, printed, type Scope, scopeOf } from './known.ts'
import type { PropertyChange, ResourceChange } from './model.ts'
import { isReached, type Moving } from './moving.ts'
import { recreationOf } from './recreation.ts'
import { referencesIn } from './references.ts'
import { isMap, type Json, type JsonMap, parseTemplate, type TemplateResource } from './template.ts'
import { bounded, leftoverOf } from './values.ts'

/** `fed`: parameters of `after` whose value will only be known once an earlier stack has changed. */
export function templateChanges(
  before: DesiredStack,
  after: DesiredStack,
  fed: readonly string[] = [],
): readonly ResourceChange[] {
  const old = scopeOf(before, parseTemplate(before.template))
  const wanted = scopeOf(after, parseTemplate(after.template))
  const logicalIds = new Set([...Object.keys(old.template.resources), ...Object.keys(wanted.template.resources)])
  const names = new Set(fed)
  let found = new Map<string, Unjudged>()
  // To the fixed point: each round may reach resources through what the round before has found.
  for (let size = -1; size < weight(found); ) {
    size = weight(found)
    const moving: Moving = { names, changes: found }
    found = new Map(
      [...logicalIds].flatMap((logicalId) => {
        const change = changeOf({ logicalId, old, wanted, moving })
        return change === undefined ? [] : [[logicalId, change] as const]
      }),
    )
  }
  return [...found.values()].map(judged).sort((one, other) => byText(one.logicalId, other.logicalId))
}

interface Subject {
  readonly logicalId: string
  readonly old: Scope
  readonly wanted: Scope
  readonly moving: Moving
}

/** Grows with every resource and property found and with every replacement, so an equal weight is a fixed point. */
function weight(changes: ReadonlyMap<string, Unjudged>): number {
  let total = 0
  for (const { properties, replacement } of changes.values()) {
    total += 1 + properties.length + (replacement === 'no' ? 0 : 1) + (replacement === 'yes' ? 1 : 0)
  }
  return total
}

function changeOf(subject: Subject): Unjudged | undefined {
  const { logicalId, old, wanted, moving } = subject
  const before = old.template.resources[logicalId]
  const after = wanted.template.resources[logicalId]
  const did = before !== undefined && holds(before.condition, old) !== false
  const will = after !== undefined && holds(after.condition, wanted) !== false
  if (did && before !== undefined && !will) return removal(logicalId, before)
  if (!will || after === undefined) return undefined
  if (hangs(after, wanted, moving) || mayFlip(before, after, subject)) return wavering(logicalId, after)
  if (!did || before === undefined) return addition(logicalId, after, wanted)
  return before.type === after.type
    ? modification(subject, before, after)
    : { ...replacedType(before.type, after.type), logicalId, ...leftover(before.attributes.UpdateReplacePolicy) }
}

export function addition(logicalId: string, resource: TemplateResource, scope: Scope): Unjudged {
  const properties = Object.entries(resource.properties).flatMap(([name, expression]): readonly PropertyChange[] => {
    const value = knownProperty(expression, scope)
    return value === undefined ? [] : [{ path: `Properties.${name}`, ...text('after', value), recreation: 'never' }]
  })
  return { action: 'add', logicalId, type: resource.type, replacement: 'no', properties: sortedByPath(properties) }
}

function removal(logicalId: string, { type, attributes }: TemplateResource): Unjudged {
  return {
    action: 'remove',
    logicalId,
    type,
    replacement: 'no',
    ...leftover(attributes.DeletionPolicy),
    properties: [],
  }
}

/** CloudFormation refuses another type under the same name; if it did not, the old resource would be gone. */
function replacedType(before: string, after: string): Omit<Unjudged, 'logicalId'> {
  const properties = [{ path: 'Type', before, after, recreation: 'always' as const }]
  return { action: 'modify', type: before, replacement: 'yes', properties }
}

/** The condition it stands under is decided by a value that is not known yet. */
function hangs(resource: TemplateResource, scope: Scope, moving: Moving): boolean {
  if (resource.condition === undefined) return false
  return isReached(referencesIn(null, scope.template.conditions, resource.condition), moving)
}

/** Nobody can work the condition out, and something that may decide it is not as it was. */
function mayFlip(before: TemplateResource | undefined, after: TemplateResource, { old, wanted }: Subject): boolean {
  if (holds(after.condition, wanted) !== undefined) return false
  return decidersOf(null, old, before?.condition) !== decidersOf(null, wanted, after.condition)
}

function wavering(logicalId: string, { type, attributes }: TemplateResource): Unjudged {
  const properties = [{ path: 'Condition', knownAfterApply: true as const, recreation: 'always' as const }]
  return {
    action: 'dynamic',
    logicalId,
    type,
    replacement: 'maybe',
    ...leftover(attributes.DeletionPolicy),
    properties,
  }
}

function modification(subject: Subject, before: TemplateResource, after: TemplateResource): Unjudged | undefined {
  const { logicalId, old, wanted, moving } = subject
  const names = new Set([...Object.keys(before.properties), ...Object.keys(after.properties)])
  const properties = [...names].flatMap((name): readonly PropertyChange[] => {
    const recreation = recreationOf(after.type, name)
    const value = after.properties[name]
    const was = knownProperty(before.properties[name], old)
    const becomes = knownProperty(value, wanted)
    const path = `Properties.${name}`
    const reaches = (part: Json | undefined) => isReached(referencesIn(part, wanted.template.conditions), moving)
    return changedParts(path, { expression: value, was, becomes }, reaches).map((change) => ({ ...change, recreation }))
  })
  const all = [...properties, ...attributeChanges(before.attributes, after.attributes)]
  if (all.length === 0) return undefined
  const replacement = replacementOf(all)
  return {
    action: 'modify',
    logicalId,
    type: after.type,
    replacement,
    ...(replacement === 'no' ? {} : leftover(after.attributes.UpdateReplacePolicy)),
    properties: sortedByPath(all),
  }
}

/** A value that is only known later may turn out to be the one of now: perhaps, never surely. */
export function replacementOf(properties: readonly PropertyChange[]): ResourceChange['replacement'] {
  if (properties.some((each) => each.recreation === 'always' && !each.knownAfterApply)) return 'yes'
  return properties.some((each) => each.recreation !== 'never') ? 'maybe' : 'no'
}

type Values = Pick<PropertyChange, 'path' | 'before' | 'after' | 'knownAfterApply'>

export interface Property {
  /** As the template writes it. */
  readonly expression: Json | undefined
  readonly was: Json | undefined
  readonly becomes: Json | undefined
}

/** What differs, and what `reaches` something that moves: that is known after apply, and the rest of the property is not. */
export function changedParts(
  path: string,
  { expression, was, becomes }: Property,
  reaches: (part: Json | undefined) => boolean,
): readonly Values[] {
  if (!reaches(expression)) return differences(path, was, becomes)
  if (!isPlainMap(expression) || !isPlainMap(becomes) || !(was === undefined || isPlainMap(was)))
    return [{ path, ...text('before', was), ...text('after', becomes), knownAfterApply: true }]
  const names = new Set([...Object.keys(was ?? {}), ...Object.keys(becomes)])
  return [...names].flatMap((name) => {
    const inner = { expression: expression[name], was: was?.[name], becomes: becomes[name] }
    return changedParts(`${path}.${name}`, inner, reaches)
  })
}

/** Maps are descended into, as CloudFormation does, so that one changed key is one short line. */
function differences(path: string, before: Json | undefined, after: Json | undefined): readonly Values[] {
  if (same(before, after)) return []
  if (isPlainMap(before) && isPlainMap(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...names].flatMap((name) => differences(`${path}.${name}`, before[name], after[name]))
  }
  return [{ path, ...text('before', before), ...text('after', after) }]
}

function attributeChanges(before: JsonMap, after: JsonMap): readonly PropertyChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names]
    .filter((name) => !same(before[name], after[name]))
    .map((name) => ({
      path: name,
      ...text('before', before[name]),
      ...text('after', after[name]),
      recreation: 'never',
    }))
}

function text(side: 'before' | 'after', value: Json | undefined): Pick<PropertyChange, 'before' | 'after'> {
  return value === undefined ? {} : { [side]: bounded(printed(value)) }
}

/** CloudFormation keeps every scalar as text: 8 and "8" are no difference. */
export function same(one: Json | undefined, other: Json | undefined): boolean {
  return canonicalJson(asText(one)) === canonicalJson(asText(other))
}

function asText(value: Json | undefined): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.map(asText)
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, asText(each)])) : value
}

function isPlainMap(value: Json | undefined): value is JsonMap {
  return isMap(value) && !Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'))
}

function leftover(policy: Json | undefined): Pick<Unjudged, 'leftover'> {
  return { leftover: leftoverOf(policy) ?? 'deleted' }
}

function sortedByPath(properties: readonly PropertyChange[]): readonly PropertyChange[] {
  return [...properties].sort((one, other) => byText(one.path, other.path))
}
