/**
 * What does every part of the simulated GitHub need at hand?
 *
 * One value that the front door makes and hands to routes, pages and git, so
 * that no part keeps state of its own.
 */
import type { Clock } from '../../lib/clock.ts'
import type { Turnstile } from '../../lib/turnstile.ts'
import type { Contract } from './contract/contract.ts'
import type { FaultPlan } from './faults.ts'
import type { FileChange } from './git/diff.ts'
import type { Commit, Place } from './git/history.ts'
import type { Git } from './git/run.ts'
import type { Memory } from './memory.ts'
import type { AppPermissions, Repository, State, User } from './state.ts'
import type { Outbox } from './webhooks/outbox.ts'

/** How the App signs people in. */
export interface OauthSpec {
  readonly clientId: string
  readonly clientSecret: string
  /** Where GitHub may send people back to, as the App's owner registered it. */
  readonly callbackUrls: readonly string[]
}

export interface AppSpec {
  readonly id: number
  readonly slug: string
  readonly publicKeyPem: string
  readonly permissions: AppPermissions
  readonly events: readonly string[]
  /** Absent: the App signs nobody in. */
  readonly oauth?: OauthSpec
}

/** Keys name repository and commit ids. */
export interface Kept {
  readonly commits: Memory<Commit>
  readonly ranges: Memory<readonly Commit[]>
  readonly diffs: Memory<readonly FileChange[]>
  readonly bases: Memory<string | undefined>
  readonly merges: Memory<TestMerge>
}

export type TestMerge =
  | { readonly clean: true; readonly tree: string; readonly sha: string }
  | { readonly clean: false }

export interface Hub {
  readonly clock: Clock
  /** As its owner has set it up now. */
  readonly app: AppSpec
  /** What an owner edits on the App's settings page; accounts that installed it are asked to accept more. */
  changeApp(change: Partial<Pick<AppSpec, 'permissions' | 'events' | 'oauth'>>): void
  readonly bot: User
  readonly tokenForm: 'short' | 'long'
  /** Where bare repositories and the hooks live. */
  readonly directory: string
  readonly state: State
  readonly git: Git
  readonly kept: Kept
  readonly faults: FaultPlan
  readonly contract: Contract
  readonly outbox: Outbox
  /** Pages and git. */
  readonly url: string
  /** REST. */
  readonly apiUrl: string
  /** One writer at a time a repository: what a push changed is read between its start and its end. */
  writing(repositoryId: number): Turnstile
}

export function placeOf(hub: Pick<Hub, 'git'>, repository: Repository): Place {
  return { git: hub.git, directory: repository.directory }
}

/** ISO 8601 in whole seconds, as GitHub counts. */
export function stamp(hub: Pick<Hub, 'clock'>): string {
  return hub.clock.now().round({ smallestUnit: 'second', roundingMode: 'trunc' }).toString()
}
