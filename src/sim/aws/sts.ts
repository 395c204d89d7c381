/**
 * May this caller become that role, for how long, under which name?
 *
 * STS as far as the bot speaks to it: AssumeRole and GetCallerIdentity. Words and
 * bounds are those of the recorded `sts.test_sts` and of the API reference; what a
 * session carries down a chain is the guide's "Passing session tags" and "source
 * identity".
 */
import { type Caller, contextOfCaller, type Identities, type Role } from './auth/identities.ts'
import { type Access, type Context, decide } from './auth/policy.ts'
import { invalidParameter, type SessionRequest, sessionRequestOf } from './auth/session-request.ts'
import { accessDenied, validationError } from './errors.ts'
import type { Form } from './wire/form.ts'
import type { XmlValue } from './wire/xml.ts'

const HOUR_SECONDS = 3600

export function getCallerIdentity(caller: Caller): XmlValue {
  return { Arn: caller.arn, UserId: caller.userId, Account: caller.accountId }
}

export function assumeRole(identities: Identities, caller: Caller, form: Form): XmlValue {
  const asked = sessionRequestOf(form)
  const carried = carriedOn(asked, caller)
  const role = trustingRole(identities, caller, { ...asked, ...carried })
  const seconds = secondsOf(asked, caller, role)
  const opened = identities.openSession(role, {
    name: asked.name,
    seconds,
    tags: carried.tags,
    transitiveKeys: carried.transitiveKeys,
    ...(carried.sourceIdentity === undefined ? {} : { sourceIdentity: carried.sourceIdentity }),
    ...(asked.policy === undefined ? {} : { policy: asked.policy }),
  })
  return {
    AssumedRoleUser: { AssumedRoleId: opened.userId, Arn: opened.arn },
    Credentials: {
      AccessKeyId: opened.accessKeyId,
      SecretAccessKey: opened.secretAccessKey,
      SessionToken: opened.session?.token,
      Expiration: opened.session?.expiresAt,
    },
    PackedPolicySize: asked.packedPercent,
    SourceIdentity: carried.sourceIdentity,
  }
}

interface Carried {
  readonly sourceIdentity: string | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly transitiveKeys: readonly string[]
}

/** What the new session has from the request and from the session that asks: neither may contradict the other. */
function carriedOn({ sourceIdentity, tags, transitiveKeys }: SessionRequest, caller: Caller): Carried {
  const { session } = caller
  const inheritedKeys = session?.transitiveKeys ?? []
  const taken = inheritedKeys.map((key) => key.toLowerCase())
  // Recorded: sts.test_sts::test_iam_role_chaining_override_transitive_tags.
  if (Object.keys(tags).some((key) => taken.includes(key.toLowerCase())))
    throw invalidParameter(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    )
  const inherited = session?.sourceIdentity
  if (inherited !== undefined && sourceIdentity !== undefined && sourceIdentity !== inherited)
    throw accessDenied(`User: ${caller.arn} is not authorized to perform: sts:SetSourceIdentity`)
  const inheritedTags = Object.entries(session?.tags ?? {}).filter(([key]) => inheritedKeys.includes(key))
  return {
    sourceIdentity: sourceIdentity ?? inherited,
    tags: { ...Object.fromEntries(inheritedTags), ...tags },
    transitiveKeys: [...inheritedKeys, ...transitiveKeys],
  }
}

type Ask = SessionRequest & Carried

/** Both sides must agree, and they say no in the same words, so that a stranger learns nothing about which roles exist. */
function trustingRole(identities: Identities, caller: Caller, ask: Ask): Role {
  const role = identities.role(ask.roleArn)
  const context = contextOf(ask, caller)
  const needed = [
    'sts:AssumeRole',
    ...(ask.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
    ...(Object.keys(ask.tags).length === 0 ? [] : ['sts:TagSession']),
  ]
  for (const action of needed) {
    const access: Access = { action, resource: ask.roleArn, context }
    const trusted = role && decide([role.trust], { ...access, principal: { kind: 'AWS', name: principalOf(caller) } })
    if (trusted !== 'allowed' || identities.may(caller, access) !== 'allowed')
      throw accessDenied(`User: ${caller.arn} is not authorized to perform: ${action} on resource: ${ask.roleArn}`)
  }
  if (!role)
    throw accessDenied(`User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${ask.roleArn}`)
  return role
}

function contextOf(ask: Ask, caller: Caller): Context {
  const keys = Object.keys(ask.tags)
  return {
    ...contextOfCaller(caller),
    'sts:ExternalId': ask.externalId,
    'sts:RoleSessionName': ask.name,
    'sts:SourceIdentity': ask.sourceIdentity,
    'sts:TransitiveTagKeys': ask.transitiveKeys.length === 0 ? undefined : ask.transitiveKeys,
    'aws:TagKeys': keys.length === 0 ? undefined : keys,
    ...Object.fromEntries(Object.entries(ask.tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  }
}

/** A trust policy may name the role behind a session. */
function principalOf(caller: Caller): string {
  return caller.session?.role.arn ?? caller.arn
}

function secondsOf({ seconds = HOUR_SECONDS }: SessionRequest, caller: Caller, role: Role): number {
  if (caller.session && seconds > HOUR_SECONDS)
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    )
  if (seconds > role.maxSessionSeconds)
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
  return seconds
}
