/**
 * What stands in for GitHub when the bot is demonstrated or tested?
 *
 * A small honest GitHub behind one loopback address: real git over HTTP, the
 * App's authentication, pull requests, checks, comments, reviews, signed
 * webhooks, and pages for people. This file is the front door: its types are
 * all that the demo and the tests see; what each behaviour rests on stands in
 * README.md beside it.
 */
import type { Clock } from '../../lib/clock.ts'
import { revokeAuthorization } from './auth/grants.ts'
import type { Conclusion } from './checks.ts'
import { type Faults, planFaults } from './faults.ts'
import { addFork, addRepository, addUser, hooksOf, permit, protect, reportCheck } from './found.ts'
import { writeHooks } from './git/bare.ts'
import { limitRate } from './http/rate-limit.ts'
import { limitSecondary, NO_SECONDARY_LIMIT } from './http/secondary-limit.ts'
import type { OauthSpec } from './hub.ts'
import { acceptPermissions, changeApp, suspend, uninstall, unsuspend } from './installed.ts'
import { countCalls, type Journal, type RequestEntry } from './journal.ts'
import { listen, makeHub, serve } from './listen.ts'
import { openSessions, signInUrl } from './pages/session.ts'
import { queue } from './pulls/queue.ts'
import type { AppPermissions, Permission, Protection } from './state.ts'
import { emitPing } from './webhooks/events.ts'

export interface GithubSimOptions {
  readonly clock: Clock
  /** Where the bare repositories live. */
  readonly dir: string
  /** 0, the default, takes a free one. */
  readonly port?: number
  readonly webhookSecret: string
  readonly app: {
    readonly id: number
    readonly slug: string
    readonly publicKeyPem: string
    readonly permissions: AppPermissions
    readonly events: readonly string[]
    /** Absent: it signs nobody in. */
    readonly oauth?: OauthSpec
  }
  /** `long`: the form of some 520 characters that GitHub is moving to. Default `short`. */
  readonly tokens?: 'short' | 'long'
  /** REST calls an hour and identity; default 5,000. */
  readonly rateLimit?: number
  /** Points and content a minute, content an hour, requests at once, by `clock`; default true. */
  readonly secondaryLimits?: boolean
  /** Where `git` is found; default: the usual directories. */
  readonly path?: string
}

export interface UserOptions {
  readonly name?: string
  readonly email?: string
  /** A bot that is no App of ours, such as a merge bot with a token. */
  readonly type?: 'User' | 'Bot'
}

export interface SimUser {
  readonly login: string
  /** `ghp_…`: REST bearer, git password and page sign-in. */
  readonly token: string
  readonly email: string
}

export interface RepositoryOptions {
  readonly owner: string
  readonly name: string
  /** Of the first commit; none makes a repository without a commit. */
  readonly files: ReadonlyMap<string, string> | Readonly<Record<string, string>>
  readonly collaborators: readonly { readonly login: string; readonly permission: Permission }[]
  readonly protection?: Protection
}

export interface RepositoryName {
  readonly owner: string
  readonly name: string
}

export interface OtherCheck {
  readonly app: { readonly id: number; readonly slug: string }
  readonly name: string
  readonly sha: string
  readonly conclusion: Conclusion
}

export interface SimRepository {
  readonly id: number
  readonly installationId: number
}

