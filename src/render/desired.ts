/**
 * Is this the same desired state?
 *
 * Exactly what CloudFormation is given, and nothing of who, when or which
 * commit (DESIGN.md §2.1). The ring, the order and the roles that merely reach
 * the account stay outside: they change how a stack is applied, not what it is.
 * Each step of a plan asks again, so it is found out once for each stack.
 */
import { remembered } from '../fleet/remembered.ts'
import { type Digest, digestOf } from '../lib/digest.ts'
import type { DesiredStack } from './model.ts'

export const desiredDigest = remembered(
  (stack: DesiredStack): Digest =>
    digestOf({
      accountId: stack.accountId,
      region: stack.region,
      stackName: stack.stackName,
      template: stack.template,
      parameters: stack.parameters,
      tags: stack.tags,
      // CloudFormation takes capabilities as a set.
      capabilities: stack.capabilities.toSorted(),
      serviceRoleArn: stack.serviceRoleArn,
      rollback: stack.rollback,
      secretVersions: stack.secretVersions,
    }),
)
