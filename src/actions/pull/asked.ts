/**
 * Who has asked for a plan of exactly this commit?
 *
 * Our own answer to the command says so, by the whole commit, in a hidden mark:
 * written when permission was read and the commit was the head, and where only
 * some of its digits were typed, if it was the head before that: two commits
 * that share them can be made on purpose. So it survives a lost database, and
 * no other commit fits the digits that a person typed.
 */
import { isAfter } from '../approving/voices.ts'
import type { Comment } from '../comment-port.ts'
import { CHECK_NAMES, type PullRequest } from '../ports.ts'
import type { World } from '../world.ts'

/** A line of its own: within one stand the words of whoever commanded. */
const ASKED = /^<!-- fleetwright:asked for ([0-9a-f]{40,64}) by ([\w[\]-]+) -->\r?$/m

/** Who only says "plan" vouches for no commit: it is enough for a draft, which waits for nothing else. */
const WANTED = /^<!-- fleetwright:wants ([0-9a-f]{40,64}) by ([\w[\]-]+) -->\r?$/m

/** To be hidden in the answer to a command that names the head. */
export function askedMark(head: string, login: string): string {
  return `<!-- fleetwright:asked for ${head} by ${login} -->`
}

/** To be hidden in the answer to a command that names none. */
export function wantedMark(head: string, login: string): string {
  return `<!-- fleetwright:wants ${head} by ${login} -->`
}

/** Logins, by the comments of its pull request. */
export function askersIn(comments: readonly Comment[], head: string): readonly string[] {
  return markedIn(comments, head, ASKED)
}

/** Likewise of those who only want to see a plan of it. */
export function wantersIn(comments: readonly Comment[], head: string): readonly string[] {
  return markedIn(comments, head, WANTED)
}

function markedIn(comments: readonly Comment[], head: string, mark: RegExp): readonly string[] {
  return comments.flatMap(({ isOurs, isTampered, body }) => {
    const [, commit, login] = (isOurs && !isTampered && mark.exec(body)) || []
    return commit === head && login !== undefined ? [login] : []
  })
}

/** Whether the head was there before these words, by GitHub's clock: our check of it was. */
export async function couldBeRead(
  { github }: Pick<World, 'github'>,
  { headSha }: Pick<PullRequest, 'headSha'>,
  { changedAt }: Comment,
): Promise<boolean> {
  const check = await github.checks.find(headSha, CHECK_NAMES.validate)
  return check?.startedAt !== undefined && isAfter(changedAt, check.startedAt)
}
