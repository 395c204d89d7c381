/**
 * Does the process that compares access find what opens, and does it end whatever happens?
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the library writes its references so
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { AccessQuestion } from '../../src/plan/access.ts'
import type { JsonMap } from '../../src/plan/template.ts'
import { accessReader } from '../../src/workers/access-process.ts'
import { keptLog } from '../support/quiet-log.ts'

const TRUST = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}

function role(statement: JsonMap, more: JsonMap = {}): JsonMap {
  const policy = { PolicyName: 'p', PolicyDocument: { Statement: [statement] } }
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST, Policies: [policy], ...more } }
}

function group(...cidrs: readonly string[]): JsonMap {
  const rules = cidrs.map((CidrIp) => ({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp }))
  return { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupIngress: rules } }
}

const READS = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }
const ALL = { Effect: 'Allow', Action: ['s3:*'], Resource: '*' }
const WARY = { ...READS, Condition: { StringEquals: { 'aws:SourceAccount': '‹account›' } } }
const GUARD = {
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: ['raw'],
    PolicyDocument: { Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: '*' }] },
  },
}
const INVOKED = {
  Type: 'AWS::Lambda::Permission',
  Properties: { Action: 'lambda:InvokeFunction', FunctionName: 'f', Principal: '*' },
}

function question(before: JsonMap | undefined, after: JsonMap | undefined): AccessQuestion {
  return { logicalId: 'It', ...(before && { before }), ...(after && { after }) }
}

const CASES: readonly (readonly [string, AccessQuestion, readonly string[]])[] = [
  ['a wider action', question(role(READS), role(ALL)), ['added: ${It} s3:* * opens', 'removed: ${It} s3:GetObject *']],
  [
    'a condition that goes',
    question(role(WARY), role(READS)),
    [
      'added: ${It} s3:GetObject * opens',
      'removed: ${It} s3:GetObject * {"StringEquals":{"aws:SourceAccount":"‹account›"}}',
    ],
  ],
  [
    "AWS's own policies",
    question(role(READS), role(READS, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] })),
    ['added: ${It} arn:aws:iam::aws:policy/AdministratorAccess * opens'],
  ],
  [
    'a foreign account that is trusted',
    question(role(READS), {
      ...role(READS, {
        AssumeRolePolicyDocument: {
          Statement: [
            ...TRUST.Statement,
            { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999999999999:root' }, Action: 'sts:AssumeRole' },
          ],
        },
      }),
    }),
    ['added: arn:aws:iam::999999999999:root sts:AssumeRole ${It.Arn} opens'],
  ],
  [
    'a resource whose name is not known whole, as its text reads',
    question(undefined, {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        Roles: [{ 'Fn::Sub': '${stacks.roles.outputs.Name}-it' }],
        PolicyDocument: {
          Statement: [
            {
              ...READS,
              Resource: { 'Fn::Sub': '${stacks.storage.outputs.BucketArn}-*' },
              Condition: { StringEquals: { 'aws:SourceArn': { 'Fn::Sub': '${stacks.storage.outputs.BucketArn}' } } },
            },
          ],
        },
      },
    }),
    [
      'added: ${stacks.roles.outputs.Name}-it s3:GetObject ${stacks.storage.outputs.BucketArn}-* {"StringEquals":{"aws:SourceArn":"${stacks.storage.outputs.BucketArn}"}} opens',
    ],
  ],
  ['a guard that goes', question(GUARD, undefined), ['removed: * sqs:* raw denies opens']],
  ['a guard that comes', question(undefined, GUARD), ['added: * sqs:* raw denies']],
  ['a function that everybody may call', question(undefined, INVOKED), ['added: * lambda:InvokeFunction f opens']],
  [
    'a way in from everywhere',
    question(group('10.0.0.0/8'), group('10.0.0.0/8', '0.0.0.0/0')),
    ['added: Everyone (IPv4) TCP 443 ${It.GroupId} opens'],
  ],
  [
    'a way in that closes',
    question(group('10.0.0.0/8', '0.0.0.0/0'), group('10.0.0.0/8')),
    ['removed: Everyone (IPv4) TCP 443 ${It.GroupId}'],
  ],
  ['nothing', question(group('10.0.0.0/8'), group('10.0.0.0/8')), []],
]

async function scripted<Result>(text: string, use: (script: URL) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'access-'))
  try {
    const path = join(folder, 'script.mjs')
    await writeFile(path, text)
    return await use(pathToFileURL(path))
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The library takes seconds to load, and many of them on a machine that is busy with other things. */
const PATIENCE_MS = 120_000

