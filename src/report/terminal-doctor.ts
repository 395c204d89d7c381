/**
 * How does an operator read an examination?
 *
 * What has to be done first, each with whose move it is; then what could not
 * be told, what is well, and what nobody with the bot's rights can see. A fleet has thousands of accounts:
 * what is said of many alike is said once, with their number.
 */
import type { Finding, Outcome } from '../doctor/model.ts'
import { spelledOut } from '../lib/markdown.ts'
import { type Ink, ink } from './ink.ts'
import { capital, count, distinct, firstOf } from './words.ts'

/** In this order: a reader stops early. */
const MARKS = [
  ['wrong', 'wrong'],
  ['risky', 'risky'],
  ['untold', 'not told'],
  ['well', 'well'],
  ['unseen', 'unseen'],
] as const satisfies readonly (readonly [Outcome, string])[]
const WIDTH = Math.max(...MARKS.map(([, mark]) => mark.length)) + 2
/** Of many with the same to say, so many are named. */
const NAMED = 3

export function doctorInTerminal(findings: readonly Finding[], colour: boolean): string {
  const pen = ink(colour)
  const blocks = MARKS.flatMap(([outcome, mark]) =>
    alike(findings.filter((each) => each.outcome === outcome)).map((group) => block(group, mark, pen)),
  )
  return [...blocks, '', summary(findings, pen)].join('\n')
}

/** Accounts that have the same to say; in the order in which they came. */
function alike(findings: readonly Finding[]): readonly (readonly [Finding, ...Finding[]])[] {
  const groups = new Map<string, [Finding, ...Finding[]]>()
  for (const finding of findings) {
    const hint = 'hint' in finding ? finding.hint : ''
    const key = JSON.stringify([finding.check, finding.says, hint])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [finding])
    else group.push(finding)
  }
  return [...groups.values()]
}

function block(group: readonly [Finding, ...Finding[]], mark: string, pen: Ink): string {
  const [finding] = group
  const about = firstOf(distinct(group.map((each) => each.about)), NAMED)
  const isBad = finding.outcome === 'wrong' || finding.outcome === 'risky'
  const head = `${(isBad ? pen.bad : pen.faint)(mark.padEnd(WIDTH))}${pen.strong(spelledOut(about))}: ${spelledOut(finding.says)}`
  if (!('hint' in finding)) return head
  return `${head}\n${' '.repeat(WIDTH)}${capital(finding.nextMove)}: ${spelledOut(finding.hint)}`
}

function summary(findings: readonly Finding[], pen: Ink): string {
  const number = (...outcomes: readonly Outcome[]): number =>
    findings.filter(({ outcome }) => outcomes.includes(outcome)).length
  const bad = number('wrong', 'risky')
  const untold = number('untold')
  const well = `${number('well').toLocaleString('en')} well`
  const parts = [
    ...(bad === 0 ? [] : [pen.bad(`${count(bad, 'finding')} to mend`)]),
    ...(untold === 0 ? [] : [`${untold.toLocaleString('en')} not told`]),
    well,
  ]
  return parts.join(', ')
}
