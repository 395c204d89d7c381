/**
 * What does a stack give to others that it did not give before?
 *
 * Beside its resources, or as all that changes: they change what it feeds.
 * Told by the templates, because CloudFormation's own plan of a stack is
 * silent about outputs.
 */
import { byText } from '../lib/sorted.ts'
import type { DesiredStack } from '../render/model.ts'
import { holds, known, printed, type Scope, scopeOf } from './known.ts'
import type { Transition } from './model.ts'
import { type Json, parseTemplate } from './template.ts'
import { bounded } from './values.ts'

/** Sorted by name. */
export function outputChanges(before: DesiredStack, after: DesiredStack): NonNullable<Transition['outputs']> {
  const [old, wanted] = [before, after].map((stack) => outputsOf(scopeOf(stack, parseTemplate(stack.template))))
  const names = new Set([...(old?.keys() ?? []), ...(wanted?.keys() ?? [])])
  return [...names].sort(byText).flatMap((name) => {
    const [was, becomes] = [old?.get(name), wanted?.get(name)]
    if (was === becomes) return []
    return [
      {
        name,
        ...(was === undefined ? {} : { before: bounded(was) }),
        ...(becomes === undefined ? {} : { after: bounded(becomes) }),
      },
    ]
  })
}

/** Those that exist, or may; what one is exported as stands beside it, by its place in the template. */
function outputsOf(scope: Scope): ReadonlyMap<string, string> {
  const printedAt = (value: Json): string => printed(known(value, scope))
  return new Map(
    Object.entries(scope.template.outputs).flatMap(([name, { value, exportName, condition }]) => {
      if (holds(condition, scope) === false) return []
      const exported = exportName === undefined ? [] : [[`${name}.Export.Name`, printedAt(exportName)] as const]
      return [[name, printedAt(value)] as const, ...exported]
    }),
  )
}
