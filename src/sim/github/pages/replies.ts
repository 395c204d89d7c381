/**
 * What can the person who looks say and do about a pull request now?
 *
 * Only what the same person could do through the API is offered; why merging
 * is blocked stands beside the button.
 */

import { type Fragment, type Html, html } from '../../../lib/html.ts'
import { ROLE_RANK, roleOf } from '../auth/access.ts'
import { pagePull } from '../payload/links.ts'
import { testMerge } from '../pulls/facts.ts'
import { blockersOf, mayOverride } from '../pulls/protection.ts'
import { badge, form } from './layout.ts'
import type { PullView } from './pull.ts'

const METHODS = [
  ['merge', 'Create a merge commit'],
  ['squash', 'Squash and merge'],
] as const

const VERDICTS = [
  ['APPROVE', 'Approve'],
  ['REQUEST_CHANGES', 'Request changes'],
] as const

const COMMENT_ONLY = ['COMMENT', 'Comment only'] as const

const OVERRIDE = html`<label><input type="checkbox" name="override" value="yes">
Merge without waiting for the requirements (administrators)</label>`

export async function mergeBox(view: PullView): Promise<Html> {
  const { hub, repository, pull, session } = view
  if (pull.merged !== undefined) return box(html`${badge('merged', 'Merged')} by ${pull.merged.by}`)
  if (pull.state === 'closed') return html``
  const merge = await testMerge(hub, repository, pull)
  if (!merge.clean) {
    const advice = `This branch conflicts with ${pull.base.ref}: merge or rebase it with git, then push.`
    return box(html`${badge('closed', 'Conflict')} ${advice}`)
  }
  const { reasons: blockers } = await blockersOf(hub, repository, pull)
  const canOverride = session !== undefined && !pull.draft && mayOverride(repository, session.user)
  const head =
    blockers.length === 0
      ? html`${badge('open', 'Ready')} Nothing stands in the way of merging.`
      : html`${badge('closed', 'Blocked')} Merging is blocked.`
  const reasons = blockers.length === 0 ? '' : html`<ul>${blockers.map((each) => html`<li>${each}</li>`)}</ul>`
  const button = mayWrite(view)
    ? mergeForm(view, { isBlocked: blockers.length > 0, canOverride })
    : html`<p class="quiet">Only people with write access can merge.</p>`
  return box(head, html`${reasons}${button}`)
}

function box(head: Fragment, body?: Fragment): Html {
  const inside = body === undefined ? '' : html`<div class="body">${body}</div>`
  return html`<div class="box" id="merge"><div class="head">${head}</div>${inside}</div>`
}

function mergeForm(view: PullView, of: { readonly isBlocked: boolean; readonly canOverride: boolean }): Html {
  const { hub, repository, pull } = view
  const isOff = of.isBlocked && !of.canOverride
  const options = METHODS.map(([value, text]) => html`<option value="${value}">${text}</option>`)
  return form(view, {
    action: `${pagePull(hub, repository, pull.number)}/merge`,
    fields: html`${of.isBlocked && of.canOverride ? OVERRIDE : ''}
<select name="method" aria-label="How to merge">${options}</select>
<input type="hidden" name="sha" value="${pull.head.sha}">
<button class="go"${isOff ? html` disabled` : ''}>Merge pull request</button>`,
  })
}

function mayWrite({ session, repository }: PullView): boolean {
  const role = session === undefined ? undefined : roleOf(repository, session.user.login)
  return role !== undefined && ROLE_RANK[role] >= ROLE_RANK.write
}

export function replies(view: PullView): Html {
  return html`${commentForm(view)}${view.pull.state === 'open' ? reviewForm(view) : ''}${moreForms(view)}`
}

function commentForm(view: PullView): Html {
  const fields = html`<textarea name="body" aria-label="Comment" placeholder="/fleet help" required></textarea>
<button class="go">Comment</button>`
  return html`<h2>Comment</h2>${form(view, { action: `${root(view)}/comment`, fields })}`
}

/** Nobody judges their own work. */
function reviewForm(view: PullView): Html {
  const isAuthor = view.session?.user.login === view.pull.author
  const events = isAuthor ? [COMMENT_ONLY] : [...VERDICTS, COMMENT_ONLY]
  const buttons = events.map(([event, text]) => html`<button name="event" value="${event}">${text}</button>`)
  const fields = html`<textarea name="body" aria-label="Review" placeholder="What you think of these changes"></textarea>
<span class="inline">${buttons}</span>`
  return html`<h2>Review</h2>${form(view, { action: `${root(view)}/review`, fields })}`
}

function moreForms(view: PullView): Html {
  const { pull, session } = view
  const mayEdit = mayWrite(view) || session?.user.login === pull.author
  if (!mayEdit || pull.merged !== undefined) return html``
  const [state, verb] = pull.state === 'open' ? ['closed', 'Close'] : ['open', 'Reopen']
  const close = html`<button name="state" value="${state}">${verb} pull request</button>`
  const ready = html`<button>Ready for review</button>`
  return html`<h2>More</h2><span class="inline">
${form(view, { action: `${root(view)}/state`, className: 'inline', fields: close })}
${pull.draft ? form(view, { action: `${root(view)}/ready`, className: 'inline', fields: ready }) : ''}</span>`
}

function root({ hub, repository, pull }: PullView): string {
  return pagePull(hub, repository, pull.number)
}
