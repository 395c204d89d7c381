/** Is a change set executed that nobody wants any more? */
import { describe, expect, it } from 'vitest'
import { executeApply } from '../../../src/actions/applying/execute-apply.ts'
import { settleApply } from '../../../src/actions/applying/settle-apply.ts'
import type { Rollout } from '../../../src/rollout/model.ts'
import { liveAt } from '../../support/stacks.ts'
import { applyWorld, standingSet } from '../apply-world.ts'

const NAME = 'fw-0123456789abcdef-0123456789abcdef-1'
const { arn } = standingSet(NAME, {})
const prepared = { next: 'execute', type: 'UPDATE', watch: { arn, token: `execute-${NAME}` } } as const

describe('a prepared change set', () => {
  it('is executed while its rollout runs', async () => {
    const given = applyWorld()
    expect(await executeApply(given.world, given.run, prepared)).toBe('executed')
    expect(given.orders).toEqual([`execute ${NAME}`])
  })

  it.each(['paused', 'aborted', 'superseded'] satisfies readonly Rollout['state'][])(
    'is not executed once its rollout is %s, and its stack waits again',
    async (state) => {
      const given = applyWorld()
      given.looks = [liveAt(given.base)]
      given.rollout = { ...given.rollout, state }
      expect(await executeApply(given.world, given.run, prepared)).toBe('not-started')
      expect(given.orders).toEqual([])
      await settleApply(given.world, given.run, { state: 'not-started' })
      expect(given.row).toMatchObject({ state: 'waiting', attempt: 1 })
    },
  )

  it('of an attempt that a newer one has replaced is not executed, and the newer row stays as it is', async () => {
    const given = applyWorld()
    given.looks = [liveAt(given.base)]
    given.row = { ...given.row, attempt: 2 }
    expect(await executeApply(given.world, given.run, prepared)).toBe('not-started')
    await settleApply(given.world, given.run, { state: 'not-started' })
    expect(given.row).toMatchObject({ state: 'applying', attempt: 2 })
  })

  it('that AWS took before a crash is waited for, aborted or not', async () => {
    const given = applyWorld()
    given.rollout = { ...given.rollout, state: 'aborted' }
    given.looks = [liveAt(given.head, { status: 'UPDATE_IN_PROGRESS', lastChangeSetArn: arn })]
    expect(await executeApply(given.world, given.run, prepared)).toBe('executed')
    expect(given.orders).toEqual([])
  })
})
