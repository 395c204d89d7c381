/**
 * Would CloudFormation run somebody's code on the way from this template to its resources?
 *
 * Transforms, macros, modules, hooks, nested stacks and custom resources make
 * what is deployed something else than what was reviewed.
 */
import type { Problem } from '../model.ts'
import { type Refusable, refusedIn } from './refused-in-templates.ts'
import type { RuleContext } from './rule.ts'
import { sectionOf, visited } from './walk-template.ts'

export function templateRunsNoCode(context: RuleContext): readonly Problem[] {
  return refusedIn(context, codeIn)
}

export function codeIn(body: unknown): readonly Refusable[] {
  return [...keysIn(body), ...resourcesIn(body)]
}

function keysIn(body: unknown): Refusable[] {
  return visited(body).flatMap(({ path, key }): Refusable[] => {
    if (path.endsWith('/0') || path === '') return []
    const what = whatRuns(path, key)
    if (what === undefined) return []
    return [
      {
        code: 'template-runs-code',
        message: `${what} would change the template after its review`,
        expected: 'plain CloudFormation: write out what it would produce',
        path,
        on: 'key',
        types: path === '/Hooks' ? [] : ['Transform'],
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

function resourcesIn(body: unknown): Refusable[] {
  return sectionOf(body, 'Resources').flatMap(([id, { Type: type }]): Refusable[] => {
    const what = typeof type === 'string' ? whatDeploys(type) : undefined
    if (what === undefined) return []
    return [
      {
        code: 'template-runs-code',
        message: `${what} would deploy what no reviewer of this template sees`,
        expected: 'resources of AWS types, in this template',
        path: `/Resources/${id}/Type`,
        on: 'value',
        types: [String(type)],
      },
    ]
  })
}

const NESTED: ReadonlySet<string> = new Set([
  'AWS::CloudFormation::Stack',
  'AWS::CloudFormation::StackSet',
  'AWS::ServiceCatalog::CloudFormationProvisionedProduct',
])

function whatDeploys(type: string): string | undefined {
  if (NESTED.has(type)) return 'a nested stack'
  if (type === 'AWS::CloudFormation::Macro') return 'a macro'
  if (type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::')) return 'a custom resource'
  if (type.endsWith('::MODULE')) return 'a module'
  return type.startsWith('AWS::') ? undefined : `the third-party type \`${type}\``
}
