/**
 * Someone wrote `/fleet …`: what happens, and what do we answer?
 *
 * Permission is read when the command is carried out, never when it was
 * written. Every command is answered, so that a person at night sees that they
 * were heard and what it did: an approval of the present plan by the plan
 * comment, which says who is missing, everything else in a comment of its own.
 */
import { type Digest, short } from '../../lib/digest.ts'
import { unreachable } from '../../lib/errors.ts'
import { answerTo } from '../../report/answers.ts'
import type { Answer } from '../../report/model.ts'
import { isEnded } from '../../rollout/edits.ts'
import { speakersIn } from '../approving/approvals.ts'
import { approveMerged } from '../approving/approve-merged.ts'
import type { Comment } from '../comment-port.ts'
import type { Conversation } from '../conversation-port.ts'
import { guarded } from '../guarded.ts'
import type { PullRequest } from '../ports.ts'
import { askedMark, couldBeRead, wantedMark } from '../pull/asked.ts'
import { type Waiting, waitsFor, wouldChangeBlueprints } from '../pull/may-plan.ts'
import { editRollout, type Wish } from '../rollouts/edit-rollout.ts'
import { judgeInTurn } from '../showing/publish-plan.ts'
import type { World } from '../world.ts'
import { type Command, parseCommand } from './command.ts'
import { explainHere } from './explain-pipeline.ts'

export async function answerCommand(
  world: World,
  task: { readonly pull: number; readonly comment: number },
): Promise<void> {
  const found = await world.exclusively(`pull-${task.pull}`, async () => {
    const said = await withCommand(world, await world.github.pulls.conversation(task.pull), task.comment)
    const asked = askedIn(said, task.comment)
    if (asked === undefined) return undefined
    // Before anything else: whoever waits sees that they were heard. Where GitHub takes no reaction, they see the answer.
    const unseen = { message: 'reaction not written', fields: { pull: task.pull } }
    await guarded(world, unseen, () => world.github.comments.heard(task.comment))
    // What is judged has to be what was read in this very turn; everything else needs none.
    return judgesPlan(world, asked) ? { asked, text: await answered(world, asked) } : { asked }
  })
  if (found === undefined) return
  const { asked } = found
  const text = found.text ?? (await answered(world, asked))
  if (text === IN_PLAN_COMMENT) return
  const marker = answerMarker(task.comment)
  if (asked.said.comments.some((each) => each.isOurs && each.body.startsWith(marker))) return
  await world.github.comments.once(task.pull, { marker, known: 'none' }, `${marker}\n${text}`)
}

/** It could not be carried out, or its answer not be written, for a reason of ours. */
export async function answerFailed(
  world: World,
  task: { readonly pull: number; readonly comment: number },
): Promise<void> {
  const comment = await world.github.comments.get(task.comment)
  const command = comment === undefined || comment.isBot || comment.edited ? undefined : parseCommand(comment.body)
  if (comment === undefined || command === undefined) return
  const reason = 'something failed that is not yours to mend, and an operator sees it in the log; say it again later'
  const failed = answerTo({ login: comment.login, command, answer: { kind: 'refused', reason } })
  const text = (await world.rows.publications.last(answerKey(task.comment))) ?? failed
  if (text === IN_PLAN_COMMENT) return
  const marker = answerMarker(task.comment)
  await world.github.comments.once(task.pull, { marker }, `${marker}\n${text}`)
}

/** A list may lag behind the event: whether it is there at all is asked of the comment itself. */
async function withCommand(world: World, said: Conversation, id: number): Promise<Conversation> {
  if (said.comments.some((each) => each.id === id)) return said
  const comment = await world.github.comments.get(id)
  return comment === undefined ? said : { ...said, comments: [...said.comments, comment] }
}

/** Deleted before we came to it: taken back. Edited: perhaps by another hand than the writer's. */
function askedIn(said: Conversation, id: number): Asked | undefined {
  const comment = said.comments.find((each) => each.id === id)
  if (comment === undefined || comment.isBot || comment.edited) return undefined
  const command = parseCommand(comment.body)
  return command === undefined ? undefined : { said, comment, command }
}

function judgesPlan(world: World, { said: { pull }, command }: Asked): boolean {
  return command.verb === 'approve' && pull.state === 'open' && pull.baseRef === world.github.defaultBranch
}

/** In the place of an answer of its own: the plan comment was edited into it. */
export const IN_PLAN_COMMENT = ''

export function answerMarker(comment: number): string {
  return `<!-- fleetwright:answer ${comment} -->`
}

/** Under which the words of an answer are kept. */
export function answerKey(comment: number): string {
  return `answer:${comment}`
}

/** The words of the first time: carried out again because its answer could not be written, it would find its own work. */
async function answered(world: World, asked: Asked): Promise<string> {
  const { comment, command } = asked
  const key = answerKey(comment.id)
  const before = await world.rows.publications.last(key)
  if (before !== undefined) return before
  const answer = await carriedOut(world, asked)
  const text = answer === 'in-plan-comment' ? IN_PLAN_COMMENT : textOf(asked, answer)
  await world.rows.publications.wrote(key, text)
  const outcome = answer === 'in-plan-comment' ? answer : answer.kind
  world.log.info('command answered', { pull: asked.said.pull.number, code: `${command.verb}-${outcome}` })
  return text
}

async function speakers(world: World, said: Conversation): Promise<readonly string[]> {
  const record = await world.rows.plans.latest(said.pull.number)
  return record === undefined ? [] : speakersIn(said, record.plan.digest)
}

function textOf({ comment, command }: Asked, answer: Answer): string {
  const said = answerTo({ login: comment.login, command, answer })
  return answer.kind === 'done' && answer.mark !== undefined ? `${said}\n${answer.mark}` : said
}

