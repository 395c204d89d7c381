/**
 * How does a comment of ours stay one comment?
 *
 * Found by its hidden marker at its very beginning and our own name, because
 * anyone can write the marker, and we repeat what people wrote; whoever has
 * just read which it is has it edited without another look. A comment that was perhaps written
 * is looked for before it is written again, and an edit that
 * would change nothing makes no request: edits are cheap for readers, new
 * comments ring a bell.
 */
import type { Comment, Comments, KnownComment, Place, Stuck } from '../actions/comment-port.ts'
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

  function comment(from: Got): Comment {
    const login = from.user?.login ?? 'ghost'
    return {
      id: from.id,
      login,
      isBot: from.user?.type === 'Bot',
      isOurs: isOurs(login, served),
      isTampered: from.updated_at !== from.created_at && !isOurs(login, served),
      body: from.body ?? '',
      edited: from.updated_at !== from.created_at,
      changedAt: from.updated_at,
      url: from.html_url,
    }
  }

  async function get(id: number): Promise<Comment | undefined> {
    try {
      return comment((await issues.getComment({ ...at, comment_id: id })).data)
    } catch (error) {
      if (isCode(error, NOT_FOUND)) return undefined
      throw error
    }
  }

  const carries = (each: Comment | undefined, marker: string): each is Comment =>
    each?.isOurs === true && each.body.startsWith(marker)

  async function find(pull: number, marker: string): Promise<Comment | undefined> {
    const key = `${pull} ${marker}`
    const hint = seen.get(key)
    const hinted = hint === undefined ? undefined : await get(hint)
    if (carries(hinted, marker)) return hinted
    const listed = await client.paginate(issues.listComments, { ...at, ...PAGE, issue_number: pull })
    const found = listed.map(comment).find((each) => carries(each, marker))
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

  async function edit({ id }: KnownComment, body: string): Promise<Comment> {
    return comment((await issues.updateComment({ ...at, comment_id: id, body })).data)
  }

  /** Undefined where GitHub has it no more. */
  async function editedBlind(known: Place['known'], body: string): Promise<Stuck | undefined> {
    if (known === undefined || known === 'none') return undefined
    if (sameText(known.body, body)) return stuck(known, known)
    try {
      return stuck(await edit(known, body), known)
    } catch (error) {
      if (isCode(error, NOT_FOUND)) return undefined
      throw error
    }
  }

  async function stick(pull: number, { marker, known }: Place, wanted: string): Promise<Stuck> {
    const edited = await editedBlind(known, wanted)
    if (edited !== undefined) return edited
    const before = known === 'none' ? undefined : await find(pull, marker)
    if (before === undefined) return stuck(await write(pull, marker, wanted))
    return stuck(sameText(before.body, wanted) ? before : await edit(before, wanted), before)
  }

  return {
    get,
    heard,
    sticky: (pull, place, body) =>
      inTurn(`${pull} ${place.marker}`, () => stick(pull, place, marked(place.marker, body))),
    once: (pull, { marker, known }, body) =>
      inTurn(`${pull} ${marker}`, async () => {
        const isThere = known !== 'none' && (known !== undefined || (await find(pull, marker)) !== undefined)
        if (!isThere) await write(pull, marker, marked(marker, body))
      }),
  }
}

function stuck({ id, changedAt }: KnownComment, before?: KnownComment): Stuck {
  return { id, changedAt, ...(before === undefined ? {} : { before }) }
}

function marked(marker: string, body: string): string {
  return cut(body.startsWith(marker) ? body : `${marker}\n${body}`, MOST_UNITS)
}

/** GitHub keeps line ends as they were typed in the browser, and trims. */
function sameText(a: string, b: string): boolean {
  return a.replaceAll('\r\n', '\n').trim() === b.replaceAll('\r\n', '\n').trim()
}

interface Got {
  readonly id: number
  readonly body?: string
  readonly html_url: string
  readonly created_at: string
  readonly updated_at: string
  readonly user: { readonly login: string; readonly type: string } | null
}
