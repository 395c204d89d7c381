/**
 * What is wrong with these pipelines, each as a whole?
 *
 * By their own rules after all layers, by the judge who renders them, and,
 * where a change alters one, against what it was. What was found out stays
 * known while what the pipeline is made of stays.
 */
import { type Made, madeOf, pipelineOf } from './made.ts'
import type { Fleet, Pipeline, Problem, ResolvedPipeline, SourceTree } from './model.ts'
import { later, remembered } from './remembered.ts'
import { resolveMade } from './resolve.ts'
import { CHANGE_RULES, PIPELINE_RULES } from './rules/all.ts'
import type { PipelineChange, PipelineContext, RuleContext } from './rules/rule.ts'
import { sharedValues } from './setting-values.ts'
import { compileSettingsSteps } from './settings-check.ts'

export interface Judges {
  /** What else may be wrong with a pipeline that its own rules find sound; asked once, like those. */
  readonly judge?: Judge
  /** Trees with which nothing was wrong before this process began. */
  readonly wasSound?: (tree: SourceTree) => boolean
}

export type Judge = (pipeline: ResolvedPipeline) => readonly Problem[]

/** Of one pipeline: what its rules say, and what the judge says where they are content. */
export interface Found {
  readonly problems: readonly Problem[]
  readonly late: readonly Problem[]
}

const SOUND: Found = { problems: [], late: [] }
export const NO_JUDGE: Judge = () => []
const foundBy = remembered((_judge: Judge) => new WeakMap<Made, Found>())

const PIPELINES_A_STEP = 32

/** Only of pipelines whose references all lead somewhere; the others have problems that come first. */
export function* pipelineSteps(
  pipelines: readonly Pipeline[],
  context: RuleContext,
  { judge = NO_JUDGE }: Judges,
): Generator<undefined, Found> {
  const { fleet, base, isBaseSound = false } = context
  const known = foundBy(judge)
  const problems: Problem[] = []
  const late: Problem[] = []
  let count = 0
  for (const pipeline of pipelines) {
    count += 1
    if (count % PIPELINES_A_STEP === 0) yield undefined
    const is = madeOf(fleet, pipeline)
    if (is === undefined) continue
    const resolved = later(() => resolveMade(fleet, is))
    const was = base && changedFrom(is, base.fleet)
    let found = known.get(is)
    if (found === undefined) {
      yield undefined
      const { blueprint } = is.ground
      const hadSame = isBaseSound && was?.blueprint === blueprint
      const settingsCheck = yield* compileSettingsSteps(blueprint.settingsSchema, hadSame)
      const of = { resolved: resolved(), settingsCheck, ...(hadSame && { fit: was.values }) }
      found = yield* judgedSteps(of, context, judge)
      known.set(is, found)
    }
    problems.push(...found.problems)
    late.push(...found.late)
    if (was !== undefined) problems.push(...changeProblems({ was, is: resolved() }, context))
  }
  return { problems, late }
}

interface Judged extends Pick<PipelineContext, 'fit' | 'settingsCheck'> {
  readonly resolved: ResolvedPipeline
}

/** What is asked of a blueprint for the first time takes long: piece by piece, so that others are served meanwhile. */
function* judgedSteps(
  { resolved, settingsCheck, fit }: Judged,
  { draft, fleet }: RuleContext,
  judge: Judge,
): Generator<undefined, Found> {
  if (settingsCheck.ok) {
    const shared = sharedValues(resolved)
    yield* settingsCheck.readySteps({ values: resolved.values, shared, ...(fit && { fit }) })
  }
  const context: PipelineContext = { draft, fleet, settingsCheck, ...(fit && { fit }) }
  const problems = PIPELINE_RULES.flatMap((rule) => rule(resolved, context))
  if (problems.length > 0) return { problems, late: [] }
  yield undefined
  const late = judge(resolved)
  return late.length === 0 ? SOUND : { problems, late }
}

function changeProblems(change: PipelineChange, context: RuleContext): Problem[] {
  return CHANGE_RULES.flatMap((rule) => rule(change, context))
}

/** What the base has in the place of a pipeline that is made of anything else now. */
function changedFrom(is: Made, base: Fleet): ResolvedPipeline | undefined {
  const { customer, name } = is.pipeline
  const earlier = pipelineOf(base, customer, name)
  if (earlier === undefined) return undefined
  const was = madeOf(base, earlier)
  return was === undefined || was === is ? undefined : resolveMade(base, was)
}
