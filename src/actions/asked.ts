/**
 * Who has asked for a plan of exactly this commit?
 *
 * Our own answer to the command says so, by the whole commit, in a hidden mark:
 * written when permission was read and the commit was the head. So it
 * survives a lost database, and nobody makes a later commit fit the few digits
 * that a person typed.
 */
import type { Comment } from './comment-port.ts'

/** A line of its own: within one stand the words of whoever commanded. */
const ASKED = /^<!-- fleetwright:asked for ([0-9a-f]{40,64}) by ([\w[\]-]+) -->\r?$/m

/** To be hidden in the answer to a command that names the head. */
export function askedMark(head: string, login: string): string {
  return `<!-- fleetwright:asked for ${head} by ${login} -->`
}

/** Logins, by the comments of its pull request. */
export function askersIn(comments: readonly Comment[], head: string): readonly string[] {
  return comments.flatMap(({ isOurs, isTampered, body }) => {
    const [, commit, login] = (isOurs && !isTampered && ASKED.exec(body)) || []
    return commit === head && login !== undefined ? [login] : []
  })
}
