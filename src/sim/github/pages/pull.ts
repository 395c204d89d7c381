/**
 * What does a person see of a pull request?
 *
 * Four views of one thing under one heading: what was said, which commits,
 * what the checks found, what the files become.
 */

import { type Html, html } from '../../../lib/html.ts'
import { latestRuns } from '../checks.ts'
import { encodePath, pagePull, pageRepository } from '../payload/links.ts'
import { pullCommits, pullFiles } from '../pulls/facts.ts'
import { headRepositoryOf } from '../pulls/record.ts'
import type { CheckRun, Pull, Repository } from '../state.ts'
import { fileDiff, type Remark, remarkBlock } from './code.ts'
import { badge, form, repositoryHeading, type View, when } from './layout.ts'
import { renderMarkdown } from './markdown.ts'
import { commitList, type Page, pullBadge } from './repository.ts'
import { conversation } from './talk.ts'

export const TABS = ['conversation', 'commits', 'checks', 'files'] as const
export type Tab = (typeof TABS)[number]

export interface PullView extends View {
  readonly repository: Repository
  readonly pull: Pull
}

export async function pullPage(view: PullView, tab: Tab): Promise<Page> {
  const { hub, repository, pull } = view
  const runs = latestRuns(hub.state, { repositoryId: repository.id, sha: pull.head.sha })
  const commits = await pullCommits(hub, repository, pull)
  const files = await pullFiles(hub, repository, pull)
  const counts: Readonly<Record<Tab, number | undefined>> = {
    conversation: undefined,
    commits: commits.length,
    checks: runs.length,
    files: files.length,
  }
  const main = html`${repositoryHeading(hub, repository)}<h1>${pull.title} <span class="quiet">#${pull.number}</span></h1>
<p>${pullBadge(pull)} <strong>${pull.author}</strong> wants to merge into
<code>${pull.base.ref}</code> from <code>${headName(view)}</code></p>
<nav class="tabs">${TABS.map((each) => tabLink(view, { each, here: tab, count: counts[each] }))}</nav>
${await tabBody(view, tab, { runs, commits, files })}`
  return { title: `${pull.title} #${pull.number}`, main }
}

function headName({ hub, repository, pull }: PullView): string {
  const from = headRepositoryOf(hub, pull)
  return from === undefined || from.id === repository.id ? pull.head.ref : `${from.owner}:${pull.head.ref}`
}

function tabLink(
  { hub, repository, pull }: PullView,
  of: { readonly each: Tab; readonly here: Tab; readonly count: number | undefined },
): Html {
  const root = pagePull(hub, repository, pull.number)
  const href = of.each === 'conversation' ? root : `${root}/${of.each}`
  const name = of.each === 'files' ? 'Files changed' : `${of.each.slice(0, 1).toUpperCase()}${of.each.slice(1)}`
  return html`<a href="${href}" class="${of.each === of.here ? 'here' : ''}">${name} ${of.count ?? ''}</a>`
}

async function tabBody(
  view: PullView,
  tab: Tab,
  found: {
    readonly runs: readonly CheckRun[]
    readonly commits: Awaited<ReturnType<typeof pullCommits>>
    readonly files: Awaited<ReturnType<typeof pullFiles>>
  },
): Promise<Html> {
  switch (tab) {
    case 'conversation':
      return conversation(view, found.runs)
    case 'commits':
      return commitList(view.hub, view.repository, found.commits)
    case 'checks':
      return checks(view, found.runs)
    case 'files':
      return html`${found.files.map((file) => fileDiff(file, remarksOf(found.runs)))}`
  }
}

function remarksOf(runs: readonly CheckRun[]): Remark[] {
  return runs.flatMap((run) => run.annotations.map((annotation) => ({ check: run.name, annotation })))
}

function checks(view: PullView, runs: readonly CheckRun[]): Html {
  if (runs.length === 0)
    return html`<p class="quiet">No check has reported on ${view.pull.head.sha.slice(0, 7)} yet.</p>`
  return html`<p class="quiet">On <span class="mono">${view.pull.head.sha.slice(0, 7)}</span>, the newest commit.</p>
${runs.map((run) => checkBox(view, run))}`
}

function checkBox(view: PullView, run: CheckRun): Html {
  const { hub, repository, pull } = view
  const at = run.completedAt ?? run.startedAt
  const file = (path: string, line: number): string =>
    `${pageRepository(hub, repository)}/blob/${pull.head.sha}/${encodePath(path)}#L${line}`
  return html`<section class="box" id="run-${run.id}"><div class="head"><span class="grow"><strong>${run.name}</strong></span>
${outcome(run)} ${at === null ? '' : when(at)} ${form(view, {
    action: `${pagePull(hub, repository, pull.number)}/rerun`,
    className: 'inline',
    fields: html`<input type="hidden" name="run" value="${run.id}"><button>Re-run</button>`,
  })}</div><div class="body">
${run.title === null ? '' : html`<p><strong>${run.title}</strong></p>`}
${run.summary === null ? '' : html`<div class="markdown">${renderMarkdown(run.summary)}</div>`}
${run.annotations.map(
  (annotation) =>
    html`${remarkBlock({ check: run.name, annotation })}
<a class="quiet" href="${file(annotation.path, annotation.startLine)}">show line</a>`,
)}
${run.text === null ? '' : html`<details><summary>Details</summary><div class="markdown">${renderMarkdown(run.text)}</div></details>`}
</div></section>`
}

export function outcome(run: CheckRun): Html {
  const word = run.conclusion ?? run.status
  return badge(word, word.replaceAll('_', ' '))
}
