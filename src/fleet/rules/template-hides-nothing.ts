/**
 * Does this template read values that no reviewer and no digest sees?
 *
 * Parameters from SSM, dynamic references, imports and NoEcho parameters take
 * their values from elsewhere at the moment of the apply: what was approved
 * would not be what is deployed.
 */
import type { Problem } from '../model.ts'
import { type Refusable, refusedIn } from './refused-in-templates.ts'
import type { RuleContext } from './rule.ts'
import { sectionOf, visited } from './walk-template.ts'

/**
 * Whole, or begun at the end of a string or before a `${…}`, be it with one brace alone: Join and Sub could complete
 * it. Or its end, which lacks that first brace.
 */
const DYNAMIC = /\{\{\s*resolve|\{\{?(?:(?<=\{\{)r(?:e(?:s(?:o(?:lv?)?)?)?)?)?(?:$|\$\{(?!!))|\{\s*resolve:/
const WHOLE = /\{\{\s*resolve:([a-z-]+):(?:[^{}]|\$\{[^{}]*\})*\}\}/g

export function templateHidesNothing(context: RuleContext): readonly Problem[] {
  return refusedIn(context, hiddenIn)
}

export function hiddenIn(body: unknown): readonly Refusable[] {
  return [...valuesIn(body), ...parametersIn(body)]
}

/** Both read another stack's output; AWS has them under two names. */
const IMPORTS: ReadonlySet<string> = new Set(['Fn::ImportValue', 'Fn::GetStackOutput'])

function valuesIn(body: unknown): Refusable[] {
  return visited(body).flatMap(({ value, path, key }): Refusable[] => {
    if (IMPORTS.has(key) && path.endsWith(key)) {
      return [
        hidden({
          what: 'an import takes its value from another stack',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: what an author may write, braces and all
          expected: 'a parameter fed by `${stacks.<stack>.outputs.<output>}`',
          path,
          on: 'key',
          types: ['Fn::ImportValue'],
        }),
      ]
    }
    if (typeof value !== 'string' || !DYNAMIC.test(value)) return []
    return [
      hidden({
        what: 'a dynamic reference takes its value from outside the repository',
        expected: 'a parameter, or for a secret a lookup by the program when it boots',
        path,
        on: 'value',
        types: servicesIn(value),
      }),
    ]
  })
}

/** None where a part of it could become any reference. */
function servicesIn(text: string): string[] {
  const services = new Set([...text.matchAll(WHOLE)].map(([, service]) => `resolve:${service}`.replace('-secure', '')))
  return DYNAMIC.test(text.replaceAll(WHOLE, '')) ? [] : [...services]
}

function parametersIn(body: unknown): Refusable[] {
  return sectionOf(body, 'Parameters').flatMap(([name, parameter]): Refusable[] => {
    const { Type: type, NoEcho: noEcho } = parameter
    const found: Refusable[] = []
    if (typeof type === 'string' && type.startsWith('AWS::SSM::'))
      found.push(
        hidden({
          what: `parameter \`${name}\` takes its value from SSM`,
          expected: 'a parameter of type String, fed by a setting',
          path: `/Parameters/${name}/Type`,
          on: 'value',
          types: ['AWS::SSM::Parameter::Value'],
        }),
      )
    if (noEcho !== undefined && noEcho !== false && noEcho !== 'false')
      found.push(
        hidden({
          what: `parameter \`${name}\` is NoEcho, so that its value cannot be compared`,
          expected: 'no secrets in parameters: let the program look them up when it boots',
          path: `/Parameters/${name}/NoEcho`,
          on: 'key',
          types: ['NoEcho'],
        }),
      )
    return found
  })
}

function hidden(of: Omit<Refusable, 'code' | 'message'> & { readonly what: string }): Refusable {
  const { what, ...rest } = of
  return { code: 'template-hides-value', message: what, ...rest }
}
