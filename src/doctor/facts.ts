/**
 * What is there to be known, before anybody judges it?
 *
 * The shapes that edges fill and this room judges: what GitHub and AWS said,
 * in our words and without their objects.
 */
export type Level = 'read' | 'write' | 'admin'
export type Permissions = { readonly [permission: string]: Level }

/** The part of app.yml that GitHub has to agree with. */
export interface Manifest {
  readonly permissions: Permissions
  readonly events: readonly string[]
}

export interface AppFacts extends Manifest {
  readonly id: number
  readonly slug: string
  /** By which people sign in; an older GitHub Enterprise does not tell it. */
  readonly clientId?: string
}

export interface InstallationFacts extends Manifest {
  readonly id: number
  readonly isSuspended: boolean
}

export interface HookFacts {
  readonly url?: string
  readonly contentType?: string
  readonly hasSecret: boolean
  readonly verifiesTls: boolean
}

export interface RequiredCheck {
  readonly name: string
  /** Whose check counts; absent where anybody's does. */
  readonly appId?: number
}

export interface BranchFacts {
  readonly name: string
  readonly required: readonly RequiredCheck[]
  /** Approvals that a ruleset asks for; absent where none says so. */
  readonly approvals?: number
}
