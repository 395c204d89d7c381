/**
 * What does GitHub know of a pull request?
 *
 * Read anew at each question: events arrive late, twice and in any order, so
 * they only ever say where to look.
 */
import type { PullRequest, PullRequests } from '../actions/ports.ts'
import { conversation } from './conversation.ts'
import { PAGE, type Served } from './served.ts'

type Rest = Served['client']['rest']
type Got = Awaited<ReturnType<Rest['pulls']['get']>>['data']
type Listed = Awaited<ReturnType<Rest['pulls']['list']>>['data'][number]

export function pullRequests(served: Served): PullRequests {
  const { client, at } = served
  const { rest } = client
  return {
    async get(number) {
      const { data } = await rest.pulls.get({ ...at, pull_number: number })
      return { ...pullRequest(data, served), comments: data.comments }
    },

    conversation: (number) => conversation(served, number),

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
