/**
 * Which alarms are there?
 *
 * As much of CloudWatch as asks whether an alarm exists. Without types only
 * metric alarms are told (doc "DescribeAlarms"); what nobody has is left out.
 */
import { constraintError } from '../errors.ts'
import { alarmArn } from '../stacks/alarms.ts'
import type { XmlValue } from '../wire/xml.ts'
import { page, type Request } from './request.ts'

const MOST_NAMES = 100
const TYPES = ['CompositeAlarm', 'MetricAlarm']

export function describeAlarms({ form, engine, spot, pages }: Request): XmlValue {
  const names = form.texts('AlarmNames')
  const types = form.texts('AlarmTypes') ?? ['MetricAlarm']
  if (names !== undefined && names.length > MOST_NAMES)
    throw constraintError(
      'alarmNames',
      `[${names.join(', ')}]`,
      `Member must have length less than or equal to ${MOST_NAMES}`,
    )
  if (types.some((type) => !TYPES.includes(type)))
    throw constraintError(
      'alarmTypes',
      `[${types.join(', ')}]`,
      `Member must satisfy enum value set: [${TYPES.join(', ')}]`,
    )
  const found = engine.world.alarms
    .in(spot)
    .filter(({ name, kind }) => types.includes(kind) && (names === undefined || names.includes(name)))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
  const shown = found.map(({ name, kind }) => ({ AlarmName: name, AlarmArn: alarmArn(spot, name), kind }))
  const { entries, nextToken } = page(form, shown, pages.stacks)
  const of = (kind: string): XmlValue =>
    entries.filter((each) => each.kind === kind).map(({ AlarmName, AlarmArn }) => ({ AlarmName, AlarmArn }))
  return { CompositeAlarms: of('CompositeAlarm'), MetricAlarms: of('MetricAlarm'), NextToken: nextToken }
}
