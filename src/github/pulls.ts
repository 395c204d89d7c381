/**
 * What does GitHub know of a pull request?
 *
 * Read anew at each question: events arrive late, twice and in any order, so
 * they only ever say where to look.
 */
import type { Authored, PullRequest, PullRequests, Review } from '../actions/ports.ts'
import { PAGE, type Served } from './served.ts'

/** GitHub lists no more commits of a pull request than this. */
const MOST_COMMITS = 250
/** More pull requests than people approve within an hour. */
const MOST_KEPT = 200
/** Signs what is merged or edited on the web: no person, and no author. */
const WEB_FLOW = 'web-flow'
const CO_AUTHOR = /^co-authored-by:.*<([^<>\s]+)>\s*$/gim
const NOREPLY = /^(?:\d+\+)?([^@+]+)@users\.noreply\./

type Rest = Served['client']['rest']
type Got = Awaited<ReturnType<Rest['pulls']['get']>>['data']
type Listed = Awaited<ReturnType<Rest['pulls']['list']>>['data'][number]
type ListedCommit = Awaited<ReturnType<Rest['pulls']['listCommits']>>['data'][number]

const REVIEW_STATES: { readonly [state: string]: Review['state'] } = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
}

export function pullRequests(served: Served): PullRequests {
  const { client, at } = served
  const { rest } = client
  /** Who wrote these very commits does not change: asked at one approval, known at the next. */
  const written = new Map<string, readonly string[]>()

  async function get(number: number): Promise<Required<Pick<PullRequest, 'commits'>> & PullRequest> {
    const { data } = await rest.pulls.get({ ...at, pull_number: number })
    const commits = { count: data.commits, from: data.base.sha }
    return { ...pullRequest(data, served), comments: data.comments, commits }
  }

  async function contributors(of: Authored): Promise<readonly string[] | undefined> {
    const { number, author, headSha, commits: told } = of
    // A list of pull requests does not tell how many commits each has.
    if (told === undefined) return contributors(await get(number))
    // Beyond what GitHub lists there may be anyone's commit: better no answer than one that lets an author approve.
    if (told.count > MOST_COMMITS) return undefined
    const key = `${number} ${headSha} ${told.count} ${told.from}`
    const known = written.get(key)
    if (known !== undefined) return known
    const commits = await client.paginate(rest.pulls.listCommits, { ...at, ...PAGE, pull_number: number })
    const people = [...new Set([author, ...commits.flatMap(peopleOf), ...coAuthorsOf(commits)])].sort()
    const isTold = commits.length === told.count && commits.some(({ sha }) => sha === headSha)
    // The head has moved since we were told: there may be more by now than are listed.
    if (!isTold) return (await get(number)).commits.count > MOST_COMMITS ? undefined : people
    written.set(key, people)
    const [oldest] = written.keys()
    if (written.size > MOST_KEPT && oldest !== undefined) written.delete(oldest)
    return people
  }

  return {
    get,
    contributors,

    async listOpen() {
      const pulls = await client.paginate(rest.pulls.list, { ...at, ...PAGE, state: 'open' })
      return pulls.map((pull) => pullRequest(pull, served))
    },

    async mergedAs(commit) {
      const found = await client.paginate(rest.repos.listPullRequestsAssociatedWithCommit, {
        ...at,
        ...PAGE,
        commit_sha: commit,
      })
      return found
        .filter((pull) => pull.merged_at !== null && pull.merge_commit_sha === commit)
        .filter((pull) => pull.base.ref === served.defaultBranch && pull.base.repo.id === served.repositoryId)
        .map((pull) => pullRequest(pull, served))
    },

    async reviews(number) {
      const reviews = await client.paginate(rest.pulls.listReviews, { ...at, ...PAGE, pull_number: number })
      return reviews.flatMap((review) => {
        const state = REVIEW_STATES[review.state]
        // A review that is still being written has neither a known state nor an instant.
        if (state === undefined || !review.submitted_at) return []
        const { login, type } = review.user ?? { login: 'ghost', type: 'User' }
        const commit = review.commit_id ?? ''
        return [{ login, isBot: type === 'Bot', state, commit, submittedAt: review.submitted_at }]
      })
    },
  }
}

function pullRequest(pull: Got | Listed, served: Served): PullRequest {
  const merged = pull.merged_at !== null
  return {
    number: pull.number,
    title: pull.title,
    author: pull.user?.login ?? 'ghost',
    headSha: pull.head.sha,
    headRef: pull.head.ref,
    baseRef: pull.base.ref,
    state: pull.state === 'open' ? 'open' : 'closed',
    merged,
    ...(merged && pull.merge_commit_sha ? { mergeCommitSha: pull.merge_commit_sha } : {}),
    draft: pull.draft ?? false,
    // A deleted fork leaves no repository behind; whatever is not ours is a stranger's.
    fork: headRepositoryId(pull) !== served.repositoryId,
    url: pull.html_url,
  }
}

/** GitHub's description says that a head always has a repository; that of a deleted fork has none. */
function headRepositoryId(pull: {
  readonly head: { readonly repo: { readonly id: number } | null }
}): number | undefined {
  return pull.head.repo?.id
}

function peopleOf(commit: ListedCommit): string[] {
  return [commit.author, commit.committer].flatMap((account) => {
    const login = loginOf(account)
    return login === undefined || login === WEB_FLOW ? [] : [login]
  })
}

/** By GitHub's own address, or by the address under which the same pull request knows them. */
function coAuthorsOf(commits: readonly ListedCommit[]): string[] {
  const known = new Map<string, string>()
  for (const { author, commit } of commits) {
    const login = loginOf(author)
    if (login !== undefined && commit.author?.email) known.set(commit.author.email.toLowerCase(), login)
  }
  return commits.flatMap(({ commit }) =>
    [...commit.message.matchAll(CO_AUTHOR)].flatMap(([, email = '']) => {
      const login = NOREPLY.exec(email)?.[1] ?? known.get(email.toLowerCase())
      return login === undefined ? [] : [login]
    }),
  )
}

function loginOf(account: object | null | undefined): string | undefined {
  return account && 'login' in account && typeof account.login === 'string' ? account.login : undefined
}
