/**
 * Is this tree a fleet, and if not, what is wrong with it?
 *
 * Structure by schema, then normalise, then the rules, over all files at once:
 * an author hears of every mistake in one go, and of each once.
 */
import { type Draft, draftOf } from './draft.ts'
import { FLEET_FILE } from './layout.ts'
import type { Fleet, Problem, SourceTree } from './model.ts'
import { normalise } from './normalise.ts'
import type { ParseCache } from './parse.ts'
import { startOf } from './places.ts'
import { problemsInOrder } from './problems.ts'
import { RULES } from './rules/all.ts'
import type { Side } from './rules/rule.ts'

export interface Loaded {
  /** Only where there are no problems. */
  readonly fleet?: Fleet
  /** By file, line and column. */
  readonly problems: readonly Problem[]
}

/**
 * `base` is the state that a change starts from: identities, access and used versions are held against it. `cache`
 * keeps parsed files between calls; its owner bounds it.
 */
export function loadFleet(tree: SourceTree, base?: SourceTree, cache?: ParseCache): Loaded {
  const draft = draftOf(tree, cache)
  // Of an empty repository everything would be missing; that is one thing to say, not fifty.
  if (!tree.has(FLEET_FILE)) return { problems: [noFleet(draft)] }
  const side = sideOf(draft)
  const context = base === undefined ? side : { ...side, base: sideOf(draftOf(base, cache)) }
  const problems = problemsInOrder([...draft.problems, ...RULES.flatMap((rule) => rule(context))])
  return problems.length === 0 ? { fleet: side.fleet, problems } : { problems }
}

function sideOf(draft: Draft): Side {
  return { draft, fleet: normalise(draft) }
}

function noFleet(draft: Draft): Problem {
  return {
    code: 'no-fleet',
    message: draft.tree.size === 0 ? 'the repository is empty' : 'the repository has no fleet.yml',
    expected: '`fleet.yml` at its root, with the rings and the policy of the fleet',
    at: startOf(FLEET_FILE),
  }
}
