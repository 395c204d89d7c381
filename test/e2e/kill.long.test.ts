/** `kill -9` at any instant loses no work and repeats no effect. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../src/demo/until.ts'
import { liveStacks, markedComments, operationsOn } from '../../src/demo/watch.ts'
import type { RequestEntry } from '../../src/sim/aws/journal.ts'
import { type ServedFleet, serveFleet } from '../support/served-fleet.ts'
import {
  alarmAfter,
  approvedAndMerged,
  CANARY,
  canaryWith,
  expectNothingLeft,
  notice,
  propose,
  updatesOf,
  without,
} from './story.ts'

/** Slower than the others', so that a stack operation lasts long enough to be hit. */
const RATE = 80
const ALARMS = ['acme-web', 'globex-web-eu', 'globex-web-us', 'initech-web'].map((each) => `fw-${each}-monitoring`)

let fleet: ServedFleet

beforeAll(async () => {
  fleet = await serveFleet({ rate: RATE, files: without('umbrella') })
})

afterAll(() => fleet.end())

/** Kills the bot while AWS is at work on one of these stacks, and says on which. */
async function killedDuring(stacks: readonly string[]): Promise<readonly string[]> {
  const hit = await until('a stack operation is under way', () => {
    const open = stacks.filter((name) =>
      operationsOn(fleet.aws, name).some((each) => each.kind === 'update' && each.endedAt === undefined),
    )
    return open.length > 0 && open
  })
  await fleet.bot.kill()
  return hit
}

describe('a bot that is killed in the middle of a rollout', () => {
  it('goes on where AWS and its rows stand: every stack is updated exactly once', async () => {
    const proposed = await propose(fleet, { branch: 'alarm-10', files: () => alarmAfter(fleet, 10) })
    const { pull } = proposed
    await approvedAndMerged(fleet, proposed)

    const first = await killedDuring(ALARMS)
    await fleet.bot.start()
    const second = await killedDuring(ALARMS.filter((name) => !first.includes(name)))
    expect([first.length, second.length]).not.toContain(0)
    await fleet.bot.start()

    await notice(fleet, pull.number, /^done$/)
    for (const name of ALARMS) expect([name, updatesOf(fleet, name)]).toEqual([name, 1])
    const live = liveStacks(fleet)
    expect(ALARMS.map((name) => live.get(name)?.parameters.IteratorAgeMinutes)).toEqual(['10', '10', '10', '10'])
    expect(await markedComments(fleet.engineer, pull.number, 'rollout ')).toHaveLength(1)
    expect(await markedComments(fleet.engineer, pull.number, 'rollout-notice ')).toHaveLength(1)
    await expectNothingLeft(fleet)
  })
})

describe('a bot that is killed after AWS took its order and before the answer came', () => {
  it('finds the operation under way, and orders nothing a second time', async () => {
    const { stack: stackName } = CANARY
    const lost = fleet.aws.faults.onCall(
      { action: 'ExecuteChangeSet', stackName, nth: 1 },
      { kind: 'stall', phase: 'after' },
    )
    const proposed = await propose(fleet, { branch: 'two-shards', files: () => canaryWith(fleet, 2) })
    const { pull } = proposed
    await approvedAndMerged(fleet, proposed)
    const order = await until('AWS has taken the order', () =>
      executionsOf(stackName).find(({ effect }) => effect === 'stall'),
    )
    await fleet.bot.kill()
    lost.lift()
    await fleet.bot.start()

    await notice(fleet, pull.number, /^done$/)
    expect(updatesOf(fleet, stackName)).toBe(1)
    const later = executionsOf(stackName).filter(({ at }) => Temporal.Instant.compare(at, order.at) > 0)
    expect(later.filter(({ token }) => token !== order.token)).toEqual([])
    await expectNothingLeft(fleet)
  })
})

function executionsOf(stackName: string): readonly RequestEntry[] {
  return fleet.aws.journal.requests.filter((each) => each.action === 'ExecuteChangeSet' && each.stackName === stackName)
}
