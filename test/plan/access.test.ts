/**
 * Is everything asked that may open something, once, and is no answer ever taken for a harmless one?
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { atOnce } from '../../src/lib/turns.ts'
import { type AccessAnswer, accessInquiry, withAccess } from '../../src/plan/access.ts'
import type { Affected } from '../../src/plan/affected.ts'
import { assemblePlan } from '../../src/plan/assemble.ts'
import type { AccessRow } from '../../src/plan/evidence.ts'
import { lint } from '../../src/plan/lint.ts'
import { planOffline } from '../../src/plan/offline.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { stack } from '../support/stacks.ts'
import { generate } from './access-types.ts'

const GROUP = {
  Type: 'AWS::EC2::SecurityGroup',
  Properties: {
    GroupDescription: 'the way in',
    SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: { Ref: 'From' } }],
  },
}
const QUEUE = { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: { Ref: 'Delay' } } }

function role(action: string) {
  const statement = { Effect: 'Allow', Action: action, Resource: { 'Fn::Sub': 'arn:aws:s3:::${AWS::AccountId}-raw/*' } }
  const policy = { PolicyName: 'p', PolicyDocument: { Statement: [statement] } }
  return { Type: 'AWS::IAM::Role', Properties: { RoleName: { Ref: 'AWS::StackName' }, Policies: [policy] } }
}

interface Wish {
  readonly number?: number
  readonly from?: string
  readonly delay?: string
  readonly action?: string
  readonly condition?: boolean
}

function made({
  number = 0,
  from = '10.0.0.0/8',
  delay = '1',
  action = 's3:GetObject',
  condition,
}: Wish): DesiredStack {
  const group = condition === undefined ? GROUP : { ...GROUP, Condition: 'Open' }
  return stack({
    customer: `customer-${number}`,
    account: String(100_000_000_000 + number),
    template: {
      Parameters: {
        From: { Type: 'String' },
        Delay: { Type: 'Number' },
        On: { Type: 'String', Default: `${condition}` },
      },
      Conditions: { Open: { 'Fn::Equals': [{ Ref: 'On' }, 'true'] } },
      Resources: { Group: group, Queue: QUEUE, Role: role(action) },
    },
    parameters: { From: from, Delay: delay },
  })
}

function inquiry(...changed: readonly Affected[]) {
  return atOnce(accessInquiry(changed))
}

function asked(before: DesiredStack | undefined, after: DesiredStack) {
  return inquiry({ ...(before && { before }), after }).questions
}

const OPENS: AccessRow = {
  logicalId: 'Group',
  kind: 'network',
  sign: 'added',
  opens: true,
  who: 'Everyone (IPv4)',
  what: 'TCP 443',
  on: '${Group.GroupId}',
}

describe('what is asked', () => {
  it("is read from AWS's own description", () => {
    expect(readFileSync(new URL('../../src/plan/access-types.json', import.meta.url), 'utf8')).toBe(generate())
  })

  it('is the resource that changes, alone, with the values of its parameters', () => {
    expect(asked(made({}), made({ from: '0.0.0.0/0' }))).toEqual([
      {
        logicalId: 'Group',
        before: {
          Type: 'AWS::EC2::SecurityGroup',
          Properties: {
            SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8' }],
          },
        },
        after: {
          Type: 'AWS::EC2::SecurityGroup',
          Properties: {
            SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }],
          },
        },
      },
    ])
  })

  it('is nothing where nothing that carries access changes', () => {
    expect(asked(made({}), made({ delay: '2' }))).toEqual([])
  })

  it('is everything that carries access in a new stack', () => {
    expect(asked(undefined, made({})).map(({ logicalId, before }) => [logicalId, before])).toEqual([
      ['Group', undefined],
      ['Role', undefined],
    ])
  })

  it('is what goes, too: a policy that denied is a guard', () => {
    expect(asked(made({ condition: true }), made({ condition: false }))).toMatchObject([{ logicalId: 'Group' }])
    expect(asked(made({ condition: true }), made({ condition: false }))[0]?.after).toBeUndefined()
  })

  it('is one question for four thousand stacks that go the same way', () => {
    const changed = Array.from({ length: 4_000 }, (_, number) => ({
      before: made({ number }),
      after: made({ number, action: 's3:*' }),
    }))
    const { questions, asked: by } = inquiry(...changed)
    expect(questions).toHaveLength(1)
    expect(by.size).toBe(4_000)
    expect(JSON.stringify(questions[0]?.after)).toContain('arn:aws:s3:::‹account›-raw/*')
  })

  it('is another question for one that opens to another', () => {
    const changed = [1, 2, 3].map((number) => ({
      before: made({ number }),
      after: made({ number, from: number === 2 ? '0.0.0.0/0' : '10.0.0.0/7' }),
    }))
    expect(inquiry(...changed).questions).toHaveLength(2)
  })
})

describe('what is answered', () => {
  const [before, after] = [made({}), made({ from: '0.0.0.0/0' })]
  const plan = planOffline([], [after])
  const of = inquiry({ after })

  function judged(...answers: readonly AccessAnswer[]) {
    const { transitions, access } = withAccess(plan.transitions, of, answers)
    const verdicts = transitions.flatMap(({ changes }) =>
      changes.map((each) => `${each.logicalId} ${each.verdict.risk}`),
    )
    return { transitions, access, verdicts }
  }

  it('makes what opens a change to look at, in a digest of its own', () => {
    const { transitions, access, verdicts } = judged([OPENS], [])
    expect(verdicts).toEqual(['Group disruptive', 'Queue routine', 'Role routine'])
    expect(transitions[0]?.digest).not.toBe(plan.transitions[0]?.digest)
    expect(access).toEqual({ tables: [[OPENS]], of: { [after.id]: 0 }, unknown: [] })
    expect(lint(assemblePlan({ transitions, unplanned: [] }), { after: [after], affected: [after.id] })).toEqual([])
  })

  it('leaves a plan alone in which nothing opens', () => {
    const closes = { ...OPENS, sign: 'removed', opens: false } as const
    for (const answers of [
      [[], []],
      [[closes], []],
    ] as const) {
      const { transitions, access } = judged(...answers)
      expect(transitions).toEqual(plan.transitions)
      expect(access).toBeUndefined()
    }
  })

  it.each([
    ['nothing was answered', []],
    ['one question was not', [undefined, []]],
  ] as const)('never counts as routine where %s', (_what, answers) => {
    const { access, transitions } = judged(...answers)
    const group = transitions[0]?.changes.find(({ logicalId }) => logicalId === 'Group')
    expect(group?.verdict).toEqual({
      risk: 'disruptive',
      reason: 'who may do what, or reach what, could not be compared',
    })
    expect(access?.unknown).toEqual([after.id])
  })

  it('makes nothing milder, and says nothing of what does not happen', () => {
    const gone = { ...plan.transitions[0], changes: [] } as unknown as (typeof plan.transitions)[0]
    expect(withAccess([gone], of, [[OPENS], []])).toEqual({ transitions: [gone] })
    const update = planOffline([before], [after])
    const found = withAccess(update.transitions, inquiry({ before, after }), [[OPENS]])
    expect(found.transitions[0]?.changes[0]?.verdict).toEqual(update.transitions[0]?.changes[0]?.verdict)
  })
})
