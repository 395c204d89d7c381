/**
 * Would CloudFormation run somebody's code on the way from this template to its resources?
 *
 * Transforms, macros, modules, hooks, nested stacks and custom resources make
 * what is deployed something else than what was reviewed.
 */
import type { Problem } from '../model.ts'
import { keyAt, type Parsed, valueAt } from '../places.ts'
import type { RuleContext } from './rule.ts'
import { sectionOf, visited } from './walk-template.ts'

export function templateRunsNoCode({ draft }: RuleContext): readonly Problem[] {
  return [...draft.templates.values()].flatMap((template) => [...keyProblems(template), ...typeProblems(template)])
}

function keyProblems(template: Parsed): Problem[] {
  return visited(template).flatMap(({ path, key }): Problem[] => {
    if (path.endsWith('/0') || path === '') return []
    const what = whatRuns(path, key)
    if (what === undefined) return []
    return [
      {
        code: 'template-runs-code',
        message: `${what} would change the template after its review`,
        expected: 'plain CloudFormation: write out what it would produce',
        at: keyAt(template, path),
      },
    ]
  })
}

function whatRuns(path: string, key: string): string | undefined {
  if (path === '/Transform') return 'a transform'
  if (path === '/Hooks') return 'a hook'
  if (!path.endsWith(key)) return undefined
  if (key === 'Fn::Transform') return 'the macro called by `Fn::Transform`'
  return key.startsWith('Fn::ForEach') ? 'the language extension `Fn::ForEach`' : undefined
}

function typeProblems(template: Parsed): Problem[] {
  return sectionOf(template, 'Resources').flatMap(([id, resource]): Problem[] => {
    const what = typeof resource.Type === 'string' ? whatDeploys(resource.Type) : undefined
    if (what === undefined) return []
    return [
      {
        code: 'template-runs-code',
        message: `${what} would deploy what no reviewer of this template sees`,
        expected: 'resources of AWS types, in this template',
        at: valueAt(template, `/Resources/${id}/Type`),
      },
    ]
  })
}

function whatDeploys(type: string): string | undefined {
  if (type === 'AWS::CloudFormation::Stack' || type === 'AWS::CloudFormation::StackSet') return 'a nested stack'
  if (type === 'AWS::CloudFormation::Macro') return 'a macro'
  if (type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::')) return 'a custom resource'
  if (type.endsWith('::MODULE')) return 'a module'
  return type.startsWith('AWS::') ? undefined : `the third-party type \`${type}\``
}
