/**
 * Who are we on GitHub, and where is the fleet?
 *
 * Answered once at boot by GitHub itself: the App, its installation on the
 * configured repository, and that repository's numeric id. Everything after
 * goes by those ids. A name that GitHub redirects is refused, because a
 * repository that was renamed can be replaced by another of its old name.
 */
import { createProbot, type Probot } from 'probot'
import type { Comments } from '../actions/comment-port.ts'
import type { DeliveryAttempts } from '../actions/delivery-port.ts'
import type { Checks, Log, People, PullRequests } from '../actions/ports.ts'
import type { Visitors } from '../actions/visitor-port.ts'
import type { Clock } from '../lib/clock.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { checks } from './checks.ts'
import { type Client, guarded, openGate, PatientOctokit } from './client.ts'
import { comments } from './comments.ts'
import { deliveryAttempts } from './deliveries.ts'
import { isCode, NOT_FOUND } from './errors.ts'
import { people } from './people.ts'
import { pullRequests } from './pulls.ts'
import { quietLog } from './quiet-log.ts'
import { type Receive, receiver } from './receive.ts'
import type { Served } from './served.ts'
import { GIT_PERMISSIONS, keptToken, MEMBER_PERMISSIONS, type Permissions, REST_PERMISSIONS } from './tokens.ts'
import { type SignInOptions, visitors } from './visitors.ts'

export interface GithubOptions {
  readonly appId: number
  /** PEM. */
  readonly privateKey: string
  readonly webhookSecret: string
  /** REST root, such as `https://ghe.example/api/v3`; absent for github.com. */
  readonly baseUrl?: string
  /** `owner/name` of the one repository we serve. */
  readonly repository: string
  readonly log: Log
  readonly clock: Clock
  /** The App's own, for signing people in; absent where nobody is signed in. */
  readonly signIn?: SignInOptions
  /** Real milliseconds until a call that is not answered has failed; 30 seconds if absent. */
  readonly timeoutMs?: number
}

export interface Github {
  readonly repositoryId: number
  readonly installationId: number
  /** Our App's name in addresses; its account is `slug[bot]`. */
  readonly slug: string
  readonly defaultBranch: string
  /** Page of the repository. */
  readonly repositoryUrl: string
  /** What git fetches from. */
  readonly cloneUrl: string
  /** For git: reads the contents of this repository alone; kept for 50 minutes. */
  readonly token: () => Promise<string>
  readonly pulls: PullRequests
  readonly checks: Checks
  readonly comments: Comments
  readonly people: People
  readonly deliveries: DeliveryAttempts
  readonly receive: Receive
  readonly visitors?: Visitors
}

const GITHUB_COM = 'https://api.github.com'

export async function openGithub(options: GithubOptions): Promise<Github> {
  const baseUrl = baseUrlOf(options)
  const at = addressOf(options.repository)
  const probot = startProbot(options, baseUrl)
  // A gate of its own: a token is asked for from within a call that has passed the other gate.
  const app = guarded(await probot.auth(), openGate(options.clock, options.timeoutMs))

  const { slug, id: appId } = await appOf(app)
  const installationId = await installationOf(app, options.repository)
  const found = await repositoryOf(app, { at, installationId, baseUrl, options })
  const token = tokenMaker(app, installationId, { repository_ids: [found.id] })
  const client = servedClient(baseUrl, options, token(REST_PERMISSIONS))
  const served: Served = {
    client,
    at,
    repositoryId: found.id,
    installationId,
    appId,
    slug,
    defaultBranch: found.defaultBranch,
  }
  const gitTokens = keptToken(token(GIT_PERMISSIONS))
  const members = servedClient(baseUrl, options, token(MEMBER_PERMISSIONS))

  return {
    repositoryId: found.id,
    installationId,
    slug,
    defaultBranch: found.defaultBranch,
    repositoryUrl: found.url,
    cloneUrl: found.cloneUrl,
    token: () => gitTokens.get(),
    pulls: pullRequests(served),
    checks: checks(served),
    comments: comments(served),
    people: people(served, members, options.clock),
    deliveries: deliveryAttempts(app, served),
    ...(options.signIn === undefined
      ? {}
      : { visitors: visitors(served, { ...options.signIn, baseUrl, clock: options.clock, log: options.log }) }),
    receive: receiver(probot, served, () => options.clock.now().epochMilliseconds),
  }
}

