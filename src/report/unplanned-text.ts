/**
 * Why could some stacks not be planned, and whose move is it?
 *
 * One paragraph a cause, however many stacks share it, because this part of a
 * comment is never cut: at four thousand unreachable accounts it is still a
 * few lines.
 */
import { prose } from '../lib/markdown.ts'
import type { Plan, Unplanned } from '../plan/model.ts'
import { ownNames } from '../plan/own-names.ts'
import type { Totals } from '../plan/totals.ts'
import { namedStacks, stackCount } from './stack-names.ts'
import { count } from './words.ts'

const CUSTOMER = 'Next: the customer allows what AWS denies here, then anyone comments `/fleet plan`.'
const AUTHOR = 'Next: the author mends what AWS refuses.'
const MOVES: { readonly [code: string]: string } = {
  'account-unreachable': CUSTOMER,
  'aws-access-denied': CUSTOMER,
  'foreign-stack': 'Next: the author chooses another name, or an engineer removes that stack.',
  'foreign-service-role':
    'Next: the customer says why; once the plan is merged the stack is held until someone agrees to our role.',
  'executed-by-hand':
    'Next: the customer finds out who executed it; once the plan is merged the stack is held until someone agrees.',
  'stack-in-progress': 'Next: nobody; comment `/fleet plan` once AWS is done.',
  'outputs-missing': 'Next: an engineer gets the stack that feeds it applied first.',
  'template-refused': AUTHOR,
  'change-set-failed': AUTHOR,
  'aws-refused': AUTHOR,
}
const MOST_REASONS = 3
/** What AWS denies names the action, on what, and by which rule. */
const REASON_UNITS = 600
const MOST_NAMES = 5

/** What could not be planned may do anything. */
export function riskText({ risk, stacks, unplanned }: Pick<Totals, 'risk' | 'stacks' | 'unplanned'>): string {
  if (unplanned === 0) return risk
  return unplanned === stacks ? 'unknown' : `${risk}, of what was planned`
}

/** `all`: every reason and stack, however many. */
export function unplannedLines(plan: Planned, all = false): readonly string[] {
  const { unplanned } = plan
  if (unplanned.length === 0) return []
  const causes = [...Map.groupBy(unplanned, (each) => each.code)]
  return [
    `#### Not planned: ${stackCount(unplanned.map((each) => each.stack))}`,
    '',
    ...causes.flatMap(([code, stacks]) => cause(code, stacks, all)),
    '',
    gapNote(plan),
  ]
}

/** What an approval of it says of them. */
export function gapNote({ transitions }: Pick<Plan, 'transitions'>): string {
  const others = transitions.length === 0 ? '' : 'The plan stands for all others. '
  return `${others}Who approves it approves this gap.`
}

type Planned = Pick<Plan, 'transitions' | 'unplanned'>

function cause(code: string, stacks: readonly Unplanned[], all: boolean): readonly string[] {
  // AWS names the stack in most of what it refuses: one reason is not told once a stack.
  const alike = Map.groupBy(stacks, ({ stack, reason }) => ownNames(stack)(reason, ''))
  const reasons = [...alike.values()].map(([first, ...others]) => {
    const likewise = others.length === 0 ? '' : `, and likewise ${count(others.length, 'more stack')}`
    return `${prose(first?.reason ?? '', REASON_UNITS)}${likewise}`
  })
  const names = namedStacks(
    stacks.map((each) => each.stack),
    all ? stacks.length : MOST_NAMES,
  )
  const most = all ? reasons.length : MOST_REASONS
  const left = reasons.length - most
  return [
    `- ${names}`,
    ...reasons.slice(0, most).map((reason) => `  - ${reason}`),
    ...(left > 0 ? [`  - … and ${count(left, 'more reason')}`] : []),
    `  - ${MOVES[code] ?? 'Next: an operator looks at it, then anyone comments `/fleet plan`.'}`,
  ]
}
