/** What may a person do to a rollout, and what is refused? */
import { describe, expect, it } from 'vitest'
import { aborted, paused, resumed, retried, skipped, superseded } from '../../src/rollout/edits.ts'
import type { RolloutStack } from '../../src/rollout/model.ts'
import { accountOf, ring, rolloutOf, rowsOf } from './fleet.ts'

const failure = { code: 'apply-failed', reason: 'it failed', hint: 'mend it' }
const rings = [ring('canary')]

function withStates(...states: readonly RolloutStack['state'][]): RolloutStack[] {
  const rows = rowsOf('canary', 'acme', ['network', 'streams', 'loader'].slice(0, states.length))
  return rows.map((row, index) => {
    const state = states[index] ?? 'waiting'
    return { ...row, state, ...(state === 'failed' || state === 'held' ? { failure } : {}) }
  })
}

describe('an edit of a rollout', () => {
  it('retries what is stuck and returns no other row, so that nothing settled meanwhile is overwritten', () => {
    const rollout = rolloutOf(rings, { state: 'stopped', hold: { waitingOn: 'failure', reason: 'one failed' } })
    const edited = retried(rollout, withStates('done', 'failed', 'applying'))
    if ('refused' in edited) throw new Error(edited.refused)
    expect(edited.rollout.state).toBe('running')
    expect(edited.rollout.hold).toBeUndefined()
    expect(edited.stacks.map((row) => [row.ref.key, row.state, row.failure])).toEqual([
      ['streams', 'waiting', undefined],
    ])
  })

  it('leaves out what a later rollout has brought further, for to retry it would take that back', () => {
    const rollout = rolloutOf(rings, { state: 'stopped' })
    const rows = withStates('unreachable', 'unreachable')
    const carried = new Set(rows.slice(0, 1).map((row) => row.ref.id))
    const edited = retried(rollout, rows, carried)
    expect('stacks' in edited && edited.stacks.map((row) => row.state)).toEqual(['skipped', 'waiting'])
  })

  it('leaves out all pipelines of an account that cannot be reached', () => {
    const rows = [...withStates('unreachable'), ...rowsOf('canary', 'globex')]
    const shared = rows.map((row) => ({ ...row, ref: { ...row.ref, accountId: accountOf('acme') } }))
    const edited = skipped(rolloutOf(rings, { state: 'stopped' }), shared)
    expect('stacks' in edited && edited.stacks.map((row) => row.state)).toEqual(['skipped', 'skipped'])
  })

  it('keeps an approved difference through a retry', () => {
    const [held] = withStates('held')
    if (held === undefined) throw new Error('no row')
    const edited = retried(rolloutOf(rings, { state: 'running' }), [{ ...held, approvedDifference: held.to }])
    expect('stacks' in edited && edited.stacks[0]?.approvedDifference).toBe(held.to)
  })

  it('leaves out a stack together with what it would have fed', () => {
    const edited = skipped(rolloutOf(rings, { state: 'stopped' }), withStates('failed', 'waiting', 'waiting'))
    expect('stacks' in edited && edited.stacks.map((row) => row.state)).toEqual(['skipped', 'skipped', 'skipped'])
  })

  it('pauses what moves and resumes what is paused', () => {
    const pausedOne = paused(rolloutOf(rings, { state: 'running' }))
    if ('refused' in pausedOne) throw new Error(pausedOne.refused)
    expect(resumed(pausedOne.rollout)).toMatchObject({ rollout: { state: 'running' } })
  })

  it('ends with the moment of its end', () => {
    const at = '2026-11-23T09:00:00Z'
    expect(aborted(rolloutOf(rings), at)).toMatchObject({ rollout: { state: 'aborted', endedAt: at } })
    expect(superseded(rolloutOf(rings), at)).toMatchObject({ rollout: { state: 'superseded', endedAt: at } })
  })

  it.each([
    ['to retry where nothing failed', () => retried(rolloutOf(rings, { state: 'running' }), withStates('done'))],
    ['to retry what nobody approved', () => retried(rolloutOf(rings, { state: 'held' }), withStates('failed'))],
    ['to retry what has ended', () => retried(rolloutOf(rings, { state: 'done' }), withStates('unreachable'))],
    ['to skip a stack that is being applied', () => skipped(rolloutOf(rings), withStates('applying'))],
    ['to pause what is stopped', () => paused(rolloutOf(rings, { state: 'stopped' }))],
    ['to resume what is not paused', () => resumed(rolloutOf(rings, { state: 'running' }))],
    ['to abort twice', () => aborted(rolloutOf(rings, { state: 'aborted' }), '2026-11-23T09:00:00Z')],
  ])('refuses %s, with a reason', (_name, edit) => {
    expect(edit()).toHaveProperty('refused')
  })
})
