/** The picture shows the waves that this plan's rollout will have, not what the ring's settings would make of a larger one. */
import { describe, expect, it } from 'vitest'
import { digestOf } from '../../src/lib/digest.ts'
import type { StackRef } from '../../src/plan/model.ts'
import { rolloutPicture } from '../../src/report/rollout-picture.ts'
import { decide } from '../../src/rollout/decide.ts'
import type { RolloutStack } from '../../src/rollout/model.ts'
import { wavesOf } from '../../src/rollout/waves.ts'
import { ring } from '../rollout/fleet.ts'
import { ref } from '../support/plan-views.ts'

const BROAD = ring('broad', { waves: [10, 50, 100], soakMinutes: 240 })

function stacksOf(many: number, name = 'broad'): readonly StackRef[] {
  return Array.from({ length: many }, (_, index) =>
    ref({ customer: `${name}-${index}`, account: String(100_000_000_000 + index), ring: name }),
  )
}

describe('the picture of a rollout', () => {
  it('promises neither waves nor a soak to a single pipeline', () => {
    const text = rolloutPicture([BROAD], stacksOf(1)).join('\n')
    expect(text).toContain('broad  1 stack, 1 account\n  1 pipeline in one wave\n```')
    expect(text).not.toMatch(/%|healthy/)
  })

  it('says how many pipelines each wave has', () => {
    expect(rolloutPicture([BROAD], stacksOf(400)).join('\n')).toContain(
      'broad  400 stacks, 400 accounts\n  3 waves: 40 + 160 + 200 pipelines\n  240 min healthy between waves\n```',
    )
  })

  it('counts a pipeline once, however many stacks it has', () => {
    const [streams] = stacksOf(1)
    const both = streams === undefined ? [] : [streams, { ...streams, key: 'collector', id: `${streams.id}-2` }]
    expect(rolloutPicture([BROAD], both as readonly StackRef[]).join('\n')).toContain('  1 pipeline in one wave\n')
  })

  it('watches a ring of one wave before the next ring', () => {
    const canary = ring('canary', { waves: [50, 100], soakMinutes: 60 })
    const text = rolloutPicture([canary, BROAD], [...stacksOf(1, 'canary'), ...stacksOf(2)]).join('\n')
    expect(text).toContain('canary  1 stack, 1 account\n  1 pipeline in one wave\n  then 60 min healthy\nbroad ')
    expect(text).toContain('  2 waves: 1 + 1 pipelines\n  240 min healthy between waves\n```')
  })

  it('names as many waves as the rollout says it has', () => {
    const refs = stacksOf(7)
    const rows = refs.map((each): RolloutStack => ({ ref: each, to: digestOf(1), state: 'waiting', attempt: 0 }))
    const rollout = {
      id: 'r-1',
      commit: 'c',
      planDigest: digestOf(1),
      state: 'queued',
      rings: [BROAD],
      createdAt: '2026-11-23T20:00:00Z',
      approvedBy: [],
    } as const
    const { at } = decide({ rollout, stacks: rows, now: Temporal.Instant.from(rollout.createdAt) })
    expect(at?.waves).toBe(wavesOf(BROAD, rows).length)
    expect(rolloutPicture([BROAD], refs).join('\n')).toContain(`  ${at?.waves} waves: `)
  })

  it('stays narrow where a ring has many waves', () => {
    const slow = ring('slow', { waves: Array.from({ length: 100 }, (_, index) => index + 1), soakMinutes: 5 })
    expect(rolloutPicture([slow], stacksOf(400, 'slow')).join('\n')).toContain(
      '  100 waves: 4 + 4 + 4 + 4 + 4 + 4 … + 376 pipelines\n',
    )
  })
})
