/**
 * Someone wrote `/fleet …`: what happens, and what do we answer?
 *
 * Permission is read when the command is carried out, never when it was
 * written. Every command is answered, in a comment that names it, so that a
 * person at night sees that they were heard and what it did.
 */
import { unreachable } from '../lib/errors.ts'
import { answerTo } from '../report/answers.ts'
import type { Answer } from '../report/model.ts'
import { isEnded } from '../rollout/edits.ts'
import type { RolloutEdit } from '../rollout/model.ts'
import { answerWhileWaiting, approveMerged } from './approve-merged.ts'
import { askedMark } from './asked.ts'
import { type Command, parseCommand } from './command.ts'
import type { Comment } from './comment-port.ts'
import { editRollout } from './edit-rollout.ts'
import { explainHere } from './explain-pipeline.ts'
import { noteApproval } from './heard.ts'
import { type Waiting, waitsFor, wouldChangeBlueprints } from './may-plan.ts'
import type { PullRequest } from './ports.ts'
import { judgePullRequest } from './publish-plan.ts'
import type { World } from './world.ts'

export async function answerCommand(
  world: World,
  task: { readonly pull: number; readonly comment: number },
): Promise<void> {
  const comments = await world.github.comments.list(task.pull)
  const comment = comments.find(({ id }) => id === task.comment)
  // Deleted before we came to it: taken back. Edited: perhaps by another hand than the writer's.
  if (comment === undefined || comment.isBot || comment.edited) return
  const command = parseCommand(comment.body)
  if (command === undefined) return
  // Before anything else: whoever waits sees that they were heard.
  await world.github.comments.heard(comment.id)
  const marker = answerMarker(comment.id)
  const text = await answered(world, { pull: task.pull, comment, command })
  // Whether a bot that says so is ours, GitHub's edge knows.
  const isPerhapsAnswered = comments.some((each) => each.isBot && each.body.startsWith(marker))
  const place = { marker, ...(isPerhapsAnswered ? {} : { known: 'none' as const }) }
  await world.github.comments.once(task.pull, place, `${marker}\n${text}`)
}

export function answerMarker(comment: number): string {
  return `<!-- fleetwright:answer ${comment} -->`
}

/** The words of the first time: carried out again because its answer could not be written, it would find its own work. */
async function answered(world: World, asked: Asked): Promise<string> {
  const { pull, comment, command } = asked
  const key = `answer:${comment.id}`
  const before = await world.rows.publications.last(key)
  if (before !== undefined) return before
  const answer = await carriedOut(world, asked)
  const said = answerTo({ login: comment.login, command, answer })
  const text = answer.kind === 'done' && answer.mark !== undefined ? `${said}\n${answer.mark}` : said
  await world.rows.publications.wrote(key, text)
  world.log.info('command answered', { pull, code: `${command.verb}-${answer.kind}` })
  return text
}

interface Asked {
  readonly pull: number
  readonly comment: Comment
  readonly command: Command
}

async function carriedOut(world: World, asked: Asked): Promise<Answer> {
  const { command, comment, pull } = asked
  if (command.verb === 'help' || command.verb === 'unknown') return { kind: 'help' }
  if (command.verb === 'status') return status(world, pull)
  const permission = await world.github.people.permission(comment.login, 'now')
  if (permission !== 'admin' && permission !== 'write')
    return { kind: 'refused', reason: 'this needs write access to the fleet repository' }
  switch (command.verb) {
    case 'plan':
      return planAgain(world, asked, command.commit)
    case 'approve':
      return approve(world, asked, command)
    case 'explain':
      return explainHere(world, await world.github.pulls.get(pull), command)
    case 'retry':
    case 'skip':
    case 'pause':
    case 'resume':
    case 'abort':
      return edit(world, pull, command.verb)
    default:
      return unreachable(command)
  }
}

