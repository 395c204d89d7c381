/**
 * What has the default branch wanted already, and AWS has not yet?
 *
 * Counted first, then by reason, because a rollout, a hold or a person brings
 * many of them on at once.
 */
import { inert, prose } from '../lib/markdown.ts'
import type { PlanEvidence } from '../plan/model.ts'
import { namedStacks } from './stack-names.ts'
import { count, firstOf } from './words.ts'

const MOST_REASONS = 3
const MOST_NAMES = 3

type View = Pick<PlanEvidence, 'behind' | 'elsewhere'>

/** `all`: every reason and stack, however many. */
export function behindLines({ behind, elsewhere = [] }: View, all = false): readonly string[] {
  if (behind.length === 0) return elsewhere.length === 0 ? [] : ['', `**Behind**: ${othersText(elsewhere)}.`]
  const reasons = [...Map.groupBy(behind, (each) => each.reason)]
  const lines = reasons.slice(0, all ? reasons.length : MOST_REASONS).map(([reason, entries]) => {
    const names = namedStacks(
      entries.map((each) => each.stack),
      all ? entries.length : MOST_NAMES,
    )
    return `- ${names}: ${prose(reason, 300)}`
  })
  const left = reasons.length - lines.length
  return [
    '',
    `**Behind**: ${count(behind.length, 'stack')} not yet where the default branch wants ${behind.length === 1 ? 'it' : 'them'}${elsewhere.length === 0 ? '' : `, and ${othersText(elsewhere)}`}.`,
    ...lines,
    ...(left > 0 ? [`- … and ${count(left, 'more reason')}`] : []),
  ]
}

/** Of the fleet, where this plan has nothing to do. */
function othersText(elsewhere: NonNullable<View['elsewhere']>): string {
  const parts = [elsewhere.filter(({ isLeft }) => !isLeft), elsewhere.filter(({ isLeft }) => isLeft)]
  const told = parts.flatMap((part) => {
    if (part.length === 0) return []
    const stacks = part.reduce((sum, each) => sum + each.stacks, 0)
    const rollouts = firstOf(
      part.map(({ by }) => inert(by)),
      MOST_NAMES,
    )
    const has = part.length === 1 ? 'has' : 'have'
    const how = part[0]?.isLeft ? `${rollouts} left behind` : `${rollouts} ${has} yet to reach`
    return [`${count(stacks, 'other stack')} of the fleet that ${how}`]
  })
  return told.join(', and ')
}
