/**
 * Is this tree a fleet, and if not, what is wrong with it?
 *
 * Structure by schema, then normalise, then the rules, over all files at once:
 * an author hears of every mistake in one go, and of each once. What was found
 * out about a file or a pipeline is kept while what it is made of stays, so
 * that a tree costs what it changes; and since a new fleet of thousands still
 * takes a while, the work comes in steps, between which others may be served.
 */
import { atOnce } from '../lib/turns.ts'
import { type Draft, draftSteps } from './draft.ts'
import { FLEET_FILE } from './layout.ts'
import { type Made, madeOf, pipelineOf } from './made.ts'
import type { Fleet, Problem, ResolvedPipeline, SourceTree } from './model.ts'
import { normaliseSteps } from './normalise.ts'
import { fingerprintsOf } from './pipeline-fingerprint.ts'
import { startOf } from './places.ts'
import { problemsInOrder } from './problems.ts'
import type { ReadCache } from './read-file.ts'
import { remembered } from './remembered.ts'
import { resolveMade } from './resolve.ts'
import { CHANGE_RULES, PIPELINE_RULES, RULES } from './rules/all.ts'
import type { RuleContext, Side } from './rules/rule.ts'
import { compileSettings, compileSettingsSteps } from './settings-check.ts'

export interface Loaded {
  /** Only where there are no problems. */
  readonly fleet?: Fleet
  /** By file, line and column. */
  readonly problems: readonly Problem[]
  /** What the base says, as far as it can be read; where one was given. */
  readonly base?: Fleet
}

export interface LoadOptions {
  /** Keeps what was read of files between calls; its owner bounds it. */
  readonly cache?: ReadCache
  /** ISO date, only where a person asks about a change. */
  readonly today?: string
  /** What else may be wrong with a pipeline that its own rules find sound; asked once, like those. */
  readonly judge?: Judge
  /** Pipelines that were found sound before this process began. */
  readonly verdicts?: Verdicts
}

export type Judge = (pipeline: ResolvedPipeline) => readonly Problem[]

/** Which fingerprints of pipelines had no problems, by their own rules and by the judge. */
export interface Verdicts {
  has(fingerprint: string): boolean
  keep(fingerprint: string): void
}

/** `base` is the state that a change starts from: identities, access and used versions are held against it. */
export function loadFleet(tree: SourceTree, base?: SourceTree, options: LoadOptions = {}): Loaded {
  return atOnce(loadSteps(tree, base, options))
}

const PIPELINES_A_STEP = 32

/** The same, in steps of some milliseconds: whoever runs them may do other things in between. */
export function* loadSteps(
  tree: SourceTree,
  base?: SourceTree,
  options: LoadOptions = {},
): Generator<undefined, Loaded> {
  const draft = yield* draftSteps(tree, options.cache)
  yield undefined
  // Of an empty repository everything would be missing; that is one thing to say, not fifty.
  if (!tree.has(FLEET_FILE)) return { problems: [noFleet(draft)] }
  const side = yield* sideSteps(draft)
  yield undefined
  const context: RuleContext = {
    ...side,
    ...(base === undefined
      ? {}
      : { base: sides.get(base) ?? (yield* sideSteps(yield* draftSteps(base, options.cache))) }),
    ...(options.today === undefined ? {} : { today: options.today }),
  }
  yield undefined
  const problems: Problem[] = [...draft.problems]
  for (const { raw } of draft.blueprint) yield* compileSettingsSteps(raw.settings)
  for (const rule of RULES) {
    problems.push(...rule(context))
    yield undefined
  }
  const judged = yield* pipelineSteps(context, options)
  problems.push(...judged.problems)
  // What cannot be rendered is said once all else is right: before that it is the consequence of something.
  const all = problemsInOrder(problems.length > 0 ? problems : judged.late)
  return {
    ...(all.length === 0 ? { fleet: side.fleet } : {}),
    problems: all,
    ...(context.base === undefined ? {} : { base: context.base.fleet }),
  }
}

