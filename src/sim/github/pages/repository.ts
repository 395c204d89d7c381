/**
 * What does a person see of repositories, their files and their branches?
 */

import { type Html, html } from '../../../lib/html.ts'
import { mayRead } from '../auth/access.ts'
import { type Commit, log, resolveCommit } from '../git/history.ts'
import { notFound } from '../http/errors.ts'
import { placeOf } from '../hub.ts'
import { cloneUrl, encodePath, pagePull, pageRepository } from '../payload/links.ts'
import { commitAt, filesBetween } from '../pulls/facts.ts'
import { openPullsFrom } from '../pulls/follow.ts'
import { type Pull, pullsOf, type Repository } from '../state.ts'
import { fileDiff, wholeFile } from './code.ts'
import { badge, face, repositoryHeading, type View, when } from './layout.ts'
import { renderMarkdown } from './markdown.ts'

export interface Page {
  readonly title: string
  readonly main: Html
}

export function indexPage({ hub, session }: View): Page {
  const repositories = [...hub.state.repositories.values()].filter(
    (each) => session !== undefined && mayRead({ kind: 'user', user: session.user }, each),
  )
  const rows = repositories.map((each) => {
    const open = pullsOf(hub.state, each.id).filter(({ state }) => state === 'open').length
    return html`<div class="row"><a class="grow" href="${pageRepository(hub, each)}"><strong>${each.owner}/${each.name}</strong></a>
<span class="quiet">${open} open pull ${open === 1 ? 'request' : 'requests'}</span></div>`
  })
  const list =
    rows.length === 0
      ? html`<p class="quiet">No repository that you may read.</p>`
      : html`<div class="box">${rows}</div>`
  return { title: 'Repositories', main: html`<h1>Repositories</h1>${session === undefined ? SIGN_IN_FIRST : list}` }
}

const SIGN_IN_FIRST = html`<p>Every repository here is private: <a href="/sign-in">sign in</a> first.</p>`

export async function repositoryPage({ hub }: View, repository: Repository): Promise<Page> {
  const pulls = pullsOf(hub.state, repository.id).toReversed()
  const closed = pulls.filter(({ state }) => state === 'closed')
  const tip = repository.refs.get(repository.defaultBranch)
  const [last] = tip === undefined ? [] : await log(placeOf(hub, repository), [tip], 1)
  const page = pageRepository(hub, repository)
  const main = html`<h1>${repository.owner}/<strong>${repository.name}</strong></h1>
<h2>Open pull requests</h2>${pullList(
    hub,
    repository,
    pulls.filter(({ state }) => state === 'open'),
  )}
<h2>Branches</h2><div class="box">${[...repository.refs].map(([name]) => branchRow(hub, repository, name))}</div>
<h2>Files <span class="quiet">of ${repository.defaultBranch}</span></h2>
${
  last === undefined
    ? html`<p class="quiet">No commit yet.</p>`
    : html`<p class="quiet">${last.message.split('\n')[0]} ·
<a class="mono" href="${page}/commit/${last.sha}">${last.sha.slice(0, 7)}</a> ·
<a href="${page}/commits">all commits</a></p>`
}
${tip === undefined ? '' : await fileList({ hub, repository, name: repository.defaultBranch, sha: tip })}
<h2>Clone</h2><code class="copy">git clone ${cloneUrl(hub, repository)}</code>
<p class="quiet">Your user name and token are asked for; or write them into the address: <code>//name:token@</code>.</p>
${closed.length === 0 ? '' : html`<h2>Closed pull requests</h2>${pullList(hub, repository, closed)}`}`
  return { title: `${repository.owner}/${repository.name}`, main }
}

type Hub = View['hub']

function pullList(hub: Hub, repository: Repository, pulls: readonly Pull[]): Html {
  if (pulls.length === 0) return html`<p class="quiet">None.</p>`
  return html`<div class="box">${pulls.map(
    (pull) =>
      html`<div class="row">${pullBadge(pull)}<a class="grow" href="${pagePull(hub, repository, pull.number)}"><strong>${
        pull.title
      }</strong></a><span class="quiet">#${pull.number} by ${pull.author}</span></div>`,
  )}</div>`
}

export function pullBadge(pull: Pull): Html {
  if (pull.merged !== undefined) return badge('merged', 'Merged')
  if (pull.state === 'closed') return badge('closed', 'Closed')
  return pull.draft ? badge('draft', 'Draft') : badge('open', 'Open')
}

function branchRow(hub: Hub, repository: Repository, name: string): Html {
  const [pull] = openPullsFrom(hub, { repositoryId: repository.id, branch: name })
  const page = pageRepository(hub, repository)
  const base = encodePath(repository.defaultBranch)
  const isDefault = name === repository.defaultBranch
  const link = isDefault
    ? badge('default', 'default')
    : pull
      ? html`<a href="${pagePull(hub, repository, pull.number)}">#${pull.number}</a>`
      : html`<a href="${page}/compare/${base}...${encodePath(name)}">Open a pull request</a>`
  return html`<div class="row"><a class="grow mono" href="${page}/tree/${encodePath(name)}">${name}</a>${link}</div>`
}

