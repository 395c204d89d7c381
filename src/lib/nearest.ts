/**
 * Which of these words was probably meant?
 *
 * For "did you mean …?": only a word that is close enough to be a slip of the
 * finger, because a wrong guess costs a reader more than no guess.
 */

/** The closest of `words` by edit distance, at most a third of its length away (at least one); the first of equals. */
export function nearest<Word extends string>(said: string, words: readonly Word[]): Word | undefined {
  let best: { readonly word: Word; readonly distance: number } | undefined
  for (const word of words) {
    const most = Math.max(1, Math.floor(Math.max(word.length, said.length) / 3))
    if (Math.abs(word.length - said.length) > most) continue
    const distance = editDistance(said.toLowerCase(), word.toLowerCase())
    if (distance <= most && (best === undefined || distance < best.distance)) best = { word, distance }
  }
  return best?.word
}

/** Insertions, deletions, replacements and swaps of neighbours (the restricted Damerau distance). */
function editDistance(one: string, other: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1]
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      now[column] = Math.min(
        (last[column] ?? 0) + 1,
        (now[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    beforeLast = last
    last = now
  }
  return last[other.length] ?? 0
}
