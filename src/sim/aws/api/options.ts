/**
 * Are the options of an operation well-formed?
 *
 * Bounds and enumerations of CloudFormation's model (botocore's copy of it), in
 * the words of the general checker; what was left out keeps what the stack has.
 */
import { constraintError, validationError } from '../errors.ts'
import { type RollbackConfiguration, UNWATCHED } from '../template/desired.ts'
import type { Form } from '../wire/form.ts'

const CAPABILITIES = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']
const FAILURE_CHOICES = ['ROLLBACK', 'DELETE', 'DO_NOTHING'] as const
const ALARMS = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']
const ALARM_ARN = /^arn:[^:]+:cloudwatch:[^:]+:\d{12}:alarm:.+$/
const MOST_TAGS = 50
const MOST_ARNS = 5
const MOST_TRIGGERS = 5
const MOST_MINUTES = 180

export function capabilitiesOf(form: Form): readonly string[] {
  const given = form.texts('Capabilities') ?? []
  if (given.some((capability) => !CAPABILITIES.includes(capability)))
    throw constraintError(
      'capabilities',
      `[${given.join(', ')}]`,
      `Member must satisfy constraint: [Member must satisfy enum value set: [${CAPABILITIES.join(', ')}]]`,
    )
  return given
}

/** Recorded: `test_update_with_resource_types`. */
export function assertTypesAllowed(form: Form, types: readonly string[]): void {
  const allowed = form.texts('ResourceTypes') ?? []
  const fits = (type: string): boolean =>
    allowed.some((one) => (one.endsWith('::*') ? type.startsWith(one.slice(0, -1)) : type === one))
  const strange = types.find((type) => !fits(type))
  if (allowed.length > 0 && strange !== undefined)
    throw validationError(`Resource type ${strange} is not allowed by parameter ResourceTypes [${allowed.join(', ')}]`)
}

export function failureChoice(
  form: Form,
  field: 'OnFailure' | 'OnStackFailure',
): (typeof FAILURE_CHOICES)[number] | undefined {
  const given = form.text(field)
  const choice = FAILURE_CHOICES.find((one) => one === given)
  if (given !== undefined && choice === undefined)
    throw constraintError(
      field === 'OnFailure' ? 'onFailure' : 'onStackFailure',
      given,
      `Member must satisfy enum value set: [${FAILURE_CHOICES.join(', ')}]`,
    )
  return choice
}

export function roleArnOf(form: Form): string | undefined {
  const arn = form.text('RoleARN')
  if (arn !== undefined) assertLength('roleARN', arn, [20, 2048])
  return arn
}

export function tagsOf(form: Form): Readonly<Record<string, string>> | undefined {
  const tags = form.forms('Tags')
  if (tags === undefined) return undefined
  if (tags.length > MOST_TAGS)
    throw validationError(
      `1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to ${MOST_TAGS}`,
    )
  const entries = tags.map((tag): [string, string] => [tag.required('Key'), tag.required('Value')])
  for (const [index, [key, value]] of entries.entries()) {
    assertLength(`tags.${index + 1}.member.key`, key, [1, 128])
    assertLength(`tags.${index + 1}.member.value`, value, [1, 256])
  }
  if (entries.some(([key]) => key.startsWith('aws:')))
    throw validationError('aws: prefixed tag key names are not allowed for external use.')
  if (new Set(entries.map(([key]) => key)).size < entries.length) throw validationError('Duplicate tag keys found.')
  return Object.fromEntries(entries)
}

export function notificationArnsOf(form: Form): readonly string[] | undefined {
  const arns = form.texts('NotificationARNs')
  if (arns !== undefined && arns.length > MOST_ARNS)
    throw constraintError(
      'notificationARNs',
      `[${arns.join(', ')}]`,
      `Member must have length less than or equal to ${MOST_ARNS}`,
    )
  return arns
}

/** An empty one takes the earlier one away. */
export function rollbackConfigurationOf(form: Form): RollbackConfiguration | undefined {
  const given = form.inner('RollbackConfiguration')
  if (given === undefined) return form.has('RollbackConfiguration') ? UNWATCHED : undefined
  const minutes = given.number('MonitoringTimeInMinutes')
  if (minutes !== undefined && (minutes < 0 || minutes > MOST_MINUTES))
    throw constraintError(
      'rollbackConfiguration.monitoringTimeInMinutes',
      String(minutes),
      `Member must have value ${minutes < 0 ? 'greater than or equal to 0' : `less than or equal to ${MOST_MINUTES}`}`,
    )
  const triggers = given.forms('RollbackTriggers')?.map((trigger) => ({
    Arn: trigger.required('Arn'),
    Type: trigger.required('Type'),
  }))
  if (triggers !== undefined && triggers.length > MOST_TRIGGERS)
    throw constraintError(
      'rollbackConfiguration.rollbackTriggers',
      `[${triggers.map(({ Arn }) => Arn).join(', ')}]`,
      `Member must have length less than or equal to ${MOST_TRIGGERS}`,
    )
  // Recorded: `test_update_with_invalid_rollback_configuration_errors`.
  if (triggers?.some(({ Type }) => !ALARMS.includes(Type))) throw validationError('Rollback Trigger Type not supported')
  if (triggers?.some(({ Arn }) => !ALARM_ARN.test(Arn)))
    throw validationError("RelativeId of a Rollback Trigger's ARN is incorrect")
  return {
    ...(minutes === undefined ? {} : { MonitoringTimeInMinutes: minutes }),
    ...(triggers === undefined || triggers.length === 0 ? {} : { RollbackTriggers: triggers }),
  }
}

export function assertLength(member: string, value: string, [least, most]: readonly [number, number]): void {
  if (value.length < least)
    throw constraintError(member, value, `Member must have length greater than or equal to ${least}`)
  if (value.length > most) throw constraintError(member, value, `Member must have length less than or equal to ${most}`)
}
