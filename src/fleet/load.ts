/**
 * Is this tree a fleet, and if not, what is wrong with it?
 *
 * Structure by schema, then normalise, then the rules, over all files at once:
 * an author hears of every mistake in one go, and of each once.
 */
import { type Draft, draftOf } from './draft.ts'
import { FLEET_FILE } from './layout.ts'
import type { Fleet, Pipeline, Problem, SourceTree } from './model.ts'
import { normalise } from './normalise.ts'
import type { ParseCache } from './parse.ts'
import { startOf } from './places.ts'
import { problemsInOrder } from './problems.ts'
import { tryResolve } from './resolve.ts'
import { CHANGE_RULES, PIPELINE_RULES, RULES } from './rules/all.ts'
import type { RuleContext, Side } from './rules/rule.ts'
import { compileSettings } from './schema.ts'

export interface Loaded {
  /** Only where there are no problems. */
  readonly fleet?: Fleet
  /** By file, line and column. */
  readonly problems: readonly Problem[]
}

export interface LoadOptions {
  /** Keeps parsed files between calls; its owner bounds it. */
  readonly cache?: ParseCache
  /** ISO date, only where a person asks about a change. */
  readonly today?: string
}

/** `base` is the state that a change starts from: identities, access and used versions are held against it. */
export function loadFleet(tree: SourceTree, base?: SourceTree, options: LoadOptions = {}): Loaded {
  const { cache, today } = options
  const draft = draftOf(tree, cache)
  // Of an empty repository everything would be missing; that is one thing to say, not fifty.
  if (!tree.has(FLEET_FILE)) return { problems: [noFleet(draft)] }
  const side = sideOf(draft)
  const context: RuleContext = {
    ...side,
    ...(base === undefined ? {} : { base: sideOf(draftOf(base, cache)) }),
    ...(today === undefined ? {} : { today }),
  }
  const problems = problemsInOrder([
    ...draft.problems,
    ...RULES.flatMap((rule) => rule(context)),
    ...pipelineProblems(context),
  ])
  return problems.length === 0 ? { fleet: side.fleet, problems } : { problems }
}

/** Only of pipelines whose references all lead somewhere; the others have problems that come first. */
function pipelineProblems(context: RuleContext): Problem[] {
  const { draft, fleet, base } = context
  const before = new Map(base?.fleet.pipelines.map((pipeline) => [keyOf(pipeline), pipeline]))
  return fleet.pipelines.flatMap((pipeline) => {
    const is = tryResolve(fleet, pipeline)
    if (is === undefined) return []
    const settingsCheck = compileSettings(is.blueprint.settingsSchema)
    const own = PIPELINE_RULES.flatMap((rule) => rule(is, { draft, fleet, settingsCheck }))
    const earlier = before.get(keyOf(pipeline))
    const was = base === undefined || earlier === undefined ? undefined : tryResolve(base.fleet, earlier)
    return was === undefined ? own : [...own, ...CHANGE_RULES.flatMap((rule) => rule({ was, is }, context))]
  })
}

function keyOf({ customer, name }: Pipeline): string {
  return `${customer}/${name}`
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
