/**
 * What does a new stack bring?
 *
 * Every resource its template creates, with the properties as far as they are
 * known. Read from the template alone, so that a pull request leaves nothing
 * behind in a customer's account.
 */
import { byText } from '../lib/sorted.ts'
import type { DesiredStack } from '../render/model.ts'
import { holds, scopeOf } from './known.ts'
import type { ResourceChange, Verdict } from './model.ts'
import { parseTemplate } from './template.ts'
import { addition } from './template-diff.ts'

/** Nothing exists yet that a new stack could disturb: what would be a new grant elsewhere is none here. */
const NEW: Verdict = { risk: 'routine', reason: 'is created with its stack' }

export function createChanges(stack: DesiredStack): readonly ResourceChange[] {
  const scope = scopeOf(stack, parseTemplate(stack.template))
  return Object.entries(scope.template.resources)
    .flatMap(([logicalId, resource]) => {
      const exists = holds(resource.condition, scope)
      if (exists === false) return []
      const change = addition(logicalId, resource, scope)
      // An output that does not exist yet decides: shown as coming, and said so.
      const open = { path: 'Condition', knownAfterApply: true as const, recreation: 'never' as const }
      const properties = exists === undefined ? [open, ...change.properties] : change.properties
      return [{ ...change, properties, verdict: NEW }]
    })
    .sort((one, other) => byText(one.logicalId, other.logicalId))
}
