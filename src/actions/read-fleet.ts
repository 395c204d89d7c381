/**
 * What does one commit of the fleet want?
 *
 * Files → fleet → desired stacks, kept by tree for the few trees that events
 * ask for again and again. A tree costs what it changes; what takes longer is
 * done in turns with everything else this thread has to do, and stacks are
 * rendered for those who ask.
 */
import { type Loaded, type LoadOptions, loadSteps } from '../fleet/load.ts'
import { pipelineOf } from '../fleet/made.ts'
import type { Fleet, Problem, SourceTree } from '../fleet/model.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { inTurns } from '../lib/turns.ts'
import { rulesApartSteps } from '../plan/rules-apart.ts'
import type { DesiredStack } from '../render/model.ts'
import { renderProblems } from '../render/render.ts'
import { allStackSteps, allStacks, type Differing, differingSteps, stackById, stacksOf } from '../render/stacks.ts'
import type { Reach } from './planning/reach.ts'
import type { World } from './world.ts'

export interface ReadFleet {
  readonly files: SourceTree
  /** Absent while there are problems. */
  readonly fleet?: Fleet
  /** Sorted by id; empty while there are problems. Renders the whole fleet: the bot asks `everyStack`. */
  readonly stacks: readonly DesiredStack[]
  readonly problems: readonly Problem[]
  /** Why not even its files could be read, such as a symbolic link among them. */
  readonly unreadable?: string
}

/** Against what, and when, somebody asks. */
export interface Asked {
  readonly base?: SourceTree
  /** ISO date, where a person asks about a change. */
  readonly today?: string
}

type Reading = Pick<World, 'git' | 'reader'>

/**
 * A commit of the default branch, held against its parent's rules where one is given. What its author did to it is a
 * value: one commit that nobody can read must not keep us from those that mend it.
 */
export async function fleetAt(world: Reading, commit: string, base?: ReadFleet): Promise<ReadFleet> {
  try {
    return await fleetOf(world, await world.git.files(commit), base === undefined ? {} : { base: base.files })
  } catch (error) {
    if (!(error instanceof FleetwrightError) || error.retryable || error.nextMove !== 'author') throw error
    return { files: new Map(), stacks: [], problems: [], unreadable: error.message }
  }
}

/** Each step of each apply asks again. */
const MOST_KEPT = 6
/** Newest last. The mirror hands out one object for one tree, so that being the same object says enough. */
const kept: (Asked & { readonly files: SourceTree; readonly read: Promise<ReadFleet> })[] = []

/** A tree, read while others are served. */
export async function fleetOf(world: Pick<World, 'reader'>, files: SourceTree, asked: Asked = {}): Promise<ReadFleet> {
  const { base, today } = asked
  const sound = today === undefined ? await soundOnADay(files, base) : undefined
  if (sound !== undefined) return sound
  const at = kept.findIndex((each) => each.files === files && each.base === base && each.today === today)
  const [known] = at === -1 ? [] : kept.splice(at, 1)
  const found = known ?? { files, ...asked, read: readInTurns(world, files, asked) }
  kept.push(found)
  if (kept.length > MOST_KEPT) kept.shift()
  try {
    return await found.read
  } catch (error) {
    // What went wrong is told once; who asks again has it done again.
    const failed = kept.indexOf(found)
    if (failed !== -1) kept.splice(failed, 1)
    throw error
  }
}

/** In which nothing was wrong on some day: then nothing is where no day is given. What failed is read anew. */
async function soundOnADay(files: SourceTree, base: SourceTree | undefined): Promise<ReadFleet | undefined> {
  const dated = kept.findLast((each) => each.files === files && each.base === base && each.today !== undefined)
  const read = await dated?.read.catch(() => undefined)
  return read?.problems.length === 0 ? read : undefined
}

async function readInTurns({ reader }: Pick<World, 'reader'>, files: SourceTree, asked: Asked): Promise<ReadFleet> {
  const { base, ...rest } = asked
  await reader?.prepare(files.values())
  if (base !== undefined) await reader?.prepare(base.values())
  const known = reader === undefined ? {} : { wasSound: reader.wasSound }
  const loaded = await inTurns(loadSteps(files, base, { ...options(rest), ...known }))
  if (loaded.problems.length === 0) reader?.foundSound(files)
  return readOf(files, await inTurns(rulesApartSteps(loaded)))
}

function options({ today }: Pick<Asked, 'today'>): LoadOptions {
  return { judge: renderProblems, ...(today === undefined ? {} : { today }) }
}

function readOf(files: SourceTree, { fleet, problems }: Loaded): ReadFleet {
  return {
    files,
    problems,
    ...(fleet === undefined ? {} : { fleet }),
    get stacks() {
      return fleet === undefined ? [] : allStacks(fleet)
    },
  }
}

/** One stack; undefined while there are problems, or where the commit does not want it. */
export function stackIn({ fleet }: ReadFleet, id: string): DesiredStack | undefined {
  return fleet && stackById(fleet, id)
}

/** All stacks of the pipeline that this one belongs to, itself among them, sorted by id. */
export function siblingsIn({ fleet }: ReadFleet, { customer, pipeline }: DesiredStack): readonly DesiredStack[] {
  const found = fleet && pipelineOf(fleet, customer, pipeline)
  return fleet === undefined || found === undefined
    ? []
    : stacksOf(fleet, found).toSorted((one, other) => (one.id < other.id ? -1 : 1))
}

/** All stacks of a commit, sorted by id: for who plans everything, with room for others meanwhile. */
export async function everyStack({ fleet }: ReadFleet): Promise<readonly DesiredStack[]> {
  return fleet === undefined ? [] : inTurns(allStackSteps(fleet))
}

/** The stacks of the pipelines that a change alters, in any way; none while either side has problems. */
export async function differingStacks(before: ReadFleet, after: ReadFleet): Promise<Differing> {
  if (before.fleet === undefined || after.fleet === undefined) return { before: [], after: [] }
  return inTurns(differingSteps(before.fleet, after.fleet))
}

/** The accounts a fleet names: only those of the base are ever called for a pull request. */
export function accountsOf({ fleet }: Pick<ReadFleet, 'fleet'>): Reach {
  const accounts = fleet?.customers.flatMap((customer) => customer.accounts) ?? []
  return new Map(accounts.map((account) => [account.id, account]))
}
