/**
 * What does one commit of the fleet want?
 *
 * Files → fleet → desired stacks, kept by tree for the few trees that events
 * ask for again and again. Parsed files are kept by blob, so a pull request
 * that changes three files parses three.
 */
import { loadFleet } from '../fleet/load.ts'
import type { Fleet, Problem, SourceTree } from '../fleet/model.ts'
import { problemsInOrder } from '../fleet/problems.ts'
import { FleetwrightError } from '../lib/errors.ts'
import type { DesiredStack } from '../render/model.ts'
import { renderFleet } from '../render/render.ts'
import { rulesApart } from '../render/rules-apart.ts'
import type { World } from './world.ts'

export interface ReadFleet {
  readonly files: SourceTree
  /** Absent while there are problems. */
  readonly fleet?: Fleet
  /** Sorted by id; empty while there are problems. */
  readonly stacks: readonly DesiredStack[]
  readonly problems: readonly Problem[]
  /** Why not even its files could be read, such as a symbolic link among them. */
  readonly unreadable?: string
}

/**
 * A commit of the default branch, held against its parent's rules where one is given. What its author did to it is a
 * value: one commit that nobody can read must not keep us from those that mend it.
 */
export async function fleetAt(world: Pick<World, 'git'>, commit: string, base?: ReadFleet): Promise<ReadFleet> {
  try {
    return readFleet(await world.git.files(commit), base?.files)
  } catch (error) {
    if (!(error instanceof FleetwrightError) || error.retryable || error.nextMove !== 'author') throw error
    return { files: new Map(), stacks: [], problems: [], unreadable: error.message }
  }
}

/** Each step of each apply asks again, and a large fleet takes a third of a second of the thread that answers webhooks. */
const MOST_KEPT = 6
/** Newest last. The mirror hands out one object for one tree, so that being the same object says enough. */
const kept: { readonly files: SourceTree; readonly base: SourceTree | undefined; readonly read: ReadFleet }[] = []

export function readFleet(files: SourceTree, base?: SourceTree): ReadFleet {
  const at = kept.findIndex((each) => each.files === files && each.base === base)
  const [known] = at === -1 ? [] : kept.splice(at, 1)
  const found = known ?? { files, base, read: readAnew(files, base) }
  kept.push(found)
  if (kept.length > MOST_KEPT) kept.shift()
  return found.read
}

function readAnew(files: SourceTree, base?: SourceTree): ReadFleet {
  const { fleet, problems } = loadFleet(files, base)
  if (fleet === undefined) return { files, stacks: [], problems }
  const rendered = renderFleet(fleet)
  const apart = base === undefined ? [] : rulesApart(readFleet(base), { fleet, stacks: rendered.stacks })
  const all = problemsInOrder([...problems, ...rendered.problems, ...apart])
  return all.length > 0 ? { files, stacks: [], problems: all } : { files, fleet, stacks: rendered.stacks, problems: [] }
}

/** The accounts a fleet names: only those of the base are ever called for a pull request. */
export function accountsOf(read: ReadFleet): ReadonlySet<string> {
  return new Set(read.fleet?.customers.flatMap((customer) => customer.accounts.map((account) => account.id)))
}
