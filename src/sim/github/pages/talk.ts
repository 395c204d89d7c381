/**
 * What was said and done about a pull request, in order?
 */

import { type Html, html } from '../../../lib/html.ts'
import { commentsOf } from '../conversation/comments.ts'
import { reviewsOf, toldOf } from '../conversation/reviews.ts'
import { pagePull } from '../payload/links.ts'
import type { CheckRun, Comment, Review } from '../state.ts'
import { badge, face, when } from './layout.ts'
import { renderMarkdown } from './markdown.ts'
import { outcome, type PullView } from './pull.ts'
import { mergeBox, replies } from './replies.ts'

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
