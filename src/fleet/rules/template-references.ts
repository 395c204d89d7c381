/**
 * Does everything that a template refers to stand in it?
 *
 * CloudFormation would say so too, but only with a customer's account at hand
 * and one mistake at a time.
 */
import { isObject } from '../layers.ts'
import type { Problem } from '../model.ts'
import { type Parsed, valueAt } from '../places.ts'
import { remembered } from '../remembered.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'
import { sectionOf, type Visited, visited } from './walk-template.ts'

export function templateReferences({ draft }: RuleContext): readonly Problem[] {
  return [...draft.templates.values()].flatMap(referenceProblems)
}

/** Once for each template: most changes leave all of them alone. */
const referenceProblems = remembered((template: Parsed): readonly Problem[] => {
  const names = namesOf(template)
  // Without resources every reference would seem to be wrong; template-shape has said so.
  if (names.resources.length === 0) return []
  return visited(template.value).flatMap((each) => problemsOf({ template, names, each }))
})

interface Names {
  readonly resources: readonly string[]
  /** Parameters and resources. */
  readonly both: readonly string[]
}

function namesOf(template: Parsed): Names {
  const resources = sectionOf(template.value, 'Resources').map(([id]) => id)
  return { resources, both: [...sectionOf(template.value, 'Parameters').map(([name]) => name), ...resources] }
}

function problemsOf(of: { readonly template: Parsed; readonly names: Names; readonly each: Visited }): Problem[] {
  const { template, names, each } = of
  const { value, path } = each
  const check = (name: unknown, known: readonly string[], what: string): Problem[] => {
    if (typeof name !== 'string' || name.startsWith('AWS::') || known.includes(name)) return []
    return [
      {
        code: 'unknown-template-reference',
        message: `the template has no ${what} \`${name}\``,
        expected: listed(known),
        ...didYouMean(name, known),
        at: valueAt(template, path),
      },
    ]
  }
  if (path.endsWith('/Ref')) return check(value, names.both, 'parameter or resource')
  if (path.endsWith('/Fn::GetAtt')) return check(firstOf(value), names.resources, 'resource')
  if (path.endsWith('/Fn::Sub')) {
    const [text, own] = Array.isArray(value) ? value : [value]
    const local = isObject(own) ? Object.keys(own) : []
    return subNames(text).flatMap((name) => {
      const [id = '', attribute] = name.split('.')
      if (local.includes(name)) return []
      return attribute === undefined
        ? check(id, names.both, 'parameter or resource')
        : check(id, names.resources, 'resource')
    })
  }
  return []
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : typeof value === 'string' ? value.split('.')[0] : undefined
}

/** The names in `${…}`; `${!Literal}` is none. */
function subNames(text: unknown): string[] {
  if (typeof text !== 'string') return []
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map((match) => (match[1] ?? '').trim())
}
