/**
 * How is a stack protected, beside what CloudFormation makes of its template?
 *
 * Both settings are told by what they shall be, so a repetition does no harm;
 * after an answer that leaves a doubt we look all the same, because somebody of
 * the customer's may have set something else since. The stack is named by its
 * ARN: by its name it may be another one a moment later.
 */
import {
  GetStackPolicyCommand,
  SetStackPolicyCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation'
import type { StackProtection } from '../actions/aws-ports.ts'
import { type Asking, ask, type Question } from './ask.ts'
import { DONE, done } from './effect.ts'
import { emptyAnswer } from './errors.ts'
import { type Look, stackAsItIs } from './look.ts'

export function stackProtection(at: Asking): StackProtection {
  return {
    policy: (stack, purpose) => policyOf(at, { stack, purpose }, stack.stackName),
    async switchTermination(stack, { stackArn, purpose, on }) {
      const command = { StackName: stackArn, EnableTerminationProtection: on }
      const doing = `switching termination protection ${on ? 'on' : 'off'} for`
      await done(at, {
        act: () =>
          ask(at, setting(doing, { stack, purpose }), async (client) => {
            const { StackId } = await client.send(new UpdateTerminationProtectionCommand(command))
            if (StackId === undefined) throw emptyAnswer()
            return DONE
          }),
        async look() {
          const live = await stackAsItIs(at, { stack, purpose }, stackArn)
          return live?.terminationProtection === on ? DONE : undefined
        },
      })
    },
    async setPolicy(stack, { stackArn, purpose, policy }) {
      const command = { StackName: stackArn, StackPolicyBody: policy }
      await done(at, {
        act: () =>
          ask(at, setting('setting the stack policy of', { stack, purpose }), async (client) => {
            const { $metadata } = await client.send(new SetStackPolicyCommand(command))
            // The answer holds nothing but its request's id; without that it is some proxy's empty page.
            if ($metadata.requestId === undefined) throw emptyAnswer()
            return DONE
          }),
        look: async () => ((await policyOf(at, { stack, purpose }, stackArn)) === policy ? DONE : undefined),
      })
    },
  }
}

function setting(doing: string, look: Look): Question {
  return { ...look, role: 'apply', doing, lost: 'throw' }
}

function policyOf(at: Asking, look: Look, nameOrArn: string): Promise<string | undefined> {
  return ask(at, { ...look, role: 'plan', doing: 'reading the stack policy of' }, async (client) => {
    const { $metadata, StackPolicyBody } = await client.send(new GetStackPolicyCommand({ StackName: nameOrArn }))
    // A stack without a policy is answered with no body, and so is nothing at all.
    if ($metadata.requestId === undefined) throw emptyAnswer()
    return StackPolicyBody
  })
}
