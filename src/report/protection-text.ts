/**
 * What guards stacks that no resource shows, and on how many does it change?
 *
 * Counted, and above the classes, because CloudFormation's own plan of a stack
 * does not show it; each class says it of its stacks once more.
 */
import { fenced, inert, prose } from '../lib/markdown.ts'
import type { ChangeClass, ProtectionChange, Risk, Transition } from '../plan/model.ts'
import { protectionCounts } from '../plan/protection.ts'
import { policyLines } from './policy-text.ts'
import { fromTo, SHOWN_WHOLE_UNITS } from './values.ts'
import { capital, count, joined } from './words.ts'

const MOST_LINES = 20

export function protectionLines(
  transitions: readonly Pick<Transition, 'protections'>[],
  most = MOST_LINES,
): readonly string[] {
  const counts = protectionCounts(transitions)
  if (counts.length === 0) return []
  const left = counts.length - most
  return [
    '**Beside the resources** (protection is set once a change set has succeeded):',
    '',
    ...counts
      .slice(0, most)
      .map(
        (each) =>
          `- ${protectionText(each)}${each.after === undefined ? ',' : ''} on ${count(each.stacks, 'stack')}${danger(each, each.stacks > 1)}`,
      ),
    ...(left > 0 ? [`- … and ${count(left, 'more kind')}`] : []),
  ]
}

/** Of the stacks of one class. `policyUnits`: so much of a policy is shown below its line; 0 for nothing. */
export function ownProtectionLines(
  { protections = [] }: Pick<ChangeClass, 'protections'>,
  { policyUnits }: { readonly policyUnits: number },
): readonly string[] {
  const policies = policyUnits === 0 ? [] : protections.filter(isExcerpt)
  return [
    ...protections.map((each) => `- ${protectionText(each)}${danger(each)}`),
    ...policies.flatMap((each) => [
      '',
      `<details><summary>The ${each.what.replace('-', ' ')}, line by line</summary>`,
      '',
      ...fenced(policyLines(each, policyUnits), 'diff'),
      '',
      '</details>',
    ]),
  ]
}

/** Its line does not say all of it. */
function isExcerpt({ what, before = '', after }: ProtectionChange): boolean {
  return what === 'stack-policy' && after !== undefined && Math.max(before.length, after.length) > SHOWN_WHOLE_UNITS
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
      if (what === 'service-role') return `${name} changes`
      if (what === 'rollback-alarms') return before === undefined ? `${name} are set` : `${name} change`
      if (what === 'stack-policy') return before === undefined ? `${name} is set` : `${name} changes`
      return before === undefined ? `${name} ${after}` : `${name} ${before} → ${after}`
    }),
  )
}

/** With its reason, every string as it is. */
export function protectionInFull(change: ProtectionChange): string {
  const { risk, reason } = protectionDanger(change)
  return `${protectionWhole(change)}${reason === undefined ? '' : ` (${risk}: ${reason})`}`
}

/** Why, where its line does not say so already. */
export function protectionDanger({ verdict: { risk, reason }, after }: ProtectionChange): {
  readonly risk: Risk
  readonly reason?: string
} {
  return risk === 'routine' || after === undefined ? { risk } : { risk, reason }
}

/** However long, every string as it is. */
export function protectionWhole(change: ProtectionChange): string {
  const { what, before = 'none', after } = change
  return after === undefined ? protectionInWords(change, String) : `${nameOf(what)}: ${before} → ${after}`
}

function protectionText(change: ProtectionChange): string {
  return protectionInWords(change, (value) => inert(value, MOST_UNITS))
}

/** Of a value that was cut already, every letter spelled out. */
const MOST_UNITS = 1_200

/** A reason is one stack's: "delete it". */
function danger({ after, verdict }: ProtectionChange, isOfMany = false): string {
  if (verdict.risk === 'routine') return ''
  const each = isOfMany ? ', for each' : ''
  return after === undefined ? ` (${verdict.risk})` : ` (${verdict.risk})${each}: ${prose(verdict.reason)}`
}

function nameOf(what: ProtectionChange['what']): string {
  return capital(what.replace('-', ' '))
}
