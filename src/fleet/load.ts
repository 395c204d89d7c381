/**
 * Is this tree a fleet, and if not, what is wrong with it?
 *
 * Structure by schema, then normalise, then the rules, over all files at once:
 * an author hears of every mistake in one go, and of each once. What was found
 * out about a file or a pipeline is kept while what it is made of stays, so
 * that a tree costs what it changes; and since a new fleet of thousands still
 * takes a while, the work comes in steps, between which others may be served.
 */
import { look } from '../lib/stand-in.ts'
import { atOnce } from '../lib/turns.ts'
import { draftSteps, type Edit, editedDraftSteps } from './draft.ts'
import { type Found, type Judges, pipelineSteps } from './judge-pipelines.ts'
import { FLEET_FILE, isOfCustomer } from './layout.ts'
import type { Fleet, Problem, SourceTree } from './model.ts'
import { editedFleetSteps, normaliseSteps } from './normalise.ts'
import { blueprintParts, customerParts } from './parts.ts'
import { startOf } from './places.ts'
import { problemsInOrder } from './problems.ts'
import type { ReadCache } from './read-file.ts'
import { BLUEPRINT_RULES, CUSTOMER_RULES, FLEET_RULES, SHARED_RULES } from './rules/all.ts'
import { hasOldCustomers, type Rule, type RuleContext, type Side } from './rules/rule.ts'
import { compileSettingsSteps } from './settings-check.ts'
import { unsharedPaths } from './sharing.ts'
import { addSound, isSound } from './sound-trees.ts'
import { pipelinesTouched, touchedCustomers } from './touched.ts'

export interface Loaded {
  /** Only where there are no problems. */
  readonly fleet?: Fleet
  /** By file, line and column. */
  readonly problems: readonly Problem[]
  /** What the base says, as far as it can be read; where one was given. */
  readonly base?: Fleet
}

export interface LoadOptions extends Judges {
  /** Keeps what was read of files between calls; its owner bounds it. */
  readonly cache?: ReadCache
  /** ISO date, only where a person asks about a change. */
  readonly today?: string
}

/** `base` is the state that a change starts from: identities, access and used versions are held against it. */
export function loadFleet(tree: SourceTree, base?: SourceTree, options: LoadOptions = {}): Loaded {
  return atOnce(loadSteps(tree, base, options))
}

/** The same, in steps of some milliseconds: whoever runs them may do other things in between. */
export function* loadSteps(
  tree: SourceTree,
  base?: SourceTree,
  options: LoadOptions = {},
): Generator<undefined, Loaded> {
  // Of an empty repository everything would be missing; that is one thing to say, not fifty.
  if (!tree.has(FLEET_FILE)) return { problems: [noFleet(tree)] }
  const known = base && (yield* sideSteps({ tree: base }, options))
  const edit = known && editOf(known, tree, options)
  const side = yield* sideSteps({ tree, edit }, options)
  if (known === undefined && options.today === undefined && isSound(side.draft, options))
    return { fleet: side.fleet, problems: [] }
  const touched = edit && touchedCustomers(edit.of.fleet, side.fleet)
  const context: RuleContext = {
    ...side,
    ...(known === undefined ? {} : { base: known }),
    // Only then are some customers touched and not all.
    isBaseSound: touched !== undefined,
    ...(options.today === undefined ? {} : { today: options.today }),
  }
  yield undefined
  const { problems, late } = yield* findSteps(context, touched, options)
  // What cannot be rendered is said once all else is right: before that it is the consequence of something.
  const all = problemsInOrder(problems.length > 0 ? problems : late)
  if (all.length === 0) addSound(tree, options)
  return {
    ...(all.length === 0 ? { fleet: side.fleet } : {}),
    problems: all,
    ...(known === undefined ? {} : { base: known.fleet }),
  }
}

/** A tree that differs from a sound one in nothing but files of customers. */
interface SoundEdit extends Edit {
  readonly of: Side
}

function editOf(of: Side, tree: SourceTree, options: LoadOptions): SoundEdit | undefined {
  if (!isSound(of.draft, options)) return undefined
  const paths = unsharedPaths(of.draft.tree, tree)
  return paths.every(isOfCustomer) ? { of, tree, paths } : undefined
}

/**
 * `touched`: customers of whom there may be something to say. What all share is then as it was in a base that was
 * found sound, and so are the others.
 */
function* findSteps(
  context: RuleContext,
  touched: ReadonlySet<string> | undefined,
  options: LoadOptions,
): Generator<undefined, Found> {
  const problems: Problem[] = [...context.draft.problems]
  function* tell(rules: readonly Rule[], part: RuleContext): Generator<undefined, void> {
    for (const rule of rules) {
      problems.push(...rule(part))
      yield undefined
    }
  }
  yield* lookSteps(context, touched !== undefined)
  yield* tell(FLEET_RULES, context)
  if (touched === undefined) {
    for (const { raw } of context.draft.blueprint) yield* compileSettingsSteps(raw.settings)
    yield* tell(SHARED_RULES, context)
    for (const part of blueprintParts(context)) yield* tell(BLUEPRINT_RULES, part)
  }
  for (const part of customerParts(context, touched)) yield* tell(CUSTOMER_RULES, part)
  const judged = yield* pipelineSteps(pipelinesTouched(context.fleet, touched), context, options)
  return { problems: [...problems, ...judged.problems], late: judged.late }
}

/** Whatever a rule over all files will look at, so that none has to take in thousands without a pause. */
function* lookSteps(context: RuleContext, isFewTouched: boolean): Generator<undefined, void> {
  if (isFewTouched && hasOldCustomers(context)) return
  for (const { draft, fleet } of context.base === undefined ? [context] : [context, context.base]) {
    const values = [...draft.customer.map(({ raw }) => raw), ...(isFewTouched ? [] : fleet.pipelines)]
    for (const [index, value] of values.entries()) {
      if (index % FILES_A_STEP === 0) yield undefined
      look(value)
    }
  }
}

const FILES_A_STEP = 32

/** Remembered by the tree: a base is held against many heads. */
const sides = new WeakMap<SourceTree, Side>()

interface Wanted {
  readonly tree: SourceTree
  readonly edit?: SoundEdit | undefined
}

function* sideSteps({ tree, edit }: Wanted, options: LoadOptions): Generator<undefined, Side> {
  const known = sides.get(tree)
  if (known !== undefined) return known
  const side = (edit && (yield* editedSteps(edit, options.cache))) ?? (yield* wholeSteps(tree, options))
  sides.set(tree, side)
  return side
}

function* wholeSteps(tree: SourceTree, options: LoadOptions): Generator<undefined, Side> {
  const draft = yield* draftSteps(tree, options.cache)
  return { draft, fleet: yield* normaliseSteps(draft, { wasSound: isSound(draft, options) }) }
}

function* editedSteps(edit: SoundEdit, cache: ReadCache | undefined): Generator<undefined, Side | undefined> {
  const draft = yield* editedDraftSteps(edit.of.draft, edit, cache)
  const fleet = yield* editedFleetSteps(edit.of, draft)
  return fleet && { draft, fleet }
}

function noFleet(tree: SourceTree): Problem {
  return {
    code: 'no-fleet',
    message: tree.size === 0 ? 'no fleet is here' : 'the fleet has no fleet.yml',
    expected:
      '`fleet.yml`, with the rings and the policy of the fleet, at the root of the repository or of the folder that was named',
    at: startOf(FLEET_FILE),
  }
}
