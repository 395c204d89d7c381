/** A plan of nothing, with the digest that it really has. */
import { assemblePlan } from '../../src/plan/assemble.ts'

export const EMPTY_PLAN = assemblePlan({ transitions: [], unplanned: [] })
