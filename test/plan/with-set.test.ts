/** What is told beside the resources of a change set because AWS is given it with the set? */
import { describe, expect, it } from 'vitest'
import { lint } from '../../src/plan/lint.ts'
import { planOffline } from '../../src/plan/offline.ts'
import { due, rollbackChanges, withSet } from '../../src/plan/protection.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { stack } from '../support/stacks.ts'
import { told } from './protecting.ts'

describe('by which alarms a stack is watched', () => {
  const by = (minutes: number, ...alarmArns: readonly string[]) => ({ monitoringMinutes: minutes, alarmArns })
  it.each<readonly [string, readonly [number, ...string[]] | undefined, readonly [number, ...string[]], string]>([
    ['more', [0], [5, 'a'], '0 alarms, 0 min 1 alarm, 5 min routine'],
    ['fewer', [5, 'a', 'b'], [5, 'a'], '2 alarms, 5 min 1 alarm, 5 min disruptive'],
    ['shorter', [5, 'a'], [4, 'a'], '1 alarm, 5 min 1 alarm, 4 min disruptive'],
    ['others', [5, 'a'], [5, 'b'], '1 alarm, 5 min 1 alarm, 5 min (1 new, 1 gone) disruptive'],
    ['new', undefined, [0, 'a'], 'undefined 1 alarm, 0 min routine'],
  ])('is told where it is %s, and is never due beside the set', (_what, was, [minutes, ...arns], said) => {
    const base = was === undefined ? undefined : by(was[0], ...was.slice(1).map(String))
    const changes = rollbackChanges(base, by(minutes, ...arns))
    expect(told(changes)).toEqual([`rollback-alarms ${said}`])
    expect(due(changes)).toEqual([])
  })

  it('is nothing where it stays, or where a new stack has none', () => {
    expect(rollbackChanges(by(5, 'a'), by(5, 'a'))).toEqual([])
    expect(rollbackChanges(undefined, by(0))).toEqual([])
  })

  it('is linted against what the fleet wants', () => {
    const before = [stack({ with: { rollback: by(0) } })]
    const after = [stack({ with: { rollback: by(5, 'a') } })]
    const codes = (wanted: readonly DesiredStack[]) =>
      lint(planOffline(before, after), { after: wanted, affected: [] }).map(({ code }) => code)
    expect(codes(after)).toEqual([])
    expect(codes([stack({ with: { rollback: by(5, 'a', 'b') } })])).toEqual(['protection-unwanted'])
  })
})

describe('the role that CloudFormation works with', () => {
  const by = (serviceRoleArn: string) => stack({ with: { serviceRoleArn } })
  const [one, other] = [by('arn:aws:iam::111111111111:role/one'), by('arn:aws:iam::111111111111:role/path/other')]

  it('is told where it changes, without its account, and is never due beside the set', () => {
    const changes = withSet(one, other)
    expect(told(changes)).toEqual(['service-role one path/other disruptive'])
    expect(due(changes)).toEqual([])
  })

  it('is nothing where it stays, or of a new stack', () => {
    expect(withSet(one, one)).toEqual([])
    expect(withSet(undefined, one)).toEqual([])
  })

  it('is linted against what the fleet wants', () => {
    const codes = (wanted: DesiredStack) =>
      lint(planOffline([one], [other]), { after: [wanted], affected: [] }).map(({ code }) => code)
    expect(codes(other)).toEqual([])
    expect(codes(one)).toContain('protection-unwanted')
  })
})
