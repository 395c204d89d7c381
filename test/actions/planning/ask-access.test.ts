/**
 * Is a plan never shown without an answer to what it opens?
 */
import { expect, it } from 'vitest'
import type { AccessReader } from '../../../src/actions/access-port.ts'
import { planStacks } from '../../../src/actions/planning/plan-stacks.ts'
import type { AccessQuestion } from '../../../src/plan/access.ts'
import { accessReader } from '../../../src/workers/access-process.ts'
import { fakeWorld } from '../../support/fake-world.ts'
import { keptLog } from '../../support/quiet-log.ts'
import { stack } from '../../support/stacks.ts'

const rule = (CidrIp: string) => ({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp })

/** A new stack in an account that nobody may call yet: planned from its template alone. */
function open(number: number) {
  return stack({
    customer: `customer-${number}`,
    account: String(100_000_000_000 + number),
    template: {
      Resources: {
        Door: { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupIngress: [rule('0.0.0.0/0')] } },
        Raw: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
      },
    },
  })
}

function planned(access: AccessReader, number = 1) {
  const { world } = fakeWorld()
  return planStacks(
    { ...world, access },
    {
      before: [],
      after: Array.from({ length: number }, (_, index) => open(index)),
      rules: [],
      examine: 'changed',
      reach: new Map(),
      purpose: 'pull-7',
      of: 'pull:7',
      made: 'Made by Fleetwright for review of #7. Do not execute.',
    },
  )
}

async function verdicts(access: AccessReader): Promise<readonly string[]> {
  const { plan } = await planned(access)
  return plan.transitions.flatMap(({ changes }) =>
    changes.map(({ logicalId, verdict }) => `${logicalId} ${verdict.risk}: ${verdict.reason}`),
  )
}

it('says of a new stack what it opens, by the library itself', async () => {
  const access = accessReader({ log: keptLog() })
  expect(await verdicts(access)).toEqual([
    'Door disruptive: opens network access',
    'Raw routine: is created with its stack',
  ])
}, 120_000)

it('counts as disruptive what nobody could answer, and says so', async () => {
  const access: AccessReader = { compare: async (questions) => questions.map(() => undefined) }
  expect(await verdicts(access)).toEqual([
    'Door disruptive: who may do what, or reach what, could not be compared',
    'Raw routine: is created with its stack',
  ])
  const { evidence, plan } = await planned(access)
  expect(evidence.access).toEqual({ tables: [], of: {}, unknown: [plan.transitions[0]?.stack.id] })
})

it('asks once for all stacks that go the same way', async () => {
  const asked: (readonly AccessQuestion[])[] = []
  const access: AccessReader = {
    async compare(questions) {
      asked.push(questions)
      return questions.map(({ logicalId }) => [
        { logicalId, kind: 'network', sign: 'added', opens: true, who: 'x', what: 'y', on: 'z' },
      ])
    },
  }
  const { evidence } = await planned(access, 30)
  expect(asked.map((each) => each.length)).toEqual([1])
  expect(evidence.access?.tables).toHaveLength(1)
  expect(Object.keys(evidence.access?.of ?? {})).toHaveLength(30)
})
