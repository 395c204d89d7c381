/**
 * How does GitHub show commits and the files that differ between them?
 */
import type { FileChange } from '../git/diff.ts'
import type { Commit } from '../git/history.ts'
import type { Hub } from '../hub.ts'
import type { Repository } from '../state.ts'
import { apiRepository, encodePath, nodeId, pageRepository } from './links.ts'
import { userBody, userOfEmail } from './user.ts'

const UNSIGNED = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null }

export function commitBody(hub: Hub, repository: Repository, commit: Commit) {
  const api = apiRepository(hub, repository)
  const author = userOfEmail(hub, commit.author.email)
  const committer = userOfEmail(hub, commit.committer.email)
  const url = `${api}/commits/${commit.sha}`
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', Number.parseInt(commit.sha.slice(0, 8), 16)),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: UNSIGNED,
    },
    url,
    html_url: commitPage(hub, repository, commit.sha),
    comments_url: `${url}/comments`,
    author: author === undefined ? null : userBody(hub, author),
    committer: committer === undefined ? null : userBody(hub, committer),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: commitPage(hub, repository, sha),
    })),
  }
}

/** `GET /repos/{owner}/{repo}/commits/{ref}` adds what changed. */
export function commitWithFilesBody(
  hub: Hub,
  repository: Repository,
  of: { commit: Commit; files: readonly FileChange[] },
) {
  const additions = of.files.reduce((sum, file) => sum + file.additions, 0)
  const deletions = of.files.reduce((sum, file) => sum + file.deletions, 0)
  return {
    ...commitBody(hub, repository, of.commit),
    stats: { additions, deletions, total: additions + deletions },
    files: of.files.map((file) => fileBody(hub, repository, { file, sha: of.commit.sha })),
  }
}

/** `sha` is the commit whose side of the change is shown. */
export function fileBody(hub: Hub, repository: Repository, of: { readonly file: FileChange; readonly sha: string }) {
  const { file, sha } = of
  const path = encodePath(file.path)
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${pageRepository(hub, repository)}/blob/${sha}/${path}`,
    raw_url: `${pageRepository(hub, repository)}/raw/${sha}/${path}`,
    contents_url: `${apiRepository(hub, repository)}/contents/${path}?ref=${sha}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  }
}

/** The shape that `push` events carry. */
export function pushedCommitBody(hub: Hub, repository: Repository, commit: Commit) {
  const person = ({ name, email }: Commit['author']) => {
    const user = userOfEmail(hub, email)
    return { name, email, ...(user === undefined ? {} : { username: user.login }) }
  }
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: commitPage(hub, repository, commit.sha),
    author: person(commit.author),
    committer: person(commit.committer),
    added: commit.added,
    removed: commit.removed,
    modified: commit.modified,
  }
}

function commitPage(hub: Hub, repository: Repository, sha: string): string {
  return `${pageRepository(hub, repository)}/commit/${sha}`
}
