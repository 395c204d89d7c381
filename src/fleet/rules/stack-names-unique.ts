/**
 * Do any two stacks of one account and region get the same name?
 *
 * Names are joined by hyphens and may hold hyphens: pipeline `a-b` with stack
 * `c` and pipeline `a` with stack `b-c` would be one stack to CloudFormation.
 */
import { type Made, madeOf } from '../made.ts'
import type { Fleet, Problem } from '../model.ts'
import { stackName } from '../stack-identity.ts'
import type { RuleContext } from './rule.ts'

export function stackNamesUnique({ fleet }: RuleContext): readonly Problem[] {
  // Alone in its account and region, as most are, a pipeline has nobody to share a name with.
  return [...neighbours(fleet).values()].flatMap((pipelines) => (pipelines.length > 1 ? sharedNames(pipelines) : []))
}

function neighbours(fleet: Fleet): ReadonlyMap<string, readonly Made[]> {
  const places = new Map<string, Made[]>()
  for (const pipeline of fleet.pipelines) {
    const made = madeOf(fleet, pipeline)
    if (made === undefined) continue
    const place = `${made.account.id}/${pipeline.region}`
    const known = places.get(place)
    if (known === undefined) places.set(place, [made])
    else known.push(made)
  }
  return places
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
          at: pipeline.at,
          related: [first.pipeline.at],
        })
    }
  }
  return problems
}
