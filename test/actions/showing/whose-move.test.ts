/**
 * Promise: of the plans that people read, those stand first that wait for somebody, by what their checks say on GitHub.
 */
import { expect, it } from 'vitest'
import type { CheckReport } from '../../../src/actions/ports.ts'
import { waitingPlans } from '../../../src/actions/showing/whose-move.ts'
import { publishCheck } from '../../../src/actions/showing/written-checks.ts'
import { fakeWorld } from '../../support/fake-world.ts'

const ENDINGS: { readonly [head: string]: CheckReport['outcome'] } = {
  planning: { status: 'in_progress' },
  refused: { status: 'completed', conclusion: 'failure' },
  approved: { status: 'completed', conclusion: 'success' },
  unread: { status: 'completed', conclusion: 'action_required' },
  another: { status: 'completed', conclusion: 'action_required' },
}

it('asks no more than the rows, and once', async () => {
  const { world, published } = fakeWorld()
  for (const [sha, outcome] of Object.entries(ENDINGS)) {
    const report = {
      sha,
      name: 'fleet / plan',
      title: '',
      summary: '',
      problems: [],
      externalId: 'x',
      outcome,
    } as const
    await publishCheck(world, 12, report)
  }
  const before = published.length
  const open = [...Object.keys(ENDINGS), 'unknown'].map((head, pull) => ({ head, pull }))
  const told = await waitingPlans(world.rows, open)
  expect(told.map(({ head, move }) => `${head} ${move}`)).toEqual([
    'unread reviewer',
    'another reviewer',
    'approved merger',
    'refused author',
    'planning nobody',
    'unknown nobody',
  ])
  expect(published).toHaveLength(before)
})
