/**
 * Is every stack of the base still wanted, as the same stack?
 *
 * A pipeline that disappears or changes its name, account, region or blueprint
 * would leave stacks behind that hold a customer's events, and nobody's plan
 * would show it. Renames are never inferred (DESIGN.md §2.1). Whoever means it
 * says `lifecycle: retiring` in an earlier pull request, or, of a single stack
 * that a blueprint drops, lists its key under `retires`.
 */
import { pipelinePath } from '../layout.ts'
import { type Made, madeOf, pipelineOf } from '../made.ts'
import type { Pipeline, Problem } from '../model.ts'
import { startOf } from '../places.ts'
import type { RuleContext } from './rule.ts'

export function stacksKeepIdentity({ fleet, draft, base }: RuleContext): readonly Problem[] {
  if (base === undefined) return []
  return base.fleet.pipelines.flatMap((before): Problem[] => {
    if (before.lifecycle === 'retiring') return []
    const after = pipelineOf(fleet, before.customer, before.name)
    if (after === undefined) {
      const path = pipelinePath(before.customer, before.name)
      // There, but not readable or under another name: the file's own problems come first.
      return draft.tree.has(path) ? [] : [removed(before, path)]
    }
    const is = madeOf(fleet, after)
    const was = madeOf(base.fleet, before)
    // Until its references lead somewhere, where a pipeline points is another rule's business.
    if (is === undefined || is === was || !is.account.regions.includes(after.region)) return []
    const moved = movedField(before, after)
    if (moved !== undefined) return [moved]
    return was === undefined ? [] : lostStacks(was, is)
  })
}

function removed(pipeline: Pipeline, path: string): Problem {
  return {
    code: 'pipeline-removed',
    message: `pipeline \`${pipeline.name}\` of \`${pipeline.customer}\` has disappeared, but its stacks are still there`,
    expected: `\`${path}\`, as it was`,
    hint: 'restore the file, or merge `lifecycle: retiring` first; a pipeline cannot be renamed or moved',
    at: startOf(path),
  }
}

function movedField(before: Pipeline, after: Pipeline): Problem | undefined {
  const fields = [
    ['region', before.region, after.region],
    ['blueprint', before.blueprint.name, after.blueprint.name],
  ] as const
  const changed = fields.find(([, was, is]) => was !== is)
  if (changed === undefined) return undefined
  const [field, was, is] = changed
  return {
    code: 'pipeline-moved',
    message: `the ${field} of a pipeline cannot change from \`${was}\` to \`${is}\`: its stacks are still there`,
    expected: `\`${was}\``,
    hint: 'add a new pipeline beside this one, or merge `lifecycle: retiring` first',
    at: after.placeOf(field),
  }
}

function lostStacks(was: Made, is: Made): Problem[] {
  if (was.account.id !== is.account.id) return was.account.name === is.account.name ? [] : [changedAccount(was, is)]
  const kept = new Set(is.ground.blueprint.stacks.map(({ key }) => key))
  const { retires } = is.ground.blueprint
  const lost = was.ground.blueprint.stacks.filter(({ key }) => !kept.has(key) && !retires.includes(key))
  return lost.map(({ key }) => ({
    code: 'stack-removed',
    message: `blueprint \`${is.ground.blueprint.name}@${is.ground.blueprint.version}\` has no stack \`${key}\`, which this pipeline has in AWS`,
    expected: `a blueprint version with the stack \`${key}\`, or with \`${key}\` under \`retires\``,
    at: is.pipeline.placeOf('blueprint'),
  }))
}

/** Under the same name it is the account that has changed, which accounts-stay refuses. */
function changedAccount(was: Made, is: Made): Problem {
  return {
    code: 'pipeline-moved',
    message: `pipeline \`${is.pipeline.name}\` cannot move from account \`${was.account.id}\` to \`${is.account.id}\`: its stacks are still there`,
    expected: `an account of \`${is.customer.name}\` with the id \`${was.account.id}\``,
    hint: 'add a new pipeline beside this one, or merge `lifecycle: retiring` first',
    at: is.pipeline.placeOf('account'),
  }
}
