/**
 * Which of these names did the author probably mean?
 *
 * Near in spelling: a slip of one key in three, letters swapped, another case
 * or another hyphen. No suggestion is better than a wild one.
 */

const MOST_LETTERS = 64

/** The nearest candidate, the first in order among equals; undefined when none is near. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  // A name of a thousand letters is no slip of anybody's hand, and would be looked through once a candidate.
  if (name.length > MOST_LETTERS) return undefined
  const most = Math.max(1, Math.floor(name.length / 3))
  let best: { readonly candidate: string; readonly distance: number } | undefined
  for (const candidate of [...candidates].sort()) {
    const distance = plain(name) === plain(candidate) ? 0 : editDistance(name, candidate)
    if (distance <= most && (best === undefined || distance < best.distance)) best = { candidate, distance }
  }
  return best?.candidate
}

/** As a problem's `hint`, ready to be spread into it. */
export function didYouMean(name: string, candidates: Iterable<string>): { readonly hint?: string } {
  const meant = nearest(name, candidates)
  return meant === undefined ? {} : { hint: `did you mean \`${meant}\`?` }
}

/** `a`, `b` or `c`, cut after the tenth. */
export function listed(names: Iterable<string>): string {
  const all = [...names].map((name) => `\`${name}\``)
  if (all.length === 0) return 'nothing, there is none'
  if (all.length > 10) return `${all.slice(0, 10).join(', ')} or one of ${all.length - 10} more`
  return all.length === 1 ? all.join('') : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`
}

/** `a`, `b` and `c`, of words that are marked as names already. */
export function together(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '')
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 12) return Number.POSITIVE_INFINITY
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1)
      }
      row.push(cost)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? Number.POSITIVE_INFINITY
}
