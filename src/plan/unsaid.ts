/**
 * What does a change set with values leave out?
 *
 * "With property values", CloudFormation lists a property whose value it knows
 * to differ. One that reads an attribute of a resource that changes in place
 * has the same value until that has happened: it is left out, and changes all
 * the same (recorded in `test_change_set_fn_get_attr`, where a set without
 * values lists it as `Dynamic`). A new version of a launch template is such an
 * attribute, and what it moves is every machine of a group. So the template is
 * asked who reads what changes, and who reads that.
 */
import { judged } from './classify.ts'
import { holds, knownProperty, type Scope } from './known.ts'
import type { PropertyChange, ResourceChange } from './model.ts'
import { readsWhatMoves } from './moving.ts'
import { recreationOf } from './recreation.ts'
import { referencesIn } from './references.ts'
import type { Json, TemplateResource } from './template.ts'
import { changedParts, replacementOf } from './template-diff.ts'
import { leftoverOf } from './values.ts'

/** `changes`: as the set lists them; `after`: of the template that it would bring. In no order. */
export function withUnsaid(
  changes: readonly ResourceChange[],
  { before, after }: { readonly before: Scope | undefined; readonly after: Scope },
): readonly ResourceChange[] {
  const all = new Map(changes.map((change) => [change.logicalId, change]))
  // To the fixed point: each round may find who reads what the round before has found.
  for (let isGrowing = all.size > 0; isGrowing; ) {
    isGrowing = false
    for (const [logicalId, resource] of Object.entries(after.template.resources)) {
      const listed = all.get(logicalId)
      if (holds(resource.condition, after) === false || !mayHold(listed)) continue
      const properties = unsaidOf(resource, { listed, all, after, old: before?.template.resources[logicalId], before })
      if (properties.length === 0) continue
      isGrowing = true
      all.set(logicalId, joined({ logicalId, resource, listed }, properties))
    }
  }
  return [...all.values()]
}

/** What is made, goes or is replaced as a whole has no property to add. */
function mayHold(listed: ResourceChange | undefined): boolean {
  return listed === undefined || (listed.action === 'modify' && listed.replacement !== 'yes')
}

function unsaidOf(
  { type, properties }: TemplateResource,
  of: {
    readonly listed: ResourceChange | undefined
    readonly all: ReadonlyMap<string, ResourceChange>
    readonly after: Scope
    readonly before: Scope | undefined
    readonly old: TemplateResource | undefined
  },
): readonly PropertyChange[] {
  const reaches = (part: Json | undefined) =>
    part !== undefined && readsWhatMoves(referencesIn(part, of.after.template.conditions), of.all)
  const said = of.listed?.properties.map(({ path }) => path) ?? []
  return Object.entries(properties).flatMap(([name, expression]): readonly PropertyChange[] => {
    if (!reaches(expression)) return []
    const was = of.before === undefined ? undefined : knownProperty(of.old?.properties[name], of.before)
    const property = { expression, was, becomes: knownProperty(expression, of.after) }
    const recreation = recreationOf(type, name)
    // What differs by itself is CloudFormation's to say.
    return changedParts(`Properties.${name}`, property, reaches)
      .filter(({ path, knownAfterApply }) => knownAfterApply && !said.some((each) => isWithin(each, path)))
      .map((part) => ({ ...part, recreation }))
  })
}

/** One of them is the other, or a part of it. */
function isWithin(one: string, other: string): boolean {
  return `${one}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${one}.`)
}

function joined(
  {
    logicalId,
    resource,
    listed,
  }: { readonly logicalId: string; readonly resource: TemplateResource; readonly listed: ResourceChange | undefined },
  found: readonly PropertyChange[],
): ResourceChange {
  const properties = [...(listed?.properties ?? []), ...found]
  const replacement = listed?.replacement === 'maybe' ? 'maybe' : replacementOf(found)
  const leftover = leftoverOf(resource.attributes.UpdateReplacePolicy) ?? 'deleted'
  return judged({
    action: 'modify',
    logicalId,
    type: resource.type,
    replacement,
    ...(replacement === 'no' ? {} : { leftover: listed?.leftover ?? leftover }),
    properties,
  })
}
