/**
 * How does a good change get onto the default branch?
 *
 * Branch, push, pull request, plan, approval, merge: the way of every act that
 * is about what happens afterwards.
 */
import type { Stage } from './stage.ts'
import { approve, finishedCheck, merge, openPull, PLAN, type PullSeen } from './watch.ts'

export interface Change {
  readonly branch: string
  /** Also the commit's message. */
  readonly title: string
  readonly body: string
  /** The fleet's settings file before → after. */
  readonly edit: (fleet: string) => string
}

const FILE = 'fleet.yml'

export async function mergedChange(stage: Stage, change: Change, say: (words: string) => void): Promise<PullSeen> {
  const { clone, engineer, reviewer } = stage
  await clone.branch(change.branch)
  const sha = await clone.push({ files: { [FILE]: change.edit(await clone.read(FILE)) }, message: change.title })
  const pull = await openPull(engineer, { head: change.branch, title: change.title, body: change.body })
  say(`pull request ${pull.html_url}`)
  await finishedCheck(engineer, { sha, name: PLAN }, (check) => check.conclusion === 'action_required')
  await approve(reviewer, pull.number)
  await finishedCheck(engineer, { sha, name: PLAN }, (check) => check.conclusion === 'success')
  await merge(reviewer, pull, sha)
  return pull
}
