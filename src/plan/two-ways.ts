/**
 * Which of a stack's changes would it have without this change, and which are this change's own?
 *
 * A stack that no rollout brings to the base any more goes from what is live to
 * the head in one step. People have to read that as two: what others reviewed
 * and what never came (live → base), and base → head. Templates say at least
 * what CloudFormation does (template-diff.ts), so whatever base → head does not
 * touch by its templates is live → base. No change of the whole is lost: each
 * stands in one of the ways, or in parts in both.
 */
import { byText } from '../lib/sorted.ts'
import type { DesiredStack } from '../render/model.ts'
import { isWorse, judged, worstRisk } from './classify.ts'
import { covers } from './compare.ts'
import { createChanges } from './create.ts'
import type {
  ChangeClass,
  PropertyChange,
  ProtectionChange,
  ResourceChange,
  Transition,
  Verdict,
  Way,
} from './model.ts'
import { SO_ALREADY } from './protection.ts'
import { replacementOf, templateChanges } from './template-diff.ts'

/** Outputs that are known stand in each as values, so that the same value reads alike in all. */
export interface Course {
  /** What AWS has of it; undefined where it does not exist. */
  readonly live: DesiredStack | undefined
  readonly base: DesiredStack
  readonly head: DesiredStack
  /** Parameters of the head whose value will only be known later. */
  readonly fed: readonly string[]
}

type Whose = Way['whose']
type Changes = readonly ResourceChange[]
/** Of one resource. */
type Parts = { readonly [whose in Whose]?: ResourceChange }

const ORDER = ['earlier', 'own', 'both', 'undone'] as const satisfies readonly Whose[]

/** `changes`: the whole, from live to head. Undefined where all of it is this change's own. */
export function waysApart(changes: Changes, { live, base, head, fed }: Course): readonly Way[] | undefined {
  const due = byId(live === undefined ? createChanges(base) : templateChanges(live, base))
  const own = byId(templateChanges(base, head, fed))
  const whole = byId(changes)
  const ids = [...new Set([...whole.keys(), ...own.keys()])].sort(byText)
  const parts = ids.map((id) => partsOf({ whole: whole.get(id), due: due.get(id), own: own.get(id) }))
  const ways = ORDER.map((whose) => ({ whose, changes: parts.flatMap((each) => each[whose] ?? []) }))
  const told = ways.filter((way) => way.changes.length > 0)
  return told.some(({ whose }) => whose !== 'own') ? told : undefined
}

/** Of one resource: the whole, live → base and base → head. */
interface Sides {
  readonly whole: ResourceChange | undefined
  readonly due: ResourceChange | undefined
  readonly own: ResourceChange | undefined
}

function partsOf({ whole, due, own }: Sides): Parts {
  if (whole !== undefined && own === undefined) return { earlier: whole }
  if (whole !== undefined && due === undefined) return { own: whole }
  if (due === undefined || own === undefined) return {}
  const back = takenBack(whole, due, own)
  const undone = back === undefined ? {} : { undone: back }
  if (whole === undefined) return undone
  // Made at once as the head wants it: nothing that exists is changed.
  if (whole.action === 'add' && due.action === 'add' && own.action === 'modify')
    return { earlier: asBased(whole, due, own), own: { ...harmless(own), verdict: whole.verdict } }
  if (whole.action === 'remove' && own.action === 'remove') return { own: whole }
  const isInPlace = [whole, due, own].every(({ action }) => action === 'modify')
  return isInPlace && whole.properties.length > 0 ? { ...inParts(whole, due, own), ...undone } : { both: whole }
}

function inParts(whole: ResourceChange, due: ResourceChange, own: ResourceChange): Parts {
  const parts: { readonly [whose in Exclude<Whose, 'undone'>]: PropertyChange[] } = { earlier: [], own: [], both: [] }
  for (const property of whole.properties) {
    const isDue = due.properties.some((each) => covers(each, property))
    const isOwn = own.properties.some((each) => covers(each, property))
    const between = isDue && isOwn ? valueBetween(property, due) : undefined
    if (!isOwn) parts.earlier.push(property)
    else if (!isDue) parts.own.push(property)
    else if (between === undefined) parts.both.push(property)
    else {
      const { before, after, knownAfterApply, ...place } = property
      const { value } = between
      const isOpen = knownAfterApply === true
      if (value !== before) parts.earlier.push({ ...place, ...valued('before', before), ...valued('after', value) })
      if (value !== after || isOpen || value === before)
        parts.own.push({ ...withoutBefore(property), ...valued('before', value) })
    }
  }
  const made = Object.entries(parts).flatMap(([whose, properties]) =>
    properties.length === 0 ? [] : [[whose, partOf(whole, properties)] as const],
  )
  // Where none of them alone does what the whole does, nobody can say which of them it comes from.
  const isTold = made.some(([, { replacement }]) => replacement === whole.replacement)
  return Object.fromEntries(
    made.map(([whose, part]) => [whose, isTold ? part : withReplacement(whole, part.properties, whole.replacement)]),
  )
}

/** The creation as the base wants it. Of the whole, because AWS may tell of more than templates do, such as tags. */
function asBased(whole: ResourceChange, due: ResourceChange, own: ResourceChange): ResourceChange {
  const isOwn = (property: PropertyChange) => own.properties.some((each) => covers(each, property))
  const properties = [...whole.properties.filter((each) => !isOwn(each)), ...due.properties.filter(isOwn)]
  return { ...whole, properties: properties.sort((one, other) => byText(one.path, other.path)) }
}

