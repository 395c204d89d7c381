/**
 * To what does an expression of a template refer?
 *
 * A reference counts on both branches of an `Fn::If`, and a condition brings
 * everything that its definition names: what feeds a stack must not slip
 * through a branch that is not taken today.
 */
import { isList, isMap, type Json, type JsonMap } from './template.ts'

export interface References {
  /** By `Ref` (or plainly in `Fn::Sub`): parameters, resources and pseudo parameters. */
  readonly refs: ReadonlySet<string>
  /** Resources one of whose attributes is read. */
  readonly attributes: ReadonlySet<string>
  /** Those of them of which only the ARN is read: like a name, it stays until the resource is replaced. */
  readonly arns: ReadonlySet<string>
  readonly mappings: ReadonlySet<string>
  /** Those that it stands under or chooses by, and those that these are made of. */
  readonly conditions: ReadonlySet<string>
}

interface Found {
  readonly refs: Set<string>
  readonly attributes: Set<string>
  readonly others: Set<string>
  readonly mappings: Set<string>
  readonly conditions: Set<string>
}

/** `conditions`: the template's own, by name; `under`: the condition that the expression as a whole stands under. */
export function referencesIn(value: Json | undefined, conditions: JsonMap, under?: string): References {
  const found: Found = {
    refs: new Set(),
    attributes: new Set(),
    others: new Set(),
    mappings: new Set(),
    conditions: new Set(),
  }
  if (under !== undefined) follow(under, conditions, found)
  walk(value, conditions, found)
  return { ...found, arns: found.attributes.difference(found.others) }
}

function walk(value: Json | undefined, conditions: JsonMap, found: Found): void {
  if (isList(value)) for (const each of value) walk(each, conditions, found)
  if (!isMap(value)) return
  for (const [key, argument] of Object.entries(value)) {
    const [first] = isList(argument) ? argument : [argument]
    if (key === 'Ref' && typeof argument === 'string') found.refs.add(argument)
    else if (key === 'Fn::GetAtt') attribute(isList(argument) ? argument.join('.') : String(argument), found)
    else if (key === 'Fn::Sub') substituted(argument, found)
    else if (key === 'Fn::FindInMap' && typeof first === 'string') found.mappings.add(first)
    else if ((key === 'Fn::If' || key === 'Condition') && typeof first === 'string') follow(first, conditions, found)
    walk(argument, conditions, found)
  }
}

function follow(condition: string, conditions: JsonMap, found: Found): void {
  // Conditions that name each other in a circle are AWS's to refuse, not ours to hang on.
  if (found.conditions.has(condition)) return
  found.conditions.add(condition)
  walk(conditions[condition], conditions, found)
}

/** `${A}` is a Ref, `${A.B}` a GetAtt, `${!A}` a literal; names that the second argument defines are its own. */
function substituted(argument: Json, found: Found): void {
  const [text, own] = isList(argument) ? argument : [argument]
  if (typeof text !== 'string') return
  for (const [, name = ''] of text.matchAll(PLACEHOLDER)) {
    const bare = name.trim()
    // `constructor` is in every object; what counts is what the author wrote.
    if (isMap(own) && Object.hasOwn(own, bare)) continue
    if (bare.includes('.')) attribute(bare, found)
    else found.refs.add(bare)
  }
}

/** `Resource.Attribute`, where an attribute may hold dots of its own. */
function attribute(path: string, found: Found): void {
  const [name = '', ...rest] = path.split('.')
  found.attributes.add(name)
  if (rest.join('.') !== 'Arn') found.others.add(name)
}

/** `${Name}` in `Fn::Sub`; `${!Literal}` is none. */
export const PLACEHOLDER = /\$\{([^!${}][^${}]*)\}/g
