/**
 * Does each stack policy protect what it names, and leave updates possible?
 *
 * CloudFormation takes a policy that names no resource of the stack, and one
 * that allows nothing: the first guards nothing, the second fails every rollout
 * that comes after it.
 */
import { canonicalJson } from '../../lib/digest.ts'
import type { Sourced } from '../draft.ts'
import type { Problem } from '../model.ts'
import { templatePath } from '../normalise-blueprint.ts'
import { keyAt, pointer, valueAt } from '../places.ts'
import type { StackPolicy, StackPolicyStatement } from '../protection.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'
import { sectionOf } from './walk-template.ts'

const ACTIONS = ['Update:Modify', 'Update:Replace', 'Update:Delete', 'Update:*']
const RESOURCE = 'LogicalResourceId/'
/** SetStackPolicy's own limit, in characters of what is sent. */
const MOST_CHARACTERS = 16_384

export function stackPoliciesProtect({ draft }: RuleContext): readonly Problem[] {
  return draft.blueprint.flatMap((file) =>
    file.raw.stacks.flatMap((stack, index) => {
      const { stackPolicy } = stack
      if (stackPolicy === undefined) return []
      const template = draft.templates.get(templatePath(file, stack))
      const resources = template && sectionOf(template.value, 'Resources').map(([id]) => id)
      const policy = { file, path: pointer('stacks', index, 'stackPolicy'), stackPolicy }
      const statements = stackPolicy.Statement.flatMap((statement, number) =>
        statementProblems({ ...policy, path: policy.path + pointer('Statement', number), statement, resources }),
      )
      return [...wholeProblems(policy), ...statements]
    }),
  )
}

interface Where {
  readonly file: Sourced<'blueprint'>
  readonly path: string
}

function wholeProblems({ file, path, stackPolicy }: Where & { readonly stackPolicy: StackPolicy }): Problem[] {
  const at = keyAt(file.parsed, path)
  const { length } = canonicalJson(stackPolicy)
  const long: Problem[] =
    length <= MOST_CHARACTERS
      ? []
      : [
          {
            code: 'stack-policy-too-long',
            message: `the stack policy has ${length} characters`,
            expected: `at most ${MOST_CHARACTERS}, without white space`,
            at,
          },
        ]
  if (stackPolicy.Statement.some(({ Effect }) => Effect === 'Allow')) return long
  return [
    ...long,
    {
      code: 'stack-policy-allows-nothing',
      message: 'the stack policy allows no update of anything: what no statement allows is denied',
      expected:
        'a statement that allows, such as `{ Effect: Allow, Action: "Update:*", Principal: "*", Resource: "*" }`',
      at,
    },
  ]
}

function statementProblems(
  of: Where & { readonly statement: StackPolicyStatement; readonly resources: readonly string[] | undefined },
): Problem[] {
  const { file, path, statement, resources } = of
  const { Action, Resource } = statement
  const actions = each(Action, `${path}/Action`).flatMap(([action, place]) => {
    if (ACTIONS.includes(action)) return []
    return [
      {
        code: 'unknown-stack-policy-action',
        message: `\`${action}\` is no action of a stack policy`,
        expected: listed(ACTIONS),
        ...didYouMean(action, ACTIONS),
        at: valueAt(file.parsed, place),
      },
    ]
  })
  const named = each(Resource, `${path}/Resource`).flatMap(([resource, place]) =>
    resourceProblem(resource, resources).map((words) => ({ ...words, at: valueAt(file.parsed, place) })),
  )
  return [...actions, ...named]
}

function each(value: string | readonly string[], path: string): readonly (readonly [text: string, path: string])[] {
  if (typeof value === 'string') return [[value, path]]
  return value.map((text, index) => [text, path + pointer(index)])
}

/** Where the template could not be read, other rules have said so. */
function resourceProblem(resource: string, resources: readonly string[] | undefined): Omit<Problem, 'at'>[] {
  if (resource === '*') return []
  const expected = `\`*\`, or \`${RESOURCE}\` and the name of a resource in the template`
  if (!resource.startsWith(RESOURCE)) {
    const message = `\`${resource}\` names no resource of a stack`
    return [{ code: 'unknown-stack-policy-resource', message, expected }]
  }
  const name = resource.slice(RESOURCE.length)
  if (resources === undefined || resources.some((id) => matches(name, id))) return []
  return [
    {
      code: 'unknown-stack-policy-resource',
      message: `the template has no resource \`${name}\`, so this statement is about nothing`,
      expected: listed(resources),
      ...didYouMean(name, resources),
    },
  ]
}

/** As IAM matches: `*` any letters, `?` any one. Without backtracking, whatever a pull request brings. */
function matches(pattern: string, name: string): boolean {
  let reached = new Set([0])
  for (const letter of pattern) {
    const next = new Set<number>()
    for (const at of reached) {
      if (letter === '*') for (let end = at; end <= name.length; end++) next.add(end)
      else if (at < name.length && (letter === '?' || letter === name[at])) next.add(at + 1)
    }
    reached = next
  }
  return reached.has(name.length)
}
