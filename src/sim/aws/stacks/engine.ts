/**
 * What does every operation need at hand?
 */
import type { Caller, Identities } from '../auth/identities.ts'
import { decide } from '../auth/policy.ts'
import type { Faults, Phase } from '../faults.ts'
import type { JournalWriter, OperationKind } from '../journal.ts'
import { callFor, type LiveResource } from '../resources/live.ts'
import type { Limits, Timing } from '../server.ts'
import type { Timeline } from '../timeline.ts'
import { isInProgress, type Stack } from './state.ts'
import type { World } from './world.ts'

export interface Engine {
  readonly timeline: Timeline
  readonly world: World
  readonly identities: Identities
  readonly faults: Faults
  readonly journal: JournalWriter
  readonly timing: Timing
  readonly additionsReplace: boolean
  readonly limits: Limits
}

export interface Order {
  readonly stack: Stack
  /** Who asked; without a service role CloudFormation acts with this session, and falls with it. */
  readonly caller: Caller
  readonly token: string
  /** Of the call that began it. */
  readonly requestId: string
  readonly roleArn?: string
}

/**
 * Why CloudFormation may not make this call, in the words of the service that refuses it.
 * The service role is asked anew each time, so that a role revoked half-way stops the stack.
 */
export function permissionProblem(
  { identities }: Engine,
  { caller, roleArn }: Order,
  { live, verb }: { readonly live: LiveResource; readonly verb: 'create' | 'update' | 'delete' },
): string | undefined {
  const action = callFor(live.type, verb)
  if (action === undefined) return undefined
  const access = { action, resource: live.arn, context: {} }
  if (roleArn === undefined)
    return identities.may(caller, access) === 'allowed' ? undefined : notAuthorized(caller.arn, action, live.arn)
  const role = assumableRole(identities, roleArn)
  if (!role) return `Role ${roleArn} is invalid or cannot be assumed`
  const actor = `arn:aws:sts::${role.accountId}:assumed-role/${role.name}/AWSCloudFormation`
  return decide(role.policies, access) === 'allowed' ? undefined : notAuthorized(actor, action, live.arn)
}

/** A role that trusts CloudFormation. */
export function assumableRole(identities: Identities, roleArn: string): ReturnType<Identities['role']> {
  const role = identities.role(roleArn)
  const trusted =
    role &&
    decide([role.trust], {
      action: 'sts:AssumeRole',
      resource: roleArn,
      context: { 'aws:SourceAccount': role.accountId },
      principal: { kind: 'Service', name: 'cloudformation.amazonaws.com' },
    })
  return trusted === 'allowed' ? role : undefined
}

export function faultOf(
  engine: Engine,
  stack: Stack,
  at: { readonly logicalId: string; readonly during: Phase },
): string | undefined {
  return engine.faults.resourceReason({ accountId: stack.accountId, stackName: stack.stackName, ...at })
}

/** Runs an operation and writes its beginning and end into the journal; both carry the instants at which they were true. */
export function begin(
  engine: Engine,
  { kind, order, delayMs }: { readonly kind: OperationKind; readonly order: Order; readonly delayMs: number },
  work: Generator<number, void, void>,
): void {
  const { stack, token } = order
  stack.isClaimed = true
  if (token !== '') stack.tokens.add(token)
  engine.timeline.start(
    (function* () {
      const startedAt = engine.timeline.now()
      const end = engine.journal.operation({
        kind,
        accountId: stack.accountId,
        region: stack.region,
        stackName: stack.stackName,
        stackId: stack.stackId,
        principalArn: order.caller.arn,
        requestId: order.requestId,
        token,
        startedAt,
        status: 'IN_PROGRESS',
      })
      if (delayMs > 0) yield delayMs
      stack.isClaimed = false
      stack.token = token
      yield* work
      stack.drift = { status: 'NOT_CHECKED', resources: new Map() }
      if (isInProgress(stack)) throw new Error(`${stack.stackName} was left in ${stack.status}`)
      end({ endedAt: engine.timeline.now(), status: stack.status })
    })(),
  )
}

function notAuthorized(actor: string, action: string, resource: string): string {
  return `Resource handler returned message: "User: ${actor} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action" (HandlerErrorCode: AccessDenied)`
}
