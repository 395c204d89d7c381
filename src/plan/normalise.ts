/**
 * What does a change set say, apart from how CloudFormation says it?
 *
 * Two sets of the same transition must read the same: order, paging, physical
 * ids and repeated details are CloudFormation's own business. Nothing is made
 * harmless on the way: an action we do not know is `dynamic`, a replacement
 * that is not denied is `maybe`, and what was cut from a long value is taken
 * from the templates on both ends.
 */
import { byText } from '../lib/sorted.ts'
import type { DesiredStack } from '../render/model.ts'
import { judged } from './classify.ts'
import { printed, type Scope, scopeOf } from './known.ts'
import type { DescribedChange, DescribedChangeSet, PropertyChange, ResourceChange } from './model.ts'
import { isMap, type Json, parseJson, parseTemplate } from './template.ts'
import { addition } from './template-diff.ts'
import { withUnsaid } from './unsaid.ts'
import { becoming, bounded, leftoverOf } from './values.ts'
import { type Place, valueAt, wholeValue } from './whole-value.ts'

type Detail = DescribedChange['Details'][number]
type Action = ResourceChange['action']

const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['Add', 'add'],
  ['Modify', 'modify'],
  ['Remove', 'remove'],
  ['Import', 'import'],
])
const RECREATIONS = ['never', 'conditionally', 'always'] as const

/** Where the set leads from and to. */
export interface Ends {
  /** Undefined for a stack that does not exist yet. */
  readonly before: Given | undefined
  readonly after: Given
}

/** A template with every parameter's value. */
export interface Given {
  readonly stack: DesiredStack
  readonly template: string
  readonly parameters: { readonly [name: string]: string }
}

export function normalise(
  set: Pick<DescribedChangeSet, 'changes'>,
  { before, after }: Ends,
): readonly ResourceChange[] {
  const scopes = { before: before && scopeAt(before), after: scopeAt(after) }
  const said = set.changes.map((change) => normalised(change, scopes))
  return [...withUnsaid(said, scopes)].sort((one, other) => byText(one.logicalId, other.logicalId))
}

/** As if somebody wanted it so. */
export function asWanted({ stack, template, parameters }: Given): DesiredStack {
  const values = Object.entries(parameters).map(([name, value]) => [name, { from: 'value', value }] as const)
  return { ...stack, template, parameters: Object.fromEntries(values) }
}

function scopeAt(given: Given): Scope {
  return scopeOf(asWanted(given), parseTemplate(given.template))
}

interface Scopes {
  readonly before: Scope | undefined
  readonly after: Scope
}

function normalised(change: DescribedChange, scopes: Scopes): ResourceChange {
  const action = ACTIONS.get(change.Action) ?? 'dynamic'
  const properties = action === 'add' ? added(change, scopes.after) : merged(change, scopes)
  const leftover = leftoverOf(change.PolicyAction)
  return judged({
    action,
    logicalId: change.LogicalResourceId,
    type: change.ResourceType,
    replacement: replacementOf(action, change),
    ...(leftover === undefined ? {} : { leftover }),
    properties,
  })
}

function replacementOf(action: Action, change: DescribedChange): ResourceChange['replacement'] {
  if (action === 'dynamic') return 'maybe'
  // On an addition CloudFormation may say True; there is nothing that could be replaced.
  if (action !== 'modify') return 'no'
  if (change.Replacement === 'True') return 'yes'
  const isHarmless = change.Details.every(
    (detail) => recreationOf(detail) === 'never' || (change.Replacement === 'False' && detail.Evaluation !== 'Dynamic'),
  )
  return isHarmless && (change.Replacement === 'False' || change.Replacement === undefined) ? 'no' : 'maybe'
}

/** An addition has no details; its values stand in its context, which is no JSON any more where AWS has cut it. */
function added(change: DescribedChange, scope: Scope): readonly PropertyChange[] {
  const { AfterContext, LogicalResourceId: logicalId, Details } = change
  const context = AfterContext === undefined ? undefined : parseJson(AfterContext)
  if (!isMap(context) || !isMap(context.Properties)) {
    const resource = scope.template.resources[logicalId]
    return resource === undefined || Details.length > 0
      ? merged(change, { before: undefined, after: scope })
      : addition(logicalId, resource, scope).properties
  }
  return Object.entries(context.Properties)
    .map(([name, value]) => ({
      path: `Properties.${name}`,
      ...becoming(wholeValue(textOf(value), { scope, logicalId, path: ['Properties', name] })),
      recreation: 'never' as const,
    }))
    .sort((one, other) => byText(one.path, other.path))
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A changed parameter gives two details of one property, of which only one may carry the values. */
function merged({ LogicalResourceId, Details }: DescribedChange, scopes: Scopes): readonly PropertyChange[] {
  const byPath = Map.groupBy(Details, pathOf)
  return [...byPath]
    .map(([path, group]) => propertyChange(path, group, { ...scopes, logicalId: LogicalResourceId }))
    .sort((one, other) => byText(one.path, other.path))
}

function propertyChange(
  path: string,
  group: readonly Detail[],
  { before: old, after: wanted, logicalId }: Scopes & { readonly logicalId: string },
): PropertyChange {
  const place = { logicalId, path: group.map(keysOf)[0] ?? [] }
  const had = group.find((each) => each.BeforeValue !== undefined)?.BeforeValue
  const shown = group.find((each) => each.AfterValue !== undefined)?.AfterValue
  const isSilent = had === undefined && shown === undefined
  const beside = (scope: Scope | undefined) => (isSilent ? valueBeside({ ...place, scope }) : undefined)
  const before = had === undefined ? beside(old) : wholeValue(had, { ...place, scope: old })
  const after = shown === undefined ? beside(wanted) : wholeValue(shown, { ...place, scope: wanted })
  const isOpen = after === undefined && group.every((each) => each.Evaluation === 'Dynamic')
  const worst = Math.max(...group.map((each) => RECREATIONS.indexOf(recreationOf(each))))
  return {
    path,
    ...(before === undefined ? {} : { before: bounded(before) }),
    ...becoming(after),
    ...(isOpen && isFedByResource(group) ? { knownAfterApply: true as const } : {}),
    recreation: RECREATIONS[worst] ?? 'conditionally',
  }
}

/** AWS shows no values of what stands beside the properties; the templates do. */
function valueBeside(place: Place): string | undefined {
  const value = place.path[0] === 'Properties' ? undefined : valueAt(place)
  return value === undefined ? undefined : printed(value)
}

function isFedByResource(group: readonly Detail[]): boolean {
  return group.some((each) => each.ChangeSource === 'ResourceAttribute' || each.ChangeSource === 'ResourceReference')
}

/** `/Properties/StreamModeDetails/StreamMode` → `Properties.StreamModeDetails.StreamMode`. */
function pathOf(detail: Detail): string {
  return keysOf(detail).join('.')
}

/** Older answers have no path. */
function keysOf({ Path, Attribute, Name }: Detail): readonly string[] {
  if (Path !== undefined && Path !== '') return Path.replace(/^\//, '').split('/')
  return Name === undefined || Name === '' ? [Attribute] : [Attribute, Name]
}

function recreationOf({ RequiresRecreation }: Detail): PropertyChange['recreation'] {
  if (RequiresRecreation === 'Always') return 'always'
  return RequiresRecreation === undefined || RequiresRecreation === 'Never' ? 'never' : 'conditionally'
}
