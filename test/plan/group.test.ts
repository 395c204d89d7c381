/**
 * Do four hundred equal changes read as one, and an outlier as an outlier?
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assemblePlan, transitionOf } from '../../src/plan/assemble.ts'
import { judged } from '../../src/plan/classify.ts'
import { eachOnce, group } from '../../src/plan/group.ts'
import type { Transition } from '../../src/plan/model.ts'
import { normalise } from '../../src/plan/normalise.ts'
import { knownIn } from '../../src/plan/own-names.ts'
import { withSet } from '../../src/plan/protection.ts'
import { stack } from '../support/stacks.ts'

interface Wish {
  readonly number: number
  readonly after?: string
  readonly type?: string
  readonly replacement?: 'no' | 'yes'
}

/** One changed value in the pipeline of one of many customers; `{…}` in it is filled with the stack's own identity. */
function transition({
  number,
  after = 'ami-b',
  type = 'AWS::EC2::LaunchTemplate',
  replacement = 'no',
}: Wish): Transition {
  const of = stack({ customer: `customer-${number}`, pipeline: 'web', account: accountOf(number) })
  const text = after
    .replace('{account}', of.accountId)
    .replace('{customer}', of.customer)
    .replace('{stack}', of.stackName)
  const change = judged({
    action: 'modify',
    logicalId: 'Template',
    type,
    replacement,
    properties: [{ path: 'Properties.ImageId', before: 'ami-a', after: text, recreation: 'never' }],
  })
  return transitionOf({ stack: of, from: 'unknown', exactness: 'exact', changes: [change], fedBy: [], parameters: [] })
}

function accountOf(number: number): string {
  return String(100_000_000_000 + number)
}

function afterOf(transitions: readonly Transition[]): (string | undefined)[] {
  return group(transitions).map((each) => each.changes[0]?.properties[0]?.after)
}

const many = Array.from({ length: 400 }, (_, number) => number)

