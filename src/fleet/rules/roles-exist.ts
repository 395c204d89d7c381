/**
 * Are there roles of the name that each account is reached by?
 */
import type { Problem } from '../model.ts'
import { pointer, valueAt } from '../places.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

export function rolesExist({ draft }: RuleContext): readonly Problem[] {
  const [fleet] = draft.fleet
  // With a broken fleet.yml all of them would seem to be missing.
  if (fleet === undefined) return []
  const known = new Set(Object.keys(fleet.raw.roles ?? {}))
  const problems: Problem[] = []
  for (const { raw, parsed } of draft.customer) {
    for (const [index, { roles }] of raw.accounts.entries()) {
      if (typeof roles !== 'string' || known.has(roles)) continue
      problems.push({
        code: 'unknown-roles',
        message: `there are no roles \`${roles}\` in fleet.yml`,
        expected: listed(known),
        ...didYouMean(roles, known),
        at: valueAt(parsed, pointer('accounts', index, 'roles')),
      })
    }
  }
  return problems
}
