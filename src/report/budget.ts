/**
 * What is left out when there is not enough room?
 *
 * Each part comes in several lengths. The least dangerous and most common ones
 * are shortened first, and folded into a number at last; the shortest form of
 * what is destructive is never dropped. Where not even that fits, the answer
 * is no text at all, because half a warning is worse than none.
 */
import type { Risk } from '../plan/model.ts'

export interface Part {
  readonly risk: Risk
  /** Four, the longest first. */
  readonly texts: readonly string[]
}

/** A part's length: its index in `texts`, or `folded` once it is only counted. */
type Cut = readonly [risk: Risk, length: number | 'folded']

/** Routine detail goes first; a destructive headline, its last text, never. */
const CUTS: readonly Cut[] = [
  ['routine', 1],
  ['routine', 2],
  ['disruptive', 1],
  ['routine', 3],
  ['disruptive', 2],
  ['routine', 'folded'],
  ['destructive', 1],
  ['disruptive', 3],
  ['destructive', 2],
  ['disruptive', 'folded'],
  ['destructive', 3],
]

export interface Fitted {
  readonly texts: readonly string[]
  /** Indices of parts that are not there in full. */
  readonly cut: readonly number[]
  /** Indices of parts that are only counted now. */
  readonly folded: readonly number[]
}

/** `parts` in the order they are shown: the most important first. Sizes are UTF-8 bytes, which are never fewer than units. */
export function fitted(parts: readonly Part[], room: number): Fitted | undefined {
  const lengths: (number | 'folded')[] = parts.map(() => 0)
  let size = parts.reduce((sum, part) => sum + sizeAt(part, 0), 0)
  for (const [risk, length] of CUTS) {
    for (let index = parts.length - 1; index >= 0 && size > room; index -= 1) {
      const part = parts[index]
      if (part?.risk !== risk) continue
      size += sizeAt(part, length) - sizeAt(part, lengths[index] ?? 0)
      lengths[index] = length
    }
  }
  if (size > room) return undefined
  return {
    texts: parts.flatMap((part, index) => textAt(part, lengths[index] ?? 0) ?? []),
    // A shorter text that leaves out nothing is no cut.
    cut: parts.flatMap((part, index) => (textAt(part, lengths[index] ?? 0) === part.texts[0] ? [] : [index])),
    folded: lengths.flatMap((length, index) => (length === 'folded' ? [index] : [])),
  }
}

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}

function textAt({ texts }: Part, length: number | 'folded'): string | undefined {
  return length === 'folded' ? undefined : (texts[Math.min(length, texts.length - 1)] ?? undefined)
}

/** With the empty line that parts it from the next. */
function sizeAt(part: Part, length: number | 'folded'): number {
  const text = textAt(part, length)
  return text === undefined ? 0 : bytesOf(text) + 2
}
