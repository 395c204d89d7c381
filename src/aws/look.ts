/**
 * What does CloudFormation say of a stack, right now?
 *
 * The raw looks that reading, making and executing share. By name before a
 * stack is known, by ARN after: a name may mean another stack a second later.
 */
import {
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  type StackEvent,
} from '@aws-sdk/client-cloudformation'
import type { LiveStack } from '../plan/model.ts'
import { type Asking, ask, type Question } from './ask.ts'
import { AWS, emptyAnswer, isCode } from './errors.ts'
import { liveStack } from './shapes.ts'

export type Look = Pick<Question, 'stack' | 'purpose'>

/** In whatever status, REVIEW_IN_PROGRESS included; undefined where there is none. */
export async function stackAsItIs(at: Asking, look: Look, nameOrArn: string): Promise<LiveStack | undefined> {
  const doing = 'describing the stack'
  return orMissing(() =>
    ask(at, { ...look, role: 'plan', doing }, async (client) => {
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: nameOrArn }))
      const [stack] = Stacks ?? []
      const live = stack === undefined ? undefined : liveStack(stack)
      // AWS answers "does not exist" in words; nothing at all is an answer that was lost on its way.
      if (live === undefined) throw emptyAnswer()
      return live
    }),
  )
}

export function templateOf(at: Asking, look: Look): Promise<string> {
  const doing = 'reading the template of'
  return ask(at, { ...look, role: 'plan', doing }, async (client) => {
    const command = new GetTemplateCommand({ StackName: look.stack.stackName, TemplateStage: 'Original' })
    const { TemplateBody } = await client.send(command)
    if (TemplateBody === undefined) throw emptyAnswer()
    return TemplateBody
  })
}

/** Newest first, a page at a time; nothing where there is no such stack. */
export async function* eventPages(
  at: Asking,
  look: Look,
  nameOrArn: string,
): AsyncGenerator<readonly StackEvent[], void, void> {
  const question = { ...look, role: 'plan', doing: 'reading the events of' } as const
  let NextToken: string | undefined
  do {
    const command = new DescribeStackEventsCommand({
      StackName: nameOrArn,
      ...(NextToken === undefined ? {} : { NextToken }),
    })
    const page = await orMissing(() =>
      ask(at, question, async (client) => {
        const { StackEvents, NextToken: next } = await client.send(command)
        // Every stack has at least the event of its beginning.
        if (StackEvents === undefined) throw emptyAnswer()
        return { events: StackEvents, next }
      }),
    )
    yield page?.events ?? []
    NextToken = page?.next
  } while (NextToken !== undefined)
}

export async function orMissing<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work()
  } catch (error) {
    if (isCode(error, AWS.missing, AWS.setGone)) return undefined
    throw error
  }
}
