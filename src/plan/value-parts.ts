/**
 * What within a property's value is not as it was?
 *
 * A list of rules is one value to a template and may be many to CloudFormation.
 * What a rule loses has to be seen in both, so a value that is JSON is taken
 * apart, each key a part. A part whose value nobody knows yet is open, and so is
 * a value that was cut: whatever it may become counts as if it did.
 */
import { canonicalJson } from '../lib/digest.ts'
import type { PropertyChange } from './model.ts'
import { isList, isMap, type Json, type JsonMap, parseJson } from './template.ts'

export interface Part {
  /** A thing of a list stands in it as `[its_name]`, so that no name reads like a property, or else as its place. */
  readonly path: string
  readonly before?: string
  readonly after?: string
  /** What it becomes is not known, or not readable. */
  readonly isOpen: boolean
  /** It goes because all that it stood in goes. */
  readonly goesWithAll?: boolean
}

type Side = Json | undefined

/** A value that is no JSON is its own only part. One that goes stands for itself and for each thing in it. */
export function partsOf({ path, before, after, knownAfterApply }: PropertyChange): readonly Part[] {
  const old = read(before)
  const wanted = read(after)
  const mayWait = knownAfterApply === true
  const isHidden = (mayWait && !isStructured(wanted)) || (old === undefined && wanted === undefined)
  if (old !== UNREADABLE && wanted !== UNREADABLE && !isHidden) return within(path, { old, wanted }, mayWait)
  return [{ path, ...textOf('before', before), ...textOf('after', after), isOpen: true }]
}

const UNREADABLE = Symbol('looks like JSON and is none')

function read(text: string | undefined): Side | typeof UNREADABLE {
  if (text === undefined || !/^[[{]/.test(text)) return text
  return parseJson(text) ?? UNREADABLE
}

interface Sides {
  readonly old: Side
  readonly wanted: Side
}

function within(path: string, { old, wanted }: Sides, mayWait: boolean): readonly Part[] {
  const isSame = old !== undefined && wanted !== undefined && asText(old) === asText(wanted)
  if (isSame && !mayWait) return []
  const own = { path, ...textOf('before', old), ...textOf('after', wanted) }
  if (isUnknown(wanted)) return [{ ...own, isOpen: true }]
  const inner = pairsOf({ old, wanted }, mayWait).flatMap(([key, sides]) => within(`${path}.${key}`, sides, mayWait))
  // What comes with nothing in it comes all the same.
  if (isStructured(wanted) && (old === undefined ? inner.length > 0 : isStructured(old))) return inner
  if (isSame) return []
  return [
    { ...own, isOpen: false },
    ...(wanted === undefined ? inner.map((part) => ({ ...part, goesWithAll: true })) : inner),
  ]
}

type Pairs = readonly (readonly [string, Sides])[]

function pairsOf({ old, wanted }: Sides, mayWait: boolean): Pairs {
  if (isList(old) || isList(wanted)) {
    return pairsOfLists(isList(old) ? old : [], isList(wanted) ? wanted : [], mayWait)
  }
  return byKey(isMap(old) ? old : {}, isMap(wanted) ? wanted : {})
}

function byKey(old: JsonMap, wanted: JsonMap): Pairs {
  const keys = new Set([...Object.keys(old), ...Object.keys(wanted)])
  return [...keys].map((key) => [key, { old: ownOf(old, key), wanted: ownOf(wanted, key) }])
}

function ownOf(map: JsonMap, key: string): Side {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

/** By what its things are called; else in their order, once those that are in both have been left out. */
function pairsOfLists(old: readonly Json[], wanted: readonly Json[], mayWait: boolean): Pairs {
  const [oldNamed, wantedNamed] = [byName(old), byName(wanted)]
  if (oldNamed !== undefined && wantedNamed !== undefined) return byKey(oldNamed, wantedNamed)
  // What reads the same may become something else where it names what is not known yet.
  const [oldOwn, wantedOwn] = mayWait ? [old, wanted] : [without(old, wanted), without(wanted, old)]
  const length = Math.max(oldOwn.length, wantedOwn.length)
  return Array.from({ length }, (_, at) => [String(at), { old: oldOwn[at], wanted: wantedOwn[at] }])
}

const NAMES = ['Id', 'Key', 'Name', 'RuleName'] as const

/** Undefined unless each has a name of its own. */
function byName(list: readonly Json[]): JsonMap | undefined {
  const entries = list.flatMap((item) => {
    const name = isMap(item) ? NAMES.map((each) => item[each]).find((each) => typeof each === 'string') : undefined
    return typeof name === 'string' ? [[`[${name.replaceAll(/\W/g, '_')}]`, item] as const] : []
  })
  const named = new Map(entries)
  return named.size === list.length ? Object.fromEntries(named) : undefined
}

function without(list: readonly Json[], others: readonly Json[]): readonly Json[] {
  const known = new Set(others.map((each) => asText(each)))
  return list.filter((each) => !known.has(asText(each)))
}

function isStructured(value: Side | symbol): boolean {
  return typeof value === 'object' && value !== null
}

/** Names something else, by our spelling or AWS's, or is a function that only AWS can work out. */
function isUnknown(value: Side): boolean {
  if (typeof value === 'string') return value.includes('${') || value.includes('(known after apply)')
  const [only = '', ...others] = isMap(value) ? Object.keys(value) : []
  return others.length === 0 && (only === 'Ref' || only.startsWith('Fn::'))
}

/** CloudFormation keeps every scalar as text. */
function asText(value: Json): string {
  return isStructured(value) ? canonicalJson(value) : String(value)
}

function textOf(side: 'before' | 'after', value: Side): Pick<Part, 'before' | 'after'> {
  return value === undefined ? {} : { [side]: asText(value) }
}
