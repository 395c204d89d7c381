/**
 * Which words of a value are a stack's own, and no other's?
 *
 * Its account, region, name and id, its customer and pipeline, and what its own
 * pipeline puts out become placeholders, as whole words. Customers and
 * pipelines have ordinary names: one called `prod` must not hide the literal
 * `prod` of another property, so such a name counts only as part of a longer
 * one, or in a field that asks for a name.
 */
import type { PlanEvidence, StackRef, Transition } from './model.ts'
import { changesIn } from './two-ways.ts'

/** What AWS alone knows of a stack: how a placeholder calls it → its value. */
export type Known = NonNullable<PlanEvidence['own']>[string]

const CERTAIN = [
  ['stackName', 'stack'],
  ['accountId', 'account'],
  ['region', 'region'],
] as const satisfies readonly (readonly [keyof StackRef, string])[]
const ORDINARY = ['customer', 'pipeline'] as const satisfies readonly (keyof StackRef)[]

/** Shorter names are words of their own too often: a pipeline `a1` must not hide a value. */
const FEWEST_CHARACTERS = 3
/** An output may be any text, such as `8` or `true`. */
const FEWEST_OF_OUTPUT = 8

/** Within JSON a line ends in a letter of its own: `\nweb` is the word `web`. */
const WORD_BEGINS = '(?:(?<![A-Za-z0-9])|(?<=\\\\[bfnrt]))'
/** So much of a text says whether a name in it is a part of a longer one; a long text is read once, not once a name. */
const MOST_AROUND = 512

/** In one pass, the longest name first, whole words only: the pipeline `web` is no part of `webhook`. */
export function ownNames(stack: StackRef, known: Known = {}): (text: string, field: string) => string {
  const ordinary = new Map(ORDINARY.map((field) => [stack[field], field] as const).toReversed())
  const certain = new Map([
    ...Object.entries(known).map(([name, value]) => [value, name] as const),
    ...CERTAIN.map(([field, name]) => [stack[field], name] as const),
  ])
  const alternatives = [...new Set([...certain.keys(), ...ordinary.keys()])]
    .filter((name) => name.length >= FEWEST_CHARACTERS)
    .sort((one, other) => other.length - one.length)
    .map(RegExp.escape)
  const own = new RegExp(`${WORD_BEGINS}(?:${alternatives.join('|')})(?![A-Za-z0-9])|‹`, 'g')
  return (text, field) =>
    text.replaceAll(own, (found, at: number) => {
      // A foreign ‹ is doubled, so that no literal can pass for a placeholder.
      if (found === '‹') return '‹‹'
      const name = certain.get(found)
      if (name !== undefined) return `‹${name}›`
      return isName(field) || isJoined(text, at, at + found.length) ? `‹${ordinary.get(found)}›` : found
    })
}

/** Of what AWS knows, the part that stands in what changes: the rest would only be kept. */
export function knownIn({ parameters, outputs = [], ...transition }: Transition, known: Known): Known {
  const places = [...changesIn(transition).flatMap((change) => change.properties), ...parameters, ...outputs]
  const isThere = (value: string) =>
    places.some(({ before, after }) => before?.includes(value) || after?.includes(value))
  return Object.fromEntries(
    Object.entries(known).filter(([, value]) => value.length >= FEWEST_OF_OUTPUT && isThere(value)),
  )
}

function isName(field: string): boolean {
  return /(?:customer|pipeline|name|prefix)$/i.test(field)
}

/** `acme-raw`, `/acme/`, `raw.acme`; within an ARN a colon joins too. */
function isJoined(text: string, start: number, end: number): boolean {
  const [before, after] = [text.slice(Math.max(0, start - MOST_AROUND), start), text.slice(end, end + MOST_AROUND)]
  if (/(?:[A-Za-z0-9›}][-_.]|\/)$/.test(before) || /^(?:[-_.][A-Za-z0-9$*]|\/)/.test(after)) return true
  return /arn:[^\s"',]*:$/.test(before)
}
