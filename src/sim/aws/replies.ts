/**
 * In which words does AWS fail when it is nobody's mistake?
 *
 * Ready-made effects for `faults.onCall`, so that a test that asks for a throttled
 * or an exhausted account gets the code, status and text that AWS sends. Codes and
 * statuses: botocore's models and AWS's "Common Errors"; where each text comes from
 * stands in README.md.
 */
export interface FailureReply {
  readonly kind: 'error'
  readonly status: number
  readonly code: string
  readonly message: string
}

export const REPLIES = {
  throttling: failure(400, 'Throttling', 'Rate exceeded'),
  internalFailure: failure(500, 'InternalFailure', 'We encountered an internal error. Please try again.'),
  serviceUnavailable: failure(503, 'ServiceUnavailable', 'The service is temporarily unable to handle the request.'),
  concurrentResources: failure(
    429,
    'ConcurrentResourcesLimitExceeded',
    'The maximum number of concurrent resource operations for this account is reached',
  ),
  changeSetLimit: failure(
    400,
    'LimitExceededException',
    'ChangeSet limit exceeded for stack arn:aws:cloudformation:eu-west-1:111111111111:stack/web/0f6f7a10',
  ),
  expiredToken: failure(403, 'ExpiredToken', 'The security token included in the request is expired'),
  invalidToken: failure(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'),
  requestExpired: failure(400, 'RequestExpired', 'Request has expired.'),
  signatureExpired: failure(
    403,
    'SignatureDoesNotMatch',
    'Signature expired: 20261123T200000Z is now earlier than 20261123T200100Z (20261123T200600Z - 5 min.)',
  ),
  optInRequired: failure(403, 'OptInRequired', 'The AWS Access Key Id needs a subscription for the service'),
  regionDisabled: failure(
    403,
    'RegionDisabledException',
    'STS is not activated in this region for account. Your account administrator can activate STS in this region using the IAM Console.',
  ),
} as const satisfies Readonly<Record<string, FailureReply>>

function failure(status: number, code: string, message: string): FailureReply {
  return { kind: 'error', status, code, message }
}