interface Asked {
  readonly said: Conversation
  readonly comment: Comment
  readonly command: Command
}

async function carriedOut(world: World, asked: Asked): Promise<Answer | 'in-plan-comment'> {
  const { command, comment, said } = asked
  const { pull } = said
  if (command.verb === 'help' || command.verb === 'unknown') return { kind: 'help' }
  if (command.verb === 'status') return status(world, pull.number)
  // As it is now; and with it, in one request, that of everybody on whom the verdict hangs.
  const others = judgesPlan(world, asked) ? await speakers(world, said) : []
  await world.github.people.learn(others, comment.login)
  const permission = await world.github.people.permission(comment.login)
  if (permission !== 'admin' && permission !== 'write')
    return { kind: 'refused', reason: 'this needs write access to the fleet repository' }
  switch (command.verb) {
    case 'plan':
      return planAgain(world, asked, command.commit)
    case 'approve':
      return approve(world, asked, command)
    case 'explain':
      return explainHere(world, pull, command)
    case 'retry':
    case 'skip':
    case 'pause':
    case 'resume':
    case 'abort':
      return edit(world, pull.number, { edit: command.verb, of: `comment-${comment.id}` })
    default:
      return unreachable(command)
  }
}

async function planAgain(world: World, { said, comment }: Asked, commit: string | undefined): Promise<Answer> {
  const { pull } = said
  if (pull.state === 'closed') return { kind: 'refused', reason: 'this pull request is closed' }
  if (pull.baseRef !== world.github.defaultBranch) return elsewhere(world)
  if (commit !== undefined && !pull.headSha.startsWith(commit)) {
    return { kind: 'refused', reason: `${commit} is no longer the head: it is ${pull.headSha.slice(0, 12)} now` }
  }
  const asker = comment.login
  const of = { changesBlueprints: await wouldChangeBlueprints(world, pull), said }
  const waiting = await waitsFor(world, pull, { asking: { asker }, ...of })
  const named = { asker, named: pull.headSha }
  if (waiting !== undefined) {
    const unnamed = commit === undefined ? waiting : await waitsFor(world, pull, { asking: named, ...of })
    if (unnamed !== undefined) return { kind: 'refused', reason: whyNotYet(pull, unnamed, commit) }
    if (commit !== pull.headSha && !(await couldBeRead(world, pull, comment))) {
      return { kind: 'refused', reason: `the head came after that was written, or just before: ${namingOf(pull)}` }
    }
  }
  // Where nobody has to vouch for the head, nobody looked whether the digits that were typed could mean it.
  const isVouchedFor = waiting !== undefined || commit === pull.headSha
  await world.work.tasks.enqueue(`command:${comment.id}`, {
    kind: 'check-pull',
    pull: pull.number,
    again: `command-${comment.id}`,
    ...(isVouchedFor ? named : { asker }),
  })
  const mark = (isVouchedFor ? askedMark : wantedMark)(pull.headSha, asker)
  const before = await world.rows.plans.latest(pull.number)
  const again = before?.head === pull.headSha ? ' again' : ''
  return { kind: 'done', what: `planning \`${pull.headSha.slice(0, 12)}\`${again}`, mark }
}

/** Whoever only says "plan" may have read another head than the one that is there by now. */
function whyNotYet(pull: PullRequest, waiting: Waiting, commit: string | undefined): string {
  const naming = namingOf(pull)
  if (waiting === 'blueprints') {
    return commit === undefined
      ? `it changes blueprints, so someone who neither wrote nor pushed it has to ask: ${naming}`
      : 'it changes blueprints, so someone has to ask who neither wrote nor pushed any of it'
  }
  const whose = pull.fork ? 'the head comes from a fork' : 'the head was written by someone without write access'
  return `${whose}: ${naming}`
}

function elsewhere({ github }: Pick<World, 'github'>): Answer {
  const reason = `nothing is planned here: this pull request does not go into ${github.defaultBranch}`
  return { kind: 'refused', reason }
}

function namingOf({ headSha }: PullRequest): string {
  return `read it, then name it, \`/fleet plan ${headSha.slice(0, 12)}\``
}

/** A digest that was read: of the open pull request's plan, of its held rollout's, or of a held stack's difference. */
async function approve(
  world: World,
  asked: Asked,
  { digest, glass }: Extract<Command, { verb: 'approve' }>,
): Promise<Answer | 'in-plan-comment'> {
  const { said, comment } = asked
  if (digest === undefined)
    return { kind: 'refused', reason: 'name what you approve: the first 12 or more digits of its digest' }
  const saying = { login: comment.login, comment: comment.id, glass }
  if (said.pull.state === 'closed') return approveMerged(world, said, { ...saying, digest })
  if (!judgesPlan(world, asked)) return elsewhere(world)
  const record = await world.rows.plans.latest(said.pull.number)
  const present = record?.head === said.pull.headSha ? record.plan.digest : undefined
  if (present?.startsWith(digest) !== true) return { kind: 'refused', reason: notPresent(said.pull, present) }
  // The comment itself is the approval: it is read again whenever the plan is judged.
  if (await judgeInTurn(world, said, comment.id)) return 'in-plan-comment'
  return { kind: 'refused', reason: 'the present plan cannot be shown, so nobody can approve it' }
}

function notPresent({ headSha }: PullRequest, present: Digest | undefined): string {
  if (present === undefined) {
    return `that is not the digest of the present plan: the head \`${headSha.slice(0, 12)}\` has none yet, and its checks say whose move it is`
  }
  const now = short(present)
  return `that is not the digest of the present plan, which is \`${now}\`. Next: read that plan, then say \`/fleet approve ${now}\``
}

async function edit(world: World, pull: number, wanted: Wish): Promise<Answer> {
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
