/**
 * What was said and done about a pull request, and what can be said and done now?
 */
import { demand, WRITE } from '../auth/access.ts'
import { commentsOf } from '../conversation/comments.ts'
import { reviewsOf, toldOf } from '../conversation/reviews.ts'
import { ApiError } from '../http/errors.ts'
import { pagePull } from '../payload/links.ts'
import { testMerge } from '../pulls/facts.ts'
import { blockersOf, mayOverride } from '../pulls/protection.ts'
import type { CheckRun, Comment, Review } from '../state.ts'
import { type Html, html } from './html.ts'
import { badge, face, form, when } from './layout.ts'
import { renderMarkdown } from './markdown.ts'
import { outcome, type PullView } from './pull.ts'

export async function conversation(view: PullView, runs: readonly CheckRun[]): Promise<Html> {
  const { hub, pull, session } = view
  const comments = commentsOf(hub, pull).map((comment) => ({
    at: comment.createdAt,
    id: comment.id,
    block: said(comment),
  }))
  const reviews = reviewsOf(hub, pull, session?.user.login ?? '')
    .filter(({ state }) => state !== 'PENDING')
    .map((review) => ({ at: review.submittedAt, id: review.id, block: reviewed(review) }))
  // Within one second, ids tell what came first; the timeline has none and goes before what it caused.
  const events = pull.timeline
    .slice(1)
    .map(({ at, login, text }) => ({ at, id: 0, block: happened({ at, login, text }) }))
  const all = [...events, ...comments, ...reviews].sort((left, right) =>
    left.at === right.at ? left.id - right.id : left.at < right.at ? -1 : 1,
  )
  const description = { login: pull.author, at: pull.createdAt, body: pull.body ?? '*No description.*' }
  return html`${block(description)}${all.map((each) => each.block)}${runs.length === 0 ? '' : runSummary(view, runs)}
${await mergeBox(view)}${session === undefined ? SIGN_IN : replies(view)}`
}

const SIGN_IN = html`<p><a href="/sign-in">Sign in</a> to comment, review or merge.</p>`

function block(of: {
  readonly login: string
  readonly at: string
  readonly body: string
  readonly id?: string
  readonly note?: Html
}): Html {
  const { login, at, body, id, note } = of
  return html`<article class="box" id="${id ?? 'description'}"><div class="head">${face(login)}<strong>${login}</strong>
${login.endsWith('[bot]') ? badge('bot', 'bot') : ''}${note ?? ''}<span class="grow"></span>${when(at)}</div>
${body.trim() === '' ? '' : html`<div class="body markdown">${renderMarkdown(body)}</div>`}</article>`
}

function said(comment: Comment): Html {
  const { id, login, createdAt, updatedAt, body } = comment
  const note = updatedAt === createdAt ? html`` : html`<span class="quiet">edited ${when(updatedAt)}</span>`
  return block({ login, at: createdAt, body, id: `issuecomment-${id}`, note })
}

function reviewed(review: Review): Html {
  const { id, login, submittedAt, body, state, commit } = review
  const note = html`${badge(state.toLowerCase(), toldOf(review))} <span class="mono quiet">${commit.slice(0, 7)}</span>`
  return block({ login, at: submittedAt, body, id: `pullrequestreview-${id}`, note })
}

function happened(of: { readonly at: string; readonly login: string; readonly text: string }): Html {
  return html`<p class="event">${face(of.login)}<span><strong>${of.login}</strong> ${of.text}</span>${when(of.at)}</p>`
}

function runSummary({ hub, repository, pull }: PullView, runs: readonly CheckRun[]): Html {
  const root = `${pagePull(hub, repository, pull.number)}/checks`
  return html`<div class="box"><div class="head"><strong>Checks</strong></div>${runs.map(
    (run) =>
      html`<div class="row">${outcome(run)}<a class="grow" href="${root}#run-${run.id}">${run.name}</a><span class="quiet">${
        run.title ?? ''
      }</span></div>`,
  )}</div>`
}

