/**
 * Did reviewers see that a value becomes this one?
 *
 * What each of their plans showed is done again, one after the other, from the
 * value that there is: whoever saw 1 → 2 saw nothing of 1 → 99, and two who saw
 * 1 → 2 and 2 → 99 saw all of it. A plan may have named the whole of a value,
 * and another a part of it.
 */
import { isList, isMap, type Json, parseJson } from './template.ts'
import { same } from './template-diff.ts'

/** Where a value stands, from what to what; absent where there is none. */
export interface Step {
  readonly path: string
  readonly before?: string | undefined
  readonly after?: string | undefined
  readonly knownAfterApply?: true | undefined
}

/**
 * Those of `seen`, the earliest first, that lead from its before to its after: as many of the latest as do. What an earlier
 * one showed may be done already, but nothing that one of the latest showed is left out.
 */
export function leading<Seen extends { readonly steps: readonly Step[] }>(
  whole: Step,
  seen: readonly Seen[],
): readonly Seen[] {
  const naming = seen.filter(({ steps }) => steps.some((step) => isNamedBy(whole.path, step)))
  const first = naming.findIndex((_each, index) =>
    leads(
      whole,
      naming.slice(index).flatMap(({ steps }) => steps),
    ),
  )
  return first === -1 ? [] : naming.slice(first)
}

/** Whether these steps together come from its before to its after. Of no step: whether the two are the same. */
export function leads(whole: Step, steps: readonly Step[]): boolean {
  const start: State = { value: valueIn(whole.before) }
  const end = steps
    .filter((step) => isNamedBy(whole.path, step))
    .reduce<State | undefined>((state, step) => state && next(state, step, whole.path), start)
  if (end === undefined) return false
  // What was to be known only after an apply, its reviewers took as whatever it turns out to be.
  if (end.open === undefined) return whole.knownAfterApply === undefined && same(end.value, valueIn(whole.after))
  const { text = whole.after } = end.open
  return whole.knownAfterApply === undefined || whole.after === undefined || text === whole.after
}

/** `open`: only an apply tells; with the text in which that was written. */
interface State {
  readonly value: Json | undefined
  readonly open?: { readonly text: string | undefined }
}

function isNamedBy(path: string, step: Step): boolean {
  if (step.path === path || step.path.startsWith(`${path}.`)) return true
  const inner = keysBelow(step.path, path)
  if (inner === undefined) return false
  return step.knownAfterApply === true || !same(...sidesOf(step, inner))
}

/** Undefined where the step does not begin where the others have led. */
function next(state: State, step: Step, path: string): State | undefined {
  const within = keysBelow(path, step.path)
  if (within !== undefined && within.length > 0) return nextWithin(state, step, within)
  const [before, after] = sidesOf(step, keysBelow(step.path, path) ?? [])
  if (state.open === undefined && !same(state.value, before)) return undefined
  return step.knownAfterApply ? { value: undefined, open: { text: step.after } } : { value: after }
}

/** A part of a value that itself is not known, or will not be, tells too little of the whole. */
function nextWithin({ value, open }: State, step: Step, keys: readonly string[]): State | undefined {
  const isUnknown = open !== undefined || step.knownAfterApply === true
  if (isUnknown || !same(inside(value, keys), valueIn(step.before))) return undefined
  const changed = withInside(value, keys, valueIn(step.after))
  return changed === undefined ? undefined : { value: changed }
}

function sidesOf({ before, after }: Step, keys: readonly string[]): readonly [Json | undefined, Json | undefined] {
  return [inside(valueIn(before), keys), inside(valueIn(after), keys)]
}

/** `A.B.C` below `A`: B and C; none where both are the same; undefined where it is not below. */
function keysBelow(above: string, path: string): readonly string[] | undefined {
  if (path === above) return []
  return path.startsWith(`${above}.`) ? path.slice(above.length + 1).split('.') : undefined
}

function inside(value: Json | undefined, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>(
    (outer, key) => (isMap(outer) && Object.hasOwn(outer, key) ? outer[key] : undefined),
    value,
  )
}

/** Undefined where there is nothing to put it into. */
function withInside(
  value: Json | undefined,
  [key, ...deeper]: readonly string[],
  put: Json | undefined,
): Json | undefined {
  if (key === undefined) return put
  if (!isMap(value)) return undefined
  const { [key]: old, ...others } = value
  const made = withInside(old, deeper, put)
  if (made === undefined && deeper.length > 0) return undefined
  return made === undefined ? others : { ...others, [key]: made }
}

/** What is no structure, or a part of one that was cut, is its text. */
function valueIn(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined
  const value = parseJson(text)
  return isMap(value) || isList(value) ? value : text
}
