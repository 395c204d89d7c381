/** Is it said of every stack that is behind which rollout, hold or person it waits for? */
import { describe, expect, it } from 'vitest'
import { leftBehindBy, leftNow, onItsWay } from '../../src/rollout/awaited.ts'
import type { RolloutStack } from '../../src/rollout/model.ts'
import { rolloutRow, stackRow } from '../support/fake-records.ts'
import { ref } from '../support/plan-views.ts'

const failure = { code: 'difference', reason: 'no reviewer saw it', hint: 'read the difference' }

describe('a stack that an open rollout has yet to reach', () => {
  it('waits for it, and for what holds that', () => {
    const hold = { waitingOn: 'freeze', reason: 'freeze year-end holds all starts: quiet days' } as const
    expect(onItsWay(rolloutRow(), stackRow())).toBe('#12 has yet to reach it (waiting)')
    expect(onItsWay(rolloutRow({ hold }), stackRow())).toBe(
      '#12 has yet to reach it (waiting): freeze year-end holds all starts: quiet days',
    )
  })

  it('waits for whoever lets it go on, without a command that would be said in the wrong place', () => {
    const hold = { waitingOn: 'pause', reason: 'it is paused; `/fleet resume` lets it go on' } as const
    expect(onItsWay(rolloutRow({ state: 'paused', hold }), stackRow())).toBe(
      '#12 has yet to reach it (waiting): it is paused until someone resumes it',
    )
  })

  it('waits for a person where it failed or is held itself', () => {
    expect(onItsWay(rolloutRow(), stackRow({ state: 'held', failure }))).toBe(
      '#12 has yet to reach it (held): it waits for a person, whose move is said there',
    )
  })

  it('waits for a rollout by its id where that has no pull request', () => {
    const { pull: _none, ...rollout } = rolloutRow()
    expect(onItsWay(rollout, stackRow())).toBe('r-1a2b3c4d5e6f has yet to reach it (waiting)')
  })

  it.each(['done', 'skipped'] satisfies readonly RolloutStack['state'][])('waits no more once it is %s', (state) => {
    expect(onItsWay(rolloutRow(), stackRow({ state }))).toBeUndefined()
  })
})

describe('a stack that a rollout has left behind', () => {
  it.each([
    ['done', 'skipped', '#12 left it out; a later change to it brings that along'],
    ['done', 'unreachable', '#12 ended without it (unreachable); a later change to it brings that along'],
    ['aborted', 'waiting', '#12 was aborted before it reached it; a later change to it brings that along'],
    ['superseded', 'held', '#12 was superseded before it reached it; a later change to it brings that along'],
    ['aborted', 'done', undefined],
    ['running', 'waiting', undefined],
    ['running', 'skipped', '#12 left it out; a later change to it brings that along'],
  ] as const)('%s, with it %s', (state, row, words) => {
    expect(leftBehindBy(rolloutRow({ state }), stackRow({ state: row }))).toBe(words)
  })
})

it('leaves behind at once what waited for it and is brought on by it no more', () => {
  const stacks = (['waiting', 'done', 'skipped', 'unreachable'] as const).map((state) =>
    stackRow({ ref: ref({ key: state }), state }),
  )
  const idOf = (key: string) => ref({ key }).id
  const before = { rollout: rolloutRow(), stacks }
  expect(leftNow(before, { rollout: rolloutRow({ state: 'aborted' }), stacks: [] })).toEqual([
    idOf('waiting'),
    idOf('unreachable'),
  ])
  const skipped = stackRow({ ref: ref({ key: 'unreachable' }), state: 'skipped' })
  expect(leftNow(before, { rollout: rolloutRow(), stacks: [skipped] })).toEqual([idOf('unreachable')])
  expect(leftNow(before, { rollout: rolloutRow({ state: 'paused' }), stacks: [] })).toEqual([])
})
