/**
 * How much may go wrong before nothing more is started?
 *
 * A failed stack counts against its wave's budget, an account that cannot be
 * reached against its ring's share. Within both, the rest goes on: one failed
 * account never fails the fleet.
 */
import type { Hold, RingRules, RolloutStack } from './model.ts'
import type { Wave } from './waves.ts'

/** `ring`: all stacks of the wave's ring, for the share of accounts. */
export function overBudget(
  rules: RingRules,
  of: { readonly ring: readonly RolloutStack[]; readonly wave: Wave; readonly number: number },
): Hold | undefined {
  const failed = of.wave.filter((row) => row.state === 'failed')
  if (failed.length > rules.failureBudget) {
    const allowed = rules.failureBudget === 0 ? 'none may' : `at most ${rules.failureBudget} may`
    return {
      waitingOn: 'failure',
      reason: `${counted(failed.length, 'stack')} failed in wave ${of.number} of ring ${rules.name}, where ${allowed}: ${named(failed)}; mend the cause, then \`/fleet retry\`, or \`/fleet skip\``,
    }
  }
  return tooManyUnreachable(rules, of.ring)
}

function tooManyUnreachable(rules: RingRules, ring: readonly RolloutStack[]): Hold | undefined {
  const all = accounts(ring).size
  const lost = accounts(ring.filter((row) => row.state === 'unreachable')).size
  if (lost === 0 || lost * 100 <= all * rules.unreachablePercent) return undefined
  return {
    waitingOn: 'unreachable',
    reason: `${lost} of ${counted(all, 'account')} in ring ${rules.name} cannot be reached, where at most ${rules.unreachablePercent}% may be; restore the roles, then \`/fleet retry\`, or \`/fleet skip\``,
  }
}

/** The first few by name: a hold is one line on a phone. */
export function named(rows: readonly RolloutStack[]): string {
  const sorted = rows.toSorted((a, b) => (a.ref.id < b.ref.id ? -1 : 1))
  const names = sorted.slice(0, 3).map((row) => `${row.ref.customer}/${row.ref.pipeline} ${row.ref.key}`)
  return rows.length > 3 ? `${names.join(', ')} and ${rows.length - 3} more` : names.join(', ')
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function accounts(rows: readonly RolloutStack[]): ReadonlySet<string> {
  return new Set(rows.map((row) => row.ref.accountId))
}