/** Every file, deep ones too: a fleet is read by its paths. */
async function fileList(of: {
  readonly hub: Hub
  readonly repository: Repository
  readonly name: string
  readonly sha: string
}): Promise<Html> {
  const { hub, repository, name, sha } = of
  const { git, directory } = placeOf(hub, repository)
  const out = (await git.run(directory, ['ls-tree', '-r', '-z', '--name-only', sha])).toString('utf8')
  const paths = out.split('\0').filter(Boolean)
  const root = `${pageRepository(hub, repository)}/blob/${encodePath(name)}`
  return html`<div class="box">${paths.map(
    (path) => html`<div class="row"><a class="mono" href="${root}/${encodePath(path)}">${path}</a></div>`,
  )}</div>`
}

export async function treePage({ hub }: View, repository: Repository, name: string): Promise<Page> {
  const sha = await resolveCommit(placeOf(hub, repository), name)
  if (sha === undefined) throw notFound()
  const main = html`${repositoryHeading(hub, repository)}<h1>Files of <span class="mono">${name}</span></h1>
${await fileList({ hub, repository, name, sha })}`
  return { title: name, main }
}

/** A branch's name may hold slashes: the longest name that is a branch wins, as on GitHub. */
export async function blobPage({ hub }: View, repository: Repository, namePath: string): Promise<Page> {
  const parts = namePath.split('/')
  for (let length = parts.length - 1; length > 0; length--) {
    const name = parts.slice(0, length).join('/')
    const path = parts.slice(length).join('/')
    const sha =
      repository.refs.get(name) ?? (length === 1 ? await resolveCommit(placeOf(hub, repository), name) : undefined)
    if (sha === undefined) continue
    const { git, directory } = placeOf(hub, repository)
    const { code, stdout } = await git.attempt(directory, ['cat-file', 'blob', `${sha}:${path}`])
    if (code !== 0) break
    const text = stdout.toString('utf8')
    const shown = path.endsWith('.md')
      ? html`<div class="body markdown">${renderMarkdown(text)}</div>`
      : wholeFile(text)
    const main = html`${repositoryHeading(hub, repository)}<h1 class="mono">${path}</h1>
<p class="quiet">at ${name}</p><div class="box">${shown}</div>`
    return { title: path, main }
  }
  throw notFound()
}

export async function commitsPage({ hub }: View, repository: Repository): Promise<Page> {
  const tip = repository.refs.get(repository.defaultBranch)
  const commits = tip === undefined ? [] : await log(placeOf(hub, repository), [tip], 100)
  const main = html`${repositoryHeading(hub, repository)}<h1>Commits of ${repository.defaultBranch}</h1>
${commitList(hub, repository, commits)}`
  return { title: 'Commits', main }
}

export function commitList(hub: Hub, repository: Repository, commits: readonly Commit[]): Html {
  const root = `${pageRepository(hub, repository)}/commit`
  return html`<div class="box">${commits.map(
    (commit) =>
      html`<div class="row"><a class="grow" href="${root}/${commit.sha}">${commit.message.split('\n')[0]}</a><span class="quiet">${
        commit.author.name
      }</span>${when(commit.committer.date)}<span class="mono">${commit.sha.slice(0, 7)}</span></div>`,
  )}</div>`
}

const NO_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

export async function commitPage({ hub }: View, repository: Repository, name: string): Promise<Page> {
  const sha = await resolveCommit(placeOf(hub, repository), name)
  if (sha === undefined) throw notFound()
  const commit = await commitAt(hub, repository, sha)
  const files = await filesBetween(hub, repository, { from: commit.parents[0] ?? NO_TREE, to: sha })
  const [title = '', ...rest] = commit.message.split('\n')
  const main = html`${repositoryHeading(hub, repository)}<h1>${title}</h1>
<p>${face(commit.author.name)} ${commit.author.name} ${when(commit.committer.date)} <span class="mono quiet">${sha}</span></p>
<pre>${rest.join('\n').trim()}</pre>${files.map((file) => fileDiff(file, []))}`
  return { title, main }
}
