/**
 * How does a comment of ours stay one comment?
 *
 * Found by its hidden marker at its very beginning and our own name, because
 * anyone can write the marker, and we repeat what people wrote. A comment that was perhaps written is looked for before it is
 * written again, and an edit that would change nothing makes no request:
 * edits are cheap for readers, new comments ring a bell.
 */
import type { Comment, Comments } from '../actions/comment-port.ts'
import { oneAtATime } from '../lib/turnstile.ts'
import { isCode, NOT_FOUND, UNAVAILABLE } from './errors.ts'
import { cut } from './markdown-budget.ts'
import { isOurs, PAGE, type Served } from './served.ts'

/** GitHub answers 422 to more. */
const MOST_UNITS = 65_536

export function comments(served: Served): Comments {
  const { client, at } = served
  const { issues } = client.rest
  const inTurn = oneAtATime()
  /** Where a marker was last seen; a hint only, looked at before it is believed. */
  const seen = new Map<string, number>()

  async function get(id: number): Promise<Comment | undefined> {
    try {
      return comment((await issues.getComment({ ...at, comment_id: id })).data)
    } catch (error) {
      if (isCode(error, NOT_FOUND)) return undefined
      throw error
    }
  }

  async function list(pull: number): Promise<readonly Comment[]> {
    return (await client.paginate(issues.listComments, { ...at, ...PAGE, issue_number: pull })).map(comment)
  }

  const carries = (each: Comment | undefined, marker: string): each is Comment =>
    each !== undefined && isOurs(each.login, served) && each.body.startsWith(marker)

  async function find(pull: number, marker: string): Promise<Comment | undefined> {
    const key = `${pull} ${marker}`
    const hint = seen.get(key)
    const hinted = hint === undefined ? undefined : await get(hint)
    if (carries(hinted, marker)) return hinted
    const found = (await list(pull)).find((each) => carries(each, marker))
    if (found) seen.set(key, found.id)
    return found
  }

  async function write(pull: number, marker: string, body: string): Promise<Comment> {
    try {
      const { data } = await issues.createComment({ ...at, issue_number: pull, body })
      seen.set(`${pull} ${marker}`, data.id)
      return comment(data)
    } catch (error) {
      // An answer that was lost: only a second comment would be worse than none.
      const found = isCode(error, UNAVAILABLE) ? await find(pull, marker) : undefined
      if (found === undefined) throw error
      return found
    }
  }

  async function heard(id: number): Promise<void> {
    try {
      await client.rest.reactions.createForIssueComment({ ...at, comment_id: id, content: 'eyes' })
    } catch (error) {
      if (!isCode(error, NOT_FOUND)) throw error
    }
  }

  return {
    heard,
    get,
    list,
    sticky: (pull, marker, body) =>
      inTurn(`${pull} ${marker}`, async () => {
        const wanted = marked(marker, body)
        const found = await find(pull, marker)
        if (found === undefined) return { changedAt: (await write(pull, marker, wanted)).changedAt }
        if (sameText(found.body, wanted)) return { changedAt: found.changedAt, before: found }
        const { data } = await issues.updateComment({ ...at, comment_id: found.id, body: wanted })
        return { changedAt: data.updated_at, before: found }
      }),
    once: (pull, marker, body) =>
      inTurn(`${pull} ${marker}`, async () => {
        if ((await find(pull, marker)) === undefined) await write(pull, marker, marked(marker, body))
      }),
  }
}

function marked(marker: string, body: string): string {
  return cut(body.startsWith(marker) ? body : `${marker}\n${body}`, MOST_UNITS)
}

/** GitHub keeps line ends as they were typed in the browser, and trims. */
function sameText(a: string, b: string): boolean {
  return a.replaceAll('\r\n', '\n').trim() === b.replaceAll('\r\n', '\n').trim()
}

function comment(from: {
  readonly id: number
  readonly body?: string
  readonly html_url: string
  readonly created_at: string
  readonly updated_at: string
  readonly user: { readonly login: string; readonly type: string } | null
}): Comment {
  return {
    id: from.id,
    login: from.user?.login ?? 'ghost',
    isBot: from.user?.type === 'Bot',
    body: from.body ?? '',
    edited: from.updated_at !== from.created_at,
    changedAt: from.updated_at,
    url: from.html_url,
  }
}
