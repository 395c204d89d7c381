/**
 * Why is this pipeline what it is, as this pull request would have it?
 *
 * Read from the files alone: of the merge result while the pull request is
 * open, of the default branch once it is not. Nobody's account is asked.
 */
import { type Question, whyOf } from '../../fleet/explain-asked.ts'
import { unreachable } from '../../lib/errors.ts'
import type { Answer } from '../../report/model.ts'
import type { PullRequest } from '../ports.ts'
import { mergeResult } from '../pull/merge-result.ts'
import { fleetAt, fleetOf, type ReadFleet } from '../read-fleet.ts'
import type { World } from '../world.ts'

export async function explainHere(world: World, pull: PullRequest, question: Question): Promise<Answer> {
  const read = await readHere(world, pull)
  if ('refused' in read) return { kind: 'refused', reason: read.refused }
  const { files, fleet } = read.fleet
  if (fleet === undefined) return { kind: 'refused', reason: UNSOUND }
  const why = whyOf(fleet, files, question)
  switch (why.kind) {
    case 'explained':
      return { kind: 'explained', explanation: why.explanation, commit: read.commit }
    case 'unresolved':
      return { kind: 'refused', reason: UNSOUND }
    case 'no-such-pipeline':
    case 'no-such-path':
      return { kind: 'refused', reason: why.reason }
    default:
      return unreachable(why)
  }
}

const UNSOUND = 'the fleet has problems here, so nobody can say what it is: `fleet / validate` names them'

type Read = { readonly fleet: ReadFleet; readonly commit: string } | { readonly refused: string }

async function readHere(world: World, pull: PullRequest): Promise<Read> {
  const tip = await world.git.fetchDefault()
  if (pull.state === 'closed') return { fleet: await fleetAt(world, tip.sha), commit: tip.sha }
  // Into another branch its head stands for itself, as where it is validated.
  const base = pull.baseRef === world.github.defaultBranch ? tip.sha : pull.headSha
  const merge = await mergeResult(world, pull, base)
  if (merge.kind === 'conflict') return { refused: 'this branch and the default branch are in conflict' }
  if (merge.kind === 'unreadable') return { refused: merge.reason }
  return { fleet: await fleetOf(world, merge.files), commit: pull.headSha }
}
