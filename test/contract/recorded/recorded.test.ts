/**
 * Does the simulated AWS answer as real AWS was recorded to answer?
 *
 * The tables beside this file are the recordings, typed as facts; this file plays
 * them through the real SDK.
 */
import { expect, test } from 'vitest'
import { testWorld } from '../../sim/aws/world.ts'
import { ATTRIBUTES } from './attributes.ts'
import { CAUSES } from './causes.ts'
import { CHANGE_SET_LIVES } from './change-set-lives.ts'
import { CONDITIONS } from './conditions.ts'
import { DEPENDENCIES } from './dependencies.ts'
import { DRIFT_AND_ROLES } from './drift-and-roles.ts'
import { IMPORTS } from './imports.ts'
import { JOINS } from './joins.ts'
import { LISTS } from './lists.ts'
import { MAPPINGS } from './mappings.ts'
import { PARAMETERS } from './parameters.ts'
import { REFERENCES } from './references.ts'
import { REFUSALS } from './refusals.ts'
import { RESOLVED } from './resolved.ts'
import type { Scenario } from './scenario.ts'
import { STACK_LIVES } from './stack-lives.ts'
import { STACK_POLICIES } from './stack-policies.ts'
import { SUBSTITUTIONS } from './substitutions.ts'
import { updateScenario } from './update.ts'

const SCENARIOS: readonly Scenario[] = [
  ...[
    ...REFERENCES,
    ...ATTRIBUTES,
    ...JOINS,
    ...LISTS,
    ...SUBSTITUTIONS,
    ...MAPPINGS,
    ...CONDITIONS,
    ...DEPENDENCIES,
    ...PARAMETERS,
    ...CAUSES,
    ...RESOLVED,
  ].map(updateScenario),
  ...REFUSALS,
  ...CHANGE_SET_LIVES,
  ...STACK_LIVES,
  ...STACK_POLICIES,
  ...DRIFT_AND_ROLES,
  ...IMPORTS,
]

test.each(SCENARIOS)('$name', async ({ run, additionsReplace = false }) => {
  await using world = await testWorld({ additionsReplace })
  await run(world)
})

test('at least sixty recordings are held, each under its own name', () => {
  const names = SCENARIOS.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.length).toBeGreaterThanOrEqual(60)
})
