/**
 * How does GitHub show a repository?
 *
 * GitHub's clients follow the address templates below, so they are all here;
 * those that lead nowhere in the simulator answer 404 with their name.
 */

import { ROLE_RANK } from '../auth/access.ts'
import type { Hub } from '../hub.ts'
import { type Permission, pullsOf, type Repository } from '../state.ts'
import { apiRepository, cloneUrl, nodeId, pageRepository } from './links.ts'
import { ownerOf, userBody } from './user.ts'

/** What only we may see: role of the person who asks, for `permissions`. */
export function repositoryBody(hub: Hub, repository: Repository, role: Permission = 'read') {
  const { id, owner, name, createdAt, pushedAt } = repository
  const openIssues = pullsOf(hub.state, id).filter((pull) => pull.state === 'open').length
  const rank = ROLE_RANK[role]
  return {
    id,
    node_id: nodeId('Repository', id),
    name,
    full_name: `${owner}/${name}`,
    owner: userBody(hub, ownerOf(hub, repository)),
    private: true,
    html_url: pageRepository(hub, repository),
    description: null,
    fork: repository.parentId !== undefined,
    ...templates(hub, repository),
    homepage: null,
    language: null,
    forks_count: forksOf(hub, repository),
    forks: forksOf(hub, repository),
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    size: 1,
    default_branch: repository.defaultBranch,
    open_issues_count: openIssues,
    open_issues: openIssues,
    is_template: false,
    topics: [],
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    visibility: 'private',
    pushed_at: pushedAt,
    created_at: createdAt,
    updated_at: pushedAt,
    permissions: { admin: rank >= 3, maintain: rank >= 3, push: rank >= 2, triage: rank >= 2, pull: true },
    allow_rebase_merge: false,
    allow_squash_merge: true,
    allow_merge_commit: true,
    allow_auto_merge: false,
    allow_forking: true,
    delete_branch_on_merge: false,
    web_commit_signoff_required: false,
    license: null,
  }
}

/** `GET /repos/{owner}/{repo}` says a little more. */
export function fullRepositoryBody(hub: Hub, repository: Repository, role: Permission) {
  const parent = repository.parentId === undefined ? undefined : hub.state.repositories.get(repository.parentId)
  return {
    ...repositoryBody(hub, repository, role),
    network_count: forksOf(hub, repository),
    subscribers_count: 1,
    ...(parent === undefined ? {} : { parent: repositoryBody(hub, parent), source: repositoryBody(hub, parent) }),
  }
}

function forksOf(hub: Hub, repository: Repository): number {
  return [...hub.state.repositories.values()].filter((each) => each.parentId === repository.id).length
}

function templates(hub: Hub, repository: Repository) {
  const api = apiRepository(hub, repository)
  const page = pageRepository(hub, repository)
  return {
    url: api,
    archive_url: `${api}/{archive_format}{/ref}`,
    assignees_url: `${api}/assignees{/user}`,
    blobs_url: `${api}/git/blobs{/sha}`,
    branches_url: `${api}/branches{/branch}`,
    collaborators_url: `${api}/collaborators{/collaborator}`,
    comments_url: `${api}/comments{/number}`,
    commits_url: `${api}/commits{/sha}`,
    compare_url: `${api}/compare/{base}...{head}`,
    contents_url: `${api}/contents/{+path}`,
    contributors_url: `${api}/contributors`,
    deployments_url: `${api}/deployments`,
    downloads_url: `${api}/downloads`,
    events_url: `${api}/events`,
    forks_url: `${api}/forks`,
    git_commits_url: `${api}/git/commits{/sha}`,
    git_refs_url: `${api}/git/refs{/sha}`,
    git_tags_url: `${api}/git/tags{/sha}`,
    hooks_url: `${api}/hooks`,
    issue_comment_url: `${api}/issues/comments{/number}`,
    issue_events_url: `${api}/issues/events{/number}`,
    issues_url: `${api}/issues{/number}`,
    keys_url: `${api}/keys{/key_id}`,
    labels_url: `${api}/labels{/name}`,
    languages_url: `${api}/languages`,
    merges_url: `${api}/merges`,
    milestones_url: `${api}/milestones{/number}`,
    notifications_url: `${api}/notifications{?since,all,participating}`,
    pulls_url: `${api}/pulls{/number}`,
    releases_url: `${api}/releases{/id}`,
    stargazers_url: `${api}/stargazers`,
    statuses_url: `${api}/statuses/{sha}`,
    subscribers_url: `${api}/subscribers`,
    subscription_url: `${api}/subscription`,
    tags_url: `${api}/tags`,
    teams_url: `${api}/teams`,
    trees_url: `${api}/git/trees{/sha}`,
    clone_url: cloneUrl(hub, repository),
    mirror_url: null,
    git_url: cloneUrl(hub, repository).replace(/^https?:/, 'git:'),
    ssh_url: `git@${new URL(page).hostname}:${repository.owner}/${repository.name}.git`,
    svn_url: page,
  }
}
