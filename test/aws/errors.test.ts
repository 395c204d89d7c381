/** Promise: every refusal of AWS has one code of ours, and says whose move it is. */
import { CloudFormationServiceException } from '@aws-sdk/client-cloudformation'
import { expect, it } from 'vitest'
import { isLost, translate } from '../../src/aws/errors.ts'

function answer(name: string, message = 'words of AWS', httpStatusCode = 400): Error {
  return new CloudFormationServiceException({ name, message, $fault: 'client', $metadata: { httpStatusCode } })
}

const TABLE: readonly (readonly [string, Error, object])[] = [
  ['Throttling', answer('Throttling'), { code: 'aws-throttled', nextMove: 'nobody', retryable: true }],
  [
    'too many operations at one time',
    answer('ConcurrentResourcesLimitExceededException', 'later', 429),
    { code: 'aws-busy', retryable: true, retryAfterMs: 10_000 },
  ],
  [
    'a full quota',
    answer('LimitExceededException'),
    { code: 'aws-limit-exceeded', nextMove: 'customer', retryable: false },
  ],
  ['a session that ended', answer('ExpiredToken', 'expired', 403), { code: 'aws-session-ended' }],
  [
    'a missing set',
    answer('ChangeSetNotFoundException', 'gone', 404),
    { code: 'aws-change-set-gone', retryable: false },
  ],
  [
    'a missing stack',
    answer('ValidationError', 'Stack with id fw-acme-web-streams does not exist'),
    { code: 'aws-not-found' },
  ],
  [
    'a stack at work',
    answer('ValidationError', 'Stack:arn:aws:cloudformation:x is in UPDATE_IN_PROGRESS state and can not be updated.'),
    { code: 'aws-stack-busy', retryable: true },
  ],
  [
    'a stack that cannot be updated at all',
    answer('ValidationError', 'Stack:arn:aws:cloudformation:x is in ROLLBACK_COMPLETE state and can not be updated.'),
    { code: 'aws-refused', retryable: false },
  ],
  [
    'a stack that is protected',
    answer('ValidationError', 'Stack [fw-acme-web-streams] cannot be deleted while TerminationProtection is enabled'),
    { code: 'aws-stack-protected', nextMove: 'customer', retryable: false },
  ],
  [
    'a region that is off',
    answer('OptInRequired', 'no subscription', 403),
    { code: 'aws-region-off', nextMove: 'customer' },
  ],
  ['a late signature', answer('RequestExpired', 'Request has expired.'), { code: 'aws-clock', nextMove: 'operator' }],
  [
    'a parameter that does not exist in the template',
    answer('ValidationError', 'Parameters: [Shard] do not exist in the template'),
    { code: 'aws-refused', nextMove: 'author', retryable: false },
  ],
  [
    'an error of our own',
    new TypeError('x is not iterable'),
    { code: 'internal', nextMove: 'operator', retryable: false },
  ],
  ['an answer without a body', answer('Unknown', 'Unknown', 503), { code: 'aws-unavailable', retryable: true }],
  ['a broken server', answer('InternalFailure', 'oops', 500), { code: 'aws-unavailable', retryable: true }],
]

it.each(TABLE)('%s', (_name, error, expected) => {
  expect(translate('describing the stack', error)).toMatchObject(expected)
})

it('AWS’s words are kept, but not without end', () => {
  const { message } = translate('creating a change set', answer('ValidationError', 'word '.repeat(1_000)))
  expect(message).toMatch(/^creating a change set: word word/)
  expect(message.length).toBeLessThan(700)
})

it('a broken connection is a lost answer, and a refusal is none', () => {
  const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', name: 'TimeoutError' })
  expect(isLost(translate('executing', reset))).toBe(true)
  expect(isLost(translate('executing', answer('InternalFailure', 'oops', 500)))).toBe(true)
  expect(isLost(translate('executing', answer('Throttling')))).toBe(false)
})
