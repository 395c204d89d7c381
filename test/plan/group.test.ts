/**
 * Do four hundred equal changes read as one, and an outlier as an outlier?
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { transitionOf } from '../../src/plan/assemble.ts'
import { judged } from '../../src/plan/classify.ts'
import { group } from '../../src/plan/group.ts'
import type { Transition } from '../../src/plan/model.ts'
import { normalise } from '../../src/plan/normalise.ts'
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
    expect(only).toMatchObject({ risk: 'routine', kind: 'update', exactness: 'exact', key: 'streams' })
    expect(only?.stacks).toHaveLength(400)
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

  it('give one changed character a class of its own', () => {
    const base = 'arn:aws:iam::{account}:role/{customer}/reader-0123'
    // Not within the marks, which are this test's own language.
    const places = [...base.matchAll(/[^{}]+(?![^{]*\})/g)].flatMap(({ index, 0: text }) =>
      [...text].map((_, at) => index + at),
    )
    void fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.nat(39),
        fc.constantFrom('~', 'é', '‹', ' '),
        (at, victim, character) => {
          const changed = `${base.slice(0, at)}${character}${base.slice(at + 1)}`
          const transitions = Array.from({ length: 40 }, (_, number) =>
            transition({ number, after: number === victim ? changed : base }),
          )
          const classes = group(transitions)
          expect(classes.map((each) => each.stacks.length)).toEqual([1, 39])
          expect(classes[0]?.stacks[0]?.customer).toBe(`customer-${victim}`)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('do not depend on the order of the plan', () => {
    const transitions = many.slice(0, 20).map((number) => transition({ number, after: `ami-${number % 3}` }))
    expect(group(transitions.toReversed())).toEqual(group(transitions))
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
