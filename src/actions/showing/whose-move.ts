/**
 * Of the plans that people read right now, which wait for whom?
 *
 * As the check of each says it on GitHub, by our own rows: a list of hundreds
 * asks GitHub nothing. What is ready to go stands before what its author has
 * to mend, and first what a reviewer has to read.
 */
import { CHECK_NAMES, type Publications, type PublishedCheck } from '../ports.ts'
import { checksNoted } from './written-checks.ts'

/** `nobody`: the bot itself is at it. */
export type Move = 'reviewer' | 'merger' | 'author' | 'nobody'

const ORDER: readonly Move[] = ['reviewer', 'merger', 'author', 'nobody']

interface Shown {
  readonly head: string
}

/** In each group as they came. */
export async function waitingPlans<Plan extends Shown>(
  rows: { readonly publications: Publications },
  open: readonly Plan[],
): Promise<readonly (Plan & { readonly move: Move })[]> {
  const checks = await checksNoted(
    { rows },
    open.map(({ head }) => ({ sha: head, name: CHECK_NAMES.plan })),
  )
  const told = open.map((plan, index) => ({ ...plan, move: moveOf(checks[index]) }))
  return told.sort((one, other) => ORDER.indexOf(one.move) - ORDER.indexOf(other.move))
}

function moveOf(check: PublishedCheck | undefined): Move {
  if (check?.status !== 'completed') return 'nobody'
  if (check.conclusion === 'action_required') return 'reviewer'
  return check.conclusion === 'success' ? 'merger' : 'author'
}
