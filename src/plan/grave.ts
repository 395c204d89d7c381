/**
 * Is every change of this stack worse than it looks?
 *
 * Where a template does what is refused in general, CloudFormation's answer no
 * longer says what will happen. Where an identity setting changes, or the
 * version of a secret, it says so and it looks harmless. All of it is known
 * before anything is compared.
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
  const verdict = verdictOf(facts)
  if (verdict === undefined) return facts.changes
  // A reason that is as bad says more of the single change.
  return facts.changes.map((change) => (isWorse(verdict.risk, change.verdict.risk) ? { ...change, verdict } : change))
}

function verdictOf({ stack, from, parameters }: Facts): Verdict | undefined {
  if (stack.exceptions.length > 0) {
    const names = stack.exceptions.join(', ')
    return destructive(`its template uses ${names} by exception: what that runs or reads, no reviewer sees`)
  }
  // Nothing is known yet by what a new stack is called, and nothing reads its secrets.
  if (from === 'absent') return undefined
  const identity = parameters.find(({ touches }) => touches === 'identity')
  if (identity !== undefined) {
    const what = `an identity setting changes (parameter ${identity.name})`
    return destructive(`${what}: what runs begins anew beside what it had`)
  }
  const secret = parameters.find(({ touches }) => touches === 'secret')
  return secret === undefined
    ? undefined
    : {
        risk: 'disruptive',
        reason: `another version of a secret is used (parameter ${secret.name}): no reviewer sees what is in it`,
      }
}

function destructive(reason: string): Verdict {
  return { risk: 'destructive', reason }
}
