/**
 * By which alarms is a stack to be watched, and for how long?
 *
 * Whatever the blueprint names, existing or not: what exists is AWS's to say,
 * at the moment a change set is made. CloudFormation watches alarms of a stack's
 * own account and region alone, so one of another is nobody's to name.
 */
import { type Expression, readExpression } from '../fleet/expression.ts'
import type { BlueprintStack, Problem, ResolvedPipeline } from '../fleet/model.ts'
import { remembered } from '../fleet/remembered.ts'
import { partitionOf } from './identity.ts'
import type { DesiredStack } from './model.ts'
import { textOf } from './reference-text.ts'

type Rollback = DesiredStack['rollback']

export function rollbackOf(resolved: ResolvedPipeline, stack: BlueprintStack): Rollback {
  const unwatched = withoutAlarms(stack)
  if (stack.rollback.alarms.length === 0) return unwatched
  const arns = alarmsOf(resolved, stack).flatMap((alarm) => ('arn' in alarm ? [alarm.arn] : []))
  return { ...unwatched, alarmArns: [...new Set(arns)].sort() }
}

export function rollbackProblems(resolved: ResolvedPipeline): readonly Problem[] {
  return resolved.blueprint.stacks.flatMap((stack) =>
    stack.rollback.alarms.length === 0
      ? []
      : alarmsOf(resolved, stack).flatMap((alarm) => ('problem' in alarm ? [alarm.problem] : [])),
  )
}

const withoutAlarms = remembered(
  ({ rollback }: BlueprintStack): Rollback => ({ monitoringMinutes: rollback.monitoringMinutes, alarmArns: [] }),
)

const expressionsOf = remembered(({ rollback }: BlueprintStack): readonly Expression[] =>
  rollback.alarms.map(readExpression),
)

type Alarm = { readonly arn: string } | { readonly problem: Problem }

const ARN = /^arn:[^:]+:cloudwatch:([^:]*):([^:]*):alarm:(.+)$/s
/** CloudWatch's own limit of a name. */
const MOST_LETTERS = 255

function alarmsOf(resolved: ResolvedPipeline, stack: BlueprintStack): readonly Alarm[] {
  const { account, pipeline } = resolved
  return expressionsOf(stack).map((expression, index): Alarm => {
    const wrong = (words: Omit<Problem, 'at' | 'related'>): Alarm => ({
      problem: { ...words, at: stack.rollback.placeOf(index), related: [pipeline.placeOf('pipeline')] },
    })
    const text = filled(resolved, expression)
    if (text === undefined) {
      const message = `a rollback alarm of stack \`${stack.key}\` has no name in \`${pipeline.customer}/${pipeline.name}\``
      return wrong({
        code: 'alarm-unnamed',
        message,
        expected: 'references to what is set for every pipeline, as text',
      })
    }
    const [, region = pipeline.region, accountId = account.id, name = text] = ARN.exec(text) ?? []
    if (accountId !== account.id || region !== pipeline.region) {
      return wrong({
        code: 'foreign-alarm',
        message: `the rollback alarm \`${text}\` is not of account ${account.id} and ${pipeline.region}, where the stack is`,
        expected: "an alarm of the stack's own account and region; its name will do",
      })
    }
    if (name.length > MOST_LETTERS || name.startsWith('arn:')) {
      return wrong({
        code: 'no-alarm',
        message: `\`${text}\` names no alarm`,
        expected: 'the name of an alarm, or its ARN',
      })
    }
    return { arn: `arn:${partitionOf(region)}:cloudwatch:${region}:${accountId}:alarm:${name}` }
  })
}

function filled(resolved: ResolvedPipeline, expression: Expression): string | undefined {
  if (!expression.ok) return undefined
  let value = ''
  for (const part of expression.parts) {
    const text = 'text' in part ? part.text : textOf(resolved, part.reference)
    if (text === undefined) return undefined
    value += text
  }
  return value === '' ? undefined : value
}
