/**
 * Does the stack's own policy forbid this update?
 *
 * A stack policy protects resources from updates by anyone; it has no exceptions
 * on ExecuteChangeSet. What is no policy: recorded `test_stack_policies`. The words
 * of a resource that is protected are ASSUMED, and so is the moment at which an
 * update fails on it (at the resource).
 */

import { wildcard } from '../auth/policy.ts'
import { validationError } from '../errors.ts'

interface PolicyStatement {
  readonly Effect: string
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly types: readonly string[]
}

export type UpdateAction = 'Update:Modify' | 'Update:Replace' | 'Update:Delete'

/** @throws AwsRefusal for what is not a stack policy. */
export function assertStackPolicy(text: string): void {
  statementsOf(text)
}

export function stackPolicyProblem(
  text: string | undefined,
  resource: { readonly logicalId: string; readonly type: string },
  action: UpdateAction,
): string | undefined {
  const statements = text === undefined ? [] : statementsOf(text)
  if (statements.length === 0) return undefined
  const matching = statements.filter(
    ({ Action, Resource, types }) =>
      Action.some((pattern) => wildcard(pattern, action)) &&
      Resource.some((pattern) => wildcard(pattern, `LogicalResourceId/${resource.logicalId}`) || pattern === '*') &&
      (types.length === 0 || types.some((pattern) => wildcard(pattern, resource.type))),
  )
  // Once a policy is set, everything that it does not allow is denied.
  if (matching.length > 0 && matching.every(({ Effect }) => Effect === 'Allow')) return undefined
  const denying = matching.findIndex(({ Effect }) => Effect === 'Deny') + 1
  return denying > 0
    ? `Action denied by stack policy: Statement [#${denying}] does not allow [${action}] for resource [${resource.logicalId}];`
    : `Action not allowed by stack policy: No statement allows [${action}] for resource [${resource.logicalId}];`
}

function statementsOf(text: string): readonly PolicyStatement[] {
  const invalid = validationError('Error validating stack policy: Invalid stack policy')
  let document: { Statement?: readonly Record<string, unknown>[] }
  try {
    document = JSON.parse(text)
  } catch {
    throw invalid
  }
  if (document.Statement === undefined && Object.keys(document).length === 0) return []
  if (!Array.isArray(document.Statement)) throw invalid
  return document.Statement.map((statement) => {
    const { Effect, Action, Principal, Resource, Condition } = statement
    const actions = list(Action)
    if (Effect !== 'Allow' && Effect !== 'Deny') throw invalid
    if (Principal !== '*' || actions.length === 0 || !actions.every((action) => action.startsWith('Update:')))
      throw invalid
    const types = Object.values(typeof Condition === 'object' && Condition !== null ? Condition : {}).flatMap((test) =>
      list(typeof test === 'object' && test !== null && 'ResourceType' in test ? test.ResourceType : undefined),
    )
    return { Effect, Action: actions, Resource: list(Resource), types }
  })
}

function list(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.map(String) : []
}
