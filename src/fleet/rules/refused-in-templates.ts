/**
 * Is what this template does refused, or did fleet.yml make an exception?
 *
 * The exception is read from the base: a pull request that brings both the
 * exception and its use would be its own judge. It must still stand in the
 * head, so that none is taken back while it is used.
 */
import { kindOf } from '../layout.ts'
import type { Fleet, Problem } from '../model.ts'
import { keyAt, valueAt } from '../places.ts'
import type { RuleContext } from './rule.ts'

/** What a template does that is refused in general. */
export interface Refusable extends Pick<Problem, 'code' | 'message' | 'expected'> {
  /** JSON pointer. */
  readonly path: string
  readonly on: 'key' | 'value'
  /** Words of `templates.allow`, all of which it needs; none: nothing can allow it. */
  readonly types: readonly string[]
}

export function refusedIn(context: RuleContext, find: (body: unknown) => readonly Refusable[]): readonly Problem[] {
  const { draft, fleet, base } = context
  const problems: Problem[] = []
  for (const [file, template] of draft.templates) {
    const kind = kindOf(file)
    if (kind.kind !== 'template') continue
    for (const { path, on, types, ...words } of find(template.value)) {
      const isNamed = isAllowed(fleet, kind.blueprint, types)
      if (isNamed && (base === undefined || isAllowed(base.fleet, kind.blueprint, types))) continue
      problems.push({
        ...words,
        ...(isNamed ? { hint: 'fleet.yml allows it from the next pull request on: merge the exception first' } : {}),
        at: on === 'key' ? keyAt(template, path) : valueAt(template, path),
      })
    }
  }
  return problems
}

function isAllowed({ allowed }: Fleet, blueprint: string, types: readonly string[]): boolean {
  return (
    types.length > 0 &&
    types.every((type) => allowed.some((each) => each.blueprint === blueprint && each.type === type))
  )
}
