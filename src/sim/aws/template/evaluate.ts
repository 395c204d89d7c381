/**
 * What is the value of an expression?
 *
 * One evaluator for plans and for operations: they differ in what a resource
 * answers (`Scope`). What a plan cannot know is the marker that AWS itself
 * shows: a Join of it is the marker alone (recorded `test_change_set_fn_join`), a
 * Sub holds it inside its text (recorded `test_serverless_fn_transform`).
 */
import { validationError } from '../errors.ts'
import { cidrBlocks } from './cidr.ts'
import { isList, isMap, type Json, type JsonMap, KNOWN_AFTER_APPLY } from './json.ts'

export interface Scope {
  readonly region: string
  readonly parameters: Readonly<Record<string, Json>>
  readonly pseudo: Readonly<Record<string, Json>>
  readonly mappings: JsonMap
  readonly conditions: JsonMap
  readonly imports: Readonly<Record<string, string | undefined>>
  reference(logicalId: string): Json
  attribute(logicalId: string, name: string): Json
}

/** Every function that templates may use here; any other is refused when the template is read. */
export const KNOWN_FUNCTIONS: readonly string[] = [
  'Fn::Sub',
  'Fn::GetAtt',
  'Fn::Join',
  'Fn::Select',
  'Fn::Split',
  'Fn::If',
  'Fn::FindInMap',
  'Fn::Base64',
  'Fn::GetAZs',
  'Fn::ImportValue',
  'Fn::Cidr',
]

/** `undefined` is `AWS::NoValue`: the property or list entry is left out. */
export function evaluate(value: Json, scope: Scope): Json | undefined {
  if (isList(value)) return value.map((entry) => evaluate(entry, scope)).filter((entry) => entry !== undefined)
  if (!isMap(value)) return value
  const call = functionOf(value)
  if (call) return apply(call.name, call.argument, scope)
  return evaluateMap(value, scope)
}

export function evaluateMap(map: JsonMap, scope: Scope): JsonMap {
  const entries = Object.entries(map).map(([key, child]) => [key, evaluate(child, scope)] as const)
  return Object.fromEntries(entries.flatMap(([key, child]) => (child === undefined ? [] : [[key, child]])))
}

export function functionOf(value: JsonMap): { readonly name: string; readonly argument: Json } | undefined {
  const [entry, ...more] = Object.entries(value)
  if (!entry || more.length > 0) return undefined
  const [name, argument] = entry
  return name === 'Ref' || name.startsWith('Fn::') ? { name, argument } : undefined
}

/** @throws AwsRefusal if a condition refers to itself or to nothing. */
export function holds(name: string, scope: Scope, asked: readonly string[] = []): boolean {
  const condition = scope.conditions[name]
  if (condition === undefined || asked.includes(name))
    throw validationError(`Template error: unresolved condition dependency ${name} in Conditions`)
  return truth(condition, scope, [...asked, name])
}

function truth(condition: Json, scope: Scope, asked: readonly string[]): boolean {
  const [[name, argument] = ['', null]] = isMap(condition) ? Object.entries(condition) : []
  if (name === 'Condition') return holds(String(argument), scope, asked)
  const operands = isList(argument) ? argument : []
  if (name === 'Fn::Not' && operands[0] !== undefined) return !truth(operands[0], scope, asked)
  if (name === 'Fn::And') return operands.every((operand) => truth(operand, scope, asked))
  if (name === 'Fn::Or') return operands.some((operand) => truth(operand, scope, asked))
  if (name === 'Fn::Equals' && operands.length === 2) {
    const [left, right] = operands.map((operand) => evaluate(operand, scope))
    return String(left) === String(right)
  }
  throw validationError('Template error: every Fn::Equals object requires a list of 2 string parameters.')
}

function apply(name: string, argument: Json, scope: Scope): Json | undefined {
  switch (name) {
    case 'Ref':
      return reference(String(argument), scope)
    case 'Fn::GetAtt':
      return attribute(argument, scope)
    case 'Fn::Sub':
      return substitute(argument, scope)
    case 'Fn::Join':
      return join(argument, scope)
    case 'Fn::Select':
      return select(argument, scope)
    case 'Fn::Split':
      return split(argument, scope)
    case 'Fn::If':
      return choose(argument, scope)
    case 'Fn::FindInMap':
      return find(argument, scope)
    case 'Fn::Base64':
      return base64(evaluate(argument, scope))
    case 'Fn::GetAZs':
      return zones(evaluate(argument, scope), scope)
    case 'Fn::ImportValue':
      return scope.imports[String(evaluate(argument, scope))] ?? KNOWN_AFTER_APPLY
    case 'Fn::Cidr':
      return cidrBlocks(isList(argument) ? argument.map((part) => evaluate(part, scope)) : [])
    default:
      throw validationError(`Template error: ${name} is not simulated`)
  }
}

function reference(name: string, scope: Scope): Json | undefined {
  if (name === 'AWS::NoValue') return undefined
  return scope.pseudo[name] ?? scope.parameters[name] ?? scope.reference(name)
}