export function baseUrlOf(options: Pick<GithubOptions, 'baseUrl'>): string {
  return (options.baseUrl ?? GITHUB_COM).replace(/\/+$/, '')
}

/** Everything by `overrides`: Probot's `defaults` lose against its own idea of the base URL. */
export function startProbot(options: GithubOptions, baseUrl: string): Probot {
  return createProbot({
    overrides: {
      appId: options.appId,
      privateKey: options.privateKey,
      secret: options.webhookSecret,
      baseUrl,
      log: quietLog(options.log),
      Octokit: PatientOctokit,
    },
    // Nothing of the environment: REDIS_URL, for one, would make Probot download and run a package.
    env: {},
  })
}

async function appOf(app: Client): Promise<{ readonly slug: string; readonly id: number }> {
  const { data } = await app.rest.apps.getAuthenticated()
  if (data?.slug === undefined) throw notOurs('GitHub does not name our App', 'check APP_ID and PRIVATE_KEY')
  return { slug: data.slug, id: data.id }
}

async function installationOf(app: Client, repository: string): Promise<number> {
  try {
    const { data } = await app.rest.apps.getRepoInstallation(addressOf(repository))
    if (data.suspended_at) throw notOurs(`the App is suspended on ${repository}`, 'unsuspend the installation')
    return data.id
  } catch (error) {
    if (!isCode(error, NOT_FOUND)) throw error
    throw notOurs(`the App is not installed on ${repository}`, 'install the App on it, or correct FLEET_REPOSITORY')
  }
}

interface Found {
  readonly id: number
  readonly url: string
  readonly cloneUrl: string
  readonly defaultBranch: string
}

async function repositoryOf(
  app: Client,
  where: { at: Served['at']; installationId: number; baseUrl: string; options: GithubOptions },
): Promise<Found> {
  const { at, installationId, baseUrl, options } = where
  // The id is not known yet, so this one token is bound to the name, and may read no more than what every App may.
  const byName = tokenMaker(app, installationId, { repositories: [at.repo] })
  const client = servedClient(baseUrl, options, byName({ metadata: 'read' }))
  const { data } = await client.rest.repos.get(at)
  if (data.full_name.toLowerCase() !== options.repository.toLowerCase()) {
    throw notOurs(`${options.repository} is now called ${data.full_name}`, 'set FLEET_REPOSITORY to its present name')
  }
  return { id: data.id, url: data.html_url, cloneUrl: data.clone_url, defaultBranch: data.default_branch }
}

export function servedClient(baseUrl: string, options: GithubOptions, make: () => Promise<string>): Client {
  const client = new PatientOctokit({ baseUrl, authStrategy: undefined, log: quietLog(options.log) })
  return guarded(client, openGate(options.clock, options.timeoutMs), keptToken(make))
}

export function tokenMaker(
  app: Client,
  installation_id: number,
  reach: { readonly repository_ids: number[] } | { readonly repositories: string[] },
): (permissions: Permissions) => () => Promise<string> {
  return (permissions) => async () => {
    const { data } = await app.rest.apps.createInstallationAccessToken({ installation_id, ...reach, permissions })
    return data.token
  }
}

export function addressOf(repository: string): Served['at'] {
  const [owner = '', repo = '', ...more] = repository.split('/')
  if (owner !== '' && repo !== '' && more.length === 0) return { owner, repo }
  throw notOurs('the repository is not of the form owner/name', 'correct FLEET_REPOSITORY')
}

function notOurs(message: string, hint: string): FleetwrightError {
  return new FleetwrightError(message, { code: 'github-identity', nextMove: 'operator', retryable: false, hint })
}
