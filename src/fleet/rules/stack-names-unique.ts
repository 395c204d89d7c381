/**
 * Do any two stacks of one account and region get the same name?
 *
 * Names are joined by hyphens and may hold hyphens: pipeline `a-b` with stack
 * `c` and pipeline `a` with stack `b-c` would be one stack to CloudFormation.
 */
import type { Pipeline, Problem } from '../model.ts'
import { tryResolve } from '../resolve.ts'
import { stackName } from '../stack-identity.ts'
import type { RuleContext } from './rule.ts'

export function stackNamesUnique({ fleet }: RuleContext): readonly Problem[] {
  const taken = new Map<string, Pipeline>()
  const problems: Problem[] = []
  for (const pipeline of fleet.pipelines) {
    const resolved = tryResolve(fleet, pipeline)
    for (const stack of resolved?.blueprint.stacks ?? []) {
      const name = stackName(pipeline, stack.key)
      const key = `${resolved?.account.id}/${pipeline.region}/${name}`
      const first = taken.get(key)
      if (first === undefined) taken.set(key, pipeline)
      // A stack key that a blueprint names twice is unique-names' finding.
      else if (first !== pipeline)
        problems.push({
          code: 'stack-name-taken',
          message: `the stack \`${name}\` would also be a stack of pipeline \`${first.name}\` in the same account and region`,
          expected: 'a pipeline name whose stacks are called otherwise',
          at: pipeline.at,
          related: [first.at],
        })
    }
  }
  return problems
}