/** What the base wants of it; undefined where only an apply would have told. */
function valueBetween(
  { path }: PropertyChange,
  due: ResourceChange,
): { readonly value: string | undefined } | undefined {
  const until = due.properties.find((each) => each.path === path)
  return until === undefined || until.knownAfterApply ? undefined : { value: until.after }
}

/** The same change with some of its properties, and as dangerous as these are. */
export function partOf(whole: ResourceChange, properties: readonly PropertyChange[]): ResourceChange {
  return withReplacement(whole, properties, gentler(replacementOf(properties), whole.replacement))
}

function withReplacement(
  { leftover, ...whole }: ResourceChange,
  properties: readonly PropertyChange[],
  replacement: ResourceChange['replacement'],
): ResourceChange {
  const left = leftover === undefined || replacement === 'no' ? {} : { leftover }
  return judged({ ...whole, replacement, ...left, properties })
}

const REPLACEMENTS = ['no', 'maybe', 'yes'] as const satisfies readonly ResourceChange['replacement'][]

export function gentler(
  one: ResourceChange['replacement'],
  other: ResourceChange['replacement'],
): ResourceChange['replacement'] {
  return REPLACEMENTS[Math.min(REPLACEMENTS.indexOf(one), REPLACEMENTS.indexOf(other))] ?? other
}

/** What base → head does and nothing has to be done for, since live → base never came. */
function takenBack(
  whole: ResourceChange | undefined,
  due: ResourceChange,
  own: ResourceChange,
): ResourceChange | undefined {
  if (whole === undefined && due.action !== 'modify') {
    const isBack = own.action === (due.action === 'add' ? 'remove' : 'add')
    return isBack ? { ...harmless(own), verdict: SO_ALREADY } : undefined
  }
  const properties = own.properties.filter(
    (each) =>
      due.properties.some(({ path, before }) => path === each.path && before === each.after) &&
      whole?.properties.some((other) => covers(other, each)) !== true,
  )
  return properties.length === 0 ? undefined : { ...harmless({ ...own, properties }), verdict: SO_ALREADY }
}

/** What happens to nothing that exists makes and leaves nothing. */
function harmless({ leftover: _, ...change }: ResourceChange): ResourceChange {
  const properties = change.properties.map((each) => ({ ...each, recreation: 'never' as const }))
  return { ...change, replacement: 'no', properties }
}

function withoutBefore({ before: _, ...property }: PropertyChange): PropertyChange {
  return property
}

function valued(side: 'before' | 'after', value: string | undefined): Pick<PropertyChange, 'before' | 'after'> {
  return value === undefined ? {} : { [side]: value }
}

function byId(changes: Changes): ReadonlyMap<string, ResourceChange> {
  return new Map(changes.map((change) => [change.logicalId, change]))
}

/** With what is set beside the change set. */
export function besideWays(
  transition: Transition,
  protections: { readonly [whose in Exclude<Whose, 'both'>]: readonly ProtectionChange[] },
): Transition {
  const { ways = transition.changes.length === 0 ? [] : [{ whose: 'own', changes: transition.changes } as const] } =
    transition
  const told = ORDER.flatMap((whose): readonly Way[] => {
    const beside = whose === 'both' ? [] : protections[whose]
    const { changes = [] } = ways.find((way) => way.whose === whose) ?? {}
    if (changes.length + beside.length === 0) return []
    return [{ whose, changes, ...(beside.length === 0 ? {} : { protections: beside }) }]
  })
  return told.some(({ whose }) => whose !== 'own') ? { ...transition, ways: told } : transition
}

/** Of the whole, and once more of each of its ways. */
export function changesIn({ changes, ways = [] }: Pick<ChangeClass, 'changes' | 'ways'>): readonly ResourceChange[] {
  return [...changes, ...ways.flatMap((way) => way.changes)]
}

/**
 * What happens is the whole: whatever has made a change of it worse than its parts makes each of them so, and none is worse
 * than that. Asked once the whole has been judged.
 */
export function asGrave({ ways, ...transition }: Transition): Transition {
  if (ways === undefined) return transition
  const parts = Map.groupBy(
    ways.filter(isDone).flatMap(({ changes }) => changes),
    ({ logicalId }) => logicalId,
  )
  const graded = new Map(
    transition.changes.map(({ logicalId, verdict: whole }) => {
      const isWorseThanAll = isWorse(whole.risk, worstRisk((parts.get(logicalId) ?? []).map(riskOf)))
      return [logicalId, (own: Verdict) => (isWorseThanAll || isWorse(own.risk, whole.risk) ? whole : own)] as const
    }),
  )
  const regraded = ({ verdict, ...change }: ResourceChange): ResourceChange => ({
    ...change,
    verdict: graded.get(change.logicalId)?.(verdict) ?? verdict,
  })
  const told = ways.map((way) => (isDone(way) ? { ...way, changes: way.changes.map(regraded) } : way))
  return { ...transition, ways: told }
}

function riskOf({ verdict }: ResourceChange): Verdict['risk'] {
  return verdict.risk
}

function isDone({ whose }: Way): boolean {
  return whose !== 'undone'
}