const TWO = [question(undefined, group('0.0.0.0/0')), question(undefined, INVOKED)]

describe('a process that compares access', () => {
  it(
    'finds what opens, in each of its questions, and not what closes',
    async () => {
      const log = keptLog()
      const answers = await accessReader({ log }).compare(CASES.map(([, each]) => each))
      const told = answers.map((rows) =>
        rows?.map(({ sign, who, what, on, when, denies, opens }) =>
          [`${sign}: ${who} ${what} ${on}`, when, denies && 'denies', opens && 'opens'].filter(Boolean).join(' '),
        ),
      )
      expect(Object.fromEntries(CASES.map(([name], index) => [name, told[index]]))).toEqual(
        Object.fromEntries(CASES.map(([name, , rows]) => [name, rows])),
      )
      expect(log.lines).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    'answers nothing for what it cannot read, and everything else',
    async () => {
      const log = keptLog()
      const strange = question(
        undefined,
        role({ Effect: { 'Fn::If': ['A', 'Allow', 'Deny'] }, Action: '*', Resource: '*' }),
      )
      const [unread, read] = await accessReader({ log }).compare([strange, question(undefined, INVOKED)])
      expect(unread).toBeUndefined()
      expect(read).toHaveLength(1)
      expect(log.lines).toMatchObject([{ level: 'warn', message: 'access not compared' }])
    },
    PATIENCE_MS,
  )

  it.each([
    ['it dies', 'process.exit(1)'],
    ['it throws', 'process.on("message", () => { throw new Error("no") })'],
    ['it answers too little', 'process.on("message", () => process.send([[]], () => process.disconnect()))'],
    ['it answers no list', 'process.on("message", () => process.send({}, () => process.disconnect()))'],
    [
      'it grows without end',
      'process.on("message", () => { const all = []; for (;;) all.push(new Array(1e6).fill({})) })',
    ],
    ['it cannot be loaded', 'import "./nowhere.mjs"'],
  ])('answers nothing where %s, and that is said', async (_what, text) => {
    const log = keptLog()
    const answers = await scripted(text, (script) => accessReader({ log, script, heapMb: 32 }).compare(TWO))
    expect(answers).toEqual([undefined, undefined])
    expect(log.lines).toMatchObject([{ level: 'warn', message: 'access not compared' }])
  })

  it('is ended where it takes too long', async () => {
    const log = keptLog()
    const text = 'process.on("message", () => { for (;;); })'
    const answers = await scripted(text, (script) => accessReader({ log, script, mostMs: 300 }).compare(TWO))
    expect(answers).toEqual([undefined, undefined])
  })

  it('has ended once it has answered, knows no secret of ours, and is the only one', async () => {
    const text = `process.on('message', (asked) => {
      const row = { kind: 'network', sign: 'added', opens: true, who: String(process.pid), what: JSON.stringify(process.env), on: '' }
      process.send(asked.map(() => [row]), () => process.disconnect())
    })`
    const [one, other] = await scripted(text, (script) => {
      const reader = accessReader({ log: keptLog(), script })
      return Promise.all([reader.compare(TWO), reader.compare(TWO)])
    })
    const pids = [one, other].map((answers) => Number(answers?.[0]?.[0]?.who))
    expect(new Set(pids).size).toBe(2)
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    expect(one?.[0]?.[0]?.what).toBe('{}')
  })

  it('is not started where nothing is asked', async () => {
    const reader = accessReader({ log: keptLog(), script: new URL('file:///nowhere.mjs') })
    expect(await reader.compare([])).toEqual([])
  })
})
