/** Which rules does the base have in these tests, and what is an author told who changes them? */
import { expect } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import { atOnce } from '../../src/lib/turns.ts'
import { rulesApartSteps } from '../../src/plan/rules-apart.ts'
import { CUSTOMER, ground, PIPELINE, replace, tell } from '../fleet/told.ts'
import type { World } from '../support/world.ts'

const RULES = `policies: { careful: { approvals: 2 } }
approvers: { platform: { users: [octocat] } }
roles: { standard: { plan: fw-plan, apply: fw-apply, service: fw-service } }
policyRules:
  - { rule: wide, when: { moreThan: { percent: 10 } }, refuse: true, reason: ring by ring }
freezes:
  - { freeze: year-end, from: 2026-12-20T00:00:00Z, to: 2027-01-04T00:00:00Z, reason: nobody is here }
`
export const OTHER = 'customers/acme/pipelines/app.yml'
export const WINDOW = 'days: [tue], from: "02:00", to: "05:00", timezone: Europe/London'

/** All that can rule a pipeline; one beside it has its customer's window, a second customer has an account by named roles, and one without stacks. */
export const base = ground
  .edit('fleet.yml', (text) => text + RULES)
  .edit(CUSTOMER, (text) => `${text}windows: [{ ${WINDOW} }]\n`)
  .edit(PIPELINE, (text) => `${text}upgrade: { window: { ${WINDOW} } }\n`)
  .pipeline('acme', 'app')
  .customer('globex', { accounts: { prod: {}, spare: {} } })
  .edit('customers/globex/customer.yml', (text) => text.replace(/roles:\n( {6}.*\n){3}/, 'roles: standard\n'))
  .pipeline('globex', 'app')

export const setting = replace(PIPELINE, 'delaySeconds: 5', 'delaySeconds: 6')

export function told(head: World, was = base): string[] {
  const loaded = loadFleet(head.tree(), was.tree())
  expect(loaded.problems).toEqual([])
  const { fleet, problems } = atOnce(rulesApartSteps(loaded))
  expect(fleet === undefined).toBe(problems.length > 0)
  return problems.map(tell)
}
