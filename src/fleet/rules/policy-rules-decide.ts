/**
 * Does each policy rule decide something, about rings that exist, under a name of its own?
 *
 * A rule that nobody can meet looks like a guard and guards nothing.
 */
import { ROOTS } from '../layout.ts'
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
      ...pathProblems(rule, parsed, index),
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

const YAML = /\.ya?ml$/i
/** A glob with an ending that is not YAML's. */
const OTHER_KIND = /\.(?!ya?ml$)[a-z0-9]+$/i

/** A plan is made of the fleet's own files: what else a pull request changes, no rule of its sees. */
function pathProblems({ when }: RawPolicyRule, parsed: Parsed, index: number): Problem[] {
  return (when.paths ?? []).flatMap((glob, at): Problem[] => {
    const [root = '', ...below] = glob.split('/')
    const last = below.at(-1) ?? root
    const isInFleet = isGlob(root) || ROOTS.some((each) => each === root)
    if (isInFleet && (isGlob(last) ? !OTHER_KIND.test(last) : YAML.test(last))) return []
    return [
      {
        code: 'path-unseen',
        message: `no file of a plan is ever at \`${glob}\``,
        expected: `YAML files in ${listed(ROOTS)}`,
        hint: 'let CODEOWNERS guard other files',
        at: valueAt(parsed, pointer('policyRules', index, 'when', 'paths', at)),
      },
    ]
  })
}

function isGlob(text: string): boolean {
  return /[*?[\]{}()!+@]/.test(text)
}
