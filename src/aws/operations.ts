/**
 * How is a stack moved, exactly once?
 *
 * A change set is executed by its ARN and can be executed only once, so a
 * repetition does no harm; what it would do is answer "no such set" for a
 * success. Therefore after every answer that leaves a doubt we look at the
 * stack, its events and the set before we decide what happened.
 */
import { DeleteStackCommand, ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation'
import type { ChangeSets, StackOperations } from '../actions/aws-ports.ts'
import { type Backoff, waitMs } from '../lib/backoff.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { type LiveStack, NEVER_SUCCEEDED } from '../plan/model.ts'
import type { DesiredStack } from '../render/model.ts'
import { type Asking, ask } from './ask.ts'
import { DONE, done } from './effect.ts'
import { AWS, emptyAnswer, isCode } from './errors.ts'
import { eventPages, type Look, stackAsItIs } from './look.ts'

type Execution = Parameters<StackOperations['execute']>[0]

const LOOKS: Backoff = { firstMs: 1_000, factor: 2, mostMs: 8_000, jitter: 0.2 }
/** An accepted execution may stay invisible for seconds. */
const LOOKS_A_TRY = 4
/** AWS says one of these for a set that is executed already, by us or by another. */
const SPENT = [AWS.setGone, AWS.setStatus, AWS.tokenUsed, AWS.stackBusy, AWS.missing]

export function stackOperations(at: Asking, sets: Pick<ChangeSets, 'describe' | 'list'>): StackOperations {
  return {
    async execute(order) {
      await done(at, {
        act: () => send(at, order),
        look: () => accepted(at, sets, order),
        doubtful: SPENT,
      })
    },
    async deleteLeftover(stack, { stackArn, token, purpose }) {
      const live = await stackAsItIs(at, { stack, purpose }, stackArn)
      if (live === undefined || GOING.has(live.status)) return
      await assertLeftover(sets, { stack, purpose, live })
      await done(at, {
        act: () => remove(at, stack, { stackArn, token, purpose }),
        look: async () => {
          const left = await stackAsItIs(at, { stack, purpose }, stackArn)
          return left === undefined || GOING.has(left.status) ? DONE : undefined
        },
      })
    },
  }
}

/** A lost answer is not asked for again here: it is looked into. */
async function send(at: Asking, { stack, purpose, arn, type, token }: Execution): Promise<typeof DONE> {
  const question = { stack, purpose, role: 'apply', doing: 'executing a change set of', lost: 'throw' } as const
  const command = new ExecuteChangeSetCommand({
    ChangeSetName: arn,
    ClientRequestToken: token,
    // A first creation that fails leaves nothing behind that a second would stumble over.
    ...(type === 'CREATE' ? { RetainExceptOnCreate: true } : {}),
  })
  await ask(at, question, async (client) => {
    const { $metadata } = await client.send(command)
    // The answer holds nothing but its request's id; without that it is some proxy's empty page.
    if ($metadata.requestId === undefined) throw emptyAnswer()
  })
  return DONE
}

async function remove(
  at: Asking,
  stack: DesiredStack,
  { stackArn, token, purpose }: Parameters<StackOperations['deleteLeftover']>[1],
): Promise<typeof DONE> {
  const question = { stack, purpose, role: 'apply', doing: 'deleting what is left of', lost: 'throw' } as const
  try {
    await ask(at, question, (client) =>
      client.send(new DeleteStackCommand({ StackName: stackArn, ClientRequestToken: token })),
    )
  } catch (error) {
    // Asked for already, before an answer was lost or a process killed.
    if (!isCode(error, AWS.tokenUsed)) throw error
  }
  return DONE
}

/** Any of three traces will do: not all parts of AWS know at the same time. */
async function accepted(
  at: Asking,
  sets: Pick<ChangeSets, 'describe'>,
  order: Execution,
): Promise<typeof DONE | undefined> {
  const { stack, purpose, arn, token } = order
  const look = { stack, purpose }
  for (let round = 0; round < LOOKS_A_TRY; round++) {
    if (round > 0) await at.clock.sleep(waitMs(LOOKS, round - 1, at.chance()))
    const live = await stackAsItIs(at, look, stack.stackName)
    if (live?.lastChangeSetArn === arn) return DONE
    if (await hasEventsOf(at, look, token)) return DONE
    const set = await sets.describe(stack, arn, purpose)
    if (set?.executionStatus.startsWith('EXECUTE_') === true) return DONE
  }
  return undefined
}

/** The newest page is enough: nothing else can have moved the stack since. */
async function hasEventsOf(at: Asking, look: Look, token: string): Promise<boolean> {
  for await (const events of eventPages(at, look, look.stack.stackName)) {
    return events.some((event) => event.ClientRequestToken === token)
  }
  return false
}

const GOING = new Set(['DELETE_IN_PROGRESS', 'DELETE_COMPLETE'])

/** The one place where a stack is deleted: it believes nobody, and looks for itself. */
async function assertLeftover(
  sets: Pick<ChangeSets, 'list'>,
  { stack, purpose, live }: Look & { readonly live: LiveStack },
): Promise<void> {
  if (!NEVER_SUCCEEDED.has(live.status)) throw notLeftover(stack, `it is in ${live.status}`)
  if (live.stackName !== stack.stackName) throw notLeftover(stack, `the ARN is that of ${live.stackName}`)
  // A stack in review has neither tags nor resources yet; whose it is stands in the names of its change sets.
  const isOurs =
    live.status === 'REVIEW_IN_PROGRESS'
      ? (await sets.list(stack, purpose)).every(({ name }) => name.startsWith('fw-'))
      : Object.entries(stack.tags).every(([key, value]) => live.tags[key] === value)
  if (!isOurs) throw notLeftover(stack, 'Fleetwright did not make it')
}

function notLeftover(stack: DesiredStack, why: string): FleetwrightError {
  return new FleetwrightError(`deleting what is left of ${stack.stackName} was refused: ${why}`, {
    code: 'aws-no-leftover',
    nextMove: 'customer',
    retryable: false,
    hint: `look at ${stack.stackName} in account ${stack.accountId}; Fleetwright deletes no stack but its own failed creations`,
  })
}
