/**
 * How does a branch that was pushed become a pull request by hand?
 *
 * The page that `git push` prints the address of.
 */

import { type Html, html } from '../../../lib/html.ts'
import { resolveCommit } from '../git/history.ts'
import { notFound } from '../http/errors.ts'
import { placeOf } from '../hub.ts'
import { pagePull, pageRepository } from '../payload/links.ts'
import { commitAt, commitsBetween, commonAncestor, filesBetween } from '../pulls/facts.ts'
import { openPullsFrom } from '../pulls/follow.ts'
import type { Repository } from '../state.ts'
import { fileDiff } from './code.ts'
import { form, repositoryHeading, type View } from './layout.ts'
import { commitList, type Page } from './repository.ts'

/** `basehead`: `base...head`. */
export async function comparePage(view: View, repository: Repository, basehead: string): Promise<Page> {
  const { hub } = view
  const [base = '', head = ''] = basehead.split('...')
  const [from, to] = [
    await resolveCommit(placeOf(hub, repository), base),
    await resolveCommit(placeOf(hub, repository), head),
  ]
  if (from === undefined || to === undefined) throw notFound()
  const ancestor = await commonAncestor(hub, repository, { left: from, right: to })
  const commits = await commitsBetween(hub, repository, { from, to })
  const files = await filesBetween(hub, repository, { from: ancestor ?? from, to })
  const [pull] = openPullsFrom(hub, { repositoryId: repository.id, branch: head }).filter(
    (each) => each.base.ref === base,
  )
  const isOpenable = commits.length > 0 && repository.refs.has(head) && repository.refs.has(base)
  const title = (await commitAt(hub, repository, to)).message.split('\n')[0] ?? head
  const main = html`${repositoryHeading(hub, repository)}<h1><code>${base}</code> ← <code>${head}</code></h1>
${
  pull
    ? html`<p>This branch has a pull request: <a href="${pagePull(hub, repository, pull.number)}">${pull.title} #${pull.number}</a></p>`
    : isOpenable
      ? openForm(view, repository, { base, head, title })
      : html`<p class="quiet">There is nothing to compare: ${head} has no commit that ${base} lacks.</p>`
}<h2>Commits</h2>${commitList(hub, repository, commits.toReversed())}<h2>Files changed</h2>${files.map((file) => fileDiff(file, []))}`
  return { title: `${base}...${head}`, main }
}

function openForm(
  view: View,
  repository: Repository,
  of: { readonly base: string; readonly head: string; readonly title: string },
): Html {
  return html`<div class="box"><div class="head"><strong>Open a pull request</strong></div><div class="body">${form(
    view,
    {
      action: `${pageRepository(view.hub, repository)}/pulls`,
      fields: html`<input type="hidden" name="base" value="${of.base}"><input type="hidden" name="head" value="${of.head}">
<input type="text" name="title" aria-label="Title" value="${of.title}" required>
<textarea name="body" aria-label="Description" placeholder="What and why"></textarea>
<label><input type="checkbox" name="draft" value="yes"> Draft</label>
<button class="go">Create pull request</button>`,
    },
  )}</div></div>`
}
