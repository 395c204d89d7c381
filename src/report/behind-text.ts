/**
 * What has the default branch wanted already, and AWS has not yet?
 *
 * Counted first, then by reason, because a rollout, a hold or a person brings
 * many of them on at once.
 */
import { inert, prose, spelledOut } from '../lib/markdown.ts'
import type { PlanEvidence } from '../plan/model.ts'
import { stackName } from './stack-names.ts'
import { count, firstOf } from './words.ts'

const MOST_REASONS = 3
const MOST_NAMES = 3

type View = Pick<PlanEvidence, 'behind' | 'elsewhere'>

/** `all`: every reason and stack, however many. */
export function behindLines(view: View, all = false): readonly string[] {
  const found = toldOf(view, { name: inert, reason: (reason) => prose(reason, 300), all })
  if (found === undefined) return []
  return ['', `**Behind**: ${found.head}.`, ...found.lines.map((line) => `- ${line}`)]
}

/** Empty where nothing is. */
export function behindInTerminal(
  view: View,
  all: boolean,
): { readonly head: string; readonly lines: readonly string[] } {
  const found = toldOf(view, { name: spelledOut, reason: spelledOut, all })
  return found === undefined ? { head: '', lines: [] } : { head: `Behind: ${found.head}.`, lines: found.lines }
}

interface Say {
  /** Makes a name harmless where it will stand. */
  readonly name: (name: string) => string
  readonly reason: (reason: string) => string
  readonly all: boolean
}

function toldOf(
  { behind, elsewhere = [] }: View,
  { name, reason: why, all }: Say,
): { readonly head: string; readonly lines: readonly string[] } | undefined {
  const others = elsewhere.length === 0 ? '' : othersText(elsewhere, name)
  if (behind.length === 0) return others === '' ? undefined : { head: others, lines: [] }
  const reasons = [...Map.groupBy(behind, (each) => each.reason)]
  const lines = reasons.slice(0, all ? reasons.length : MOST_REASONS).map(([reason, entries]) => {
    const names = entries.map(({ stack }) => name(stackName(stack)))
    // A reason is one stack's: "its live state".
    const each = names.length === 1 ? '' : ', each'
    return `${firstOf(names, all ? names.length : MOST_NAMES)}${each}: ${why(reason)}`
  })
  const left = reasons.length - lines.length
  const them = behind.length === 1 ? 'it' : 'them'
  return {
    head: `${count(behind.length, 'stack')} not yet where the default branch wants ${them}${others === '' ? '' : `, and ${others}`}`,
    lines: [...lines, ...(left > 0 ? [`… and ${count(left, 'more reason')}`] : [])],
  }
}

/** Which of them wait for a person, and which: it may have moved since. */
export function stillText(elsewhere: NonNullable<View['elsewhere']>, name: (name: string) => string): string {
  const told = elsewhere.flatMap(({ by, still }) => (still === undefined ? [] : [`${name(by)} is ${still}`]))
  return told.length === 0 ? '' : `as of this plan, ${firstOf(told, MOST_NAMES)}`
}

/** Of the fleet, where this plan has nothing to do. */
function othersText(elsewhere: NonNullable<View['elsewhere']>, name: Say['name']): string {
  const parts = [elsewhere.filter(({ isLeft }) => !isLeft), elsewhere.filter(({ isLeft }) => isLeft)]
  const told = parts.flatMap((part) => {
    if (part.length === 0) return []
    const stacks = part.reduce((sum, each) => sum + each.stacks, 0)
    const rollouts = firstOf(
      part.map(({ by }) => name(by)),
      MOST_NAMES,
    )
    const has = part.length === 1 ? 'has' : 'have'
    const how = part[0]?.isLeft ? `${rollouts} left behind` : `${rollouts} ${has} yet to reach`
    return [`${count(stacks, 'other stack')} of the fleet that ${how}`]
  })
  const still = stillText(elsewhere, name)
  return `${told.join(', and ')}${still === '' ? '' : `; ${still}`}`
}
