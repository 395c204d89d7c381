/**
 * What do people do in nearly every story, and what do they look for?
 *
 * Steps in the words of a story, over the same doors that people use: git,
 * GitHub's REST API, the operator's command line, and AWS's own journal.
 */
import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { until } from '../../src/demo/until.ts'
import {
  approve,
  type CheckSeen,
  type CommentSeen,
  commentsOn,
  commentThat,
  finishedCheck,
  liveStacks,
  merge,
  operationsOn,
  PLAN,
  type PullSeen,
  REPOSITORY,
} from '../../src/demo/watch.ts'
import type { SourceTree } from '../../src/fleet/model.ts'
import type { Rollout } from '../../src/rollout/model.ts'
import type { ServedFleet } from '../support/served-fleet.ts'

/**
 * One second of a test is a minute and a half of the story: what the bot gives five minutes to finish before it is
 * taken up again must finish on a busy machine too.
 */
export const RATE = 90

/** For stories in which nothing may be taken up a second time: twelve seconds instead of three. */
export const UNHURRIED = 25

/** In the canary ring and with settings of its own: a change here moves one account. */
export const CANARY = { file: 'customers/acme/pipelines/web.yml', stack: 'fw-acme-web-streams' } as const

export type Files = { readonly [path: string]: string }

export interface Proposed {
  readonly pull: PullSeen
  readonly sha: string
}

/** An engineer's branch, pushed, and a pull request for it. `files` is asked once the branch is there to be read. */
export async function propose(
  fleet: ServedFleet,
  of: { readonly branch: string; readonly files: () => Promise<Files> | Files; readonly base?: string },
): Promise<Proposed> {
  await fleet.clone.branch(of.branch)
  const sha = await fleet.clone.push({ files: await of.files(), message: of.branch })
  const wish = { head: of.branch, base: of.base ?? 'main', title: of.branch, body: 'As discussed.' }
  return { pull: await fleet.engineer.api<PullSeen>('POST', `${REPOSITORY}/pulls`, wish), sha }
}

/** The canary's pipeline with this many shards, and else as the clone has it. */
export async function canaryWith(fleet: ServedFleet, shards: number): Promise<Files> {
  const text = await fleet.clone.read(CANARY.file)
  return { [CANARY.file]: text.replace(/shards: \d+/, `shards: ${shards}`) }
}

export function planCheck(
  fleet: ServedFleet,
  sha: string,
  conclusion: 'success' | 'failure' | 'action_required',
): Promise<CheckSeen> {
  return finishedCheck(fleet.engineer, { sha, name: PLAN }, (check) => check.conclusion === conclusion)
}

/** All plan checks of this commit, those that a later one replaced as well. */
export async function checksOf(fleet: ServedFleet, sha: string): Promise<readonly CheckSeen[]> {
  const path = `${REPOSITORY}/commits/${sha}/check-runs?check_name=${encodeURIComponent(PLAN)}&filter=all`
  return (await fleet.engineer.api<{ readonly check_runs: CheckSeen[] }>('GET', path)).check_runs
}

/** Change sets of the canary's that wait to be executed. */
export function canarySets(fleet: ServedFleet): readonly string[] {
  const sets = liveStacks(fleet).get(CANARY.stack)?.changeSets ?? []
  return sets.filter(({ executionStatus }) => executionStatus === 'AVAILABLE').map(({ name }) => name)
}

/** Read by the reviewer once it is there, and may be merged then. */
export async function approved(fleet: ServedFleet, { pull, sha }: Proposed): Promise<void> {
  await planCheck(fleet, sha, 'action_required')
  await approve(fleet.reviewer, pull.number)
  await planCheck(fleet, sha, 'success')
}

/** As `approved`, and merged by the reviewer; answers the merge's commit. */
export async function approvedAndMerged(fleet: ServedFleet, proposed: Proposed): Promise<string> {
  await approved(fleet, proposed)
  return merge(fleet.reviewer, proposed.pull, proposed.sha)
}

/** The new comment that says where a rollout ended or stopped. */
export function notice(fleet: ServedFleet, pull: number, occasion: RegExp): Promise<CommentSeen> {
  const marker = 'rollout-notice '
  return commentThat(fleet.engineer, { pull, marker, what: `the rollout says ${occasion}` }, (body) =>
    occasion.test(body.split(' -->', 1)[0]?.split(' ').at(-1) ?? ''),
  )
}

/** What the bot answered to this comment. */
export async function answerTo(fleet: ServedFleet, pull: number, said: CommentSeen): Promise<string> {
  const marker = `answer ${said.id} `
  const answer = await commentThat(fleet.engineer, { pull, marker, what: `comment ${said.id} is answered` }, () => true)
  return answer.body
}

export async function botComments(fleet: ServedFleet, pull: number): Promise<readonly string[]> {
  return (await commentsOn(fleet.engineer, pull)).map((each) => each.body).filter((body) => body.startsWith('<!--'))
}

export function heldRollout(fleet: ServedFleet, commit: string): Promise<Rollout> {
  return until(`the rollout of ${commit.slice(0, 8)} is held`, async () =>
    (await fleet.rollouts()).find((each) => each.commit === commit && each.state === 'held'),
  )
}

export async function allEnded(fleet: ServedFleet): Promise<void> {
  await until('every rollout has ended', async () => (await fleet.rollouts()).length === 0)
}

export function updatesOf(fleet: ServedFleet, stackName: string): number {
  return operationsOn(fleet.aws, stackName).filter((each) => each.kind === 'update').length
}

/** The habit: whatever a story did, planning again finds nothing. */
export async function expectNothingLeft(fleet: ServedFleet): Promise<void> {
  const { transitions, unplanned } = await fleet.plan()
  expect({ transitions, unplanned }).toEqual({ transitions: [], unplanned: [] })
}

/** The example without these customers: a fleet that is created sooner. */
export function without(...customers: readonly string[]): (example: SourceTree) => SourceTree {
  return (example) =>
    new Map([...example].filter(([path]) => !customers.some((each) => path.startsWith(`customers/${each}/`))))
}

/** In the example without these customers: one stack, in front of which a story need not wait. */
export const QUEUE = { file: 'customers/umbrella/pipelines/returns.yml', stack: 'fw-umbrella-returns-queue' } as const

/** The example's one queue, and nothing else of anybody's. */
export function queueAlone(example: SourceTree): SourceTree {
  const left = without('acme', 'globex', 'initech')(example)
  return new Map([...left].filter(([path]) => path === QUEUE.file || !path.includes('/pipelines/')))
}

/** The alarms of everybody: a change that moves one stack in each pipeline. */
export async function alarmAfter(fleet: ServedFleet, minutes: number): Promise<Files> {
  const text = await fleet.clone.read('fleet.yml')
  return { 'fleet.yml': text.replace(/iteratorAgeMinutes: \d+/, `iteratorAgeMinutes: ${minutes}`) }
}

/** With these files besides, or instead. */
export function withFiles(tree: SourceTree, files: Files): SourceTree {
  return new Map([...tree, ...Object.entries(files).map(([path, text]) => [path, { path, blob: path, text }] as const)])
}

export function textIn(tree: SourceTree, path: string): string {
  const file = tree.get(path)
  if (file === undefined) throw new Error(`the example has no ${path}`)
  return file.text
}

/** How often a pull request's plan was finished, by the bot's own log. */
export async function timesPlanned(fleet: ServedFleet): Promise<number> {
  return (await readFile(fleet.bot.logFile, 'utf8')).split('pull request planned').length - 1
}