describe('change classes', () => {
  it('put stacks together that change in the same way', () => {
    const [only, ...others] = group(many.map((number) => transition({ number })))
    expect(others).toEqual([])
    expect(only).toMatchObject({ risk: 'routine', kind: 'update', exactness: 'exact' })
    expect(only?.stacks).toHaveLength(400)
  })

  it('are no more where stacks of a pipeline change in the same way', () => {
    const protections = withSet(
      stack({ with: { serviceRoleArn: 'arn:aws:iam::111111111111:role/one' } }),
      stack({ with: { serviceRoleArn: 'arn:aws:iam::111111111111:role/other' } }),
    )
    const of = { from: 'unknown', exactness: 'exact', changes: [], fedBy: [], parameters: [], protections } as const
    const classes = group(['network', 'streams'].map((key) => transitionOf({ ...of, stack: stack({ key }) })))
    expect(classes.map(({ stacks }) => stacks.map(({ key }) => key))).toEqual([['network', 'streams']])
  })

  it("see a stack's own identity as a placeholder, within a longer value too", () => {
    const after = 'arn:aws:ssm:eu-west-1:{account}:parameter/{customer}-web/{stack}'
    expect(afterOf(many.map((number) => transition({ number, after })))).toEqual([
      'arn:aws:ssm:‹region›:‹account›:parameter/‹customer›-‹pipeline›/‹stack›',
    ])
  })

  it('print a foreign account id as it is, in a class of its own', () => {
    const after = 'arn:aws:iam::{account}:role/reader'
    const transitions = many.map((number) =>
      transition({ number, after: number === 7 ? after.replace('{account}', accountOf(8)) : after }),
    )
    expect(afterOf(transitions)).toEqual([
      'arn:aws:iam::100000000008:role/reader',
      'arn:aws:iam::‹account›:role/reader',
    ])
  })

  it('replace whole words alone', () => {
    expect(afterOf([transition({ number: 1, after: 'webhook' })])).toEqual(['webhook'])
  })

  it('let no literal pass for a placeholder', () => {
    const literal = transition({ number: 1, after: '‹account›' })
    const own = transition({ number: 2, after: '{account}' })
    expect(group([literal, own])).toHaveLength(2)
  })

  it('come by risk and then by rarity: the outliers first', () => {
    const transitions = many.map((number) =>
      number === 5
        ? transition({ number, type: 'AWS::S3::Bucket', replacement: 'yes' })
        : number < 5
          ? transition({ number, after: number < 2 ? 'ami-c' : 'ami-d' })
          : transition({ number }),
    )
    expect(group(transitions).map((each) => [each.risk, each.stacks.length])).toEqual([
      ['destructive', 1],
      ['routine', 2],
      ['routine', 3],
      ['routine', 394],
    ])
  })

  it.each([
    [40, 40],
    [4_000, 4],
  ])('give one changed character in one of %i a class of its own', (number, numRuns) => {
    const base = 'arn:aws:iam::{account}:role/{customer}/reader-0123'
    const alike = Array.from({ length: number }, (_none, index) => transition({ number: index, after: base }))
    // Not within the marks, which are this test's own language.
    const places = [...base.matchAll(/[^{}]+(?![^{]*\})/g)].flatMap(({ index, 0: text }) =>
      [...text].map((_, at) => index + at),
    )
    void fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.nat(alike.length - 1),
        fc.constantFrom('~', 'é', '‹', ' '),
        (at, victim, character) => {
          const changed = `${base.slice(0, at)}${character}${base.slice(at + 1)}`
          const classes = group(alike.with(victim, transition({ number: victim, after: changed })))
          expect(classes.map((each) => each.stacks.length)).toEqual([1, number - 1])
          expect(classes[0]?.stacks[0]?.customer).toBe(`customer-${victim}`)
        },
      ),
      { numRuns },
    )
  })

  it('leave the changes that digests, totals and verdicts are made of as they are', () => {
    const after = 'arn:aws:iam::{account}:role/{customer}'
    const transitions = [1, 2].map((number) => transition({ number, after }))
    const before = structuredClone(transitions)
    const [only] = group(transitions)
    expect(only?.changes[0]?.properties[0]?.after).toBe('arn:aws:iam::‹account›:role/‹customer›')
    expect(transitions).toEqual(before)
    // Read alike, and never taken for each other: what is approved says whose account it is.
    expect(transitions[0]?.digest).not.toBe(transitions[1]?.digest)
    const [plan, other] = [transitions, transitions.slice(0, 1)].map((each) =>
      assemblePlan({ transitions: each, unplanned: [] }),
    )
    expect(plan?.transitions[0]?.changes[0]?.properties[0]?.after).toBe('arn:aws:iam::100000000001:role/customer-1')
    expect(plan?.digest).not.toBe(other?.digest)
  })

  it('do not depend on the order of the plan', () => {
    const transitions = many.slice(0, 20).map((number) => transition({ number, after: `ami-${number % 3}` }))
    expect(group(transitions.toReversed())).toEqual(group(transitions))
  })
})

