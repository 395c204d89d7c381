/**
 * Do rings name policies, and policies groups of people, that fleet.yml has?
 *
 * A policy that leads nowhere would be one that asks for nothing.
 */
import type { Sourced } from '../draft.ts'
import type { Problem } from '../model.ts'
import { pointer, valueAt } from '../places.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

export function policiesExist({ draft }: RuleContext): readonly Problem[] {
  return draft.fleet.flatMap((file) => [...ringProblems(file), ...approverProblems(file)])
}

function ringProblems({ raw, parsed }: Sourced<'fleet'>): Problem[] {
  const known = Object.keys(raw.policies ?? {})
  return raw.rings.flatMap(({ policy }, index): Problem[] => {
    if (policy === undefined || known.includes(policy)) return []
    return [
      {
        code: 'unknown-policy',
        message: `there is no policy \`${policy}\``,
        ...instead(policy, known, `policies: { ${policy}: { approvals: 2 } }`),
        at: valueAt(parsed, pointer('rings', index, 'policy')),
      },
    ]
  })
}

function approverProblems({ raw, parsed }: Sourced<'fleet'>): Problem[] {
  const known = Object.keys(raw.approvers ?? {})
  const policies = [
    ['/policy', raw.policy] as const,
    ...Object.entries(raw.policies ?? {}).map(([name, policy]) => [pointer('policies', name), policy] as const),
    ...(raw.policyRules ?? []).flatMap(({ require }, index) =>
      require === undefined ? [] : [[pointer('policyRules', index, 'require'), require] as const],
    ),
  ]
  return policies.flatMap(([path, { approvers = [] }]) =>
    approvers.flatMap((group, index): Problem[] => {
      if (known.includes(group)) return []
      return [
        {
          code: 'unknown-approvers',
          message: `there is no group \`${group}\` in \`approvers\``,
          ...instead(group, known, `approvers: { ${group}: { users: [their-login] } }`),
          at: valueAt(parsed, `${path}/approvers/${index}`),
        },
      ]
    }),
  )
}

/** Where there is none to choose from, it has yet to be written. */
function instead(name: string, known: readonly string[], written: string): Pick<Problem, 'expected' | 'hint'> {
  if (known.length > 0) return { expected: listed(known), ...didYouMean(name, known) }
  return { expected: 'one that fleet.yml defines, and it defines none yet', hint: `define it: \`${written}\`` }
}
