/**
 * Why could some stacks not be planned, and whose move is it?
 *
 * One paragraph a cause, however many stacks share it, because this part of a
 * comment is never cut: at four thousand unreachable accounts it is still a
 * few lines.
 */
import { prose } from '../lib/markdown.ts'
import type { Unplanned } from '../plan/model.ts'
import { namedStacks, stackCount } from './stack-names.ts'
import { count, distinct } from './words.ts'

const MOVES: { readonly [code: string]: string } = {
  'account-unreachable': 'Next: the customer restores the role, then anyone comments `/fleet plan`.',
  'foreign-stack': 'Next: the author chooses another name, or an engineer removes that stack.',
  'foreign-service-role':
    'Next: the customer says why; once the plan is merged the stack is held until someone agrees to our role.',
  'executed-by-hand':
    'Next: the customer finds out who executed it; once the plan is merged the stack is held until someone agrees.',
  'stack-in-progress': 'Next: nobody; comment `/fleet plan` once AWS is done.',
  'outputs-missing': 'Next: an engineer gets the stack that feeds it applied first.',
  'template-refused': 'Next: the author mends what AWS refuses.',
  'change-set-failed': 'Next: the author mends what AWS refuses.',
}
const MOST_REASONS = 3
const MOST_NAMES = 5

/** `all`: every reason and stack, however many. */
export function unplannedLines(unplanned: readonly Unplanned[], all = false): readonly string[] {
  if (unplanned.length === 0) return []
  const causes = [...Map.groupBy(unplanned, (each) => each.code)]
  return [
    `#### Not planned: ${stackCount(unplanned.map((each) => each.stack))}`,
    '',
    ...causes.flatMap(([code, stacks]) => cause(code, stacks, all)),
    '',
    'The plan stands for all others. Who approves it approves this gap.',
  ]
}

function cause(code: string, stacks: readonly Unplanned[], all: boolean): readonly string[] {
  const reasons = distinct(stacks.map((each) => each.reason))
  const names = namedStacks(
    stacks.map((each) => each.stack),
    all ? stacks.length : MOST_NAMES,
  )
  const most = all ? reasons.length : MOST_REASONS
  const left = reasons.length - most
  return [
    `- ${names}`,
    ...reasons.slice(0, most).map((reason) => `  - ${prose(reason, 300)}`),
    ...(left > 0 ? [`  - … and ${count(left, 'more reason')}`] : []),
    `  - ${MOVES[code] ?? 'Next: an operator looks at it, then anyone comments `/fleet plan`.'}`,
  ]
}
