/**
 * Which value does each template parameter get?
 *
 * Most follow from what thousands of pipelines have in common, and are filled
 * once for all of them. Of one pipeline those are filled anew that read a
 * setting which is another there, or that read anything of its own.
 */
import { type Expression, type Reference, readExpression } from '../fleet/expression.ts'
import type {
  Blueprint,
  BlueprintStack,
  Problem,
  ResolvedPipeline,
  SettingValue,
  SettingValues,
} from '../fleet/model.ts'
import { remembered } from '../fleet/remembered.ts'
import { settingIn, sharedValues } from '../fleet/setting-values.ts'
import type { ParameterValue } from './model.ts'
import { mayBeGiven, parameterProblems } from './parameter-problems.ts'
import { type Source, textOf } from './reference-text.ts'

export interface RenderedParameters {
  /** By stack, in the order of the blueprint; of a stack by name, sorted. */
  readonly parameters: readonly Filled[]
  readonly problems: readonly Problem[]
}

type Filled = { readonly [name: string]: ParameterValue }

export function renderParameters(resolved: ResolvedPipeline): RenderedParameters {
  const common = commonTo(resolved)
  const own: Record<string, ParameterValue>[] = []
  for (const { order, name, expression } of ownOf(resolved, common)) {
    const value = fill(resolved, expression)
    // What is wrong is told in order, of all parameters.
    if (value === undefined) return renderOneByOne(resolved)
    const filled = own[order] ?? { ...common.parameters[order] }
    filled[name] = value
    own[order] = filled
  }
  return { parameters: common.parameters.map((shared, order) => own[order] ?? shared), problems: [] }
}

/** The same problems, for who wants none of the values. */
export function unfilledParameters(resolved: ResolvedPipeline): readonly Problem[] {
  const own = ownOf(resolved, commonTo(resolved))
  const isFilled = own.every(({ expression }) => fill(resolved, expression) !== undefined)
  return isFilled ? [] : renderOneByOne(resolved).problems
}

/** The parameters that have to be filled for this pipeline, whatever others have. */
function ownOf(resolved: ResolvedPipeline, { never, readers, values }: Common): readonly Parameter[] {
  const found = [...never]
  collectReaders(found, readers, [values, resolved.values])
  return found
}

function renderOneByOne(resolved: ResolvedPipeline): RenderedParameters {
  const parameters = resolved.blueprint.stacks.map((): Record<string, ParameterValue> => ({}))
  const problems: Problem[] = []
  for (const { order, stack, name, expression } of parametersOf(resolved.blueprint)) {
    const value = fill(resolved, expression)
    const filled = parameters[order]
    if (value === undefined) problems.push(...parameterProblems({ resolved, stack, name, expression }))
    else if (filled !== undefined) filled[name] = value
  }
  return { parameters, problems }
}

/** Undefined where something is wrong (parameter-problems.ts), or is nothing that many have in common. */
function fill(source: Source, expression: Expression): ParameterValue | undefined {
  if (!expression.ok) return undefined
  const [first] = expression.parts
  if (expression.parts.length === 1 && first !== undefined && 'reference' in first) {
    const { reference } = first
    // An output stays symbolic: its value is CloudFormation's to say, and known after apply at the earliest.
    if (reference.root === 'stacks') return { from: 'output', stack: reference.stack, output: reference.output }
  }
  let value = ''
  for (const part of expression.parts) {
    const text = 'text' in part ? part.text : textOf(source, part.reference)
    if (text === undefined) return undefined
    value += text
  }
  return mayBeGiven(value) ? { from: 'value', value } : undefined
}

interface Parameter {
  /** Of its stack. */
  readonly order: number
  readonly stack: BlueprintStack
  readonly name: string
  readonly expression: Expression
}

/** By stack, then by name. Read once: a blueprint is shared by every pipeline that uses it. */
const parametersOf = remembered(({ stacks }: Blueprint): readonly Parameter[] =>
  stacks.flatMap((stack, order) =>
    Object.keys(stack.parameters)
      .toSorted()
      .map((name) => ({ order, stack, name, expression: readExpression(stack.parameters[name] ?? '') })),
  ),
)

/** What pipelines share that run the same releases of a blueprint on the same settings below their customers'. */
interface Common {
  readonly values: SettingValues
  readonly parameters: readonly Filled[]
  /** What cannot be filled without knowing the pipeline. */
  readonly never: readonly Parameter[]
  /** All others, by the settings that they read. */
  readonly readers: Readers
}

function commonTo(resolved: ResolvedPipeline): Common {
  return commonBy(resolved.releases)(resolved.blueprint)(sharedValues(resolved))
}

const commonBy = remembered((releases: ResolvedPipeline['releases']) =>
  remembered((blueprint: Blueprint) =>
    remembered((values: SettingValues) => commonOf({ releases, values }, blueprint)),
  ),
)

function commonOf(source: Pick<ResolvedPipeline, 'releases' | 'values'>, blueprint: Blueprint): Common {
  const parameters = blueprint.stacks.map((): Record<string, ParameterValue> => ({}))
  const never: Parameter[] = []
  const readers: Readers = { name: '', here: [], below: [] }
  for (const parameter of parametersOf(blueprint)) {
    const { order, name, expression } = parameter
    const value = fill(source, expression)
    if (value === undefined) never.push(parameter)
    else for (const reference of referencesOf(expression)) noteReader(readers, reference, parameter)
    const filled = parameters[order]
    // The place of what each pipeline fills itself, so that names stay in order.
    if (filled !== undefined) filled[name] = value ?? UNFILLED
  }
  return { values: source.values, parameters: parameters.map(readAtOnce), never, readers }
}

/** A map that was written name by name is a table to the engine, ten times as long to copy as one that was read whole. */
function readAtOnce(filled: Filled): Filled {
  return JSON.parse(JSON.stringify(filled))
}

const UNFILLED: ParameterValue = { from: 'value', value: '' }

function referencesOf(expression: Expression): readonly Reference[] {
  return expression.ok ? expression.parts.flatMap((part) => ('reference' in part ? [part.reference] : [])) : []
}

/** Parameters by the setting that they read, one map of settings within another. */
interface Readers {
  readonly name: string
  readonly here: Parameter[]
  readonly below: Readers[]
}

function noteReader(readers: Readers, reference: Reference, parameter: Parameter): void {
  if (reference.root !== 'settings') return
  let at = readers
  for (const name of reference.names) {
    let inner = at.below.find((each) => each.name === name)
    if (inner === undefined) {
      inner = { name, here: [], below: [] }
      at.below.push(inner)
    }
    at = inner
  }
  at.here.push(parameter)
}

type Pair = readonly [was: SettingValue | undefined, is: SettingValue | undefined]

/** Those that read a setting which is not the same in both; in a map that nobody touched nothing is looked at. */
function collectReaders(found: Parameter[], readers: Readers, [was, is]: Pair): void {
  found.push(...readers.here)
  for (const inner of readers.below) {
    const before = settingIn(was, inner.name)
    const after = settingIn(is, inner.name)
    if (before !== after) collectReaders(found, inner, [before, after])
  }
}