export interface GithubSim {
  /** `http://127.0.0.1:port`: pages, and git at `/{owner}/{name}.git`. */
  readonly url: string
  /** REST root, as GitHub Enterprise has it: `url` + `/api/v3`. */
  readonly apiUrl: string
  readonly journal: Journal
  readonly faults: Faults
  addUser(login: string, options?: UserOptions): SimUser
  /** Makes the team, or gives it other members. */
  setTeam(organisation: string, slug: string, members: readonly string[]): void
  /** Makes the repository and installs the App on it. */
  addRepository(options: RepositoryOptions): Promise<SimRepository>
  /** A copy under another owner, as the fork button makes it; the App is not installed on it. */
  addFork(owner: string, of: RepositoryName): Promise<{ readonly id: number }>
  /** Changes how the default branch is protected; undefined lifts it. */
  protect(of: RepositoryName, protection: Protection | undefined): void
  /** Gives a person another role in a repository, or none. */
  permit(of: RepositoryName, login: string, permission: Permission | undefined): void
  /** A person takes back that the App may know them. */
  revokeAuthorization(login: string): void
  /** What another App reports, such as one that gives its check the name of ours. */
  reportCheck(of: RepositoryName, check: OtherCheck): void
  /** Puts a pull request into its base's merge queue; the commit that the queue asks to have checked. */
  queue(of: RepositoryName, entry: { readonly pull: number; readonly by: string }): Promise<string>
  /** Changes what the App asks for; what is new waits until each account accepts it. */
  changeApp(change: Partial<Pick<GithubSimOptions['app'], 'permissions' | 'events' | 'oauth'>>): void
  acceptPermissions(owner: string): void
  /** Lets no token of the account open anything, and sends it no event, until `unsuspend`. */
  suspend(owner: string): void
  unsuspend(owner: string): void
  /** Removes the App from an account. */
  uninstall(owner: string): void
  /** Where events go from now on; sends `ping`. Before, events go nowhere. */
  setWebhookUrl(url: string): void
  /** Resolves when no delivery is under way. */
  settled(): Promise<void>
  /** A page that signs this user in and goes on to `to`, for people to open. */
  signInUrl(login: string, to?: string): string
  callCounts(): Readonly<Record<string, number>>
  /** Where the simulator itself broke GitHub's description (contract/contract.ts). */
  readonly violations: readonly string[]
  /** Throws, once all is closed, where there are violations: what was tested against them was not GitHub. */
  close(): Promise<void>
}

/** Listens on loopback alone: nothing here is meant for a network. */
export async function startGithubSim(options: GithubSimOptions): Promise<GithubSim> {
  const requests: RequestEntry[] = []
  const faults = planFaults()
  const address = { url: '' }
  const hub = makeHub(options, { faults, address })
  await writeHooks(hooksOf(hub))
  const sessions = openSessions(hub)
  const limit = limitRate(options.rateLimit ?? 5_000)
  const secondary = options.secondaryLimits === false ? NO_SECONDARY_LIMIT : limitSecondary(options.clock)
  const app = serve({ hub, limit, secondary, record: (entry) => requests.push(entry) }, sessions)
  address.url = await listen(app, options.port ?? 0)
  return {
    url: hub.url,
    apiUrl: hub.apiUrl,
    journal: {
      get requests() {
        return [...requests]
      },
      get deliveries() {
        return [...hub.outbox.deliveries]
      },
    },
    faults,
    addUser: (login, user) => addUser(hub, login, user),
    setTeam: (organisation, slug, members) => void hub.state.teams.set(`${organisation}/${slug}`, members),
    addRepository: (repository) => addRepository(hub, repository),
    addFork: (owner, of) => addFork(hub, owner, of),
    protect: (of, protection) => protect(hub, of, protection),
    permit: (of, login, permission) => permit(hub, of, { login, permission }),
    revokeAuthorization: (login) => revokeAuthorization(hub, login),
    reportCheck: (of, check) => reportCheck(hub, of, check),
    queue: (of, entry) => queue(hub, of, entry),
    changeApp: (change) => changeApp(hub, change),
    acceptPermissions: (owner) => acceptPermissions(hub, owner),
    suspend: (owner) => suspend(hub, owner),
    unsuspend: (owner) => unsuspend(hub, owner),
    uninstall: (owner) => uninstall(hub, owner),
    setWebhookUrl: (url) => {
      hub.outbox.setUrl(url)
      emitPing(hub, url)
    },
    settled: () => hub.outbox.settled(),
    signInUrl: (login, to) => signInUrl(hub, login, to),
    callCounts: () => countCalls(requests),
    violations: hub.contract.violations,
    close: async () => {
      await hub.outbox.close()
      await app.close()
      const { violations } = hub.contract
      if (violations.length > 0) throw new Error(violations.join('\n'))
    },
  }
}
