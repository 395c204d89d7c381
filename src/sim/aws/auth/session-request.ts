/**
 * What does AssumeRole ask for, and is it well-formed?
 *
 * Shapes and bounds of STS's model, checked all at once and before anything else,
 * as AWS does: a request that is malformed says so, whoever sends it. Whether the
 * session may be had is asked in sts.ts.
 */
import { deflateRawSync } from 'node:zlib'
import { AwsRefusal, type Constraint, constraintErrors, validationError } from '../errors.ts'
import type { Form } from '../wire/form.ts'
import { assertUnderstood, type PolicyDocument } from './policy.ts'

export interface SessionRequest {
  readonly roleArn: string
  readonly name: string
  readonly seconds: number | undefined
  readonly externalId: string | undefined
  readonly sourceIdentity: string | undefined
  readonly policy: PolicyDocument | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly transitiveKeys: readonly string[]
  /** Of the space that policy and tags may take, in percent; only where there is one of them. */
  readonly packedPercent: number | undefined
}

interface Bound {
  readonly field: string
  readonly least: number
  readonly most: number
  readonly pattern?: RegExp
}

const TEXTS: readonly Bound[] = [
  { field: 'RoleArn', least: 20, most: 2048 },
  { field: 'RoleSessionName', least: 2, most: 64, pattern: /^[\w+=,.@-]*$/ },
  { field: 'Policy', least: 1, most: 2048 },
  { field: 'ExternalId', least: 2, most: 1224, pattern: /^[\w+=,.@:/-]*$/ },
  { field: 'SourceIdentity', least: 2, most: 64, pattern: /^[\w+=,.@-]*$/ },
]
const TAG_KEY: Bound = { field: 'Key', least: 1, most: 128, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u }
const TAG_VALUE: Bound = { field: 'Value', least: 0, most: 256, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u }
const MOST_TAGS = 50

/** @throws AwsRefusal for whatever is malformed */
export function sessionRequestOf(form: Form): SessionRequest {
  const roleArn = form.required('RoleArn')
  const name = form.required('RoleSessionName')
  const seconds = form.number('DurationSeconds')
  const pairs = (form.forms('Tags') ?? []).map((tag) => ({ key: tag.required('Key'), value: tag.required('Value') }))
  const broken = [
    ...TEXTS.flatMap((bound) => textProblems(bound, member(bound.field), form.text(bound.field))),
    ...secondsProblems(seconds),
    ...tagProblems(pairs),
  ]
  if (broken.length > 0) throw constraintErrors(broken)
  // Recorded: sts.test_sts::test_sts_invalid_parameters.
  if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(roleArn)) throw validationError(`${roleArn} is invalid`)
  const transitiveKeys = form.texts('TransitiveTagKeys') ?? []
  assertTags(
    pairs.map(({ key }) => key),
    transitiveKeys,
  )
  const policy = form.text('Policy')
  return {
    roleArn,
    name,
    seconds,
    externalId: form.text('ExternalId'),
    sourceIdentity: form.text('SourceIdentity'),
    policy: policy === undefined ? undefined : policyOf(policy),
    tags: Object.fromEntries(pairs.map(({ key, value }) => [key, value])),
    transitiveKeys,
    packedPercent: packedPercentOf(policy, pairs),
  }
}

function textProblems({ least, most, pattern }: Bound, at: string, value: string | undefined): readonly Constraint[] {
  if (value === undefined) return []
  const say = (rule: string): Constraint => ({ member: at, value, rule })
  return [
    ...(value.length < least ? [say(`Member must have length greater than or equal to ${least}`)] : []),
    ...(value.length > most ? [say(`Member must have length less than or equal to ${most}`)] : []),
    ...(pattern && !pattern.test(value)
      ? [say(`Member must satisfy regular expression pattern: ${pattern.source.slice(1, -1).replaceAll('\\/', '/')}`)]
      : []),
  ]
}

function secondsProblems(seconds: number | undefined): readonly Constraint[] {
  const say = (rule: string): readonly Constraint[] => [
    { member: 'durationSeconds', value: String(seconds), rule: `Member must have value ${rule}` },
  ]
  if (seconds === undefined) return []
  if (seconds < 900) return say('greater than or equal to 900')
  return seconds > 43_200 ? say('less than or equal to 43200') : []
}

function tagProblems(pairs: readonly { readonly key: string; readonly value: string }[]): readonly Constraint[] {
  const tooMany: readonly Constraint[] =
    pairs.length > MOST_TAGS
      ? [
          {
            member: 'tags',
            value: `[${pairs.map(({ key, value }) => `Tag(key=${key}, value=${value})`).join(', ')}]`,
            rule: `Member must have length less than or equal to ${MOST_TAGS}`,
          },
        ]
      : []
  return [
    ...tooMany,
    ...pairs.flatMap(({ key, value }, index) => [
      ...textProblems(TAG_KEY, `tags.${index + 1}.member.key`, key),
      ...textProblems(TAG_VALUE, `tags.${index + 1}.member.value`, value),
    ]),
  ]
}

/** Recorded: sts.test_sts::test_assume_role_tag_validation. */
function assertTags(keys: readonly string[], transitiveKeys: readonly string[]): void {
  const lower = keys.map((key) => key.toLowerCase())
  if (new Set(lower).size < lower.length)
    throw invalidParameter('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  if (lower.some((key) => key.startsWith('aws:')))
    throw invalidParameter('aws: prefixed tag key names are not allowed for external use.')
  if (transitiveKeys.some((key) => !lower.includes(key.toLowerCase())))
    throw invalidParameter('The specified transitive tag key must be included in the requested tags.')
}

export function invalidParameter(message: string): AwsRefusal {
  return new AwsRefusal('InvalidParameterValue', message)
}

function policyOf(text: string): PolicyDocument {
  try {
    const document: PolicyDocument = JSON.parse(text)
    assertUnderstood(document)
    return document
  } catch (error) {
    const why = error instanceof SyntaxError ? 'This policy contains invalid Json' : `Syntax errors in policy: ${error}`
    throw new AwsRefusal('MalformedPolicyDocument', why)
  }
}

/** How AWS packs is not documented (ASSUMED): compressed, into as many bytes as the policy alone may have characters. */
function packedPercentOf(policy: string | undefined, pairs: readonly object[]): number | undefined {
  if (policy === undefined && pairs.length === 0) return undefined
  const percent = Math.ceil((deflateRawSync(JSON.stringify([policy, pairs])).length / 2048) * 100)
  if (percent > 100)
    throw new AwsRefusal('PackedPolicyTooLarge', `Packed size of session tags consumes ${percent}% of allotted space.`)
  return percent
}

/** `RoleSessionName` is `roleSessionName` to the checker. */
function member(field: string): string {
  return field.charAt(0).toLowerCase() + field.slice(1)
}
