/**
 * Does this template read values that no reviewer and no digest sees?
 *
 * Parameters from SSM, dynamic references, imports and NoEcho parameters take
 * their values from elsewhere at the moment of the apply: what was approved
 * would not be what is deployed.
 */
import type { Problem } from '../model.ts'
import { keyAt, type Parsed, valueAt } from '../places.ts'
import type { RuleContext } from './rule.ts'
import { sectionOf, visited } from './walk-template.ts'

/** Whole, or begun at the end of a string or before a `${…}`: Join and Sub could complete it. */
const DYNAMIC = /\{\{\s*resolve|\{\{(?:r(?:e(?:s(?:o(?:lv?)?)?)?)?)?(?:$|\$\{)/

export function templateHidesNothing({ draft }: RuleContext): readonly Problem[] {
  return [...draft.templates.values()].flatMap((template) => [
    ...valueProblems(template),
    ...parameterProblems(template),
  ])
}

function valueProblems(template: Parsed): Problem[] {
  return visited(template).flatMap(({ value, path, key }): Problem[] => {
    if (key === 'Fn::ImportValue' && path.endsWith('/Fn::ImportValue')) {
      return [
        hidden({
          what: 'an import takes its value from another stack',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: what an author may write, braces and all
          expected: 'a parameter fed by `${stacks.<stack>.outputs.<output>}`',
          at: keyAt(template, path),
        }),
      ]
    }
    if (typeof value !== 'string' || !DYNAMIC.test(value)) return []
    return [
      hidden({
        what: 'a dynamic reference takes its value from outside the repository',
        expected: 'a parameter, or for a secret a lookup by the program when it boots',
        at: valueAt(template, path),
      }),
    ]
  })
}

function parameterProblems(template: Parsed): Problem[] {
  return sectionOf(template, 'Parameters').flatMap(([name, parameter]): Problem[] => {
    const { Type: type, NoEcho: noEcho } = parameter
    const problems: Problem[] = []
    if (typeof type === 'string' && type.startsWith('AWS::SSM::'))
      problems.push(
        hidden({
          what: `parameter \`${name}\` takes its value from SSM`,
          expected: 'a parameter of type String, fed by a setting',
          at: valueAt(template, `/Parameters/${name}/Type`),
        }),
      )
    if (noEcho !== undefined && noEcho !== false && noEcho !== 'false')
      problems.push(
        hidden({
          what: `parameter \`${name}\` is NoEcho, so that its value cannot be compared`,
          expected: 'no secrets in parameters: let the program look them up when it boots',
          at: keyAt(template, `/Parameters/${name}/NoEcho`),
        }),
      )
    return problems
  })
}

function hidden(of: { readonly what: string; readonly expected: string; readonly at: Problem['at'] }): Problem {
  return { code: 'template-hides-value', message: of.what, expected: of.expected, at: of.at }
}
