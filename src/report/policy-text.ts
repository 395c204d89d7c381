/**
 * What becomes of a stack policy?
 *
 * It decides what an update may replace or delete, and one word of it may
 * decide that. So it is shown whole, a line each value as people write it, with
 * what goes and what comes between the lines that stay.
 */
import { spelledOut } from '../lib/markdown.ts'
import type { ProtectionChange } from '../plan/model.ts'
import { parseJson } from '../plan/template.ts'
import { betweenEnds } from './differences.ts'
import { count } from './words.ts'

/** Kept on both sides of what changes, where the whole is too long. */
const CONTEXT_LINES = 5

/** Lines that begin with `-`, `+` or a space, together of at most `most` UTF-16 units and how many more there are. */
export function policyLines({ before, after }: ProtectionChange, most: number): readonly string[] {
  const ends = betweenEnds(linesOf(before), linesOf(after))
  const above = ends.above.map((line) => `  ${line}`)
  const below = ends.below.map((line) => `  ${line}`)
  const changed = [...ends.gone.map((line) => `- ${line}`), ...ends.come.map((line) => `+ ${line}`)]
  const whole = [...above, ...changed, ...below]
  if (lengthOf(whole) <= most) return whole
  const near = [
    ...leftOut(above.length - CONTEXT_LINES),
    ...above.slice(-CONTEXT_LINES),
    ...changed,
    ...below.slice(0, CONTEXT_LINES),
    ...leftOut(below.length - CONTEXT_LINES),
  ]
  if (lengthOf(near) <= most) return near
  let shown = 0
  for (let room = most; shown < near.length; shown += 1) {
    room -= lengthOf(near.slice(shown, shown + 1))
    if (room < 0) break
  }
  return [...near.slice(0, shown), ...leftOut(near.length - shown)]
}

function leftOut(lines: number): readonly string[] {
  return lines > 0 ? [`  … ${count(lines, 'more line')}`] : []
}

/** What is no JSON, or was cut, is one line. */
function linesOf(policy: string | undefined): readonly string[] {
  if (policy === undefined) return []
  const value = parseJson(policy)
  return (value === undefined ? [policy] : JSON.stringify(value, null, 2).split('\n')).map(spelledOut)
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0)
}
