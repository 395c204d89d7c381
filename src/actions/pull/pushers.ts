/**
 * Who pushed what is in this pull request?
 *
 * Whoever did may not approve it. A commit says who wrote it, by an address
 * that may be nobody's or another's; who brought it to GitHub only the webhook
 * of that push tells, and mostly before there is a pull request, or while it
 * is closed. So the heads of all branches are kept with who pushed them: not
 * by the branch's name, which is used again.
 */
import type { Conversation } from '../conversation-port.ts'
import { CHECK_NAMES, type PullRequest, type Task } from '../ports.ts'
import { checksNoted } from '../showing/written-checks.ts'
import type { World } from '../world.ts'

export async function notePush(world: World, { head, pusher }: Extract<Task, { kind: 'note-push' }>): Promise<void> {
  await world.rows.pushers.noteHead(head, pusher)
  const [judged] = await checksNoted(world, [{ sha: head, name: CHECK_NAMES.plan }])
  if (judged === undefined) return
  // Heard late, or of a head that came back: they may have been counted meanwhile.
  for (const pull of await world.github.pulls.listOpen()) {
    if (pull.headSha !== head || (await world.rows.pushers.of(pull.number)).includes(pusher)) continue
    await world.work.tasks.enqueue(`pushed:${head}:${pusher}:${pull.number}`, {
      kind: 'review-pull',
      pull: pull.number,
    })
  }
}

export interface Pushed extends Pick<Conversation, 'commits'> {
  readonly pull: Pick<PullRequest, 'number' | 'headSha'>
}

/** Logins, as far as webhooks told. */
export async function pushersOf({ rows }: Pick<World, 'rows'>, { pull, commits }: Pushed): Promise<readonly string[]> {
  const known = await rows.pushers.of(pull.number)
  const heads = new Set([...commits, pull.headSha])
  const others = (await rows.pushers.ofHeads([...heads])).filter((login) => !known.includes(login))
  // A later push may put other commits in the place of theirs, with the same words in them.
  for (const login of others) await rows.pushers.note(pull.number, login)
  return [...known, ...others]
}
