/** Is a stack watched by alarms of its own account and region alone, and is an author told on the line of any other? */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what the author of a blueprint writes
import { describe, expect, it } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import { desiredDigest } from '../../src/render/desired.ts'
import { renderFleet } from '../../src/render/render.ts'
import { BLUEPRINT, ground, replace, tell, toldOf } from '../fleet/told.ts'

const ACME = 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm'

/** The queue's stack is watched so. */
function watched(configuration: string) {
  const line = `    template: queue.template.yml\n    rollbackConfiguration: ${configuration}\n`
  return replace(BLUEPRINT, '    template: queue.template.yml\n', line)(ground)
}

function byAlarms(...names: readonly string[]) {
  return watched(`{ rollbackTriggers: [${names.map((name) => JSON.stringify(name)).join(', ')}] }`)
}

function rendered(world: ReturnType<typeof watched>) {
  const { fleet, problems } = loadFleet(world.tree())
  if (fleet === undefined) throw new Error(problems.map(tell).join('\n'))
  const { stacks, problems: found } = renderFleet(fleet)
  return { queue: stacks.find(({ key }) => key === 'queue'), told: [...problems, ...found].map(tell) }
}

describe('the rollback configuration', () => {
  it('is explicit and empty where a blueprint says nothing', () => {
    expect(rendered(ground).queue?.rollback).toEqual({ monitoringMinutes: 0, alarmArns: [] })
  })

  it('holds each alarm once, in order, under the ARN of the stack’s own account and region', () => {
    const { queue, told } = rendered(
      byAlarms('fw-${customer.name}-${pipeline.name}-z', `${ACME}:a:b`, 'a-${settings.queue.delaySeconds}', 'a-5'),
    )
    expect(told).toEqual([])
    expect(queue?.rollback.alarmArns).toEqual([`${ACME}:a-5`, `${ACME}:a:b`, `${ACME}:fw-acme-web-z`])
  })

  it('is part of the desired state, alarm by alarm and minute by minute', () => {
    const digests = [
      '{}',
      '{ monitoringTimeInMinutes: 1 }',
      '{ rollbackTriggers: [a] }',
      '{ rollbackTriggers: [a, b] }',
    ].map((configuration) => {
      const { queue } = rendered(watched(configuration))
      return queue && desiredDigest(queue)
    })
    expect(new Set(digests).size).toBe(4)
  })

  it.each([
    [
      'another account',
      'arn:aws:cloudwatch:eu-west-1:222222222222:alarm:a',
      "blueprints/small/1.0.0/blueprint.yml:21:57-21:108 foreign-alarm: the rollback alarm `arn:aws:cloudwatch:eu-west-1:222222222222:alarm:a` is not of account 111111111111 and eu-west-1, where the stack is | expected an alarm of the stack's own account and region; its name will do | see customers/acme/pipelines/web.yml:1:11",
    ],
    [
      'another region',
      'arn:aws:cloudwatch:us-east-1:${account.id}:alarm:a',
      "blueprints/small/1.0.0/blueprint.yml:21:57-21:109 foreign-alarm: the rollback alarm `arn:aws:cloudwatch:us-east-1:111111111111:alarm:a` is not of account 111111111111 and eu-west-1, where the stack is | expected an alarm of the stack's own account and region; its name will do | see customers/acme/pipelines/web.yml:1:11",
    ],
    [
      'another service',
      'arn:aws:sns:eu-west-1:111111111111:a',
      'blueprints/small/1.0.0/blueprint.yml:21:57-21:95 no-alarm: `arn:aws:sns:eu-west-1:111111111111:a` names no alarm | expected the name of an alarm, or its ARN | see customers/acme/pipelines/web.yml:1:11',
    ],
    [
      'no name at all',
      '${settings.queue}',
      'blueprints/small/1.0.0/blueprint.yml:21:57-21:76 alarm-unnamed: a rollback alarm of stack `queue` has no name in `acme/web` | expected references to what is set for every pipeline, as text | see customers/acme/pipelines/web.yml:1:11',
    ],
  ])('is refused on its line where an alarm is of %s', (_what, name, line) => {
    expect(rendered(byAlarms('fine', name)).told).toEqual([line])
  })

  it('is refused where the name of an alarm is longer than CloudWatch takes', () => {
    expect(rendered(byAlarms('a'.repeat(255))).told).toEqual([])
    expect(rendered(byAlarms('a'.repeat(256))).told[0]).toContain('no-alarm: ')
  })

  it('names no alarm by what is known only later, nor by a setting that nobody has', () => {
    expect(
      toldOf(byAlarms('${stacks.queue.outputs.QueueName}', 'x-${settings.nobody}', '${secrets.a.version}')),
    ).toEqual([
      "blueprints/small/1.0.0/blueprint.yml:21:49-21:84 alarm-by-reference: a rollback alarm cannot be named by another stack's output | expected the name that the alarm is given (`AlarmName`), with `${settings.…}`, `${customer.name}`, `${pipeline.name}`",
      'blueprints/small/1.0.0/blueprint.yml:21:86-21:108 unknown-setting: the blueprint has no setting `nobody` | expected `queue` or `alarm`',
      'blueprints/small/1.0.0/blueprint.yml:21:110-21:132 alarm-by-reference: a rollback alarm cannot be named by a secret | expected the name that the alarm is given (`AlarmName`), with `${settings.…}`, `${customer.name}`, `${pipeline.name}`',
    ])
  })

  it('takes five alarms and three hours', () => {
    expect(toldOf(byAlarms('a', 'b', 'c', 'd', 'e', 'f'))).toHaveLength(1)
    expect(toldOf(watched('{ monitoringTimeInMinutes: 181 }'))).toHaveLength(1)
    expect(toldOf(watched('{ monitoringTimeInMinutes: 180 }'))).toEqual([])
  })

  it('makes use of the settings that its alarms read', () => {
    const unused = replace(BLUEPRINT, 'delaySeconds: {', 'level: { type: string, default: x }\n        delaySeconds: {')
    expect(toldOf(unused(ground)).map((each) => /setting-unused/.test(each))).toEqual([true])
    expect(toldOf(unused(byAlarms('${settings.queue.level}')))).toEqual([])
  })
})
