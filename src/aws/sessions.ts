/**
 * As whom do we enter an account, and what may that session do?
 *
 * Every session says in the customer's own CloudTrail what it is for: the pull
 * request or rollout is its name and its source identity. The apply role can
 * delete, so its sessions are cut down to the one stack they were opened for;
 * the plan role can change nothing, so one session serves all stacks of an
 * account, and planning a fleet costs one AssumeRole an account.
 */
import { sha256, short } from '../lib/digest.ts'
import type { DesiredStack } from '../render/model.ts'

export type RoleKind = 'plan' | 'apply'

export interface SessionWish {
  readonly accountId: string
  readonly roleArn: string
  readonly externalId: string
  /** For RoleSessionName and SourceIdentity: 2 to 64 of what STS allows. */
  readonly name: string
  /** JSON, at most 2,048 characters. */
  readonly policy?: string
}

const MOST_NAME = 64
const MOST_POLICY = 2_048

export function sessionFor(stack: DesiredStack, role: RoleKind, purpose: string): SessionWish {
  const { planRoleArn, applyRoleArn, externalId } = stack.access
  const common = { accountId: stack.accountId, externalId, name: sessionName(purpose) }
  if (role === 'plan') return { ...common, roleArn: planRoleArn }
  const policy = stackPolicy(stack)
  return { ...common, roleArn: applyRoleArn, ...(policy.length > MOST_POLICY ? {} : { policy }) }
}

/** What two calls must share to share a session. */
export function keyOf(wish: SessionWish): string {
  const policy = wish.policy === undefined ? '' : sha256(wish.policy)
  return JSON.stringify([wish.accountId, wish.roleArn, wish.externalId, wish.name, policy])
}

/** Starts with `fw-`, by which a customer's trust policy and trail can tell us from others. */
export function sessionName(purpose: string): string {
  const name = `fw-${purpose.replace(/[^\w+=,.@-]/g, '-')}`
  if (name.length <= MOST_NAME) return name
  // Cut names must not meet: the end is a digest of the whole.
  return `${name.slice(0, MOST_NAME - 17)}-${short(sha256(purpose))}`
}

function stackPolicy({ accountId, region, stackName, access }: DesiredStack): string {
  const [, partition = 'aws'] = access.applyRoleArn.split(':')
  const resource = `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/*`
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'cloudformation:*', Resource: resource }],
  })
}
