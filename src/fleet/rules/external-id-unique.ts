/**
 * Is each external id used by one account only?
 *
 * An external id is what keeps one customer's roles from being reached in
 * another's name (the confused deputy); shared, it keeps nothing.
 */
import type { Sourced } from '../draft.ts'
import type { Problem, Range } from '../model.ts'
import { type Parsed, valueAt } from '../places.ts'
import { remembered } from '../remembered.ts'
import { hasOldCustomers, oldCustomersFirst, type RuleContext } from './rule.ts'

export function externalIdUnique(context: RuleContext): readonly Problem[] {
  return hasOldCustomers(context) ? [] : sharedIn(oldCustomersFirst(context))
}

const sharedIn = remembered((files: readonly Sourced<'customer'>[]): readonly Problem[] => {
  const first = new Map<string, { readonly parsed: Parsed; readonly index: number }>()
  const problems: Problem[] = []
  for (const { raw, parsed } of files) {
    for (const [index, account] of raw.accounts.entries()) {
      const known = first.get(account.externalId)
      if (known === undefined) first.set(account.externalId, { parsed, index })
      else problems.push(shared(placeOf(known.parsed, known.index), placeOf(parsed, index)))
    }
  }
  return problems
})

function placeOf(parsed: Parsed, index: number): Range {
  return valueAt(parsed, `/accounts/${index}/externalId`)
}

function shared(known: Range, at: Range): Problem {
  return {
    code: 'external-id-shared',
    message: `this external id is already used in ${known.file}, line ${known.line}`,
    expected: 'an external id that no other account has',
    at,
    related: [known],
  }
}
