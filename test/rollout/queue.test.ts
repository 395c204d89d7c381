/** Which rollouts do later merges have to wait for? */
import { expect, it } from 'vitest'
import type { Rollout, RolloutStack } from '../../src/rollout/model.ts'
import { holdsUpLater } from '../../src/rollout/queue.ts'
import { ring, rolloutOf, rowsOf, START } from './fleet.ts'

const rings = [ring('broad', { unreachablePercent: 50 })]
const evidenceAt = Temporal.Instant.from(START).add({ minutes: 5 }).toString()

function rows(...states: readonly RolloutStack['state'][]): readonly RolloutStack[] {
  return ['acme', 'globex', 'initech'].slice(0, states.length).flatMap((customer, index) =>
    rowsOf('broad', customer).map((row) => {
      const state = states[index] ?? 'waiting'
      return { ...row, state, ...(state === 'done' ? { evidenceAt } : {}) }
    }),
  )
}

it.each<[string, Rollout['state'], readonly RolloutStack[], boolean]>([
  ['moves', 'running', rows('done', 'applying'), true],
  ['is held', 'held', rows('waiting'), true],
  ['is held and moves no stack', 'held', [], false],
  ['is paused', 'paused', rows('done', 'waiting'), true],
  ['stopped for a failure', 'stopped', rows('done', 'failed'), true],
  ['stopped before it reached everybody', 'stopped', rows('done', 'unreachable', 'waiting'), true],
  ['has only unreachable accounts left', 'stopped', rows('done', 'unreachable', 'skipped'), false],
  ['has ended', 'done', rows('done'), false],
])('a rollout that %s', (_name, state, stacks, holdsUp) => {
  expect(holdsUpLater(rolloutOf(rings, { state }), stacks)).toBe(holdsUp)
})

it('a rollout that is held and moves no stack holds up what its new rules would judge', () => {
  expect(holdsUpLater(rolloutOf(rings, { state: 'held', changesRules: true }), [])).toBe(true)
})
