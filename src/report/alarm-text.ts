/**
 * Is each stack watched by every alarm that it names?
 *
 * A change set can list only alarms that exist: CloudFormation fails an
 * operation that is to be watched by another. What is left out is told by
 * number, because thousands of stacks have alarms of the same name but for
 * their own.
 */

import { inert } from '../lib/markdown.ts'
import { byText } from '../lib/sorted.ts'
import type { PlanEvidence, Transition } from '../plan/model.ts'
import { ownNames } from '../plan/own-names.ts'
import { count } from './words.ts'

const MOST_LINES = 20

interface View {
  readonly transitions: readonly Transition[]
  readonly alarms?: NonNullable<PlanEvidence['alarms']>
}

export function alarmLines(view: View, most = MOST_LINES): readonly string[] {
  const told = alarmsTold(view, inert)
  if (told.length === 0) return []
  const left = told.length - most
  return [
    '**Rollback alarms**, as far as they exist now:',
    '',
    ...told.slice(0, most).map((line) => `- ${line}`),
    ...(left > 0 ? [`- … and ${left.toLocaleString('en')} more`] : []),
  ]
}

/** `say` makes a name harmless where it will stand. The most common first. */
export function alarmsTold({ transitions, alarms = {} }: View, say: (name: string) => string): readonly string[] {
  const missing = new Map<string, number>()
  let [watched, unasked] = [0, 0]
  for (const { stack } of transitions) {
    const own = alarms[stack.id]
    if (own === 'unasked') unasked += 1
    if (own === undefined || own === 'unasked') continue
    if (own.missing.length === 0) watched += 1
    const abstract = ownNames(stack)
    for (const arn of own.missing) {
      const name = abstract(arn.split(':').slice(6).join(':'), 'AlarmName')
      missing.set(name, (missing.get(name) ?? 0) + 1)
    }
  }
  const lacking = [...missing].sort(([one, few], [other, many]) => many - few || byText(one, other))
  return [
    ...lacking.map(([name, stacks]) => {
      return `${say(name)} does not exist for ${count(stacks, 'stack')}: left out of the change set, and listed once it exists`
    }),
    ...(watched === 0 ? [] : [`all that are named exist for ${count(watched, 'stack')}`]),
    ...(unasked === 0 ? [] : [`looked for when it is applied for ${count(unasked, 'stack')}`]),
  ]
}
