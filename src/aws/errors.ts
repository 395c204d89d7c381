/**
 * What did AWS mean, and whose move is it?
 *
 * The one translation of the SDK's errors: codes first, words only where AWS
 * has no code of its own for the case. An SDK error carries the whole reply,
 * so none leaves this folder: what is kept is the code and AWS's own sentence,
 * capped, and without anything that looks like a credential.
 */
import { type ErrorFacts, FleetwrightError } from '../lib/errors.ts'
import { spelledOut } from '../lib/markdown.ts'

export const AWS = {
  /** AWS may or may not have done it: the answer was lost. */
  ambiguous: 'aws-ambiguous',
  /** The answer was none of CloudFormation's: a broken server or a proxy. As ambiguous as a lost one. */
  unavailable: 'aws-unavailable',
  throttled: 'aws-throttled',
  busy: 'aws-busy',
  /** The session we called with has ended or is not known. */
  session: 'aws-session-ended',
  denied: 'aws-access-denied',
  /** Of the account that is to be entered. */
  regionOff: 'aws-region-off',
  unreachable: 'account-unreachable',
  identity: 'aws-identity',
  /** Signed too long ago, or by a clock that is wrong. */
  clock: 'aws-clock',
  limit: 'aws-limit-exceeded',
  missing: 'aws-not-found',
  exists: 'aws-already-exists',
  tokenUsed: 'aws-token-used',
  setGone: 'aws-change-set-gone',
  setStatus: 'aws-change-set-status',
  capabilities: 'aws-capabilities-missing',
  stackBusy: 'aws-stack-busy',
  protected: 'aws-stack-protected',
  refused: 'aws-refused',
} as const

const AGAIN_BY_ITSELF = {
  nextMove: 'nobody',
  retryable: true,
  hint: 'nothing to do: it is tried again by itself',
} as const

export function isCode(error: unknown, ...codes: readonly string[]): error is FleetwrightError {
  return error instanceof FleetwrightError && codes.includes(error.code)
}

/** The account does not let us in: its stacks are quarantined, and the fleet goes on. */
export function accountUnreachable(
  doing: string,
  of: { readonly roleArn: string; readonly hint: string; readonly cause: FleetwrightError },
): FleetwrightError {
  const [, , , , account] = of.roleArn.split(':')
  return new FleetwrightError(`reaching account ${account} by ${of.roleArn}: ${of.cause.message}`, {
    code: AWS.unreachable,
    nextMove: 'customer',
    retryable: false,
    hint: of.hint,
    cause: new Error(`${doing}: ${of.cause.code}`),
  })
}

/** Whoever gave this answer, it was not AWS. For `translate`, which says what we were doing. */
export class AlienAnswer extends Error {}

/** A proxy's page, say. */
export function notXml(status: number): AlienAnswer {
  return new AlienAnswer(`the answer (${status}) is not XML`)
}

export function notJson(status: number): AlienAnswer {
  return new AlienAnswer(`the answer (${status}) is none of CloudWatch's`)
}

/** CloudFormation's or STS's in form, but what it must hold is not there. */
export function emptyAnswer(): AlienAnswer {
  return new AlienAnswer('the answer lacks what it should hold')
}

/** Whether the call may have had its effect all the same. */
export function isLost(error: unknown): boolean {
  return isCode(error, AWS.ambiguous, AWS.unavailable)
}

/** `doing`: what we did and to what, such as `describing the stack fw-acme-web`; never a parameter's value. */
export function translate(doing: string, error: unknown): FleetwrightError {
  if (error instanceof FleetwrightError) return error
  const heard = hear(error)
  const facts = factsOf(heard)
  const words = heard.words === '' ? '' : `: ${heard.words}`
  // A new plain error as cause: the SDK's own holds the reply, and a log would print it.
  return new FleetwrightError(`${doing}${words}`, { ...facts, cause: new Error(`${heard.code} (${heard.status})`) })
}

/** What the SDK tells of an error, whatever class it is of. */
interface Heard {
  /** As on the wire, without `Exception`: the SDK's names and the wire's codes differ by that ending. */
  readonly code: string
  /** 0 where no answer came. */
  readonly status: number
  readonly words: string
}

const KEPT_WORDS = 600

function hear(error: unknown): Heard {
  if (!(error instanceof Error)) return { code: 'Unknown', status: 0, words: '' }
  if (error instanceof AlienAnswer) return { code: 'Alien', status: 0, words: error.message }
  const status = statusOf(error)
  const named = 'Code' in error && typeof error.Code === 'string' ? error.Code : error.name
  const isAnswer = '$fault' in error
  const system = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  // An answer without a body has no code, and the SDK calls it so.
  if (isAnswer && named !== 'Unknown') return { code: named.replace(/Exception$/, ''), status, words: clean(error) }
  if (named === 'CredentialsProviderError') return { code: named, status, words: clean(error) }
  if (status > 0 && system === undefined) return { code: 'Alien', status, words: notXml(status).message }
  if (system !== undefined || named === 'TimeoutError') {
    return { code: 'Lost', status: 0, words: `no answer came (${system ?? 'time-out'})` }
  }
  // Neither AWS nor the wire: a defect, which no repetition heals.
  return { code: 'Unknown', status: 0, words: clean(error) }
}

function statusOf(error: Error): number {
  const metadata = '$metadata' in error ? error.$metadata : undefined
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return 0
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : 0
}

/** AWS answers a wrong signature with what was signed, session token included. */
function clean(error: Error): string {
  return /signature/i.test(error.name) ? '' : kept(error.message)
}

