/**
 * How does a rollout read, from the merge to its end?
 *
 * Scripted stories; the golden text beside this file is the play as a reviewer
 * reads it. After a deliberate change: `npx vitest run -u test/rollout`.
 */
import { expect, it } from 'vitest'
import { aborted, paused, resumed, retried, skipped } from '../../../src/rollout/edits.ts'
import type { RolloutStack } from '../../../src/rollout/model.ts'
import { ring, rolloutOf, rowsOf, START } from '../fleet.ts'
import { play, type Script } from './player.ts'

const TWO_RINGS = [ring('canary', { soakMinutes: 30 }), ring('broad', { waves: [25, 100], soakMinutes: 10 })]
const FIVE_CUSTOMERS = [
  ...rowsOf('canary', 'acme', ['network', 'streams']),
  ...['globex', 'initech', 'umbrella', 'hooli'].flatMap((customer) => rowsOf('broad', customer)),
]

/** The stories begin on a Monday at eight, in London as in UTC. */
const FREEZE = {
  name: 'migration',
  from: '2026-11-23T07:00:00Z',
  to: '2026-11-23T08:40:00Z',
  reason: 'the warehouse moves',
} as const

function within(from: string, to: string, rows: readonly RolloutStack[]): readonly RolloutStack[] {
  const window = { days: ['mon'], from, to, timezone: 'Europe/London' } as const
  return rows.map((row) => ({ ...row, windows: [[window]] }))
}

