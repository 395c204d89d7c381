/**
 * How does CloudFormation tell us what it would do?
 *
 * Made once by name and token, waited for, and described to the last page.
 * Everything is made explicit, so that nothing of a stack's past slips into a
 * set that a reviewer reads; every set names the service role, so that no
 * session's end can break an update.
 */
import {
  Capability,
  type ChangeSetSummary,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  ListChangeSetsCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import type { ChangeSetOrder, ChangeSets } from '../actions/aws-ports.ts'
import { type Backoff, waitMs } from '../lib/backoff.ts'
import { FleetwrightError } from '../lib/errors.ts'
import type { DescribedChange, DescribedChangeSet } from '../plan/model.ts'
import type { DesiredStack } from '../render/model.ts'
import { type Asking, ask } from './ask.ts'
import { DONE, done } from './effect.ts'
import { AWS, emptyAnswer, isCode, translate } from './errors.ts'
import { type Look, orMissing, stackAsItIs } from './look.ts'
import { type ChangeSetHead, changeSetHead, describedChanges } from './shapes.ts'

/** At most one look a second, so chance may not shorten a wait; sets of many accounts are not accepted in step anyway. */
const LOOKS: Backoff = { firstMs: 500, factor: 1.5, mostMs: 1_000, jitter: 0 }
const LONGEST_WAIT_MS = 15 * 60_000
/** A set that was just accepted may be unknown to the part of AWS that is asked next, for ten seconds. */
const MOST_BLIND_LOOKS = 10
const MOST_DESCRIPTION = 1_024

/** Which set: by ARN, or by name on one stack. A bare name would mean whichever stack has one. */
type Named = { readonly ChangeSetName: string; readonly StackName?: string }

export function changeSets(at: Asking): ChangeSets {
  return {
    async create(order) {
      return settled(at, order, await accepted(at, order))
    },
    describe: (stack, arn, purpose) => described(at, { stack, purpose }, { ChangeSetName: arn }),
    async list(stack, purpose) {
      const found = await summaries(at, { stack, purpose })
      return found
        .sort((one, other) => (other.CreationTime?.getTime() ?? 0) - (one.CreationTime?.getTime() ?? 0))
        .flatMap(({ ChangeSetId: arn, ChangeSetName: name, Description: description }) =>
          arn === undefined || name === undefined
            ? []
            : [{ arn, name, ...(description === undefined ? {} : { description }) }],
        )
    },
    refusal: (stack, purpose) => refusal(at, { stack, purpose }),
    async discard(stack, arn, purpose) {
      const question = { stack, purpose, role: 'plan', doing: 'deleting a change set of', lost: 'throw' } as const
      const command = new DeleteChangeSetCommand({ ChangeSetName: arn })
      await orMissing(() =>
        done(at, {
          async act() {
            await ask(at, question, (client) => client.send(command))
            return DONE
          },
          async look() {
            const left = await described(at, { stack, purpose }, { ChangeSetName: arn })
            return left === undefined ? DONE : undefined
          },
        }),
      )
    },
  }
}

function accepted(at: Asking, order: ChangeSetOrder): Promise<Named> {
  return done(at, {
    act: () => asked(at, order),
    async look() {
      const named = await ofEarlierLife(at, order)
      return named !== undefined && (await described(at, order, named)) !== undefined ? named : undefined
    },
  })
}

async function asked(at: Asking, order: ChangeSetOrder): Promise<Named> {
  const { stack, purpose } = order
  const question = { stack, purpose, role: 'plan', doing: 'creating a change set of', lost: 'throw' } as const
  try {
    const { Id } = await ask(at, question, (client) => client.send(new CreateChangeSetCommand(inputOf(order))))
    if (Id !== undefined) return { ChangeSetName: Id }
  } catch (error) {
    if (!isCode(error, AWS.exists, AWS.tokenUsed)) throw error
  }
  const named = await ofEarlierLife(at, order)
  if (named === undefined) throw translate(`${question.doing} ${stack.stackName}`, emptyAnswer())
  return named
}

/** Its name tells what it leads to, and the stack's ARN that it is this stack's. */
async function ofEarlierLife(at: Asking, { stack, purpose, name }: ChangeSetOrder): Promise<Named | undefined> {
  const live = await stackAsItIs(at, { stack, purpose }, stack.stackName)
  return live === undefined ? undefined : { ChangeSetName: name, StackName: live.stackArn }
}

function inputOf(order: ChangeSetOrder): CreateChangeSetCommandInput {
  const { stack, type, name, description, parameters, alarms, token } = order
  return {
    StackName: stack.stackName,
    ChangeSetName: name,
    ChangeSetType: type,
    Description: description.slice(0, MOST_DESCRIPTION).toWellFormed(),
    TemplateBody: stack.template,
    Parameters: sorted(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    Capabilities: capabilitiesOf(stack),
    Tags: sorted(stack.tags).map(([Key, Value]) => ({ Key, Value })),
    RoleARN: stack.serviceRoleArn,
    RollbackConfiguration: {
      MonitoringTimeInMinutes: stack.rollback.monitoringMinutes,
      RollbackTriggers: alarms.map(({ arn, type: Type }) => ({ Arn: arn, Type })),
    },
    IncludeNestedStacks: false,
    ClientToken: token,
  }
}

async function settled(at: Asking, order: ChangeSetOrder, set: Named): Promise<DescribedChangeSet> {
  const { stack, purpose, name } = order
  const until = at.clock.now().epochMilliseconds + LONGEST_WAIT_MS
  for (let look = 0; at.clock.now().epochMilliseconds < until; look++) {
    await at.clock.sleep(waitMs(LOOKS, look, at.chance()))
    const found = await described(at, { stack, purpose }, set)
    if (found === undefined && look >= MOST_BLIND_LOOKS) throw vanished(stack, name)
    if (found !== undefined && found.status !== 'pending') return found
  }
  throw new FleetwrightError(`waiting for the change set ${name}: CloudFormation has not settled it`, {
    code: 'aws-change-set-slow',
    nextMove: 'nobody',
    retryable: true,
    hint: 'nothing to do: it is looked at again by itself',
  })
}

/** All pages; undefined where there is no such set, or no such stack. */
async function described(at: Asking, look: Look, set: Named): Promise<DescribedChangeSet | undefined> {
  const doing = 'describing a change set of'
  const changes: DescribedChange[] = []
  let head: ChangeSetHead | undefined
  let NextToken: string | undefined
  do {
    const command = new DescribeChangeSetCommand({
      ...set,
      IncludePropertyValues: true,
      ...(NextToken === undefined ? {} : { NextToken }),
    })
    const page = await orMissing(() =>
      ask(at, { ...look, role: 'plan', doing }, async (client) => {
        const output = await client.send(command)
        const found = changeSetHead(output)
        if (found === undefined) throw emptyAnswer()
        return { found, changes: describedChanges(output.Changes), next: output.NextToken }
      }),
    )
    if (page === undefined) return undefined
    head = page.found
    changes.push(...page.changes)
    NextToken = page.next
  } while (NextToken !== undefined)
  return { ...head, changes }
}

/** What of it exists and may be made shows only when it is: AWS reads the template, and no more. */
async function refusal(at: Asking, { stack, purpose }: Look): Promise<string | undefined> {
  const question = { stack, purpose, role: 'plan', doing: 'checking the template of' } as const
  const command = new ValidateTemplateCommand({ TemplateBody: stack.template })
  try {
    return await ask(at, question, async (client) => {
      const { $metadata } = await client.send(command)
      if ($metadata.requestId === undefined) throw emptyAnswer()
      return undefined
    })
  } catch (error) {
    if (isCode(error, AWS.refused)) return error.message
    throw error
  }
}

async function summaries(at: Asking, look: Look): Promise<ChangeSetSummary[]> {
  const question = { ...look, role: 'plan', doing: 'listing the change sets of' } as const
  const found: ChangeSetSummary[] = []
  let NextToken: string | undefined
  do {
    const command = new ListChangeSetsCommand({
      StackName: look.stack.stackName,
      ...(NextToken === undefined ? {} : { NextToken }),
    })
    const page = await orMissing(() => ask(at, question, (client) => client.send(command)))
    found.push(...(page?.Summaries ?? []))
    NextToken = page?.NextToken
  } while (NextToken !== undefined)
  return found
}

/** The SDK's type is a closed list; one that it does not know would be dropped silently if it were not refused. */
function capabilitiesOf(stack: DesiredStack): Capability[] {
  return stack.capabilities.map((wanted) => {
    const known = Object.values(Capability).find((each) => each === wanted)
    if (known !== undefined) return known
    throw new FleetwrightError(`creating a change set of ${stack.stackName}: ${wanted} is no capability`, {
      code: AWS.capabilities,
      nextMove: 'author',
      retryable: false,
      hint: `the blueprint may name ${Object.values(Capability).join(', ')}`,
    })
  })
}

function sorted(record: { readonly [key: string]: string }): [string, string][] {
  return Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1))
}

function vanished(stack: DesiredStack, name: string): FleetwrightError {
  return new FleetwrightError(`waiting for the change set ${name} of ${stack.stackName}: it is gone`, {
    code: AWS.setGone,
    nextMove: 'nobody',
    retryable: true,
    hint: 'nothing to do: it is made again by itself',
  })
}