/** AWS's words, fit to be shown: capped, visible, and without keys or tokens. */
export function kept(words: string): string {
  const withoutKeys = words.replace(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '(a key id)')
  const withoutTokens = withoutKeys.replace(/[A-Za-z0-9+/=]{100,}/g, '(a token)')
  return spelledOut(withoutTokens).slice(0, KEPT_WORDS).toWellFormed()
}

const REGION_OFF: ErrorFacts = {
  code: AWS.regionOff,
  nextMove: 'customer',
  retryable: false,
  hint: 'enable this region in the account, and STS in it, then `/fleet retry`',
}

const TEMPLATE = { nextMove: 'author', retryable: false } as const

/** AWS did nothing, and the next signature is of now: one that was held up on its way passes then. */
const CLOCK: ErrorFacts = { code: AWS.clock, nextMove: 'operator', retryable: true, hint: "check this machine's time" }

/** Codes of the wire, without `Exception`. */
const BY_CODE: { readonly [code: string]: ErrorFacts } = {
  Lost: { code: AWS.ambiguous, ...AGAIN_BY_ITSELF },
  Alien: { code: AWS.unavailable, ...AGAIN_BY_ITSELF },
  Throttling: { code: AWS.throttled, ...AGAIN_BY_ITSELF, retryAfterMs: 5_000 },
  Throttled: { code: AWS.throttled, ...AGAIN_BY_ITSELF, retryAfterMs: 5_000 },
  RequestLimitExceeded: { code: AWS.throttled, ...AGAIN_BY_ITSELF, retryAfterMs: 5_000 },
  TooManyRequests: { code: AWS.throttled, ...AGAIN_BY_ITSELF, retryAfterMs: 5_000 },
  // The SDK would give up at once on this one, and hammer at the next: both are the wrong way round.
  ConcurrentResourcesLimitExceeded: { code: AWS.busy, ...AGAIN_BY_ITSELF, retryAfterMs: 10_000 },
  LimitExceeded: {
    code: AWS.limit,
    nextMove: 'customer',
    retryable: false,
    hint: 'delete change sets or stacks that are not needed any more, or have the quota raised, then `/fleet retry`',
  },
  ExpiredToken: { code: AWS.session, ...AGAIN_BY_ITSELF },
  InvalidClientTokenId: { code: AWS.session, ...AGAIN_BY_ITSELF },
  UnrecognizedClient: { code: AWS.session, ...AGAIN_BY_ITSELF },
  AccessDenied: {
    code: AWS.denied,
    nextMove: 'customer',
    retryable: false,
    hint: 'compare the role with bootstrap/customer-roles.template.yml, then `/fleet retry`',
  },
  RegionDisabled: REGION_OFF,
  OptInRequired: REGION_OFF,
  CredentialsProviderError: {
    code: AWS.identity,
    nextMove: 'operator',
    retryable: true,
    hint: 'give the bot AWS credentials of its own: a role of its machine, or AWS_ACCESS_KEY_ID and the like',
  },
  RequestExpired: CLOCK,
  SignatureDoesNotMatch: {
    code: AWS.identity,
    nextMove: 'operator',
    retryable: true,
    hint: "check the bot's AWS credentials and this machine's time",
  },
  AlreadyExists: { code: AWS.exists, ...TEMPLATE, hint: 'remove what is there already or choose another name' },
  TokenAlreadyExists: { code: AWS.tokenUsed, ...AGAIN_BY_ITSELF },
  ChangeSetNotFound: {
    code: AWS.setGone,
    nextMove: 'nobody',
    retryable: false,
    hint: '`/fleet retry` makes the change set again and compares it with what was reviewed',
  },
  InvalidChangeSetStatus: {
    code: AWS.setStatus,
    nextMove: 'nobody',
    retryable: false,
    hint: '`/fleet retry` makes the change set again and compares it with what was reviewed',
  },
  InsufficientCapabilities: {
    code: AWS.capabilities,
    ...TEMPLATE,
    hint: 'add the capability that AWS names to the blueprint',
  },
}

const DEFECT: ErrorFacts = {
  code: 'internal',
  nextMove: 'operator',
  retryable: false,
  hint: 'report this as a defect of Fleetwright',
}

const REFUSED: ErrorFacts = {
  code: AWS.refused,
  ...TEMPLATE,
  hint: "mend what AWS objects to in the blueprint's template or the pipeline's settings",
}

function factsOf({ code, status, words }: Heard): ErrorFacts {
  const known = BY_CODE[code]
  if (known !== undefined) return known
  if (code === 'Unknown') return DEFECT
  if (status >= 500) return { code: AWS.unavailable, ...AGAIN_BY_ITSELF }
  if (code === 'ValidationError') return validationFacts(words)
  return REFUSED
}

/** The one code by which CloudFormation says "no such stack", "busy" and "your template is wrong". */
function validationFacts(words: string): ErrorFacts {
  if (/\bdoes not exist\b/.test(words) && /\bStack\b/.test(words)) {
    return { code: AWS.missing, nextMove: 'nobody', retryable: false, hint: 'plan again: the stack is gone' }
  }
  if (/_IN_PROGRESS\b.* state and can ?not be|while in status \w+_IN_PROGRESS/.test(words)) {
    return { code: AWS.stackBusy, ...AGAIN_BY_ITSELF, retryAfterMs: 30_000 }
  }
  if (/\bTerminationProtection\b/.test(words)) {
    const hint = 'switch the termination protection of this stack off, then `/fleet retry`'
    return { code: AWS.protected, nextMove: 'customer', retryable: false, hint }
  }
  return REFUSED
}
