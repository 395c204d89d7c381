/**
 * Which classes differ in nothing but plain values, in a regular way?
 *
 * "Shards 8 → 16 on 40, 4 → 8 on 12" is one thing to understand and not two.
 * The classes stay what they are, exact; this only says which of them are read
 * together. Regular means: each place has one value in all of them, or another
 * in each, so that what is listed for one place lines up with every other
 * place. A value too long to be shown whole, and one that may name an account,
 * is never part of it; and a rare class never joins a common one, or an outlier
 * would stand in a list instead of before it.
 */

import { canonicalJson } from '../lib/digest.ts'
import { byText } from '../lib/sorted.ts'
import { eachOnce, foremost } from './group.ts'
import type { ChangeClass, ResourceChange } from './model.ts'
import { changesIn } from './two-ways.ts'

/** Classes that are read together, the rarest first; most often a single one. */
export type Family = readonly [ChangeClass, ...ChangeClass[]]

/** Worst first, then rarest, as classes are. */
export function families(classes: readonly ChangeClass[]): readonly Family[] {
  const alike = Map.groupBy(classes, (each) => canonicalJson(shapeOf(each)))
  return [...alike.values()].flatMap(inShape).sort((one, other) => foremost(merged(one), merged(other)))
}

/** What is true of all of them; values are those of the rarest. */
export function merged(family: Family): ChangeClass {
  const [first, ...others] = family
  if (others.length === 0) return first
  return {
    ...first,
    causes: eachOnce(family.flatMap((each) => each.causes)),
    stacks: family.flatMap((each) => each.stacks).sort((one, other) => byText(one.id, other.id)),
  }
}

/** Where the classes of a family may differ. */
export interface Place {
  readonly before?: string
  readonly after?: string
}

/** Ten times as common is no longer alike: the smaller one may be a mistake that the larger one hides. */
const MOST_UNLIKE = 10
/** Looked back at, so that thousands of irregular classes cost no more than their number. */
const MOST_OPEN = 8

function inShape(classes: readonly ChangeClass[]): readonly Family[] {
  const found: Growing[] = []
  for (const each of classes.toSorted(foremost)) {
    const places = placesOf(each).map(textOf)
    const home = found.slice(-MOST_OPEN).find((family) => isAsCommon(family, each) && fits(family, places))
    if (home === undefined) found.push({ classes: [each], seen: places.map((text) => new Set([text])) })
    else {
      home.classes.push(each)
      for (const [index, text] of places.entries()) home.seen[index]?.add(text)
    }
  }
  return found.map((each) => each.classes)
}

interface Growing {
  readonly classes: [ChangeClass, ...ChangeClass[]]
  /** What each place has had so far. */
  readonly seen: readonly Set<string>[]
}

/** What is true of a single stack is read with what is true of single stacks alone. */
function isAsCommon({ classes: [rarest] }: Growing, { stacks }: ChangeClass): boolean {
  const { length } = rarest.stacks
  return length === 1 ? stacks.length === 1 : stacks.length <= length * MOST_UNLIKE
}

function fits({ classes, seen }: Growing, places: readonly string[]): boolean {
  return seen.every((values, index) => {
    const isSeen = values.has(places[index] ?? '')
    if (classes.length === 1) return true
    return values.size === 1 ? isSeen : !isSeen
  })
}

/** In one order for all classes of a family. */
export function placesOf({ parameters, ...change }: ChangeClass): readonly Place[] {
  return [...changesIn(change).flatMap((each) => each.properties), ...parameters]
}

function textOf({ before, after }: Place): string {
  return canonicalJson([before ?? null, after ?? null])
}

/** Everything but plain values. */
function shapeOf({ changes, ways, parameters, outputs, protections, risk, exactness, kind }: ChangeClass): unknown {
  const blank = (all: readonly ResourceChange[]) =>
    all.map((change) => ({ ...change, properties: change.properties.map(blanked) }))
  return {
    risk,
    exactness,
    kind,
    outputs,
    protections,
    changes: blank(changes),
    ways: ways?.map((way) => ({ ...way, changes: blank(way.changes) })),
    parameters: parameters.map(blanked),
  }
}

function blanked<Of extends Place>(of: Of): Of {
  const { before, after } = of
  return {
    ...of,
    ...(before !== undefined && isPlain(before) ? { before: '‹' } : {}),
    ...(after !== undefined && isPlain(after) ? { after: '‹' } : {}),
  }
}

/** A number, a size, a name: shown whole wherever it stands. Nothing that holds twelve digits, which may be an account. */
function isPlain(value: string): boolean {
  return /^[\w.:@%/+‹› -]{0,40}$/.test(value) && !/\d{12}/.test(value)
}
