/**
 * What does GitHub say of our App, its installation and the branch it guards?
 *
 * For `fleet doctor`: the bot's own client, but every question stands alone,
 * so that one that fails hides no other. Nothing is written, and no token is
 * asked for more than app.yml gives.
 */
import type { AppExaminer, Timekeeper } from '../actions/examine-ports.ts'
import type { Level, Permissions, RequiredCheck } from '../doctor/facts.ts'
import { skewMs } from '../lib/skew.ts'
import { type Client, guarded, openGate } from './client.ts'
import { isCode, NOT_FOUND, translate } from './errors.ts'
import { addressOf, baseUrlOf, type GithubOptions, servedClient, startProbot, tokenMaker } from './open.ts'
import { GIT_PERMISSIONS, keptToken } from './tokens.ts'

export interface GithubExaminer extends AppExaminer, Timekeeper {
  remote(installationId: number): Promise<Remote>
}

/** What git fetches the fleet from. */
export interface Remote {
  readonly cloneUrl: string
  readonly defaultBranch: string
  readonly token: () => Promise<string>
}

const TIMEOUT_MS = 15_000
const LEVELS: readonly string[] = ['read', 'write', 'admin'] satisfies readonly Level[]

export async function openExaminer(options: GithubOptions): Promise<GithubExaminer> {
  const baseUrl = baseUrlOf(options)
  const at = addressOf(options.repository)
  const app = guarded(await startProbot(options, baseUrl).auth(), openGate(options.clock, options.timeoutMs))

  /** A client that may read what the repository holds, and nothing else. */
  function reader(installationId: number): Client {
    const token = tokenMaker(app, installationId, { repositories: [at.repo] })
    return servedClient(baseUrl, options, token(GIT_PERMISSIONS))
  }

  async function rulesOf(client: Client, branch: string): Promise<readonly Rule[]> {
    try {
      return await client.paginate(client.rest.repos.getBranchRules, { ...at, branch, per_page: 100 })
    } catch (error) {
      // An older GitHub Enterprise has no rulesets.
      if (isCode(error, NOT_FOUND)) return []
      throw error
    }
  }

  return {
    async app() {
      const { data } = await app.rest.apps.getAuthenticated()
      return {
        id: data?.id ?? 0,
        slug: data?.slug ?? '',
        ...(data?.client_id === undefined ? {} : { clientId: data.client_id }),
        permissions: permissionsOf(data?.permissions ?? {}),
        events: data?.events ?? [],
      }
    },
    async installation() {
      const { data } = await app.rest.apps.getRepoInstallation(at)
      const { id, permissions, events, suspended_at } = data
      return { id, permissions: permissionsOf(permissions), events, isSuspended: suspended_at !== null }
    },
    async repositories(installationId) {
      const { data } = await app.rest.apps.createInstallationAccessToken({
        installation_id: installationId,
        permissions: { metadata: 'read' },
      })
      const client = servedClient(baseUrl, options, async () => data.token)
      const reached = await client.paginate(client.rest.apps.listReposAccessibleToInstallation, { per_page: 100 })
      return reached.map((each) => each.full_name)
    },
    async hook() {
      const { data } = await app.rest.apps.getWebhookConfigForApp()
      return {
        ...(data.url ? { url: data.url } : {}),
        ...(data.content_type === undefined ? {} : { contentType: data.content_type }),
        // GitHub shows that there is one, never which.
        hasSecret: Boolean(data.secret),
        verifiesTls: String(data.insecure_ssl ?? '0') === '0',
      }
    },
    async branch(installationId) {
      const client = reader(installationId)
      const { data: repository } = await client.rest.repos.get(at)
      const branch = repository.default_branch
      const { data } = await client.rest.repos.getBranch({ ...at, branch })
      const classic = data.protected ? data.protection.required_status_checks : undefined
      const rules = await rulesOf(client, branch)
      const approvals = rules.map(approvalsOf).filter((each) => each !== undefined)
      return {
        name: branch,
        required: [...classicChecks(classic), ...rules.flatMap(checksOf)],
        ...(approvals.length === 0 ? {} : { approvals: Math.max(...approvals) }),
      }
    },
    async remote(installationId) {
      const { data } = await reader(installationId).rest.repos.get(at)
      const kept = keptToken(tokenMaker(app, installationId, { repository_ids: [data.id] })(GIT_PERMISSIONS))
      return { cloneUrl: data.clone_url, defaultBranch: data.default_branch, token: () => kept.get() }
    },
    async skewMs() {
      const fromMs = Date.now()
      try {
        const answer = await fetch(baseUrl, { method: 'HEAD', signal: AbortSignal.timeout(TIMEOUT_MS) })
        return skewMs(answer.headers.get('date'), { fromMs, toMs: Date.now() })
      } catch (error) {
        throw translate('HEAD /', error, Date.now())
      }
    },
  }
}

type Rule = Awaited<ReturnType<Client['rest']['repos']['getBranchRules']>>['data'][number]
type Classic = Awaited<ReturnType<Client['rest']['repos']['getBranch']>>['data']['protection']['required_status_checks']

function permissionsOf(given: object): Permissions {
  return Object.fromEntries(Object.entries(given).filter((each): each is [string, Level] => LEVELS.includes(each[1])))
}

/** GitHub writes "from anybody" as no App, or as App -1. */
function classicChecks(classic: Classic): readonly RequiredCheck[] {
  if (classic === undefined) return []
  // An older GitHub Enterprise names contexts alone.
  const checks: Partial<Pick<typeof classic, 'checks'>> = classic
  if (checks.checks === undefined) return classic.contexts.map((name) => ({ name }))
  return checks.checks.map(({ context, app_id }) => required(context, app_id ?? undefined))
}

function checksOf(rule: Rule): readonly RequiredCheck[] {
  if (rule.type !== 'required_status_checks') return []
  const { required_status_checks: checks = [] } = rule.parameters ?? {}
  return checks.map(({ context, integration_id }) => required(context, integration_id))
}

function approvalsOf(rule: Rule): number | undefined {
  return rule.type === 'pull_request' ? (rule.parameters?.required_approving_review_count ?? 0) : undefined
}

function required(name: string, appId: number | undefined): RequiredCheck {
  return appId === undefined || appId <= 0 ? { name } : { name, appId }
}
