/**
 * Which roles does a customer's account have after the bootstrap?
 *
 * The template that customers run is evaluated as CloudFormation would, so that
 * what the simulator enforces is what the file says, and a permission that is
 * missing there is missing here.
 */

import type { Role } from './auth/identities.ts'
import type { PolicyDocument } from './auth/policy.ts'
import type { AccountSpec, RoleSpec } from './server.ts'
import { activeResources, type Desired, scopeOf, UNWATCHED } from './template/desired.ts'
import { evaluateMap, type Scope } from './template/evaluate.ts'
import { isList, isMap, type Json } from './template/json.ts'
import { resolveParameters } from './template/parameters.ts'
import { parseTemplate, type Template } from './template/parse.ts'
import { validateTemplate } from './template/validate.ts'

type NewRole = Omit<Role, 'arn' | 'accountId' | 'roleId'>

const HOUR_SECONDS = 3600

/** @param read templates read before: a fleet of thousands is bootstrapped from one text */
export function rolesOf(account: AccountSpec, read: Map<string, Template>): readonly NewRole[] {
  if ('bootstrapTemplate' in account) {
    const text = account.bootstrapTemplate
    const template = read.get(text) ?? readTemplate(text)
    read.set(text, template)
    return [...fromTemplate(account, template), ...asTold(account.roles ?? {})]
  }
  return asTold(account.roles)
}

function asTold(roles: Readonly<Record<string, RoleSpec>>): readonly NewRole[] {
  return Object.entries(roles).map(([name, { trust, policy }]) => ({
    name,
    policies: [policy],
    maxSessionSeconds: HOUR_SECONDS,
    trust: trustOf(trust),
  }))
}

export function trustOf({ principalArn, service, externalId }: RoleSpec['trust']): PolicyDocument {
  return {
    Statement: [
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
        Principal: {
          ...(principalArn === undefined ? {} : { AWS: principalArn }),
          ...(service === undefined ? {} : { Service: service }),
        },
        ...(externalId === undefined ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
      },
    ],
  }
}

function readTemplate(text: string): Template {
  const template = parseTemplate(text)
  validateTemplate(template)
  return template
}

function fromTemplate(
  account: Extract<AccountSpec, { bootstrapTemplate: string }>,
  template: Template,
): readonly NewRole[] {
  const given = Object.entries(account.parameters).map(([key, value]) => ({ key, value, usePrevious: false }))
  const desired: Desired = {
    template,
    parameters: resolveParameters(template.parameters, given, {}),
    resolved: {},
    imports: {},
    notificationArns: [],
    rollback: UNWATCHED,
    tags: {},
    capabilities: ['CAPABILITY_NAMED_IAM'],
  }
  const place = {
    accountId: account.id,
    region: 'us-east-1',
    stackName: 'fleetwright-roles',
    stackId: 'arn:aws:cloudformation',
  }
  // A role is referred to by the name that the template gives it; its ARN follows from that.
  const roleName = (logicalId: string): string =>
    String(evaluateMap({ name: template.resources[logicalId]?.properties.RoleName ?? '' }, scope).name)
  const scope: Scope = scopeOf(desired, place, {
    reference: roleName,
    attribute: (logicalId) => `arn:aws:iam::${account.id}:role/${roleName(logicalId)}`,
  })
  return [...activeResources(desired, scope)].flatMap(([logicalId, { type, properties }]) => {
    if (type !== 'AWS::IAM::Role') return []
    const role = evaluateMap(properties, scope)
    const policies = isList(role.Policies) ? role.Policies : []
    return [
      {
        name: String(role.RoleName ?? logicalId),
        trust: document(role.AssumeRolePolicyDocument),
        policies: policies.map((policy) => document(isMap(policy) ? policy.PolicyDocument : undefined)),
        maxSessionSeconds: Number(role.MaxSessionDuration ?? HOUR_SECONDS),
      },
    ]
  })
}

/** Read back from JSON text, as IAM receives it; identities.ts checks that it is understood. */
function document(value: Json | undefined): PolicyDocument {
  if (!isMap(value)) throw new Error('a role in the bootstrap template has no policy document')
  const policy: PolicyDocument = JSON.parse(JSON.stringify(value))
  return policy
}
