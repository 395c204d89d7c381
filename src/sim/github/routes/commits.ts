/**
 * What can be read of commits and of what lies between them?
 */
import { inRepository, READ } from '../auth/access.ts'
import { type Commit, countApart, isAncestor, log, resolveCommit } from '../git/history.ts'
import { ApiError, notFound } from '../http/errors.ts'
import { type Call, ok, paged, param, type Reply, type Route, route } from '../http/route.ts'
import { type Hub, placeOf } from '../hub.ts'
import { commitBody, commitWithFilesBody, fileBody } from '../payload/commit.ts'
import { apiRepository, nodeId, pageRepository } from '../payload/links.ts'
import { pullItemBody } from '../payload/pull.ts'
import { commitAt, commitsBetween, commonAncestor, filesBetween, MOST_COMMITS, pullCommits } from '../pulls/facts.ts'
import { type Pull, pullsOf, type Repository } from '../state.ts'

export const commitRoutes: readonly Route[] = [
  route('GET', '/repos/{owner}/{repo}/commits', inRepository(READ.contents, listCommits)),
  route('GET', '/repos/{owner}/{repo}/commits/{commit_sha}/pulls', inRepository(READ.pullsOrContents, pullsOfCommit)),
  route('GET', '/repos/{owner}/{repo}/commits/{+ref}', inRepository(READ.contents, getCommit)),
  route('GET', '/repos/{owner}/{repo}/git/commits/{commit_sha}', inRepository(READ.contents, getGitCommit)),
  route('GET', '/repos/{owner}/{repo}/compare/{+basehead}', inRepository(READ.contents, compare)),
]

/** GitHub's answer for a commit that is not there is 422 here, 404 elsewhere. */
export async function shaNamed(hub: Hub, repository: Repository, name: string): Promise<string> {
  const sha = await resolveCommit(placeOf(hub, repository), name)
  if (sha === undefined) throw new ApiError(422, `No commit found for SHA: ${name}`)
  return sha
}

const MOST_LISTED = 10_000

async function listCommits(call: Call, repository: Repository): Promise<Reply> {
  const { hub } = call
  if (repository.refs.size === 0) throw new ApiError(409, 'Git Repository is empty.')
  const from = await resolveCommit(placeOf(hub, repository), call.query.sha ?? repository.defaultBranch)
  if (from === undefined) throw notFound()
  const commits = await log(placeOf(hub, repository), [from], MOST_LISTED)
  return paged(call, commits, (page) => page.map((each) => commitBody(hub, repository, each)))
}

const NO_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
const MOST_FILES = 300

async function getCommit(call: Call, repository: Repository): Promise<Reply> {
  const { hub } = call
  const commit = await commitAt(hub, repository, await shaNamed(hub, repository, param(call, 'ref')))
  const files = await filesBetween(hub, repository, { from: commit.parents[0] ?? NO_TREE, to: commit.sha })
  return ok(commitWithFilesBody(hub, repository, { commit, files: files.slice(0, MOST_FILES) }))
}

async function getGitCommit(call: Call, repository: Repository): Promise<Reply> {
  const { hub } = call
  const name = param(call, 'commit_sha')
  const sha = await resolveCommit(placeOf(hub, repository), name)
  if (sha === undefined || sha !== name) throw notFound()
  const commit = await commitAt(hub, repository, sha)
  const api = apiRepository(hub, repository)
  const html = (of: string): string => `${pageRepository(hub, repository)}/commit/${of}`
  return ok({
    sha,
    node_id: nodeId('Commit', Number.parseInt(sha.slice(0, 8), 16)),
    url: `${api}/git/commits/${sha}`,
    html_url: html(sha),
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${api}/git/commits/${parent}`,
      html_url: html(parent),
    })),
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  })
}

/** On the default branch: the merged ones that brought it; elsewhere: merged and open ones that hold it. */
async function pullsOfCommit(call: Call, repository: Repository): Promise<Reply> {
  const { hub } = call
  const sha = await shaNamed(hub, repository, param(call, 'commit_sha'))
  const tip = repository.refs.get(repository.defaultBranch)
  const isOnDefault = tip !== undefined && (await isAncestor(placeOf(hub, repository), sha, tip))
  const found: Pull[] = []
  for (const pull of pullsOf(hub.state, repository.id)) {
    const isCandidate = pull.merged !== undefined || (pull.state === 'open' && !isOnDefault)
    if (isCandidate && (await holds(hub, repository, { pull, sha }))) found.push(pull)
  }
  return paged(call, found, (page) => page.map((each) => pullItemBody(hub, repository, each)))
}

async function holds(
  hub: Hub,
  repository: Repository,
  of: { readonly pull: Pull; readonly sha: string },
): Promise<boolean> {
  if (of.pull.merged?.sha === of.sha) return true
  return (await pullCommits(hub, repository, of.pull)).some((commit) => commit.sha === of.sha)
}

async function compare(call: Call, repository: Repository): Promise<Reply> {
  const { hub } = call
  const [baseName = '', headName = ''] = param(call, 'basehead').split('...')
  const place = placeOf(hub, repository)
  const base = await resolveCommit(place, withoutOwner(repository, baseName))
  const head = await resolveCommit(place, withoutOwner(repository, headName))
  if (base === undefined || head === undefined) throw notFound()
  const ancestor = await commonAncestor(hub, repository, { left: base, right: head })
  if (ancestor === undefined) throw new ApiError(404, `No common ancestor between ${baseName} and ${headName}.`)
  const [behind, ahead] = await countApart(place, base, head)
  const isPaged = call.query.page !== undefined || call.query.per_page !== undefined
  const commits = await comparedCommits(hub, repository, {
    from: base,
    to: head,
    count: isPaged ? ahead : MOST_COMMITS,
  })
  const files = await filesBetween(hub, repository, { from: ancestor, to: head })
  const [baseCommit, mergeBase] = [await commitAt(hub, repository, base), await commitAt(hub, repository, ancestor)]
  const filesShown = files.slice(0, MOST_FILES).map((file) => fileBody(hub, repository, { file, sha: head }))
  const page = `${pageRepository(hub, repository)}/compare/${base}...${head}`
  const bodyOf = (shown: readonly Commit[]) => ({
    url: `${apiRepository(hub, repository)}/compare/${base}...${head}`,
    html_url: page,
    permalink_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    base_commit: commitBody(hub, repository, baseCommit),
    merge_base_commit: commitBody(hub, repository, mergeBase),
    status: ahead === 0 ? (behind === 0 ? 'identical' : 'behind') : behind === 0 ? 'ahead' : 'diverged',
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: shown.map((each) => commitBody(hub, repository, each)),
    // Whatever page of commits is asked for, the files stand on the first.
    files: isPaged && Number(call.query.page ?? 1) > 1 ? [] : filesShown,
  })
  return isPaged ? paged(call, commits, bodyOf) : ok(bodyOf(commits))
}

/** Only who asks for pages gets more of them than GitHub gives at once. */
async function comparedCommits(
  hub: Hub,
  repository: Repository,
  range: { readonly from: string; readonly to: string; readonly count: number },
): Promise<readonly Commit[]> {
  if (range.count <= MOST_COMMITS) return commitsBetween(hub, repository, range)
  return (await log(placeOf(hub, repository), [`^${range.from}`, range.to], range.count)).reverse()
}

/** `owner:branch` names a branch of the owner's repository; another owner's is found under the pull request's ref alone. */
function withoutOwner(repository: Repository, name: string): string {
  const prefix = `${repository.owner}:`
  return name.startsWith(prefix) ? name.slice(prefix.length) : name
}
