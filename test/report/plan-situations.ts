/**
 * Which plans does a reviewer meet?
 *
 * One value each; `plan-<name>.md` beside this file is how it reads.
 */
import type { PlanView } from '../../src/report/model.ts'
import { APPROVALS } from './situations/approvals.ts'
import { BEHIND } from './situations/behind.ts'
import { CHANGES } from './situations/changes.ts'
import { HOSTILE_STRINGS } from './situations/hostile.ts'
import { SAFEGUARDS } from './situations/safeguards.ts'

export const PLAN_SITUATIONS: { readonly [name: string]: () => PlanView } = {
  ...CHANGES,
  ...BEHIND,
  ...APPROVALS,
  ...SAFEGUARDS,
  ...HOSTILE_STRINGS,
}
