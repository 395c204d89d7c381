/**
 * Has anybody said something that we did not hear?
 *
 * Reviews and comments come as webhooks, and a webhook can be lost. A plan
 * that waits for people is judged again, a command without an answer is taken
 * up; each pull request seldom, because every look asks GitHub.
 */
import { answerKey, answerMarker, IN_PLAN_COMMENT } from '../commands/answer-command.ts'
import { parseCommand } from '../commands/command.ts'
import { CHECK_NAMES, type PullRequest } from '../ports.ts'
import { carriedIn } from '../showing/carried.ts'
import type { World } from '../world.ts'

const EVERY_MINUTES = 10

/** `open`: pull requests; those of open rollouts are looked at too. */
export async function sweepWords(world: World, open: readonly PullRequest[]): Promise<void> {
  const travelling = await world.rows.rollouts.list({ open: true })
  const numbers = new Set([...open.map(({ number }) => number), ...travelling.flatMap(({ pull }) => pull ?? [])])
  for (const number of numbers) {
    if (!(await isDue(world, number))) continue
    const pull = open.find((each) => each.number === number)
    if (pull !== undefined) await judgeAgain(world, pull)
    await hear(world, number)
  }
}

async function isDue(world: World, pull: number): Promise<boolean> {
  const key = `heard:${pull}`
  const now = world.clock.now()
  const before = await world.rows.publications.last(key)
  if (before !== undefined && now.since(before).total('minutes') < EVERY_MINUTES) return false
  await world.rows.publications.wrote(key, now.toString())
  return true
}

async function judgeAgain(world: World, { number, headSha }: PullRequest): Promise<void> {
  const check = await world.github.checks.find(headSha, CHECK_NAMES.plan)
  if (check?.conclusion !== 'action_required') return
  const key = `judge-${number}-${world.clock.now().epochMilliseconds}`
  await world.work.tasks.enqueue(key, { kind: 'review-pull', pull: number })
}

/** Seen twice without an answer: the first time it may just be on its way. */
async function hear(world: World, pull: number): Promise<void> {
  const { comments } = await world.github.pulls.conversation(pull)
  const answered = new Set(carriedIn(comments).answered.map((each) => each.id))
  for (const { id, isBot, edited, body } of comments) {
    if (isBot || edited || parseCommand(body) === undefined) continue
    const marker = answerMarker(id)
    if (answered.has(id) || comments.some((each) => each.isOurs && each.body.startsWith(marker))) continue
    if ((await world.rows.publications.last(answerKey(id))) === IN_PLAN_COMMENT) continue
    const key = `unanswered:${id}`
    if ((await world.rows.publications.last(key)) === undefined) {
      await world.rows.publications.wrote(key, world.clock.now().toString())
      continue
    }
    // Under a key of its own each time: a task that was given up is not begun again under the old one.
    await world.work.tasks.enqueue(`${key}:${world.clock.now().epochMilliseconds}`, {
      kind: 'command',
      pull,
      comment: id,
    })
    world.log.warn('command without an answer was taken up', { pull })
  }
}