const STORIES: { readonly [name: string]: Script } = {
  'a merge goes ring by ring and soaks between': {
    rollout: rolloutOf(TWO_RINGS),
    stacks: FIVE_CUSTOMERS,
    minutes: 120,
  },
  'a failure stops before the next ring until a retry mends it': {
    rollout: rolloutOf(TWO_RINGS),
    stacks: FIVE_CUSTOMERS,
    ends: (row) => (row.ref.key === 'streams' && row.ref.customer === 'acme' && row.attempt === 1 ? 'failed' : 'done'),
    people: { 20: ['/fleet retry', retried] },
    minutes: 120,
  },
  'a failure within the budget lets the rest go on and is not forgotten': {
    rollout: rolloutOf([ring('broad', { failureBudget: 1, concurrency: 2 })]),
    stacks: ['acme', 'globex', 'initech', 'umbrella'].flatMap((customer) => rowsOf('broad', customer)),
    ends: (row) => (row.ref.customer === 'globex' ? 'failed' : 'done'),
    people: { 30: ['/fleet skip', skipped] },
    minutes: 60,
  },
  'an unreachable account is left aside within the limit': {
    rollout: rolloutOf([ring('broad', { unreachablePercent: 25 })]),
    stacks: ['acme', 'globex', 'initech', 'umbrella'].flatMap((customer) =>
      rowsOf('broad', customer, ['network', 'streams']),
    ),
    ends: (row) => (row.ref.customer === 'initech' ? 'unreachable' : 'done'),
    minutes: 60,
  },
  'too many unreachable accounts stop the wave': {
    rollout: rolloutOf([ring('broad', { waves: [50, 100], unreachablePercent: 25 })]),
    stacks: ['acme', 'globex', 'initech', 'umbrella'].flatMap((customer) => rowsOf('broad', customer)),
    ends: (row) => (row.attempt === 1 && row.ref.customer !== 'acme' ? 'unreachable' : 'done'),
    people: { 15: ['/fleet retry', retried] },
    minutes: 60,
  },
  'a ring that nobody could be reached in proves nothing': {
    rollout: rolloutOf([ring('canary', { unreachablePercent: 100 }), ring('broad')]),
    stacks: [...rowsOf('canary', 'acme'), ...rowsOf('broad', 'globex')],
    ends: (row) => (row.ref.customer === 'acme' ? 'unreachable' : 'done'),
    people: { 10: ['/fleet skip', skipped] },
    minutes: 60,
  },
  'a difference holds its pipeline and the next ring, not its neighbours': {
    rollout: rolloutOf([ring('canary', { soakMinutes: 5, concurrency: 1 }), ring('broad')]),
    stacks: [
      ...rowsOf('canary', 'acme', ['network', 'streams']),
      ...rowsOf('canary', 'globex'),
      ...rowsOf('broad', 'initech'),
    ],
    ends: (row) => (row.ref.customer === 'acme' && row.ref.key === 'network' && row.attempt === 1 ? 'held' : 'done'),
    people: { 12: ['/fleet approve', retried] },
    minutes: 60,
  },
  'a slow stack does not eat the soak': {
    rollout: rolloutOf([ring('canary', { soakMinutes: 10 }), ring('broad')]),
    stacks: [...rowsOf('canary', 'acme'), ...rowsOf('canary', 'globex'), ...rowsOf('broad', 'initech')],
    applyMinutes: (row) => (row.ref.customer === 'globex' ? 25 : 1),
    minutes: 60,
  },
  'a pause lets AWS end what runs and starts nothing': {
    rollout: rolloutOf([ring('broad', { concurrency: 1 })]),
    stacks: [...rowsOf('broad', 'acme'), ...rowsOf('broad', 'globex')],
    people: { 1: ['/fleet pause', paused], 9: ['/fleet resume', resumed] },
    minutes: 60,
  },
  'an abort ends it where it stands': {
    rollout: rolloutOf(TWO_RINGS),
    stacks: FIVE_CUSTOMERS,
    people: { 10: ['/fleet abort', (rollout) => aborted(rollout, START.add({ minutes: 10 }).toString())] },
    minutes: 60,
  },
  'a later merge waits for the one before it': {
    rollout: rolloutOf([ring('broad')]),
    stacks: rowsOf('broad', 'acme'),
    aheadUntil: 7,
    minutes: 60,
  },
  'a window holds the start, and what has started is finished after it': {
    rollout: rolloutOf([ring('broad')]),
    stacks: [
      ...within('09:00', '09:05', rowsOf('broad', 'acme', ['network', 'streams'])),
      ...rowsOf('broad', 'globex'),
    ],
    applyMinutes: (row) => (row.ref.key === 'network' ? 10 : 2),
    people: { 71: ['the next morning', (rollout, stacks) => ({ rollout, stacks: within('09:00', '09:20', stacks) })] },
    minutes: 90,
  },
  'a freeze holds a ring, and not the rings before it': {
    rollout: rolloutOf([ring('canary', { soakMinutes: 5 }), ring('broad')], {
      freezes: [{ ...FREEZE, rings: ['broad'] }],
    }),
    stacks: [...rowsOf('canary', 'acme'), ...rowsOf('broad', 'globex')],
    minutes: 90,
  },
  'a freeze ends within a window that is still to open': {
    rollout: rolloutOf([ring('broad')], { freezes: [FREEZE] }),
    stacks: within('09:00', '10:00', rowsOf('broad', 'acme')),
    minutes: 90,
  },
  'a person is told of a difference before a clock is': {
    rollout: rolloutOf([ring('broad')]),
    stacks: [...rowsOf('broad', 'acme'), ...within('09:00', '10:00', rowsOf('broad', 'globex'))],
    ends: (row) => (row.ref.customer === 'acme' && row.attempt === 1 ? 'held' : 'done'),
    people: { 10: ['/fleet approve', retried] },
    minutes: 90,
  },
  'nobody saw the plan, so nothing moves': {
    rollout: rolloutOf([ring('broad')], { state: 'held' }),
    stacks: rowsOf('broad', 'acme'),
    people: { 3: ['/fleet retry', retried] },
    minutes: 10,
  },
}

it.each(Object.entries(STORIES))('%s', async (name, script) => {
  await expect(play(script)).toMatchFileSnapshot(`./${name.replaceAll(/[^a-z]+/gi, '-')}.txt`)
})
