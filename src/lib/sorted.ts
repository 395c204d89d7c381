/**
 * How do two long lists that hardly differ cost no more than their difference?
 *
 * Lists in one order, of objects that are the same object in both while
 * nothing has changed: one walk over both finds what has, and what is made of
 * them is mended instead of made anew.
 */

export type Order<Value> = (one: Value, other: Value) => number

/** By code unit: the same everywhere, whatever the locale. */
export function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/** The list itself where it is in order already, as lists that come from sorted ones nearly always are. */
export function sorted<Value>(values: readonly Value[], order: Order<Value>): readonly Value[] {
  const isSorted = values.every((value, at) => at === 0 || order(values[at - 1] as Value, value) <= 0)
  return isSorted ? values : values.toSorted(order)
}

export interface Unlike<Value> {
  /** In the first list and not in the second. */
  readonly gone: readonly Value[]
  readonly come: readonly Value[]
}

/** Whatever is not told of is in both lists; in lists out of order, or of equals, more may be told of than differs. */
export function unlike<Value>(before: readonly Value[], after: readonly Value[], order: Order<Value>): Unlike<Value> {
  const gone: Value[] = []
  const come: Value[] = []
  if (before === after) return { gone, come }
  let at = 0
  for (const value of after) {
    while (at < before.length && before[at] !== value && order(before[at] as Value, value) <= 0) {
      gone.push(before[at] as Value)
      at += 1
    }
    if (before[at] === value) at += 1
    else come.push(value)
  }
  return { gone: [...gone, ...before.slice(at)], come }
}

/** The list itself where nothing has changed, so that what is remembered with it stays known. */
export function mended<Value>(
  values: readonly Value[],
  { gone, come }: Unlike<Value>,
  order: Order<Value>,
): readonly Value[] {
  if (gone.length === 0 && come.length === 0) return values
  const left = new Set(gone)
  const parts: (readonly Value[])[] = []
  let from = 0
  for (const value of [...gone, ...come].sort(order)) {
    const isGone = left.has(value)
    const before = placeOf(values, (each) => order(each, value) < (isGone ? 0 : 1))
    const at = isGone ? values.indexOf(value, before) : before
    if (at < from) continue
    parts.push(values.slice(from, at), isGone ? [] : [value])
    from = isGone ? at + 1 : at
  }
  return [...parts, values.slice(from)].flat()
}

/** Those that stand together in a list in order: from the first that is not before them, as far as they go. */
export function stretch<Value>(
  values: readonly Value[],
  isBefore: (value: Value) => boolean,
  isIn: (value: Value) => boolean,
): readonly Value[] {
  const from = placeOf(values, isBefore)
  let to = from
  while (to < values.length && isIn(values[to] as Value)) to += 1
  return values.slice(from, to)
}

/** Those of a name, in a list that is in the order of names. */
export function called<Value>(
  values: readonly Value[],
  name: string,
  nameOf: (value: Value) => string,
): readonly Value[] {
  return stretch(
    values,
    (value) => nameOf(value) < name,
    (value) => nameOf(value) === name,
  )
}

/** How many of a list in order are before. */
function placeOf<Value>(values: readonly Value[], isBefore: (value: Value) => boolean): number {
  let from = 0
  let to = values.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (isBefore(values[middle] as Value)) from = middle + 1
    else to = middle
  }
  return from
}
