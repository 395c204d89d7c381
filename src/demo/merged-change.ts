/**
 * How does a good change get onto the default branch?
 *
 * Branch, push, pull request, plan, approval, merge: the way of every act that
 * is about what happens afterwards.
 */
import type { Stage } from './stage.ts'
import { must } from './until.ts'
import { approve, finishedCheck, merge, openPull, PLAN, type PullSeen } from './watch.ts'

export interface Change {
  readonly branch: string
  /** Also the commit's message. */
  readonly title: string
  readonly body: string
  /** Path → its text before → after. */
  readonly edits: { readonly [path: string]: (text: string) => string }
}

/** Only the merge button is still to be pressed. */
export interface Approved {
  readonly pull: PullSeen
  readonly sha: string
}

type Say = (words: string) => void

export async function mergedChange(stage: Stage, change: Change, say: Say): Promise<PullSeen> {
  const { pull, sha } = await approvedChange(stage, change, say)
  await merge(stage.reviewer, pull, sha)
  return pull
}

export async function approvedChange(stage: Stage, change: Change, say: Say): Promise<Approved> {
  const { clone, engineer, reviewer } = stage
  await clone.branch(change.branch)
  const sha = await clone.push({ files: await edited(stage, change), message: change.title })
  const pull = await openPull(engineer, { head: change.branch, title: change.title, body: change.body })
  say(`pull request ${pull.html_url}`)
  await finishedCheck(engineer, { sha, name: PLAN }, (check) => check.conclusion === 'action_required')
  await approve(reviewer, pull.number)
  await finishedCheck(engineer, { sha, name: PLAN }, (check) => check.conclusion === 'success')
  return { pull, sha }
}

async function edited({ clone }: Stage, { edits }: Change): Promise<{ readonly [path: string]: string }> {
  const files: { [path: string]: string } = {}
  for (const [path, edit] of Object.entries(edits)) {
    const before = await clone.read(path)
    files[path] = edit(before)
    must(files[path] !== before, `${path} is changed`)
  }
  return files
}
