/**
 * Does this number mean what its author wrote?
 *
 * YAML reads `012345678901` as a number without its zero, `3.10` as 3.1, `0x1F`
 * as 31 and `1e3` as 1000. An account id or a version would silently be
 * another one; so a number that would not be written back as it stands is a
 * problem, whatever its field takes.
 */
import type { Problem } from './model.ts'

/** `value`: what YAML makes of `source`. Undefined where the two are the same to everybody. */
export function misread(value: number, source: string): Omit<Problem, 'at'> | undefined {
  const read = String(value)
  if (read === source) return undefined
  const quoted = `put it in quotes: "${source}"`
  if (!Number.isFinite(value))
    return problem(`\`${source}\` is no number that a fleet can use`, `write another number, or ${quoted}`)
  if (/^[-+]?0[0-9]/.test(source))
    return problem(`\`${source}\` would be read as the number ${read}, without its leading zero`, quoted)
  if (losesDigits(value, source)) return problem(`\`${source}\` would be read as the number ${read}`, quoted)
  return problem(`\`${source}\` would be read as the number ${read}`, `write ${read}, or if it is text ${quoted}`)
}

/** More digits than a number can keep: there is no other way to write it. */
function losesDigits(value: number, source: string): boolean {
  return /^[-+]?\d+$/.test(source) && !Number.isSafeInteger(value)
}

function problem(message: string, hint: string): Omit<Problem, 'at'> {
  return { code: 'number-misread', message, expected: 'a number as it is read, or text in quotes', hint }
}
