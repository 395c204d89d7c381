/**
 * How large is this plan, and how dangerous?
 *
 * The numbers of the first line, counted in one place for everybody who says
 * them. Of the changes as they are: classes and placeholders have no part in it.
 */
import { worstRisk } from './classify.ts'
import type { Plan, Risk } from './model.ts'

export interface Totals {
  readonly pipelines: number
  /** With those that could not be planned. */
  readonly stacks: number
  readonly created: number
  readonly unplanned: number
  readonly accounts: number
  readonly risk: Risk
}

export function totalsOf({ transitions, unplanned }: Pick<Plan, 'transitions' | 'unplanned'>): Totals {
  const stacks = [...transitions, ...unplanned].map((each) => each.stack)
  return {
    pipelines: new Set(stacks.map(({ customer, pipeline }) => `${customer}/${pipeline}`)).size,
    stacks: stacks.length,
    created: transitions.filter(({ from }) => from === 'absent').length,
    unplanned: unplanned.length,
    accounts: new Set(stacks.map(({ accountId }) => accountId)).size,
    risk: worstRisk(
      transitions.flatMap(({ changes, protections = [] }) =>
        [...changes, ...protections].map(({ verdict }) => verdict.risk),
      ),
    ),
  }
}