async function mergeBox(view: PullView): Promise<Html> {
  const { hub, repository, pull, session } = view
  if (pull.merged !== undefined)
    return html`<div class="box"><div class="head">${badge('merged', 'Merged')} by ${pull.merged.by}</div></div>`
  if (pull.state === 'closed') return html``
  const merge = await testMerge(hub, repository, pull)
  if (!merge.clean)
    return html`<div class="box"><div class="head">${badge('closed', 'Conflict')} This branch conflicts with ${pull.base.ref}: merge or rebase it with git, then push.</div></div>`
  const blockers = blockersOf(hub, repository, pull)
  const canOverride = session !== undefined && !pull.draft && mayOverride(repository, session.user)
  const isOpen = blockers.length === 0
  const fields = html`${blockers.length > 0 && canOverride ? OVERRIDE : ''}
<span class="inline"><select name="method" aria-label="How to merge"><option value="merge">Create a merge commit</option><option value="squash">Squash and merge</option></select></span>
<input type="hidden" name="sha" value="${pull.head.sha}"><button class="go"${isOpen || canOverride ? '' : html` disabled`}>Merge pull request</button>`
  const root = pagePull(hub, repository, pull.number)
  return html`<div class="box" id="merge"><div class="head">${
    isOpen
      ? html`${badge('open', 'Ready')} Nothing stands in the way of merging.`
      : html`${badge('closed', 'Blocked')} Merging is blocked.`
  }</div><div class="body">${blockers.length === 0 ? '' : html`<ul>${blockers.map((each) => html`<li>${each}</li>`)}</ul>`}
${mayWrite(view) ? form(view, { action: `${root}/merge`, fields }) : html`<p class="quiet">Only people with write access can merge.</p>`}</div></div>`
}

const OVERRIDE = html`<label><input type="checkbox" name="override" value="yes"> Merge without waiting for the requirements (administrators)</label>`

function mayWrite({ session, repository }: PullView): boolean {
  if (session === undefined) return false
  try {
    demand({ kind: 'user', user: session.user }, repository, WRITE.contents)
    return true
  } catch (error) {
    if (error instanceof ApiError) return false
    throw error
  }
}

function replies(view: PullView): Html {
  const { hub, repository, pull, session } = view
  const root = pagePull(hub, repository, pull.number)
  const isAuthor = session?.user.login === pull.author
  const verdicts = isAuthor ? [] : VERDICTS
  const canClose = mayWrite(view) || isAuthor
  return html`<h2>Comment</h2>
${form(view, {
  action: `${root}/comment`,
  fields: html`<textarea name="body" aria-label="Comment" placeholder="/fleet help" required></textarea><button class="go">Comment</button>`,
})}
${
  pull.state === 'open'
    ? html`<h2>Review</h2>${form(view, {
        action: `${root}/review`,
        fields: html`<textarea name="body" aria-label="Review" placeholder="What you think of these changes"></textarea>
<span class="inline">${verdicts.map(([event, text]) => html`<button name="event" value="${event}">${text}</button>`)}<button name="event" value="COMMENT">Comment only</button></span>`,
      })}`
    : ''
}
${
  canClose && pull.merged === undefined
    ? html`<h2>More</h2><span class="inline">${form(view, {
        action: `${root}/state`,
        className: 'inline',
        fields: html`<button name="state" value="${pull.state === 'open' ? 'closed' : 'open'}">${pull.state === 'open' ? 'Close' : 'Reopen'} pull request</button>`,
      })}${pull.draft ? form(view, { action: `${root}/ready`, className: 'inline', fields: html`<button>Ready for review</button>` }) : ''}</span>`
    : ''
}`
}

const VERDICTS = [
  ['APPROVE', 'Approve'],
  ['REQUEST_CHANGES', 'Request changes'],
] as const
