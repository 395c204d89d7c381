/**
 * May this caller become that role, for how long, under which name?
 *
 * STS as far as the bot speaks to it: AssumeRole and GetCallerIdentity. Words and
 * bounds are those of the recorded `sts.test_sts` and of the API reference.
 */

import type { Caller, Identities, Role } from './auth/identities.ts'
import { type Access, assertUnderstood, decide, type PolicyDocument } from './auth/policy.ts'
import { AwsRefusal, accessDenied, constraintError, validationError } from './errors.ts'
import type { Form } from './wire/form.ts'
import type { XmlValue } from './wire/xml.ts'

const HOUR = 3600

export function getCallerIdentity(caller: Caller): XmlValue {
  return { Arn: caller.arn, UserId: caller.userId, Account: caller.accountId }
}

export function assumeRole(identities: Identities, caller: Caller, form: Form): XmlValue {
  const roleArn = roleArnOf(form)
  const name = form.required('RoleSessionName')
  if (!/^[\w+=,.@-]*$/.test(name))
    throw constraintError(
      'roleSessionName',
      name,
      String.raw`Member must satisfy regular expression pattern: [\w+=,.@-]*`,
    )
  if (name.length < 2 || name.length > 64)
    throw constraintError('roleSessionName', name, 'Member must have length between 2 and 64')
  const sourceIdentity = sourceIdentityOf(form, caller)
  const policy = sessionPolicyOf(form)
  const role = trustingRole(identities, caller, { form, roleArn, name, sourceIdentity })
  const seconds = secondsOf(form, caller, role)
  const opened = identities.openSession(role, {
    name,
    seconds,
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    ...(policy === undefined ? {} : { policy }),
  })
  return {
    AssumedRoleUser: { AssumedRoleId: opened.userId, Arn: opened.arn },
    Credentials: {
      AccessKeyId: opened.accessKeyId,
      SecretAccessKey: opened.secretAccessKey,
      SessionToken: opened.session?.token,
      Expiration: opened.session?.expiresAt,
    },
    PackedPolicySize: policy === undefined ? undefined : 6,
    SourceIdentity: sourceIdentity,
  }
}

/** The account whose role is asked for, also when the answer will be no: the journal wants to know. */
export function roleArnOf(form: Form): string {
  const arn = form.required('RoleArn')
  if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(arn)) throw validationError(`${arn} is invalid`)
  return arn
}

interface Ask {
  readonly form: Form
  readonly roleArn: string
  readonly name: string
  readonly sourceIdentity: string | undefined
}

/** Both sides must agree, and they say no in the same words, so that a stranger learns nothing about which roles exist. */
function trustingRole(identities: Identities, caller: Caller, ask: Ask): Role {
  const role = identities.role(ask.roleArn)
  const context = {
    'sts:ExternalId': ask.form.text('ExternalId'),
    'sts:RoleSessionName': ask.name,
    'sts:SourceIdentity': ask.sourceIdentity,
    'aws:PrincipalArn': caller.arn,
  }
  const needed = [
    'sts:AssumeRole',
    ...(ask.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
    ...(ask.form.list('Tags')?.length ? ['sts:TagSession'] : []),
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

/** A trust policy may name the role behind a session. */
function principalOf(caller: Caller): string {
  return caller.session?.role.arn ?? caller.arn
}

function secondsOf(form: Form, caller: Caller, role: Role): number {
  const asked = form.number('DurationSeconds')
  const seconds = asked ?? HOUR
  if (seconds < 900)
    throw constraintError('durationSeconds', String(seconds), 'Member must have value greater than or equal to 900')
  if (seconds > 43_200)
    throw constraintError('durationSeconds', String(seconds), 'Member must have value less than or equal to 43200')
  if (caller.session && seconds > HOUR)
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    )
  if (seconds > role.maxSessionSeconds)
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
  return seconds
}

/** A source identity that a session carries already cannot be changed further down the chain. */
function sourceIdentityOf(form: Form, caller: Caller): string | undefined {
  const asked = form.text('SourceIdentity')
  if (asked !== undefined && !/^[\w+=,.@-]{2,64}$/.test(asked))
    throw constraintError(
      'sourceIdentity',
      asked,
      String.raw`Member must satisfy regular expression pattern: [\w+=,.@-]*`,
    )
  const inherited = caller.session?.sourceIdentity
  if (inherited !== undefined && asked !== undefined && asked !== inherited)
    throw accessDenied(`User: ${caller.arn} is not authorized to perform: sts:SetSourceIdentity`)
  return asked ?? inherited
}

function sessionPolicyOf(form: Form): PolicyDocument | undefined {
  const text = form.text('Policy')
  if (text === undefined) return undefined
  if (text.length > 2048) throw constraintError('policy', text, 'Member must have length less than or equal to 2048')
  try {
    const document: PolicyDocument = JSON.parse(text)
    assertUnderstood(document)
    return document
  } catch {
    throw new AwsRefusal('MalformedPolicyDocument', 'This policy contains invalid Json')
  }
}
