/**
 * Is every change of this stack destructive, whatever it looks like?
 *
 * Where a template does what is refused in general, CloudFormation's answer no
 * longer says what will happen. Where an identity setting changes, it says so
 * and it looks harmless. Both are known before anything is compared.
 */
import type { DesiredStack } from '../render/model.ts'
import { isWorse } from './classify.ts'
import type { DesiredFrom, ParameterChange, ResourceChange, Verdict } from './model.ts'

export interface Facts {
  readonly stack: DesiredStack
  readonly from: DesiredFrom
  readonly changes: readonly ResourceChange[]
  readonly parameters: readonly ParameterChange[]
}

export function aggravated(facts: Facts): readonly ResourceChange[] {
  const reason = reasonOf(facts)
  if (reason === undefined) return facts.changes
  const verdict: Verdict = { risk: 'destructive', reason }
  // A reason that is as bad says more of the single change.
  return facts.changes.map((change) => (isWorse(verdict.risk, change.verdict.risk) ? { ...change, verdict } : change))
}

function reasonOf({ stack, from, parameters }: Facts): string | undefined {
  if (stack.exceptions.length > 0) {
    return `its template uses ${stack.exceptions.join(', ')} by exception: what that runs or reads, no reviewer sees`
  }
  // Nothing is known yet by what a new stack is called.
  if (from === 'absent') return undefined
  const [identity] = parameters.filter(({ name }) => stack.identityParameters.includes(name))
  return identity === undefined
    ? undefined
    : `an identity setting changes (parameter ${identity.name}): what runs begins anew beside what it had`
}
