/**
 * Who may act, and as whom?
 *
 * Long-lived keys, the roles of every account, and the sessions made from them.
 * A session lives by the given clock. Roles keep their policies as documents:
 * what a session may do is asked at each call, so that a revoked role stops the
 * sessions that it gave out.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../../../lib/clock.ts'
import { AwsRefusal } from '../errors.ts'
import { type Access, type Answer, assertUnderstood, type Context, decide, type PolicyDocument } from './policy.ts'

export interface Role {
  readonly arn: string
  readonly name: string
  readonly accountId: string
  readonly roleId: string
  readonly trust: PolicyDocument
  readonly policies: readonly PolicyDocument[]
  readonly maxSessionSeconds: number
}

export interface Session {
  readonly role: Role
  readonly name: string
  readonly sourceIdentity?: string
  readonly policy?: PolicyDocument
  readonly tags: Readonly<Record<string, string>>
  /** Those tags that a session made from this one has as well. */
  readonly transitiveKeys: readonly string[]
  readonly token: string
  readonly expiresAt: Temporal.Instant
}

/** The owner of a key id. */
export interface Caller {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly accountId: string
  readonly arn: string
  readonly userId: string
  readonly policies: readonly PolicyDocument[]
  readonly session?: Session
}

export class Identities {
  readonly #clock: Clock
  readonly #callers = new Map<string, Caller>()
  readonly #accounts = new Map<string, Map<string, Role>>()
  readonly #suspended = new Set<string>()
  readonly #revoked = new Set<string>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  addAccount(accountId: string, roles: readonly Omit<Role, 'arn' | 'accountId' | 'roleId'>[]): void {
    if (!/^\d{12}$/.test(accountId)) throw new Error(`an account id has twelve digits: ${accountId}`)
    if (this.#accounts.has(accountId)) throw new Error(`account ${accountId} is there already`)
    for (const role of roles) [role.trust, ...role.policies].forEach(assertUnderstood)
    this.#accounts.set(
      accountId,
      new Map(
        roles.map((role) => {
          const arn = `arn:aws:iam::${accountId}:role/${role.name}`
          return [role.name, { ...role, accountId, arn, roleId: `AROA${idFrom(arn)}` }]
        }),
      ),
    )
  }

  /** IAM's UpdateAssumeRolePolicy: asked of the next session, and no matter to those that are open. */
  changeTrust(accountId: string, roleName: string, trust: PolicyDocument): void {
    assertUnderstood(trust)
    const roles = this.#accounts.get(accountId)
    const role = roles?.get(roleName)
    if (roles === undefined || role === undefined) throw new Error(`account ${accountId} has no role ${roleName}`)
    roles.set(roleName, { ...role, trust })
  }

  addUser(user: { readonly accountId: string; readonly name: string; readonly policy: PolicyDocument }): Caller {
    assertUnderstood(user.policy)
    const arn = `arn:aws:iam::${user.accountId}:user/${user.name}`
    return this.#remember({
      ...newKey('AKIA'),
      accountId: user.accountId,
      arn,
      userId: `AIDA${idFrom(arn)}`,
      policies: [user.policy],
    })
  }

  /** `seconds` from now on our clock. */
  openSession(
    role: Role,
    session: Omit<Session, 'role' | 'token' | 'expiresAt'> & { readonly seconds: number },
  ): Caller {
    const { seconds, ...rest } = session
    return this.#remember({
      ...newKey('ASIA'),
      accountId: role.accountId,
      arn: `arn:aws:sts::${role.accountId}:assumed-role/${role.name}/${session.name}`,
      userId: `${role.roleId}:${session.name}`,
      policies: role.policies,
      session: {
        role,
        ...rest,
        token: randomBytes(96).toString('base64'),
        expiresAt: this.#clock.now().add({ seconds }),
      },
    })
  }

  /** @throws AwsRefusal for a key that is unknown, whose token is another's, or whose session has ended. */
  callerOf(accessKeyId: string, sessionToken: string | undefined): Caller {
    const caller = this.#callers.get(accessKeyId)
    if (!caller || caller.session?.token !== sessionToken)
      throw new AwsRefusal('InvalidClientTokenId', 'The security token included in the request is invalid.', 403)
    if (this.#hasEnded(caller))
      throw new AwsRefusal('ExpiredToken', 'The security token included in the request is expired', 403)
    return caller
  }

  /** A role that exists, is not revoked and whose account is open. */
  role(arn: string): Role | undefined {
    const [, accountId, name] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(arn) ?? []
    const role = accountId && name ? this.#accounts.get(accountId)?.get(name) : undefined
    if (!role || this.#suspended.has(role.accountId) || this.#revoked.has(role.arn)) return undefined
    return role
  }

  may(caller: Caller, access: Access): Answer | 'not-in-session' {
    if (this.#suspended.has(caller.accountId)) return 'not-allowed'
    if (caller.session && (this.#revoked.has(caller.session.role.arn) || this.#hasEnded(caller))) return 'not-allowed'
    const told = { ...access, context: { ...contextOfCaller(caller), ...access.context } }
    const own = decide(caller.policies, told)
    if (own !== 'allowed' || !caller.session?.policy) return own
    const narrowed = decide([caller.session.policy], told)
    return narrowed === 'not-allowed' ? 'not-in-session' : narrowed
  }

  suspend(accountId: string): () => void {
    this.#suspended.add(accountId)
    return () => this.#suspended.delete(accountId)
  }

  revoke(arn: string): () => void {
    this.#revoked.add(arn)
    return () => this.#revoked.delete(arn)
  }

  #hasEnded(caller: Caller): boolean {
    return caller.session !== undefined && Temporal.Instant.compare(this.#clock.now(), caller.session.expiresAt) >= 0
  }

  #remember(caller: Caller): Caller {
    this.#callers.set(caller.accessKeyId, caller)
    return caller
  }
}

/** What every policy can ask about who calls; a session counts as its role. */
export function contextOfCaller({ arn, accountId, userId, session }: Caller): Context {
  return {
    'aws:PrincipalArn': session?.role.arn ?? arn,
    'aws:PrincipalAccount': accountId,
    'aws:userid': userId,
    'aws:SourceIdentity': session?.sourceIdentity,
    ...Object.fromEntries(
      Object.entries(session?.tags ?? {}).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]),
    ),
  }
}

function newKey(prefix: string): Pick<Caller, 'accessKeyId' | 'secretAccessKey'> {
  return {
    accessKeyId: `${prefix}${idFrom(randomBytes(16).toString('hex'))}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  }
}

/** Sixteen capitals and digits, as AWS's unique ids have them. */
function idFrom(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  return [...createHash('sha256').update(text).digest().subarray(0, 16)].map((byte) => alphabet[byte % 32]).join('')
}
