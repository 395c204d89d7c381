/**
 * What does a change set say, apart from how CloudFormation says it?
 *
 * Two sets of the same transition must read the same: order, paging, physical
 * ids and repeated details are CloudFormation's own business. Nothing is made
 * harmless on the way: an action we do not know is `dynamic`, a replacement
 * that is not denied is `maybe`.
 */
import { judged } from './classify.ts'
import type { DescribedChange, DescribedChangeSet, PropertyChange, ResourceChange } from './model.ts'
import { isMap, type Json, parseJson } from './template.ts'
import { becoming, bounded, leftoverOf, ordered } from './values.ts'

type Detail = DescribedChange['Details'][number]
type Action = ResourceChange['action']

const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['Add', 'add'],
  ['Modify', 'modify'],
  ['Remove', 'remove'],
  ['Import', 'import'],
])
const RECREATIONS = ['never', 'conditionally', 'always'] as const

export function normalise(set: Pick<DescribedChangeSet, 'changes'>): readonly ResourceChange[] {
  return set.changes.map(normalised).sort((one, other) => ordered(one.logicalId, other.logicalId))
}

function normalised(change: DescribedChange): ResourceChange {
  const action = ACTIONS.get(change.Action) ?? 'dynamic'
  const properties = action === 'add' ? added(change) : merged(change.Details)
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

/** An addition has no details; its values stand in its context. */
function added({ AfterContext, Details }: DescribedChange): readonly PropertyChange[] {
  const context = AfterContext === undefined ? undefined : parseJson(AfterContext)
  if (!isMap(context) || !isMap(context.Properties)) return merged(Details)
  return Object.entries(context.Properties)
    .map(([name, value]) => ({
      path: `Properties.${name}`,
      ...becoming(textOf(value)),
      recreation: 'never' as const,
    }))
    .sort((one, other) => ordered(one.path, other.path))
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A changed parameter gives two details of one property, of which only one may carry the values. */
function merged(details: readonly Detail[]): readonly PropertyChange[] {
  const byPath = Map.groupBy(details, pathOf)
  return [...byPath]
    .map(([path, group]) => propertyChange(path, group))
    .sort((one, other) => ordered(one.path, other.path))
}

function propertyChange(path: string, group: readonly Detail[]): PropertyChange {
  const before = group.find((each) => each.BeforeValue !== undefined)?.BeforeValue
  const after = group.find((each) => each.AfterValue !== undefined)?.AfterValue
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

function isFedByResource(group: readonly Detail[]): boolean {
  return group.some((each) => each.ChangeSource === 'ResourceAttribute' || each.ChangeSource === 'ResourceReference')
}

/** `/Properties/StreamModeDetails/StreamMode` → `Properties.StreamModeDetails.StreamMode`; older answers have no path. */
function pathOf({ Path, Attribute, Name }: Detail): string {
  if (Path !== undefined && Path !== '') return Path.replace(/^\//, '').replaceAll('/', '.')
  return Name === undefined || Name === '' ? Attribute : `${Attribute}.${Name}`
}

function recreationOf({ RequiresRecreation }: Detail): PropertyChange['recreation'] {
  if (RequiresRecreation === 'Always') return 'always'
  return RequiresRecreation === undefined || RequiresRecreation === 'Never' ? 'never' : 'conditionally'
}
