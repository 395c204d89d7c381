/**
 * How does one question reach one stack's account?
 *
 * Session, client, call, translation, and the few retries that need no
 * thought; everything else in this folder asks through here, so there is one
 * place where a session that ended is renewed and where an account that shuts
 * us out is named.
 */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { DesiredStack } from '../render/model.ts'
import type { Clients } from './clients.ts'
import type { Sessions } from './credentials.ts'
import { AWS, accountUnreachable, isCode, translate } from './errors.ts'
import { type Retrying, retried } from './retry.ts'
import { type RoleKind, type SessionWish, sessionFor } from './sessions.ts'

export interface Asking extends Retrying {
  readonly sessions: Sessions
  readonly clients: Clients<CloudFormationClient>
  readonly watchers: Clients<CloudWatchClient>
}

export interface Question {
  readonly stack: DesiredStack
  readonly role: RoleKind
  readonly purpose: string
  /** What we are doing, such as `describing the stack`; the stack's name and account are added. */
  readonly doing: string
  /** Whether a lost answer is asked for again (default), or left to the caller to look into. */
  readonly lost?: 'again' | 'throw'
}

/** @throws FleetwrightError only. */
export function ask<Result>(
  at: Asking,
  question: Question,
  send: (client: CloudFormationClient) => Promise<Result>,
): Promise<Result> {
  return askOf(at, { question, clients: at.clients }, send)
}

/** Of any service, in the account and region of the stack. */
export async function askOf<Client, Result>(
  at: Asking,
  { question, clients }: { readonly question: Question; readonly clients: Clients<Client> },
  send: (client: Client) => Promise<Result>,
): Promise<Result> {
  const { stack, role, purpose, lost = 'again' } = question
  const doing = `${question.doing} ${stack.stackName} in account ${stack.accountId} ${stack.region}`
  const wish = sessionFor(stack, role, purpose)
  // Asked for outside of the retries below: it has its own, and they must not multiply.
  let session = await at.sessions.get(wish)

  async function once(): Promise<Result> {
    try {
      return await send(clients(session, stack.region))
    } catch (error) {
      throw translate(doing, error)
    }
  }

  async function renewedOnce(): Promise<Result> {
    try {
      return await once()
    } catch (error) {
      if (!isCode(error, AWS.session)) throw error
    }
    // Refused before anything was done, so once more with a new session is safe for any call.
    at.sessions.drop(wish, session)
    session = await at.sessions.get(wish)
    return once()
  }

  try {
    const fields = { account: stack.accountId, region: stack.region, stack: stack.id }
    return await retried(at, renewedOnce, { lost, isPatient: role === 'plan', fields })
  } catch (error) {
    throw shutOut(wish, doing, error)
  }
}

/** A role that was taken away, or says no, while we are in: the account is as closed as one that never let us in. */
function shutOut(wish: SessionWish, doing: string, error: unknown): unknown {
  const { roleArn, accountId } = wish
  if (isCode(error, AWS.denied)) {
    const hint = `compare ${roleArn} with bootstrap/customer-roles.template.yml; then \`/fleet retry\``
    return accountUnreachable(doing, { roleArn, hint, cause: error })
  }
  if (isCode(error, AWS.regionOff)) return accountUnreachable(doing, { roleArn, hint: error.hint, cause: error })
  if (isCode(error, AWS.session)) {
    const hint = `check that the region is enabled in account ${accountId} and ${roleArn} still exists; then \`/fleet retry\``
    return accountUnreachable(doing, { roleArn, hint, cause: error })
  }
  return error
}
