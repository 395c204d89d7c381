/**
 * How does text read in which something stands that only AWS knows?
 *
 * As literals with holes between them. What AWS has made of it fits when the
 * literals stand in it in their order; of what AWS shows only the beginning,
 * the rest is as the literals say, with each hole as it is written.
 */
import { printed } from './known.ts'
import { PLACEHOLDER } from './references.ts'
import { isList, isMap, type Json } from './template.ts'

/** One literal more than holes: before, between and behind them. A hole is told as in `Fn::Sub`. */
export interface TextWithHoles {
  readonly literals: readonly string[]
  readonly holes: readonly string[]
}

type Piece = string | { readonly hole: string }

/** What fills a hole is a name or an ARN. */
const LONGEST_FILLING = 2_048
/** Fewer characters at the end of a beginning may stand there by chance. */
const LEAST_RECOGNISED = 8

export function textWithHoles(value: Json): TextWithHoles {
  const literals = ['']
  const holes: string[] = []
  for (const piece of piecesOf(value)) {
    const isFirst = literals.length === 1 && literals[0] === ''
    if (typeof piece === 'string') literals.push((literals.pop() ?? '') + piece)
    // Nothing stands between them to tell where the one ends.
    else if (literals.at(-1) === '' && !isFirst) holes.push((holes.pop() ?? '') + piece.hole)
    else {
      holes.push(piece.hole)
      literals.push('')
    }
  }
  return { literals, holes }
}

function piecesOf(value: Json): readonly Piece[] {
  if (!isMap(value)) return [String(value)]
  const { 'Fn::Sub': text, 'Fn::Join': join } = value
  if (typeof text === 'string') return substitution(text)
  const [separator, parts] = isList(join) ? join : []
  if (typeof separator !== 'string' || !isList(parts)) return [{ hole: printed(value) }]
  return parts.flatMap((part, index) => [...(index === 0 ? [] : [separator]), ...piecesOf(part)])
}

function substitution(text: string): readonly Piece[] {
  return text
    .split(PLACEHOLDER)
    .map((part, index) => (index % 2 === 0 ? part.replaceAll('${!', '${') : { hole: `\${${part}}` }))
}

/** The literals in their order, from the very beginning to the very end, whatever stands in the holes. */
export function fits(shown: string, { literals }: TextWithHoles): boolean {
  const [first = '', ...others] = literals
  const last = others.pop()
  if (last === undefined) return shown === first
  if (!shown.startsWith(first)) return false
  let at = first.length
  for (const literal of others) {
    const found = shown.indexOf(literal, at)
    if (found === -1) return false
    at = found + literal.length
  }
  return shown.endsWith(last) && shown.length - last.length >= at
}

/** Undefined where it is no beginning of this text. */
export function completed(beginning: string, { literals, holes }: TextWithHoles): string | undefined {
  const [first = '', ...others] = literals
  if (beginning.length <= first.length ? !first.startsWith(beginning) : !beginning.startsWith(first)) return undefined
  let text = first
  let at = Math.min(first.length, beginning.length)
  for (const [index, literal] of others.entries()) {
    const end = at === beginning.length ? undefined : endOfHole(beginning, at, literal)
    if (end === undefined && !mayFill(beginning.slice(at))) return undefined
    // It is cut within the hole: half a name tells less than what is written there.
    text += (end === undefined ? (holes[index] ?? '') : beginning.slice(at, end)) + literal
    at = end === undefined ? beginning.length : Math.min(end + literal.length, beginning.length)
  }
  return text
}

/** A name or an ARN without its end, and hardly any of what follows it: nothing of what is shown may get lost. */
function mayFill(cut: string): boolean {
  const filling = cut.slice(0, 1 - LEAST_RECOGNISED)
  return filling.length <= LONGEST_FILLING && !/\s/.test(filling)
}

/** Where what follows the hole begins, all of it or as much as is left. */
function endOfHole(beginning: string, at: number, literal: string): number | undefined {
  if (literal === '') return undefined
  const found = beginning.indexOf(literal, at)
  if (found !== -1) return found
  for (
    let from = Math.max(at, beginning.length - literal.length);
    from <= beginning.length - LEAST_RECOGNISED;
    from++
  ) {
    if (literal.startsWith(beginning.slice(from))) return from
  }
  return undefined
}
