/**
 * Is each person named once in a group?
 *
 * GitHub takes `Reviewer` and `reviewer` for one person: a list that counts
 * them as two looks safer than it is.
 */
import type { Problem, Range } from '../model.ts'
import { pointer, valueAt } from '../places.ts'
import type { RuleContext } from './rule.ts'

export function approversUnique({ draft }: RuleContext): readonly Problem[] {
  const problems: Problem[] = []
  for (const { raw, parsed } of draft.fleet) {
    for (const [group, { users = [] }] of Object.entries(raw.approvers ?? {})) {
      const first = new Map<string, Range>()
      for (const [index, user] of users.entries()) {
        const at = valueAt(parsed, pointer('approvers', group, 'users', index))
        const known = first.get(user.toLowerCase())
        if (known === undefined) first.set(user.toLowerCase(), at)
        else
          problems.push({
            code: 'repeated-name',
            message: `\`${user}\` is already named in line ${known.line}: GitHub's logins know no case`,
            expected: 'each person once',
            at,
            related: [known],
          })
      }
    }
  }
  return problems
}
