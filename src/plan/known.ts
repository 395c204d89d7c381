/**
 * What is an expression's value, as far as it is known before anything runs?
 *
 * Parameters with a value, pseudo parameters that never surprise, mappings and
 * conditions are worked out; what names a resource, or the output of an earlier
 * stack, stays as it is written. Used to say what a template changes where no
 * change set can be had.
 */
import { byText } from '../lib/sorted.ts'
import type { DesiredStack } from '../render/model.ts'
import { encodedText } from './encoded.ts'
import { PLACEHOLDER } from './references.ts'
import { isList, isMap, type Json, type JsonMap, type Template } from './template.ts'

/** Gone from the list or map it stands in. */
const NO_VALUE = 'AWS::NoValue'

export interface Scope {
  readonly template: Template
  /** Names whose value is known: parameters and pseudo parameters. */
  readonly values: ReadonlyMap<string, Json>
  /** Parameters fed by an output → how the output is written in a blueprint. */
  readonly outputs: ReadonlyMap<string, string>
}

export function scopeOf(stack: DesiredStack, template: Template): Scope {
  const values = new Map<string, Json>([
    ['AWS::AccountId', stack.accountId],
    ['AWS::Region', stack.region],
    ['AWS::StackName', stack.stackName],
  ])
  const outputs = new Map<string, string>()
  for (const [name, parameter] of Object.entries(template.parameters)) {
    const given = stack.parameters[name]
    if (given?.from === 'output') outputs.set(name, `stacks.${given.stack}.outputs.${given.output}`)
    const value = given?.from === 'value' ? given.value : parameter.default
    if (given?.from !== 'output' && value !== undefined)
      values.set(name, isListType(parameter.type) ? listed(value) : value)
  }
  return { template, values, outputs }
}

export function known(value: Json, scope: Scope): Json {
  if (isList(value)) return value.map((each) => known(each, scope)).filter((each) => !isNoValue(each))
  if (!isMap(value)) return value
  const entries = Object.entries(value)
  const [only] = entries
  if (entries.length === 1 && only !== undefined) {
    const worked = functionValue(only[0], only[1], scope)
    if (worked !== undefined) return worked
  }
  const inner = entries.map(([key, each]) => [key, known(each, scope)] as const)
  return Object.fromEntries(inner.filter(([, each]) => !isNoValue(each)))
}

/** Of a property: undefined where it turns out not to be given at all. */
export function knownProperty(value: Json | undefined, scope: Scope): Json | undefined {
  const result = value === undefined ? undefined : known(value, scope)
  return result === undefined || isNoValue(result) ? undefined : result
}

/** Undefined where it hangs on what is not known yet. A resource without condition always exists. */
export function holds(
  condition: string | undefined,
  scope: Scope,
  within: readonly string[] = [],
): boolean | undefined {
  if (condition === undefined) return true
  if (within.includes(condition)) return undefined
  return truth(scope.template.conditions[condition], scope, [...within, condition])
}

/** As a person reads it: text as it is, references as in `Fn::Sub`, what will be encoded as it was before, anything else as JSON with sorted keys. */
export function printed(value: Json): string {
  const readable = spelled(value)
  return typeof readable === 'string' ? readable : JSON.stringify(readable)
}

function spelled(value: Json): Json {
  if (isList(value)) return value.map(spelled)
  if (!isMap(value)) return value
  const { Ref: name, 'Fn::GetAtt': attribute, 'Fn::Sub': text, 'Fn::Base64': plain } = value
  if (typeof name === 'string') return `\${${name}}`
  if (isList(attribute)) return `\${${attribute.join('.')}}`
  if (typeof text === 'string') return text
  const encoded = plain === undefined ? undefined : spelled(plain)
  if (typeof encoded === 'string') return encodedText(encoded)
  const keys = Object.keys(value).sort(byText)
  return Object.fromEntries(keys.map((key) => [key, spelled(value[key] ?? null)]))
}

