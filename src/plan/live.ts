/**
 * Which desired state is this stack at?
 *
 * Nothing we could write beside AWS says so for certain, so two witnesses have
 * to agree: the name of the last executed change set, and what the stack
 * consists of. After a rollback the name belongs to what failed, and the
 * content alone decides. Where they do not agree we do not know, and say so.
 */
import { canonicalJson, short } from '../lib/digest.ts'
import { desiredDigest } from '../render/desired.ts'
import type { DesiredStack } from '../render/model.ts'
import { type DescribedChangeSet, type DesiredFrom, type LiveStack, NEVER_SUCCEEDED, type StackRef } from './model.ts'
import { parseChangeSetName } from './names.ts'
import { parseJson, parseTemplate } from './template.ts'

export interface MissingOutput {
  readonly stack: string
  readonly output: string
}

/** By stack key: what each puts out. */
export type Outputs = ReadonlyMap<string, Values>

type Values = { readonly [output: string]: string }

const SUCCEEDED: ReadonlySet<string> = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE'])
const ROLLED_BACK: ReadonlySet<string> = new Set(['UPDATE_ROLLBACK_COMPLETE', 'IMPORT_ROLLBACK_COMPLETE'])
const MANAGED_BY = 'fleetwright:managed-by'

/** `outputsOf`: outputs of an earlier stack of the same pipeline, by its key. */
export function desiredFrom(
  live: LiveStack | undefined,
  liveTemplate: string | undefined,
  candidates: readonly DesiredStack[],
  outputsOf: (stackKey: string) => Values | undefined,
): DesiredFrom {
  if (live === undefined) return 'absent'
  if (liveTemplate === undefined) return 'unknown'
  const alike = candidates.filter((stack) => isAlike({ stack, live, liveTemplate, outputsOf }))
  const agreeing = alike.filter(({ serviceRoleArn }) => serviceRoleArn === (live.serviceRoleArn ?? serviceRoleArn))
  const found = new Set(agreeing.map((stack) => short(desiredDigest(stack))))
  if (SUCCEEDED.has(live.status)) {
    const named = live.lastChangeSetName === undefined ? undefined : parseChangeSetName(live.lastChangeSetName)
    if (named === undefined) return 'unknown'
    if (found.has(named.desired)) return named.desired
    const [only, ...others] = alike.filter((stack) => lastSets(stack, live).includes(named.desired))
    return only === undefined || others.length > 0 ? 'unknown' : short(desiredDigest(only))
  }
  const [only] = found
  // Two candidates that look alike from outside (secret versions, say) cannot be told apart without the name.
  return ROLLED_BACK.has(live.status) && found.size === 1 && only !== undefined ? only : 'unknown'
}

/**
 * What its last set may have been named after: CloudFormation takes no update that changes only the alarms or the role,
 * they go with the next one, under its name. A set lists those alarms that exist, and is named after all that are wanted.
 */
function lastSets(
  stack: DesiredStack,
  { rollback, serviceRoleArn = stack.serviceRoleArn }: LiveStack,
): readonly string[] {
  return [stack.rollback, rollback].map((each) => short(desiredDigest({ ...stack, rollback: each, serviceRoleArn })))
}

interface Comparison {
  readonly stack: DesiredStack
  readonly live: LiveStack
  readonly liveTemplate: string
  readonly outputsOf: (stackKey: string) => Values | undefined
}

function isAlike({ stack, live, liveTemplate, outputsOf }: Comparison): boolean {
  const resolved = valuesOf(stack, outputsOf)
  if ('missing' in resolved) return false
  return (
    isGiven(stack, resolved.values, live.parameters) &&
    canonicalJson(stack.tags) === canonicalJson(live.tags) &&
    isSameTemplate(stack.template, liveTemplate)
  )
}

function isSameTemplate(wanted: string, live: string): boolean {
  if (wanted === live) return true
  const [one, other] = [parseJson(wanted), parseJson(live)]
  return one !== undefined && other !== undefined && canonicalJson(one) === canonicalJson(other)
}

/** Was this set made with exactly these values? Its name tells the two ends of its way, and no output that feeds it. */
export function hasValues(set: DescribedChangeSet, stack: DesiredStack, values: Values): boolean {
  return isGiven(stack, values, set.parameters)
}

/** AWS lists a parameter that was not given with its default. */
function isGiven(stack: DesiredStack, values: Values, shown: Values): boolean {
  // To read the template is most of what this takes, and all of ours are given.
  const defaults = isOfSameNames(values, shown) ? {} : defaultsOf(stack.template)
  return canonicalJson({ ...defaults, ...values }) === canonicalJson({ ...defaults, ...shown })
}

function isOfSameNames(one: Values, other: Values): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => Object.hasOwn(other, name))
}

function defaultsOf(template: string): Values {
  const entries = Object.entries(parseTemplate(template).parameters).flatMap(([name, parameter]) =>
    parameter.default === undefined ? [] : [[name, parameter.default] as const],
  )
  return Object.fromEntries(entries)
}

/** Every parameter's value, given the outputs of earlier stacks by stack key; or the outputs that do not exist. */
export function resolveParameters(
  stack: DesiredStack,
  outputs: Outputs,
): { readonly values: Values } | { readonly missing: readonly MissingOutput[] } {
  return valuesOf(stack, (key) => outputs.get(key))
}

/** With the outputs that are known in the place of their names; `fed` parameters are not. */
export function withOutputs(stack: DesiredStack, outputs: Outputs, fed: readonly string[]): DesiredStack {
  const parameters = Object.entries(stack.parameters).map(([name, parameter]) => {
    if (parameter.from === 'value' || fed.includes(name)) return [name, parameter] as const
    const value = outputs.get(parameter.stack)?.[parameter.output]
    return [name, value === undefined ? parameter : ({ from: 'value', value } as const)] as const
  })
  return { ...stack, parameters: Object.fromEntries(parameters) }
}

function valuesOf(
  stack: DesiredStack,
  outputsOf: (stackKey: string) => Values | undefined,
): { readonly values: Values } | { readonly missing: readonly MissingOutput[] } {
  const values: Record<string, string> = {}
  const missing: MissingOutput[] = []
  for (const [name, parameter] of Object.entries(stack.parameters)) {
    const value = parameter.from === 'value' ? parameter.value : outputsOf(parameter.stack)?.[parameter.output]
    if (value !== undefined) values[name] = value
    else if (parameter.from === 'output') missing.push({ stack: parameter.stack, output: parameter.output })
  }
  return missing.length > 0 ? { missing } : { values }
}

/** Also while CloudFormation cleans up after an update: it takes no other operation then. A set under review runs nothing. */
export function isInProgress(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS'
}

/** By status alone: a stack that was never once complete, so CloudFormation cannot update it and nothing depends on it. */
export function isNeverSucceeded(status: string): boolean {
  return NEVER_SUCCEEDED.has(status)
}

/** Neither at work nor at rest: until somebody continues the rollback, CloudFormation makes no set and no update of it. */
export function isStuck(status: string): boolean {
  return status === 'UPDATE_ROLLBACK_FAILED' || status === 'IMPORT_ROLLBACK_FAILED'
}

export function isOurs(live: LiveStack): boolean {
  return live.tags[MANAGED_BY] === 'fleetwright'
}

export function stackRef(stack: DesiredStack): StackRef {
  const { id, customer, pipeline, key, accountId, region, stackName, ring, order } = stack
  return { id, customer, pipeline, key, accountId, region, stackName, ring, order }
}
