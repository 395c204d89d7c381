/**
 * To what does an expression refer?
 *
 * The order of operations, the causes in a change set and the check of unknown
 * names all ask this. A reference inside `Fn::If` counts on both branches, as the
 * template's validity does not depend on its parameters.
 */
import { isList, isMap, type Json } from './json.ts'

export type Reference =
  | { readonly kind: 'ref'; readonly name: string }
  | { readonly kind: 'attribute'; readonly name: string; readonly attribute: string }
  | { readonly kind: 'condition'; readonly name: string; readonly via: string }

export function referencesIn(value: Json | undefined): readonly Reference[] {
  if (isList(value)) return value.flatMap(referencesIn)
  if (!isMap(value)) return []
  return Object.entries(value).flatMap(([key, argument]) => {
    const own = ownReferences(key, argument, Object.keys(value).length === 1)
    return [...own, ...referencesIn(key === 'Fn::GetAtt' ? undefined : argument)]
  })
}

function ownReferences(key: string, argument: Json, isFunction: boolean): readonly Reference[] {
  if (!isFunction) return []
  if (key === 'Ref' && typeof argument === 'string') return [{ kind: 'ref', name: argument }]
  if (key === 'Condition' && typeof argument === 'string')
    return [{ kind: 'condition', name: argument, via: 'Condition' }]
  if (key === 'Fn::GetAtt' && isList(argument) && typeof argument[0] === 'string')
    return [{ kind: 'attribute', name: argument[0], attribute: argument.slice(1).join('.') }]
  if (key === 'Fn::If' && isList(argument) && typeof argument[0] === 'string')
    return [{ kind: 'condition', name: argument[0], via: 'Fn::If' }]
  if (key === 'Fn::Sub') return placeholders(argument)
  return []
}

/** `${a}` is a Ref, `${a.b}` a GetAtt, `${!a}` a literal; names that the second argument defines are its own. */
function placeholders(argument: Json): readonly Reference[] {
  const [text, own] = isList(argument) ? argument : [argument]
  if (typeof text !== 'string') return []
  return [...text.matchAll(/\$\{([^!${}][^${}]*)\}/g)].flatMap(([, found = '']): readonly Reference[] => {
    const name = found.trim()
    if (isMap(own) && name in own) return []
    const dot = name.indexOf('.')
    return dot < 0
      ? [{ kind: 'ref', name }]
      : [{ kind: 'attribute', name: name.slice(0, dot), attribute: name.slice(dot + 1) }]
  })
}