async function planAgain(world: World, { pull: number, comment }: Asked, commit: string | undefined): Promise<Answer> {
  const pull = await world.github.pulls.get(number)
  if (pull.state === 'closed') return { kind: 'refused', reason: 'this pull request is closed' }
  if (commit !== undefined && !pull.headSha.startsWith(commit)) {
    return { kind: 'refused', reason: `${commit} is no longer the head: it is ${pull.headSha.slice(0, 12)} now` }
  }
  const asking = { asker: comment.login, ...(commit === undefined ? {} : { named: commit }) }
  const waiting = await waitsFor(world, pull, {
    asking,
    changesBlueprints: await wouldChangeBlueprints(world, pull),
  })
  if (waiting !== undefined) return { kind: 'refused', reason: whyNotYet(pull, waiting, commit) }
  await world.work.tasks.enqueue(`command:${comment.id}`, {
    kind: 'check-pull',
    pull: number,
    again: `command-${comment.id}`,
    ...asking,
  })
  const mark = commit === undefined ? {} : { mark: askedMark(pull.headSha, comment.login) }
  return { kind: 'done', what: `planning ${pull.headSha.slice(0, 12)} again`, ...mark }
}

/** Whoever only says "plan" may have read another head than the one that is there by now. */
function whyNotYet(pull: PullRequest, waiting: Waiting, commit: string | undefined): string {
  const naming = `read it, then name it, \`/fleet plan ${pull.headSha.slice(0, 12)}\``
  if (waiting === 'blueprints') {
    return commit === undefined
      ? `it changes blueprints, so someone who neither wrote nor pushed it has to ask: ${naming}`
      : 'it changes blueprints, so someone has to ask who neither wrote nor pushed any of it'
  }
  const whose = pull.fork ? 'the head comes from a fork' : 'the head was written by someone without write access'
  return `${whose}: ${naming}`
}

/** A digest that was read: of the open pull request's plan, of its held rollout's, or of a held stack's difference. */
async function approve(
  world: World,
  { pull: number, comment: { login } }: Asked,
  { digest, glass }: Extract<Command, { verb: 'approve' }>,
): Promise<Answer> {
  if (digest === undefined)
    return { kind: 'refused', reason: 'name what you approve: the first 12 or more digits of its digest' }
  await noteApproval(world, number, digest)
  // The comment itself is the approval: it is read again whenever the plan is judged.
  const judged = await judgePullRequest(world, number)
  if (judged === undefined) return approveElsewhere(world, number, { digest, login, glass })
  if (!judged.digest.startsWith(digest)) return { kind: 'refused', reason: NOT_PRESENT }
  const waiting = answerWhileWaiting(judged.approvals, { login, glass })
  return waiting ?? { kind: 'done', what: 'your approval of this plan is counted' }
}

const NOT_PRESENT = 'that is not the digest of the present plan'

/** Of an open pull request nothing is planned now. */
async function approveElsewhere(
  world: World,
  number: number,
  said: Parameters<typeof approveMerged>[2],
): Promise<Answer> {
  const pull = await world.github.pulls.get(number)
  if (pull.state === 'closed') return approveMerged(world, pull, said)
  const { defaultBranch } = world.github
  const reason = `nothing is planned here: this pull request does not go into ${defaultBranch}`
  return { kind: 'refused', reason: pull.baseRef === defaultBranch ? NOT_PRESENT : reason }
}

async function edit(world: World, pull: number, wanted: RolloutEdit): Promise<Answer> {
  const [newest] = await world.rows.rollouts.list({ open: false, pull, newest: 1 })
  if (newest === undefined) return { kind: 'refused', reason: 'this pull request has no rollout' }
  const edited = await editRollout(world, newest.id, wanted)
  return 'refused' in edited
    ? { kind: 'refused', reason: edited.refused }
    : { kind: 'done', what: `rollout ${edited.id} is ${edited.state}` }
}

async function status(world: World, pull: number): Promise<Answer> {
  const rollouts = await world.rows.rollouts.list({ open: false, pull })
  const open = rollouts.filter((each) => !isEnded(each))
  return { kind: 'status', rollouts: open.length > 0 ? open : rollouts.slice(-1) }
}
