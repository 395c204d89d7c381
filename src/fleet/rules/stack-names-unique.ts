/**
 * Do any two stacks of one account and region get the same name?
 *
 * Names are joined by hyphens and may hold hyphens: pipeline `a-b` with stack
 * `c` and pipeline `a` with stack `b-c` would be one stack to CloudFormation.
 */
import { type Made, madeOf } from '../made.ts'
import type { Problem } from '../model.ts'
import { stackName } from '../stack-identity.ts'
import type { RuleContext } from './rule.ts'

export function stackNamesUnique({ fleet }: RuleContext): readonly Problem[] {
  const problems: Problem[] = []
  let together: Made[] = []
  // Sorted by customer. Nobody else has a stack in the account: account-claimed-once sees to it.
  for (const pipeline of fleet.pipelines) {
    if (together[0]?.pipeline.customer !== pipeline.customer) {
      problems.push(...takenIn(together))
      together = []
    }
    const made = madeOf(fleet, pipeline)
    if (made !== undefined) together.push(made)
  }
  return [...problems, ...takenIn(together)]
}

function takenIn(pipelines: readonly Made[]): readonly Problem[] {
  // As most are, a pipeline that is its customer's only one has nobody to share a name with.
  if (pipelines.length < 2 || !pipelines.some((one) => pipelines.some((other) => isBegun(one, other)))) return []
  const places = Map.groupBy(pipelines, ({ account, pipeline }) => `${account.id}/${pipeline.region}`)
  return [...places.values()].flatMap(sharedNames)
}

/** Whether the name of one could go on as the other's: `a` with the stack `b-c` as `a-b` with the stack `c`. */
function isBegun({ pipeline }: Made, other: Made): boolean {
  return other.pipeline.name.startsWith(`${pipeline.name}-`)
}

function sharedNames(pipelines: readonly Made[]): Problem[] {
  const taken = new Map<string, Made>()
  const problems: Problem[] = []
  for (const made of pipelines) {
    const { pipeline } = made
    for (const stack of made.ground.blueprint.stacks) {
      const name = stackName(pipeline, stack.key)
      const first = taken.get(name)
      if (first === undefined) taken.set(name, made)
      // A stack key that a blueprint names twice is unique-names' finding.
      else if (first !== made)
        problems.push({
          code: 'stack-name-taken',
          message: `the stack \`${name}\` would also be a stack of pipeline \`${first.pipeline.name}\` in the same account and region`,
          expected: 'a pipeline name whose stacks are called otherwise',
          at: pipeline.placeOf('pipeline'),
          related: [first.pipeline.placeOf('pipeline')],
        })
    }
  }
  return problems
}
