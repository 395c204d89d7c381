/**
 * What can be read of branches and of what protects them?
 *
 * Protection is shown at two addresses, by where it was set up: a rule of the
 * branch with the branch, a ruleset under `rules`. Whoever asks only one of
 * them takes a protected branch for a free one.
 */
import { inRepository, READ } from '../auth/access.ts'
import { ApiError } from '../http/errors.ts'
import { type Call, ok, paged, param, type Reply, type Route, route } from '../http/route.ts'
import { commitBody } from '../payload/commit.ts'
import { apiRepository, encodePath, pageRepository } from '../payload/links.ts'
import { commitAt } from '../pulls/facts.ts'
import { protectionOf } from '../pulls/protection.ts'
import type { Protection, Repository } from '../state.ts'

export const branchRoutes: readonly Route[] = [
  route('GET', '/repos/{owner}/{repo}/branches', inRepository(READ.contents, listBranches)),
  route('GET', '/repos/{owner}/{repo}/branches/{+branch}', inRepository(READ.contents, getBranch)),
  route('GET', '/repos/{owner}/{repo}/rules/branches/{+branch}', inRepository(READ.metadata, listRules)),
]

function listBranches(call: Call, repository: Repository): Reply {
  const wanted = call.query.protected
  const branches = [...repository.refs]
    .map(([name, sha]) => ({
      name,
      commit: { sha, url: `${apiRepository(call.hub, repository)}/commits/${sha}` },
      protected: protectionOf(repository, name) !== undefined,
    }))
    .filter((branch) => wanted === undefined || wanted === String(branch.protected))
  return paged(call, branches, (page) => page)
}

async function getBranch(call: Call, repository: Repository): Promise<Reply> {
  const { hub } = call
  const name = param(call, 'branch')
  const sha = repository.refs.get(name)
  if (sha === undefined) throw new ApiError(404, 'Branch not found')
  const url = `${apiRepository(hub, repository)}/branches/${encodePath(name)}`
  const protection = protectionOf(repository, name)
  return ok({
    name,
    commit: commitBody(hub, repository, await commitAt(hub, repository, sha)),
    _links: { self: url, html: `${pageRepository(hub, repository)}/tree/${encodePath(name)}` },
    protected: protection !== undefined,
    protection: ruleBody(protection?.kind === 'ruleset' ? undefined : protection),
    protection_url: `${url}/protection`,
  })
}

/** Of the branch's own rule: a ruleset leaves it empty. */
function ruleBody(protection: Protection | undefined) {
  const checks = protection?.requiredChecks ?? []
  const enforced = protection?.enforceAdmins === true ? 'everyone' : 'non_admins'
  return {
    enabled: protection !== undefined,
    required_status_checks: {
      enforcement_level: checks.length === 0 ? 'off' : enforced,
      contexts: checks.map(({ context }) => context),
      checks: checks.map(({ context, appId }) => ({ context, app_id: appId ?? null })),
    },
  }
}

/** The branch need not exist. */
function listRules(call: Call, repository: Repository): Reply {
  const protection = protectionOf(repository, param(call, 'branch'))
  const rules = protection?.kind === 'ruleset' ? rulesBody(repository, protection) : []
  return paged(call, rules, (page) => page)
}

function rulesBody(repository: Repository, protection: Protection) {
  const source = {
    ruleset_source_type: 'Repository',
    ruleset_source: `${repository.owner}/${repository.name}`,
    ruleset_id: repository.id,
  }
  const pull = {
    type: 'pull_request',
    ...source,
    parameters: {
      required_approving_review_count: protection.requiredApprovals,
      dismiss_stale_reviews_on_push: protection.dismissStale === true,
      require_code_owner_review: false,
      require_last_push_approval: false,
      required_review_thread_resolution: false,
      allowed_merge_methods: ['merge', 'squash'],
    },
  }
  const checks = {
    type: 'required_status_checks',
    ...source,
    parameters: {
      strict_required_status_checks_policy: protection.strict === true,
      do_not_enforce_on_create: false,
      required_status_checks: protection.requiredChecks.map(({ context, appId }) => ({
        context,
        ...(appId === undefined ? {} : { integration_id: appId }),
      })),
    },
  }
  return protection.requiredChecks.length === 0 ? [pull] : [pull, checks]
}
