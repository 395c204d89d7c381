/**
 * What guards stacks that no resource shows, and on how many does it change?
 *
 * Counted, and above the classes, because CloudFormation's own plan of a stack
 * does not show it; each class says it of its stacks once more.
 */
import { inert, prose } from '../lib/markdown.ts'
import type { ChangeClass, ProtectionChange, Transition } from '../plan/model.ts'
import { protectionCounts } from '../plan/protection.ts'
import { fromTo } from './values.ts'
import { capital, count, joined } from './words.ts'

const MOST_LINES = 20

export function protectionLines(transitions: readonly Pick<Transition, 'protections'>[]): readonly string[] {
  const counts = protectionCounts(transitions)
  if (counts.length === 0) return []
  const left = counts.length - MOST_LINES
  return [
    '**Beside the resources** (protection is set once a change set has succeeded):',
    '',
    ...counts
      .slice(0, MOST_LINES)
      .map(
        (each) =>
          `- ${protectionText(each)}${each.after === undefined ? ',' : ''} on ${count(each.stacks, 'stack')}${danger(each)}`,
      ),
    ...(left > 0 ? [`- … and ${count(left, 'more kind')}`] : []),
  ]
}

/** Of the stacks of one class. */
export function ownProtectionLines({ protections = [] }: Pick<ChangeClass, 'protections'>): readonly string[] {
  return protections.map((each) => `- ${protectionText(each)}${danger(each)}`)
}

/** `say` makes a value harmless where it will stand. */
export function protectionInWords(
  { what, before = 'none', after }: ProtectionChange,
  say: (value: string) => string,
): string {
  if (after !== undefined) return `${nameOf(what)}: ${fromTo({ before, after }, say)}`
  const kept = what === 'termination-protection' ? say(before) : 'as it is'
  return `${nameOf(what)}: stays ${kept}, and nobody looks after it any more`
}

/** For a headline: "termination protection on → off". Policies are too long for one. */
export function protectionGist({ protections = [] }: Pick<ChangeClass, 'protections'>): string {
  return joined(
    protections.map(({ what, before, after }) => {
      const name = what.replace('-', ' ')
      if (after === undefined) return `${name} is looked after no more`
      if (what === 'rollback-alarms') return before === undefined ? `${name} are set` : `${name} change`
      if (what === 'stack-policy') return before === undefined ? `${name} is set` : `${name} changes`
      return before === undefined ? `${name} ${after}` : `${name} ${before} → ${after}`
    }),
  )
}

/** With its reason, every string as it is. */
export function protectionInFull(change: ProtectionChange): string {
  const { verdict, after } = change
  const danger = verdict.risk === 'routine' || after === undefined ? '' : ` (${verdict.risk}: ${verdict.reason})`
  return `${protectionInWords(change, String)}${danger}`
}

function protectionText(change: ProtectionChange): string {
  return protectionInWords(change, (value) => inert(value, MOST_UNITS))
}

/** Of a value that was cut already, every letter spelled out. */
const MOST_UNITS = 1_200

function danger({ after, verdict }: ProtectionChange): string {
  if (verdict.risk === 'routine') return ''
  return after === undefined ? ` (${verdict.risk})` : ` (${verdict.risk}): ${prose(verdict.reason)}`
}

function nameOf(what: ProtectionChange['what']): string {
  return capital(what.replace('-', ' '))
}
