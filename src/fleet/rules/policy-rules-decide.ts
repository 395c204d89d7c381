/**
 * Does each policy rule decide something, about rings that exist, under a name of its own?
 *
 * A rule that nobody can meet looks like a guard and guards nothing.
 */
import type { Problem } from '../model.ts'
import { type Parsed, pointer, valueAt } from '../places.ts'
import type { RawPolicyRule } from '../raw.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

export function policyRulesDecide({ draft }: RuleContext): readonly Problem[] {
  return draft.fleet.flatMap(({ raw, parsed }) => {
    const rings = raw.rings.map(({ name }) => name)
    const rules = raw.policyRules ?? []
    return rules.flatMap((rule, index) => [
      ...nameProblems({ rules, index, parsed }),
      ...effectProblems(rule, parsed, index),
      ...ringProblems(rule, parsed, { index, rings }),
    ])
  })
}

function nameProblems(of: {
  readonly rules: readonly RawPolicyRule[]
  readonly index: number
  readonly parsed: Parsed
}): Problem[] {
  const { rules, index, parsed } = of
  const name = rules[index]?.rule
  const first = rules.findIndex(({ rule }) => rule === name)
  if (first === index) return []
  const known = valueAt(parsed, pointer('policyRules', first, 'rule'))
  return [
    {
      code: 'repeated-name',
      message: `a policy rule \`${name}\` stands in line ${known.line} already`,
      expected: 'a name of its own for each rule',
      at: valueAt(parsed, pointer('policyRules', index, 'rule')),
      related: [known],
    },
  ]
}

function effectProblems({ rule, refuse, require }: RawPolicyRule, parsed: Parsed, index: number): Problem[] {
  if ((refuse === undefined) !== (require === undefined)) return []
  const says = refuse === undefined ? 'says nothing of what becomes of such a plan' : 'both refuses and requires'
  return [
    {
      code: 'rule-undecided',
      message: `the policy rule \`${rule}\` ${says}`,
      expected: 'either `refuse: true` or `require` with the approvals that such a plan needs',
      at: valueAt(parsed, pointer('policyRules', index, 'rule')),
    },
  ]
}

function ringProblems(
  { when }: RawPolicyRule,
  parsed: Parsed,
  of: { readonly index: number; readonly rings: readonly string[] },
): Problem[] {
  return (when.rings ?? []).flatMap((ring, at): Problem[] => {
    if (of.rings.includes(ring)) return []
    return [
      {
        code: 'unknown-ring',
        message: `there is no ring \`${ring}\``,
        expected: listed(of.rings),
        ...didYouMean(ring, of.rings),
        at: valueAt(parsed, pointer('policyRules', of.index, 'when', 'rings', at)),
      },
    ]
  })
}
