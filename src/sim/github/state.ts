/**
 * What does the simulated GitHub remember?
 *
 * Records are values: a change replaces the record in its map, so that a
 * reply or a webhook that was made from one stays what it was. Commits, trees
 * and branches are not here: they live in bare git repositories, and `refs` is
 * only the last look at them, kept true because every write passes through us.
 */
export type Permission = 'read' | 'write' | 'admin'
export type AppPermissions = { readonly [name: string]: 'read' | 'write' }

export interface User {
  readonly id: number
  readonly login: string
  readonly type: 'User' | 'Bot' | 'Organization'
  readonly name: string
  /** Commits with this address are this user's. */
  readonly email: string
  readonly createdAt: string
}

export interface RequiredCheck {
  readonly context: string
  /** Only a check run of this App counts. */
  readonly appId?: number
}

/** Of the default branch. */
export interface Protection {
  readonly requiredChecks: readonly RequiredCheck[]
  readonly requiredApprovals: number
  /** Administrators are held by it too. */
  readonly enforceAdmins?: boolean
  /** The head must hold the base's tip, or its checks do not count. */
  readonly strict?: boolean
  /** A push takes approvals back. */
  readonly dismissStale?: boolean
  /** Where it was set up, and so which address shows it: a branch protection rule (the default) or a ruleset. */
  readonly kind?: 'rule' | 'ruleset'
}

export interface Repository {
  readonly id: number
  readonly owner: string
  readonly name: string
  /** The bare repository. */
  readonly directory: string
  readonly defaultBranch: string
  readonly createdAt: string
  /** Id of the repository this is a fork of. */
  readonly parentId?: number
  readonly collaborators: ReadonlyMap<string, Permission>
  readonly protection?: Protection
  /** Branch → commit. */
  readonly refs: ReadonlyMap<string, string>
  readonly pushedAt: string
}

export interface Pull {
  readonly id: number
  readonly repositoryId: number
  readonly number: number
  readonly title: string
  readonly body: string | null
  readonly author: string
  readonly state: 'open' | 'closed'
  readonly draft: boolean
  /** `repositoryId` differs from the pull's for a fork. */
  readonly head: { readonly repositoryId: number; readonly ref: string; readonly sha: string }
  /** `sha` is kept as it was at the merge; for an open pull request the branch's tip counts. */
  readonly base: { readonly ref: string; readonly sha: string }
  readonly createdAt: string
  readonly updatedAt: string
  readonly closedAt?: string
  readonly merged?: { readonly at: string; readonly by: string; readonly sha: string }
  /** What happened, for people to read on its page. */
  readonly timeline: readonly TimelineEntry[]
}

export interface TimelineEntry {
  readonly at: string
  readonly login: string
  readonly text: string
}

export interface Comment {
  readonly id: number
  readonly repositoryId: number
  readonly pull: number
  readonly login: string
  readonly body: string
  readonly createdAt: string
  readonly updatedAt: string
  /** Login of who edited it last. */
  readonly editor?: string
}

export const REACTIONS = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const

/** Below a comment; each person's once. */
export interface Reaction {
  readonly id: number
  readonly comment: number
  readonly login: string
  readonly content: (typeof REACTIONS)[number]
  readonly createdAt: string
}

export type ReviewState = 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED'

export interface Review {
  readonly id: number
  readonly repositoryId: number
  readonly pull: number
  readonly login: string
  readonly state: ReviewState
  readonly body: string
  readonly commit: string
  readonly submittedAt: string
}

export interface Annotation {
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly startColumn: number | null
  readonly endColumn: number | null
  readonly level: 'notice' | 'warning' | 'failure'
  readonly message: string
  readonly title: string | null
  readonly rawDetails: string | null
}

export interface CheckRun {
  readonly id: number
  readonly suiteId: number
  readonly repositoryId: number
  readonly appId: number
  readonly appSlug: string
  readonly name: string
  readonly sha: string
  readonly externalId: string
  readonly detailsUrl: string | null
  readonly status: 'queued' | 'in_progress' | 'completed'
  readonly conclusion: string | null
  readonly startedAt: string | null
  readonly completedAt: string | null
  readonly title: string | null
  readonly summary: string | null
  readonly text: string | null
  readonly annotations: readonly Annotation[]
}

