/**
 * Which alarms exist in an account, and may a stack be watched by them?
 *
 * Those that stacks made, retained ones included, and those that people have.
 * "If a specified trigger is missing, the entire stack operation fails and is
 * rolled back" (doc RollbackTrigger); in which words is ASSUMED 33.
 */
import type { LiveResource } from '../resources/live.ts'
import type { Desired } from '../template/desired.ts'
import type { Spot } from './world.ts'

export interface Alarm {
  readonly name: string
  readonly kind: 'MetricAlarm' | 'CompositeAlarm'
}

export class Alarms {
  /** Of stacks, alive in AWS: `World` knows them. */
  readonly #made: (spot: Spot) => readonly LiveResource[]
  readonly #own = new Map<string, Alarm>()

  constructor(made: (spot: Spot) => readonly LiveResource[]) {
    this.#made = made
  }

  put(spot: Spot, alarm: Alarm): void {
    this.#own.set(alarmArn(spot, alarm.name), alarm)
  }

  remove(spot: Spot, name: string): void {
    this.#own.delete(alarmArn(spot, name))
  }

  in(spot: Spot): Alarm[] {
    const made = this.#made(spot)
      .filter(({ type }) => type === 'AWS::CloudWatch::Alarm')
      .map(({ physicalId: name }): Alarm => ({ name, kind: 'MetricAlarm' }))
    const own = [...this.#own].filter(([arn]) => arn.startsWith(alarmArn(spot, ''))).map(([, alarm]) => alarm)
    return [...made, ...own]
  }
}

export function alarmArn({ accountId, region }: Spot, name: string): string {
  return `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`
}

export function triggerProblem(alarms: Alarms, spot: Spot, { rollback }: Desired): string | undefined {
  const existing = new Set(
    alarms.in(spot).map(({ name, kind }) => `AWS::CloudWatch::${kind.replace('Metric', '')} ${alarmArn(spot, name)}`),
  )
  const missing = rollback.RollbackTriggers?.find(({ Arn, Type }) => !existing.has(`${Type} ${Arn}`))
  return missing && `Rollback trigger ${missing.Arn} is not available`
}
