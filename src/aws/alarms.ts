/**
 * Which of these alarms exist?
 *
 * Asked with the plan role, by name: a stack's alarms are of its own account
 * and region. Both kinds are asked for, because without types CloudWatch tells
 * of metric alarms alone.
 */
import { DescribeAlarmsCommand, type DescribeAlarmsCommandOutput } from '@aws-sdk/client-cloudwatch'
import type { Alarm, AlarmReader } from '../actions/aws-ports.ts'
import { type Asking, askOf } from './ask.ts'
import { emptyAnswer } from './errors.ts'

/** So many names go into one question. */
const MOST_NAMES = 100

export function alarmReader(at: Asking): AlarmReader {
  return {
    async existing(stack, arns, purpose) {
      const found = new Map<string, Alarm>()
      for (let from = 0; from < arns.length; from += MOST_NAMES) {
        const AlarmNames = arns.slice(from, from + MOST_NAMES).map(nameOf)
        let NextToken: string | undefined
        do {
          const command = new DescribeAlarmsCommand({
            AlarmNames,
            AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
            ...(NextToken === undefined ? {} : { NextToken }),
          })
          const question = { stack, purpose, role: 'plan', doing: 'looking for the rollback alarms of' } as const
          const output = await askOf(at, { question, clients: at.watchers }, (client) => client.send(command))
          for (const alarm of alarmsIn(output)) found.set(alarm.arn, alarm)
          NextToken = output.NextToken
        } while (NextToken !== undefined)
      }
      return arns.flatMap((arn) => found.get(arn) ?? [])
    },
  }
}

/** `arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME`, and a name may hold colons. */
function nameOf(arn: string): string {
  return arn.split(':').slice(6).join(':')
}

function alarmsIn({ $metadata, MetricAlarms, CompositeAlarms }: DescribeAlarmsCommandOutput): readonly Alarm[] {
  if ($metadata.requestId === undefined) throw emptyAnswer()
  return [
    ...(MetricAlarms ?? []).map(({ AlarmArn }) => ({ arn: AlarmArn ?? '', type: 'AWS::CloudWatch::Alarm' as const })),
    ...(CompositeAlarms ?? []).map(({ AlarmArn }) => {
      return { arn: AlarmArn ?? '', type: 'AWS::CloudWatch::CompositeAlarm' as const }
    }),
  ]
}