/** Of one pipeline: what its rules say, and what the judge says where they are content. */
interface Found {
  readonly problems: readonly Problem[]
  readonly late: readonly Problem[]
}

const SOUND: Found = { problems: [], late: [] }
const NO_JUDGE: Judge = () => []
const foundBy = remembered((_judge: Judge) => new WeakMap<Made, Found>())

/** Only of pipelines whose references all lead somewhere; the others have problems that come first. */
function* pipelineSteps(context: RuleContext, options: LoadOptions): Generator<undefined, Found> {
  const { draft, fleet, base } = context
  const { judge = NO_JUDGE, verdicts } = options
  const known = foundBy(judge)
  const fingerprintOf = fingerprintsOf(draft.tree)
  const problems: Problem[] = []
  const late: Problem[] = []
  const learnt: string[] = []
  let count = 0
  for (const pipeline of fleet.pipelines) {
    count += 1
    if (count % PIPELINES_A_STEP === 0) yield undefined
    const is = madeOf(fleet, pipeline)
    if (is === undefined) continue
    const was = changedFrom(is, base?.fleet)
    let found = known.get(is)
    if (found === undefined) {
      const fingerprint = verdicts && fingerprintOf(is)
      const isKnown = fingerprint !== undefined && verdicts?.has(fingerprint) === true
      found = isKnown ? SOUND : judged({ is, context, judge })
      known.set(is, found)
      if (fingerprint !== undefined && !isKnown && isSound(found)) learnt.push(fingerprint)
    }
    problems.push(...found.problems)
    late.push(...found.late)
    if (was !== undefined && base !== undefined) problems.push(...changeProblems({ was, is, context, base }))
  }
  // A pipeline in a file of another name has another's fingerprint; then the fleet has a problem, and nothing is learnt.
  if (problems.length + late.length === 0) for (const fingerprint of learnt) verdicts?.keep(fingerprint)
  return { problems, late }
}

function isSound({ problems, late }: Found): boolean {
  return problems.length + late.length === 0
}

function judged(of: { readonly is: Made; readonly context: RuleContext; readonly judge: Judge }): Found {
  const { draft, fleet } = of.context
  const resolved = resolveMade(fleet, of.is)
  const settingsCheck = compileSettings(resolved.blueprint.settingsSchema)
  const problems = PIPELINE_RULES.flatMap((rule) => rule(resolved, { draft, fleet, settingsCheck }))
  if (problems.length > 0) return { problems, late: [] }
  const late = of.judge(resolved)
  return late.length === 0 ? SOUND : { problems, late }
}

function changeProblems(of: {
  readonly was: Made
  readonly is: Made
  readonly context: RuleContext
  readonly base: Side
}): Problem[] {
  if (CHANGE_RULES.length === 0) return []
  const was = resolveMade(of.base.fleet, of.was)
  const is = resolveMade(of.context.fleet, of.is)
  return CHANGE_RULES.flatMap((rule) => rule({ was, is }, of.context))
}

/** What the base has in the place of a pipeline that is made of anything else now. */
function changedFrom(is: Made, base: Fleet | undefined): Made | undefined {
  const { customer, name } = is.pipeline
  const earlier = base && pipelineOf(base, customer, name)
  if (base === undefined || earlier === undefined) return undefined
  const was = madeOf(base, earlier)
  return was === is ? undefined : was
}

/** Remembered by the tree: a base is held against many heads. */
const sides = new WeakMap<SourceTree, Side>()

function* sideSteps(draft: Draft): Generator<undefined, Side> {
  const known = sides.get(draft.tree)
  if (known !== undefined) return known
  const side = { draft, fleet: yield* normaliseSteps(draft) }
  sides.set(draft.tree, side)
  return side
}

function noFleet(draft: Draft): Problem {
  return {
    code: 'no-fleet',
    message: draft.tree.size === 0 ? 'no fleet is here' : 'the fleet has no fleet.yml',
    expected:
      '`fleet.yml`, with the rings and the policy of the fleet, at the root of the repository or of the folder that was named',
    at: startOf(FLEET_FILE),
  }
}
