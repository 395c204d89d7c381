/** One failed account never fails the fleet: it is set aside by name, and the rest goes on. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  comment,
  commentThat,
  liveStacks,
  markedComments,
  merge,
  operationsOn,
  REPOSITORY,
} from '../../src/demo/watch.ts'
import type { Lift } from '../../src/sim/aws/faults.ts'
import { type ServedFleet, serveFleet } from '../support/served-fleet.ts'
import {
  alarmAfter,
  answerTo,
  approved,
  approvedAndMerged,
  canaryWith,
  expectNothingLeft,
  notice,
  planCheck,
  propose,
  RATE,
  updatesOf,
  without,
} from './story.ts'

const CLOSED = { account: '222222222222', stack: 'fw-globex-web-eu-monitoring', name: 'globex/web-eu/monitoring' }
const OTHERS = ['fw-acme-web-monitoring', 'fw-globex-web-us-monitoring', 'fw-initech-web-monitoring']

let fleet: ServedFleet

beforeAll(async () => {
  fleet = await serveFleet({ rate: RATE, files: without('umbrella') })
})

afterAll(() => fleet.end())

/** The customer takes both roles away. */
function closed(): Lift {
  const lifts = ['fleetwright-plan', 'fleetwright-apply'].map((roleName) =>
    fleet.aws.faults.revokeRole({ accountId: CLOSED.account, roleName }),
  )
  return { lift: () => lifts.forEach(({ lift }) => void lift()) }
}

function alarmsOf(stacks: readonly string[]): readonly (string | undefined)[] {
  const live = liveStacks(fleet)
  return stacks.map((name) => live.get(name)?.parameters.IteratorAgeMinutes)
}

describe('an account that closes after the review', () => {
  it('is left aside while the rest goes on, holds up no later merge, and is carried by `/fleet retry`', async () => {
    const proposed = await propose(fleet, { branch: 'alarm-10', files: () => alarmAfter(fleet, 10) })
    const { pull, sha } = proposed
    await approved(fleet, proposed)
    const door = closed()
    await merge(fleet.reviewer, pull, sha)
    const stopped = await notice(fleet, pull.number, /^stopped/)
    expect(alarmsOf(OTHERS)).toEqual(['10', '10', '10'])
    expect(updatesOf(fleet, CLOSED.stack)).toBe(0)
    for (const part of [CLOSED.name, CLOSED.account, 'external id', '/fleet retry']) {
      expect(stopped.body).toContain(part)
    }
    expect((await fleet.rollouts()).map((each) => [each.pull, each.state])).toEqual([[pull.number, 'stopped']])

    const later = await propose(fleet, { branch: 'two-shards', files: () => canaryWith(fleet, 2) })
    await approvedAndMerged(fleet, later)
    await notice(fleet, later.pull.number, /^done$/)

    door.lift()
    const said = await comment(fleet.engineer, pull.number, '/fleet retry')
    expect(await answerTo(fleet, pull.number, said)).toContain('**Done:**')
    await notice(fleet, pull.number, /^done$/)
    expect(alarmsOf([CLOSED.stack])).toEqual(['10'])
    expect(operationsOn(fleet.aws, CLOSED.stack).map((each) => each.kind)).toEqual(['create', 'update'])
    await expectNothingLeft(fleet)
  })
})

describe('an account that is closed while it is planned', () => {
  it('costs itself its plan, is named with whose move it is, and waits for a yes to what nobody could read before', async () => {
    const door = closed()
    const proposed = await propose(fleet, { branch: 'alarm-5', files: () => alarmAfter(fleet, 5) })
    const { pull, sha } = proposed
    await planCheck(fleet, sha, 'action_required')
    const [plan] = await markedComments(fleet.engineer, pull.number, 'plan')
    const gap = /#### Not planned: [\s\S]*?approves this gap/.exec(plan?.body ?? '')?.[0]
    for (const part of [CLOSED.name, CLOSED.account, 'Next: the customer allows what AWS denies here']) {
      expect(gap).toContain(part)
    }
    expect(plan?.body.replace(gap ?? '', '')).toContain('acme/web/monitoring')

    await approvedAndMerged(fleet, proposed)
    await notice(fleet, pull.number, /^stopped/)
    expect(alarmsOf(OTHERS)).toEqual(['5', '5', '5'])

    door.lift()
    await comment(fleet.engineer, pull.number, '/fleet retry')
    const marker = 'rollout '
    const held = await commentThat(
      fleet.engineer,
      { pull: pull.number, marker, what: 'the difference is shown' },
      (body) => body.includes('To apply the difference'),
    )
    expect(alarmsOf([CLOSED.stack])).toEqual(['10'])
    const [, digest = ''] = /To apply the difference: `\/fleet approve ([0-9a-f]+)`/.exec(held.body) ?? []
    await comment(fleet.reviewer, pull.number, `/fleet approve ${digest}`)
    await notice(fleet, pull.number, /^done$/)
    expect(alarmsOf([CLOSED.stack])).toEqual(['5'])
    await expectNothingLeft(fleet)
  })
})

describe('what was said of all this', () => {
  it('holds no external id and no key', async () => {
    const ids = [...(await fleet.clone.read('customers/globex/customer.yml')).matchAll(/externalId: (\S+)/g)]
    expect(ids).toHaveLength(2)
    const told = [await readFile(fleet.bot.logFile, 'utf8'), ...(await commentsAndChecks())]
    expect(told.join('\n')).toContain(CLOSED.account)
    for (const text of told) {
      for (const [, id = ''] of ids) expect(text).not.toContain(id)
      expect(text).not.toMatch(/PRIVATE KEY|ASIA[A-Z0-9]{12}/)
    }
  })
})

async function commentsAndChecks(): Promise<readonly string[]> {
  const pulls: readonly {
    readonly number: number
    readonly head: { readonly sha: string }
    readonly merge_commit_sha: string
  }[] = await fleet.engineer.api('GET', `${REPOSITORY}/pulls?state=all`)
  const paths = pulls.flatMap((pull) => [
    `issues/${pull.number}/comments`,
    `commits/${pull.head.sha}/check-runs`,
    `commits/${pull.merge_commit_sha}/check-runs`,
  ])
  return Promise.all(
    paths.map(async (path) => JSON.stringify(await fleet.engineer.api('GET', `${REPOSITORY}/${path}`))),
  )
}
