/**
 * Is a policy read as IAM reads it?
 */
import { describe, expect, test } from 'vitest'
import {
  type Access,
  assertUnderstood,
  type Context,
  decide,
  type Statement,
} from '../../../src/sim/aws/auth/policy.ts'

const STACK = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/web/7'

function answer(statements: readonly Partial<Statement>[], context: Context = {}): string {
  const Statement = statements.map(
    (statement): Statement => ({
      Effect: 'Allow',
      Resource: '*',
      ...('NotAction' in statement ? {} : { Action: '*' }),
      ...statement,
    }),
  )
  return decide([{ Statement }], { action: 'cloudformation:DescribeStacks', resource: STACK, context })
}

test.each<[string, string, readonly Partial<Statement>[]]>([
  ['nothing is allowed without a statement', 'not-allowed', []],
  ['a deny wins', 'denied', [{}, { Effect: 'Deny' }]],
  ['an action is compared without case and by wildcard', 'allowed', [{ Action: 'CloudFormation:describe*' }]],
  ['a longer action does not match a shorter', 'not-allowed', [{ Action: 'cloudformation:Describe' }]],
  ['NotAction is all the rest', 'not-allowed', [{ NotAction: 'cloudformation:*' }]],
  [
    'a resource is compared by wildcard',
    'allowed',
    [{ Resource: ['arn:aws:s3:::x', 'arn:aws:cloudformation:*:111111111111:stack/*'] }],
  ],
  ['a dot is a dot', 'not-allowed', [{ Resource: STACK.replace('web', 'w.b') }]],
  [
    'a resource of another account is another',
    'not-allowed',
    [{ Resource: 'arn:aws:cloudformation:*:222222222222:stack/*' }],
  ],
])('%s', (_, expected, statements) => {
  expect(answer(statements)).toBe(expected)
})

describe('conditions', () => {
  const key = 'cloudformation:ChangeSetName'
  test.each<[string, string, Statement['Condition'], Context]>([
    ['a pattern matches', 'allowed', { StringLike: { [key]: ['x', 'fw-*'] } }, { [key]: 'fw-1' }],
    ['a key is compared without case', 'allowed', { StringEquals: { [key.toUpperCase()]: 'fw-1' } }, { [key]: 'fw-1' }],
    ['equality knows no pattern', 'not-allowed', { StringEquals: { [key]: 'fw-*' } }, { [key]: 'fw-1' }],
    ['an absent key fails', 'not-allowed', { StringLike: { [key]: '*' } }, {}],
    ['an absent key passes where it may be absent', 'allowed', { StringLikeIfExists: { [key]: 'fw-*' } }, {}],
    ['an absent key passes a negation', 'allowed', { StringNotLike: { [key]: 'fw-*' } }, {}],
    ['a negation refuses every value named', 'not-allowed', { StringNotEquals: { [key]: ['a', 'b'] } }, { [key]: 'b' }],
    [
      'a wildcard of an ARN stays inside its part',
      'not-allowed',
      { ArnLike: { 'aws:SourceArn': 'arn:aws:*:111111111111:stack/web' } },
      { 'aws:SourceArn': 'arn:aws:cloudformation:eu-west-1:111111111111:stack/web' },
    ],
    [
      'the last part of an ARN may hold colons',
      'allowed',
      { ArnLike: { 'aws:SourceArn': 'arn:aws:logs:*:*:log-group:*' } },
      { 'aws:SourceArn': 'arn:aws:logs:eu-west-1:111111111111:log-group:/fw:*' },
    ],
    ['Null asks for absence', 'allowed', { Null: { [key]: 'true' } }, {}],
    [
      'each key must hold',
      'not-allowed',
      { StringLike: { [key]: '*', 'aws:RequestedRegion': 'us-*' } },
      { [key]: 'x' },
    ],
    [
      'any value of many is enough for ForAnyValue',
      'allowed',
      { 'ForAnyValue:StringEquals': { [key]: 'b' } },
      { [key]: ['a', 'b'] },
    ],
  ])('%s', (_, expected, Condition, context) => {
    expect(answer([{ Condition: Condition ?? {} }], context)).toBe(expected)
  })
})

describe('who is trusted', () => {
  const bot = { kind: 'AWS', name: 'arn:aws:iam::999999999999:role/bot' } as const
  const service = { kind: 'Service', name: 'cloudformation.amazonaws.com' } as const
  test.each<[string, string, Statement['Principal'], Access['principal']]>([
    ['the one that is named', 'allowed', { AWS: bot.name }, bot],
    ['one of several', 'allowed', { AWS: ['arn:aws:iam::888888888888:role/x', bot.name] }, bot],
    ['anyone in the account, by its id', 'allowed', { AWS: '999999999999' }, bot],
    ['anyone in the account, by its root', 'allowed', { AWS: 'arn:aws:iam::999999999999:root' }, bot],
    ['everyone', 'allowed', { AWS: '*' }, bot],
    ['everyone, of every kind', 'allowed', '*', bot],
    ['nobody of another account', 'not-allowed', { AWS: '888888888888' }, bot],
    ['nobody of the same name elsewhere', 'not-allowed', { AWS: 'arn:aws:iam::888888888888:role/bot' }, bot],
    ['no role whose name is a pattern', 'not-allowed', { AWS: 'arn:aws:iam::999999999999:role/*' }, bot],
    ['a service', 'allowed', { Service: service.name }, service],
    ['no person where a service is named', 'not-allowed', { Service: service.name }, bot],
    ['no service where a person is named', 'not-allowed', { AWS: bot.name }, service],
    ['nobody where nobody is named', 'not-allowed', undefined, bot],
  ])('%s', (_, expected, Principal, principal) => {
    const statement: Statement = {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      ...(Principal === undefined ? {} : { Principal }),
    }
    const access: Access = {
      action: 'sts:AssumeRole',
      resource: STACK,
      context: {},
      ...(principal ? { principal } : {}),
    }
    expect(decide([{ Statement: [statement] }], access)).toBe(expected)
  })
})

test.each([
  ['a principal negated', { NotPrincipal: { AWS: '*' } }, 'NotPrincipal in a statement is not simulated'],
  [
    'an operator',
    { Condition: { DateLessThan: { 'aws:CurrentTime': '2027-01-01' } } },
    'condition operator DateLessThan is not simulated',
  ],
  [
    'a misspelt quantifier',
    { Condition: { 'ForAnyValues:StringLike': { 'aws:TagKeys': 'x' } } },
    'condition operator ForAnyValues:StringLike is not simulated',
  ],
  ['a variable', { Resource: `arn:aws:s3:::${'$'}{aws:username}` }, 'policy variables are not simulated'],
])('%s that is not simulated is refused before it is believed', (_, statement, message) => {
  expect(() =>
    assertUnderstood({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', ...statement }] }),
  ).toThrow(message)
})