/** Undefined: no function that can be worked out; its arguments still may. */
function functionValue(name: string, argument: Json, scope: Scope): Json | undefined {
  switch (name) {
    case 'Ref':
      return typeof argument === 'string' ? referred(argument, scope) : undefined
    case 'Fn::Sub':
      return substituted(argument, scope)
    case 'Fn::If':
      return chosen(argument, scope)
    case 'Fn::Join':
      return joined(known(argument, scope))
    case 'Fn::Split':
      return split(known(argument, scope))
    case 'Fn::Select':
      return selected(known(argument, scope))
    case 'Fn::FindInMap':
      return looked(known(argument, scope), scope.template.mappings)
    default:
      return undefined
  }
}

function referred(name: string, { values, outputs }: Scope): Json | undefined {
  const output = outputs.get(name)
  return values.get(name) ?? (output === undefined ? undefined : { Ref: output })
}

function substituted(argument: Json, scope: Scope): Json | undefined {
  const [text, own] = isList(argument) ? argument : [argument]
  if (typeof text !== 'string') return undefined
  const locals = isMap(own) ? own : {}
  let isWhole = true
  const filled = text.replaceAll(PLACEHOLDER, (placeholder, raw: string) => {
    const name = raw.trim()
    const value = Object.hasOwn(locals, name) ? known(locals[name] ?? null, scope) : referred(name, scope)
    if (isScalar(value)) return String(value)
    isWhole = false
    return value === undefined ? placeholder : printed(value)
  })
  return isWhole ? filled.replaceAll('${!', '${') : { 'Fn::Sub': filled }
}

function chosen(argument: Json, scope: Scope): Json | undefined {
  if (!isList(argument)) return undefined
  const [condition, yes = null, no = null] = argument
  const verdict = typeof condition === 'string' ? holds(condition, scope) : undefined
  return verdict === undefined ? undefined : known(verdict ? yes : no, scope)
}

function joined(argument: Json): Json | undefined {
  const [separator, parts] = isList(argument) ? argument : []
  if (typeof separator !== 'string' || !isList(parts)) return undefined
  return parts.every(isScalar) ? parts.join(separator) : undefined
}

function split(argument: Json): Json | undefined {
  const [separator, text] = isList(argument) ? argument : []
  return typeof separator === 'string' && typeof text === 'string' ? text.split(separator) : undefined
}

function selected(argument: Json): Json | undefined {
  const [index, list] = isList(argument) ? argument : []
  return isList(list) && isScalar(index) ? list[Number(index)] : undefined
}

function looked(argument: Json, mappings: JsonMap): Json | undefined {
  if (!isList(argument) || argument.length !== 3) return undefined
  let value: Json | undefined = mappings
  for (const key of argument) value = isMap(value) && isScalar(key) ? value[String(key)] : undefined
  return value
}

function truth(expression: Json | undefined, scope: Scope, within: readonly string[]): boolean | undefined {
  if (!isMap(expression)) return undefined
  const [name, argument] = Object.entries(expression)[0] ?? []
  if (name === 'Condition' && typeof argument === 'string') return holds(argument, scope, within)
  if (!isList(argument)) return undefined
  if (name === 'Fn::Equals') return equal(argument.map((each) => known(each, scope)))
  const parts = argument.map((each) => truth(each, scope, within))
  if (name === 'Fn::Not') return parts[0] === undefined ? undefined : !parts[0]
  if (name === 'Fn::And') return parts.includes(false) ? false : parts.includes(undefined) ? undefined : true
  if (name === 'Fn::Or') return parts.includes(true) ? true : parts.includes(undefined) ? undefined : false
  return undefined
}

function equal([one, other]: readonly Json[]): boolean | undefined {
  return isScalar(one) && isScalar(other) ? String(one) === String(other) : undefined
}

function isScalar(value: Json | undefined): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function isNoValue(value: Json): boolean {
  return isMap(value) && value.Ref === NO_VALUE
}

function isListType(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<')
}

function listed(value: string): readonly string[] {
  return value.split(',').map((each) => each.trim())
}