describe('a stack called by ordinary words', () => {
  function told(field: string, after: string, own = {}): string | undefined {
    const of = stack({ customer: 'default', pipeline: 'prod' })
    const change = judged({
      action: 'modify',
      logicalId: 'Thing',
      type: 'T',
      replacement: 'no',
      properties: [{ path: `Properties.${field}`, before: 'x', after, recreation: 'never' }],
    })
    const learnt = { from: 'unknown', exactness: 'exact', changes: [change], fedBy: [], parameters: [] } as const
    return group([transitionOf({ stack: of, ...learnt })], { [of.id]: own })[0]?.changes[0]?.properties[0]?.after
  }

  it.each([
    ['Mode', 'prod'],
    ['Mode', '{"Mode":"prod","Region":"us-east-1"}'],
    ['Description', 'the default of prod is on'],
    ['Value', 'mode=prod. All else is default.'],
    ['Value', 'prod:default'],
  ])('hides no literal: %s %s', (field, value) => {
    expect(told(field, value)).toBe(value)
  })

  it.each([
    ['Value', 'default-prod-raw', '‹customer›-‹pipeline›-raw'],
    ['Path', '/default/prod/raw', '/‹customer›/‹pipeline›/raw'],
    ['Value', 's3://raw.default/prod/', 's3://raw.‹customer›/‹pipeline›/'],
    ['Topic', 'arn:aws:sns:eu-west-1:111111111111:prod', 'arn:aws:sns:‹region›:‹account›:‹pipeline›'],
    ['PipelineName', 'prod', '‹pipeline›'],
    ['Tags.fleetwright:customer', 'default', '‹customer›'],
    ['Value', 'fw-default-prod-streams', '‹stack›'],
  ])('is seen in a name: %s %s', (field, value, seen) => {
    expect(told(field, value)).toBe(seen)
  })

  it('is seen by its own id and by what its own pipeline puts out, as AWS calls them', () => {
    const id = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/fw-default-prod-streams/0a1b2c3d'
    const own = { 'stack id': id, 'network.VpcId': 'vpc-0123456789' }
    expect(told('Value', `${id} in vpc-0123456789`, own)).toBe('‹stack id› in ‹network.VpcId›')
    expect(told('Value', 'vpc-01234567890', own)).toBe('vpc-01234567890')
    expect(told('Value', '‹network.VpcId›', own)).toBe('‹‹network.VpcId›')
  })
})

describe('what AWS knows of a stack', () => {
  it('is kept where it stands in what changes, and where it is no ordinary word', () => {
    const one = transition({ number: 1, after: 'in vpc-0123456789, mode true' })
    expect(
      knownIn(one, { 'network.VpcId': 'vpc-0123456789', 'network.Open': 'true', 'network.Arn': 'arn:aws:x' }),
    ).toEqual({
      'network.VpcId': 'vpc-0123456789',
    })
  })
})

it('one character behind the place where AWS cuts, in one of four thousand, makes a class of its own', () => {
  const body = 'x'.repeat(1_500)
  const transitions = Array.from({ length: 4_000 }, (_, number) => {
    const of = stack({ customer: `customer-${number}`, account: accountOf(number) })
    const template = (end: string) =>
      JSON.stringify({
        Resources: { Config: { Type: 'T', Properties: { Body: { 'Fn::Sub': `${body}\${Queue}${end}` } } } },
      })
    const cut = body.slice(0, 1_000)
    const changes = normalise(
      {
        changes: [
          {
            Action: 'Modify',
            LogicalResourceId: 'Config',
            ResourceType: 'T',
            Scope: ['Properties'],
            Details: [{ Attribute: 'Properties', Path: '/Properties/Body', BeforeValue: cut, AfterValue: cut }],
          },
        ],
      },
      {
        before: { stack: of, template: template('old'), parameters: {} },
        after: { stack: of, template: template(number === 1_234 ? 'neu' : 'new'), parameters: {} },
      },
    )
    return transitionOf({ stack: of, from: 'unknown', exactness: 'exact', changes, fedBy: [], parameters: [] })
  })
  expect(group(transitions).map(({ stacks }) => stacks.length)).toEqual([1, 3_999])
})

describe('the lines that set something', () => {
  it('stand once each, first those of one pipeline, last those of a blueprint', () => {
    const at = (file: string, line: number) => ({ file, line, column: 1, endLine: line, endColumn: 2 })
    const pipeline = { layer: 'pipeline', at: at('customers/acme/pipelines/web.yml', 3) } as const
    const customer = { layer: 'customer', at: at('customers/acme/customer.yml', 9) } as const
    const blueprint = { layer: 'blueprint default', at: at('blueprints/small/1.0.0/blueprint.yml', 7) } as const
    expect(eachOnce([blueprint, customer, pipeline, customer])).toEqual([pipeline, customer, blueprint])
  })
})