function attribute(argument: Json, scope: Scope): Json {
  const parts = isList(argument) ? argument.map(String) : String(argument).split('.')
  const [logicalId, ...name] = parts
  if (!logicalId || name.length === 0 || name.join('') === '')
    throw validationError(
      'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
    )
  return scope.attribute(logicalId, name.join('.'))
}

function substitute(argument: Json, scope: Scope): Json {
  const [text, own] = isList(argument) ? argument : [argument]
  if (typeof text !== 'string')
    throw validationError("Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments.")
  return text
    .replace(/\$\{([^!${}][^${}]*)\}/g, (_, found: string) => {
      const name = found.trim()
      const local = isMap(own) ? own[name] : undefined
      if (local !== undefined) return String(evaluate(local, scope) ?? '')
      const dot = name.indexOf('.')
      const value = dot < 0 ? reference(name, scope) : scope.attribute(name.slice(0, dot), name.slice(dot + 1))
      return isList(value) ? value.join(',') : String(value ?? '')
    })
    .replace(/\$\{!([^}]*)\}/g, '$${$1}')
}

const JOIN_RULE =
  'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.'

/** What a plan stumbles over without failing: a Join of the parts of a text that is not known yet (recorded `test_fn_split_with_get_att`). */
export function stumbles(value: Json, scope: Scope): string | undefined {
  const children = isList(value) ? value : isMap(value) ? Object.values(value) : []
  const call = isMap(value) ? functionOf(value) : undefined
  const parts = call?.name === 'Fn::Join' && isList(call.argument) ? call.argument[1] : undefined
  if (isMap(parts) && 'Fn::Split' in parts && evaluate(parts, scope) === KNOWN_AFTER_APPLY) return JOIN_RULE
  return children.map((child) => stumbles(child, scope)).find((found) => found !== undefined)
}

function join(argument: Json, scope: Scope): Json {
  const [delimiter, parts] = isList(argument) ? argument : []
  const list = parts === undefined ? undefined : evaluate(parts, scope)
  if (list === KNOWN_AFTER_APPLY) return KNOWN_AFTER_APPLY
  if (typeof delimiter !== 'string' || !isList(list)) throw validationError(JOIN_RULE)
  return list.some((part) => String(part).includes(KNOWN_AFTER_APPLY))
    ? KNOWN_AFTER_APPLY
    : list.map(String).join(delimiter)
}

function select(argument: Json, scope: Scope): Json | undefined {
  const [position, from] = isList(argument) ? argument : []
  const index = Number(position === undefined ? Number.NaN : evaluate(position, scope))
  const list = from === undefined ? undefined : evaluate(from, scope)
  if (list === KNOWN_AFTER_APPLY) return KNOWN_AFTER_APPLY
  const chosen = Number.isInteger(index) && isList(list) ? list[index] : undefined
  // Recorded test_invalid_select_index_type: an index out of range is refused in the same words as one that is no number.
  if (chosen === undefined)
    throw validationError(
      'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
    )
  return chosen
}

function split(argument: Json, scope: Scope): Json {
  const [delimiter, source] = isList(argument) ? argument : []
  const text = source === undefined ? undefined : evaluate(source, scope)
  if (typeof text === 'string' && !isKnown(text)) return KNOWN_AFTER_APPLY
  if (typeof delimiter !== 'string' || typeof text !== 'string')
    throw validationError(
      'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
    )
  return text.split(delimiter)
}

function choose(argument: Json, scope: Scope): Json | undefined {
  const [condition, then, otherwise] = isList(argument) ? argument : []
  if (typeof condition !== 'string' || then === undefined || otherwise === undefined)
    throw validationError('Template error: Fn::If requires a list argument with three elements')
  return evaluate(holds(condition, scope) ? then : otherwise, scope)
}

function find(argument: Json, scope: Scope): Json {
  const keys = (isList(argument) ? argument : []).map((key) => String(evaluate(key, scope)))
  const [map = '', first = '', second = ''] = keys
  const level = scope.mappings[map]
  const row = isMap(level) ? level[first] : undefined
  const value = isMap(row) ? row[second] : undefined
  if (value === undefined)
    throw validationError(`Template error: Unable to get mapping for ${map}::${first}::${second}`)
  return value
}

function base64(value: Json | undefined): Json {
  if (typeof value !== 'string')
    throw validationError('Template error: every Fn::Base64 object must have a String-typed value.')
  return isKnown(value) ? Buffer.from(value).toString('base64') : KNOWN_AFTER_APPLY
}

/** Three zones a region; which letters an account has is ASSUMED. */
function zones(region: Json | undefined, scope: Scope): Json {
  const name = region === '' || region === undefined ? scope.region : String(region)
  return ['a', 'b', 'c'].map((letter) => `${name}${letter}`)
}

function isKnown(text: string): boolean {
  return !text.includes(KNOWN_AFTER_APPLY)
}