/** Of the App, on an account. */
export interface Installation {
  readonly id: number
  readonly account: string
  readonly repositoryIds: readonly number[]
  /** As its account has accepted them: what the App asks for since then waits. */
  readonly permissions: AppPermissions
  readonly events: readonly string[]
  readonly createdAt: string
  readonly updatedAt: string
  readonly suspendedAt?: string
}

export interface InstallationToken {
  readonly installationId: number
  readonly permissions: AppPermissions
  /** Undefined: every repository of the installation. */
  readonly repositoryIds?: readonly number[]
  /** Milliseconds since 1970 of the machine's time: clients of GitHub count its hour by their own clock. */
  readonly expiresAtMs: number
}

/** What a person agreed to, waiting to be exchanged. */
export interface OauthCode {
  readonly login: string
  readonly wish: { readonly redirectUri: string; readonly challenge?: string }
  readonly expiresAtMs: number
}

export interface State {
  readonly users: Map<string, User>
  /** Personal token → login. */
  readonly userTokens: Map<string, string>
  /** Logins of people who let the App know who they are. */
  readonly authorizations: Set<string>
  readonly codes: Map<string, OauthCode>
  /** Of people through the App: token → whose, until when. */
  readonly accessTokens: Map<string, { readonly login: string; readonly expiresAtMs: number }>
  /** `organisation/slug` → logins. */
  readonly teams: Map<string, readonly string[]>
  readonly repositories: Map<number, Repository>
  readonly installations: Map<number, Installation>
  readonly installationTokens: Map<string, InstallationToken>
  /** By `pullKey`. */
  readonly pulls: Map<string, Pull>
  readonly reactions: Reaction[]
  readonly comments: Map<number, Comment>
  readonly reviews: Map<number, Review>
  readonly checkRuns: Map<number, CheckRun>
  /** Check suite of an App on a commit, by `suiteKey`. */
  readonly suites: Map<string, number>
  /** Pairs of base and head, by `mergeKey`, whose merge somebody has asked for: GitHub answers the first with null. */
  readonly mergesAsked: Set<string>
  /** One sequence for all kinds, so that an id of one kind is never a valid id of another. */
  nextId(): number
}

export function emptyState(): State {
  let last = 1000
  return {
    users: new Map(),
    userTokens: new Map(),
    authorizations: new Set(),
    codes: new Map(),
    accessTokens: new Map(),
    teams: new Map(),
    repositories: new Map(),
    installations: new Map(),
    installationTokens: new Map(),
    pulls: new Map(),
    comments: new Map(),
    reactions: [],
    reviews: new Map(),
    checkRuns: new Map(),
    suites: new Map(),
    mergesAsked: new Set(),
    nextId: () => ++last,
  }
}

export function pullKey(repositoryId: number, number: number): string {
  return `${repositoryId}#${number}`
}

export function suiteKey(of: { readonly repositoryId: number; readonly sha: string; readonly appId: number }): string {
  return `${of.repositoryId}@${of.sha} ${of.appId}`
}

/** GitHub compares names without regard to case. */
export function repositoryNamed(state: State, owner: string, name: string): Repository | undefined {
  for (const each of state.repositories.values()) {
    if (isSame(each.owner, owner) && isSame(each.name, name)) return each
  }
  return undefined
}

export function userNamed(state: State, login: string): User | undefined {
  for (const each of state.users.values()) if (isSame(each.login, login)) return each
  return undefined
}

export function pullsOf(state: State, repositoryId: number): Pull[] {
  return [...state.pulls.values()].filter((pull) => pull.repositoryId === repositoryId)
}

export function installationOf(state: State, repositoryId: number): Installation | undefined {
  for (const each of state.installations.values()) if (each.repositoryIds.includes(repositoryId)) return each
  return undefined
}

function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase()
}
