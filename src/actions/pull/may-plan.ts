/**
 * May credentials be spent on a plan of this head, or has somebody to ask for it first?
 *
 * A stranger's head is planned once someone with write access has named it.
 * What changes blueprints runs in every account that uses them, so someone has
 * to have read it who neither wrote nor pushed it, whoever the author is. A
 * draft is planned when anyone with the right wants to see it. What counts is
 * the right they have when it is planned, not the one they had when they asked.
 */
import type { SourceTree } from '../../fleet/model.ts'
import { changedPaths } from '../../fleet/sharing.ts'
import { FleetwrightError } from '../../lib/errors.ts'
import { hasWriteAccess } from '../approving/approvals.ts'
import { asOnePerson } from '../approving/voices.ts'
import type { Conversation } from '../conversation-port.ts'
import type { PullRequest, Task } from '../ports.ts'
import { fleetAt, type ReadFleet } from '../read-fleet.ts'
import { carriedFor } from '../showing/carried.ts'
import type { World } from '../world.ts'
import { askersIn, wantersIn } from './asked.ts'

/** What it waits for: `stranger`, that one with the right asks; `blueprints`, another than its authors; `draft`, anyone. */
export type Waiting = 'stranger' | 'blueprints' | 'draft'

export type Asking = Pick<Extract<Task, { kind: 'check-pull' }>, 'named' | 'asker'>

/** Undefined: planned at once. */
export async function waitsFor(
  world: World,
  pull: PullRequest,
  of: { readonly asking: Asking; readonly changesBlueprints: boolean; readonly said?: Conversation },
): Promise<Waiting | undefined> {
  const { asking, changesBlueprints } = of
  const isStranger = await isStrangers(world, pull)
  if (!isStranger && !changesBlueprints && !pull.draft) return undefined
  const said = of.said ?? (await world.github.pulls.conversation(pull.number))
  const now = asking.named === pull.headSha && asking.asker !== undefined ? [asking.asker] : []
  const askers = [...new Set([...now, ...askersIn(said.comments, pull.headSha)])]
  const entitled: string[] = []
  for (const login of askers) if (await hasWriteAccess(world, login)) entitled.push(login)
  if (isStranger && entitled.length === 0) return 'stranger'
  if (changesBlueprints && !(await isAnothers(world, said, entitled))) return 'blueprints'
  if (!pull.draft || asking.asker !== undefined || entitled.length > 0 || (await wasWanted(world, pull)))
    return undefined
  for (const login of wantersIn(said.comments, pull.headSha)) if (await hasWriteAccess(world, login)) return undefined
  return 'draft'
}

/** Does the merge change a file below `blueprints/`, where the base's fleet.yml wants a second person for it? */
export function changesBlueprints(base: ReadFleet, merged: SourceTree): boolean {
  if (base.fleet?.secondPerson === false) return false
  return changedPaths(base.files, merged).some((path) => path.startsWith(BLUEPRINTS))
}

const BLUEPRINTS = 'blueprints/'

/** Likewise, for who has not merged it yet. What cannot be merged or read is told by its check. */
export async function wouldChangeBlueprints(world: World, pull: PullRequest): Promise<boolean> {
  const tip = await world.git.fetchDefault()
  try {
    const merge = await world.git.mergeResult({ base: tip.sha, head: pull.headSha, pull: pull.number })
    return merge.kind === 'clean' && changesBlueprints(await fleetAt(world, tip.sha), merge.files)
  } catch (error) {
    if (!(error instanceof FleetwrightError) || error.nextMove !== 'author') throw error
    return false
  }
}

async function isStrangers(world: World, pull: PullRequest): Promise<boolean> {
  if (pull.fork) return true
  // Apps have no permission of a person's; a branch in the repository itself needed write access to be pushed.
  return !pull.author.endsWith('[bot]') && !(await hasWriteAccess(world, pull.author))
}

/** Of more commits than GitHub lists there may be anyone's. */
async function isAnothers(world: World, said: Conversation, askers: readonly string[]): Promise<boolean> {
  const { pull, contributors } = said
  if (contributors === undefined) return false
  const { pushers } = await carriedFor(world, said)
  const own = new Set([pull.author, ...contributors, ...pushers].map(asOnePerson))
  return askers.some((login) => !own.has(asOnePerson(login)))
}

/** A plan of it is due: from now on, whatever becomes of that, it is kept up with the default branch as a draft too. */
export async function noteWanted({ rows }: Pick<World, 'rows'>, pull: PullRequest): Promise<void> {
  await rows.publications.wrote(wantedKey(pull), pull.headSha)
}

async function wasWanted({ rows }: Pick<World, 'rows'>, pull: PullRequest): Promise<boolean> {
  return (await rows.publications.last(wantedKey(pull))) === pull.headSha
}

function wantedKey({ number }: PullRequest): string {
  return `wanted:${number}`
}
