/**
 * Can the glass be broken at all, if it is there to be broken?
 *
 * Two people have to do it together: a group of one looks like a way out in an
 * emergency, and is found to be none when it is needed.
 */
import type { Problem } from '../model.ts'
import { pointer, valueAt } from '../places.ts'
import { GLASS_GROUP } from '../policy.ts'
import type { RuleContext } from './rule.ts'

export function glassBreakable({ draft }: RuleContext): readonly Problem[] {
  return draft.fleet.flatMap(({ raw, parsed }): readonly Problem[] => {
    const group = raw.approvers?.[GLASS_GROUP]
    if (group === undefined) return []
    const { users = [], teams = [] } = group
    if (users.length > 1 || teams.length > 0) return []
    return [
      {
        code: 'glass-for-one',
        message: `the group \`${GLASS_GROUP}\` has one person, and two have to break the glass together`,
        expected: 'two people or more, or a team',
        at: valueAt(parsed, pointer('approvers', GLASS_GROUP)),
      },
    ]
  })
}
