/**
 * Where do two long texts differ?
 *
 * In every place, because a reviewer who is shown only the first one approves
 * the second unread. Text of several lines and JSON read line by line, as in a
 * pull request; what is one long line shows each place with a few words around
 * it. However unlike two texts are, the work is bounded: then all that lies
 * between their equal ends counts as one difference.
 */
import { diffArrays } from 'diff'
import { parseJson } from '../plan/template.ts'
import { count } from './words.ts'

/** Beyond these, two texts have so little in common that places of their own would help nobody. */
const MOST_EDITS = 150
/** Kept on both sides of what differs. */
const CONTEXT_LINES = 3
const CONTEXT_UNITS = 40

/** A stretch of equal, or of differing, parts. */
interface Run {
  readonly isSame: boolean
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** It reads better line by line; undefined where there is nothing. */
export function hasLines(value: string | undefined): boolean {
  return value !== undefined && (value.includes('\n') || inLines(value) !== undefined)
}

/** Lines that begin with `-`, `+` or a space, with three lines around each difference; `undefined` is no text at all. */
export function differingLines(before: string | undefined, after: string | undefined): readonly string[] {
  const found = runs(linesOf(before), linesOf(after))
  return found.flatMap(({ isSame, before: gone, after: come }, index) => {
    if (!isSame) return [...gone.map((line) => `- ${line}`), ...come.map((line) => `+ ${line}`)]
    const above = index === 0 ? 0 : CONTEXT_LINES
    const below = index === found.length - 1 ? 0 : CONTEXT_LINES
    // A note would take as much room as the line that it leaves out.
    if (come.length <= above + below + 1) return come.map((line) => `  ${line}`)
    return [
      ...come.slice(0, above).map((line) => `  ${line}`),
      `  … ${count(come.length - above - below, 'equal line')}`,
      ...come.slice(come.length - below).map((line) => `  ${line}`),
    ]
  })
}

/** Each place with what it was and what it becomes, cut where both are equal. */
export function differingPlaces(
  before: string,
  after: string,
): readonly { readonly before: string; readonly after: string }[] {
  const places: { before: string; after: string }[] = []
  let isOpen = false
  const found = runs(wordsOf(before), wordsOf(after))
  for (const [index, { isSame, before: gone, after: come }] of found.entries()) {
    const [own, its] = [gone.join(''), come.join('')]
    const last = places.at(-1)
    const isLast = index === found.length - 1
    if (!isSame && isOpen && last !== undefined) {
      last.before += own
      last.after += its
    } else if (!isSame) {
      places.push({ before: own, after: its })
      isOpen = true
    } else if (last === undefined) {
      const lead = own.length <= CONTEXT_UNITS ? own : `…${ending(own)}`
      places.push({ before: lead, after: lead })
      isOpen = true
    } else if (own.length <= 2 * CONTEXT_UNITS) {
      last.before += own
      last.after += own
    } else {
      const end = `${beginning(own)}…`
      last.before += end
      last.after += end
      if (!isLast) places.push({ before: `…${ending(own)}`, after: `…${ending(own)}` })
    }
  }
  return places
}

/** Neither cuts a character in two. */
function beginning(text: string): string {
  return text.slice(0, CONTEXT_UNITS).replace(/[\uD800-\uDBFF]$/, '')
}

function ending(text: string): string {
  return text.slice(-CONTEXT_UNITS).replace(/^[\uDC00-\uDFFF]/, '')
}

function runs(before: readonly string[], after: readonly string[]): readonly Run[] {
  const found = diffArrays([...before], [...after], { maxEditLength: MOST_EDITS })
  if (found === undefined) return asRuns(betweenEnds(before, after))
  const together: { isSame: boolean; before: string[]; after: string[] }[] = []
  for (const { added, removed, value } of found) {
    const isSame = !added && !removed
    const last = together.at(-1)
    const run = last?.isSame === false && !isSame ? last : { isSame, before: [], after: [] }
    if (run !== last) together.push(run)
    if (!added) run.before.push(...value)
    if (!removed) run.after.push(...value)
  }
  return together
}

/** All that lies between the first and the last difference counts as one. */
export function betweenEnds(
  before: readonly string[],
  after: readonly string[],
): { readonly [place in 'above' | 'gone' | 'come' | 'below']: readonly string[] } {
  const most = Math.min(before.length, after.length)
  let above = 0
  while (above < most && before[above] === after[above]) above += 1
  let below = 0
  while (below < most - above && before.at(-1 - below) === after.at(-1 - below)) below += 1
  const between = (parts: readonly string[]) => parts.slice(above, parts.length - below)
  return {
    above: before.slice(0, above),
    gone: between(before),
    come: between(after),
    below: before.slice(before.length - below),
  }
}

function asRuns({ above, gone, come, below }: ReturnType<typeof betweenEnds>): readonly Run[] {
  const same = (parts: readonly string[]) => ({ isSame: true, before: parts, after: parts })
  return [same(above), { isSame: false, before: gone, after: come }, same(below)].filter(
    (run) => run.before.length + run.after.length > 0,
  )
}

function linesOf(text: string | undefined): readonly string[] {
  return text === undefined ? [] : (inLines(text) ?? text.split('\n'))
}

/** Of JSON whose lines say all that its text says; a repeated key, or a number written in two ways, would be lost. */
function inLines(text: string): readonly string[] | undefined {
  const value = /^[[{]/.test(text) ? parseJson(text) : undefined
  return value === undefined || JSON.stringify(value) !== text ? undefined : JSON.stringify(value, null, 2).split('\n')
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[A-Za-z0-9_]+|\s+|[^A-Za-z0-9_\s]/gu) ?? []
}
