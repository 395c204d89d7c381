/**
 * Does a policy allow this action, on this resource, under these conditions?
 *
 * IAM's rule: an explicit Deny wins, else an Allow is needed. What this evaluator
 * does not know (an operator, a policy variable) is refused when the policy is
 * read, not passed over when it is asked.
 */
export interface PolicyDocument {
  readonly Version?: string
  readonly Statement: readonly Statement[]
}

export interface Statement {
  readonly Sid?: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Action?: string | readonly string[]
  readonly NotAction?: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly NotResource?: string | readonly string[]
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/** Values of condition keys; keys are compared without case. An absent key is one the request does not carry. */
export type Context = Readonly<Record<string, string | readonly string[] | undefined>>

export interface Access {
  readonly action: string
  readonly resource: string
  readonly context: Context
  /** For trust policies: who asks. */
  readonly principal?: { readonly kind: 'AWS' | 'Service'; readonly name: string }
}

export type Answer = 'allowed' | 'denied' | 'not-allowed'

/** Several documents count as one: a role's inline policies. */
export function decide(documents: readonly PolicyDocument[], access: Access): Answer {
  const matching = documents.flatMap(({ Statement }) => Statement).filter((statement) => matches(statement, access))
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'denied'
  return matching.length > 0 ? 'allowed' : 'not-allowed'
}

/** @throws what the evaluator does not understand, so that no policy is half enforced. */
export function assertUnderstood(document: PolicyDocument): void {
  if (!Array.isArray(document.Statement)) throw new Error('a policy needs a list of statements')
  for (const statement of document.Statement) {
    const strange = Object.keys(statement).filter((key) => !KNOWN.includes(key))
    if (strange.length > 0) throw new Error(`${strange.join(', ')} in a statement is not simulated`)
    if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') throw new Error('a statement needs an Effect')
    for (const operator of Object.keys(statement.Condition ?? {})) parseOperator(operator)
    if (JSON.stringify(statement).includes('${')) throw new Error('policy variables are not simulated')
  }
}

const KNOWN = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'Condition']

function matches(statement: Statement, access: Access): boolean {
  return (
    principalMatches(statement, access) &&
    actionMatches(statement, access.action) &&
    resourceMatches(statement, access.resource) &&
    Object.entries(statement.Condition ?? {}).every(([operator, tests]) => holds(operator, tests, access.context))
  )
}

function principalMatches(statement: Statement, { principal }: Access): boolean {
  if (principal === undefined) return true
  const named = statement.Principal
  if (named === undefined) return false
  if (typeof named === 'string') return named === '*'
  return list(named[principal.kind]).some((name) => name === '*' || isPrincipal(name, principal.name))
}

/** A bare account id and the account's root mean anyone in it whom that account lets. */
function isPrincipal(named: string, asking: string): boolean {
  if (named === asking) return true
  const account = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(named)?.[1]
  return account !== undefined && asking.split(':')[4] === account
}

function actionMatches({ Action, NotAction }: Statement, action: string): boolean {
  const like = (pattern: string): boolean => wildcard(pattern.toLowerCase(), action.toLowerCase())
  return Action === undefined ? NotAction !== undefined && !list(NotAction).some(like) : list(Action).some(like)
}

function resourceMatches({ Resource, NotResource, Principal }: Statement, resource: string): boolean {
  const like = (pattern: string): boolean => wildcard(pattern, resource)
  if (Resource !== undefined) return list(Resource).some(like)
  // A trust policy names no resource: it is the role's own.
  return NotResource === undefined ? Principal !== undefined : !list(NotResource).some(like)
}

interface Operator {
  readonly name: string
  readonly quantifier: 'any' | 'all' | undefined
  readonly ifExists: boolean
}

const TESTS: Readonly<Record<string, (wanted: string, actual: string) => boolean>> = {
  StringEquals: (wanted, actual) => wanted === actual,
  StringEqualsIgnoreCase: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
  StringLike: wildcard,
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
}

function parseOperator(text: string): Operator {
  const bare = text.replace(/^For(?:AnyValue|AllValues):/, '')
  const name = bare.replace(/IfExists$/, '')
  if (name !== 'Null' && !(positive(name) in TESTS)) throw new Error(`condition operator ${text} is not simulated`)
  return {
    name,
    quantifier: text.startsWith('ForAnyValue:') ? 'any' : text.startsWith('ForAllValues:') ? 'all' : undefined,
    ifExists: bare !== name,
  }
}

function positive(name: string): string {
  return name.replace(/^(String|Arn)Not/, '$1')
}

function holds(text: string, tests: Readonly<Record<string, string | readonly string[]>>, context: Context): boolean {
  const operator = parseOperator(text)
  const values = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]))
  return Object.entries(tests).every(([key, wanted]) => {
    const actual = values.get(key.toLowerCase())
    if (operator.name === 'Null')
      return list(wanted).some((flag) => (String(flag) === 'true') === (actual === undefined))
    return conditionHolds(operator, list(wanted).map(String), actual)
  })
}

function conditionHolds(
  operator: Operator,
  wanted: readonly string[],
  actual: string | readonly string[] | undefined,
): boolean {
  const negative = operator.name !== positive(operator.name)
  // An absent key fails a positive test and passes a negated one, as IAM documents it.
  if (actual === undefined) return operator.ifExists || operator.quantifier === 'all' || negative
  const test = TESTS[positive(operator.name)]
  const passes = (value: string): boolean =>
    test !== undefined && wanted.some((pattern) => test(pattern, value)) !== negative
  return operator.quantifier === 'any' ? list(actual).some(passes) : list(actual).every(passes)
}

/** "Each of the six colon-delimited components of the ARN is checked separately"; the last may hold colons. */
function arnLike(pattern: string, arn: string): boolean {
  const [wanted, actual] = [partsOf(pattern), partsOf(arn)]
  return wanted.length === actual.length && wanted.every((part, index) => wildcard(part, actual[index] ?? ''))
}

function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':')
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')]
}

/** IAM's `*` and `?`; every other character stands for itself. */
export function wildcard(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
  return new RegExp(`^${source}$`, 's').test(text)
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return []
  return typeof value === 'string' ? [value] : value
}
