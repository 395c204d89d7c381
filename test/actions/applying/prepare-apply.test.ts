/** May this stack be moved now, and by which change set? */
import { describe, expect, it } from 'vitest'
import { prepareApply } from '../../../src/actions/applying/prepare-apply.ts'
import { short } from '../../../src/lib/digest.ts'
import type { DescribedChangeSet } from '../../../src/plan/model.ts'
import { changeSetName, transitionKey } from '../../../src/plan/names.ts'
import { desiredDigest } from '../../../src/render/desired.ts'
import type { Rollout } from '../../../src/rollout/model.ts'
import { liveAt } from '../../support/stacks.ts'
import { applyWorld, nameIn, standingSet } from '../apply-world.ts'

describe('a stack that is due', () => {
  it('is moved by a change set from where it is to what the merge wants', async () => {
    const given = applyWorld()
    given.looks = [liveAt(given.base)]
    const prepared = await prepareApply(given.world, given.run)
    const [set] = given.sets.values()
    expect(prepared).toMatchObject({ next: 'execute', type: 'UPDATE', watch: { arn: set?.arn } })
  })

  it.each(['paused', 'aborted', 'superseded'] satisfies readonly Rollout['state'][])(
    'is not started once its rollout is %s',
    async (state) => {
      const given = applyWorld()
      given.looks = [liveAt(given.base)]
      given.rollout = { ...given.rollout, state }
      const prepared = await prepareApply(given.world, given.run)
      expect(prepared).toEqual({ next: 'settle', outcome: { state: 'not-started' } })
      expect(given.orders).toEqual([])
    },
  )

  it('is not started under an attempt that a newer one has replaced', async () => {
    const given = applyWorld()
    given.looks = [liveAt(given.base)]
    given.row = { ...given.row, attempt: 2 }
    const prepared = await prepareApply(given.world, given.run)
    expect(prepared).toEqual({ next: 'settle', outcome: { state: 'not-started' } })
  })

  it('that our own operation moves already is watched to its end, aborted or not', async () => {
    const given = applyWorld()
    given.rollout = { ...given.rollout, state: 'aborted' }
    given.looks = [liveAt(given.head, { status: 'UPDATE_IN_PROGRESS' })]
    const token = `execute-${liveAt(given.head).lastChangeSetName}`
    given.lastOperation = { status: 'UPDATE_IN_PROGRESS', token }
    expect(await prepareApply(given.world, given.run)).toEqual({
      next: 'watch',
      watch: { arn: liveAt(given.head).lastChangeSetArn, token },
    })
  })

  it('that somebody updates without a set is not taken for our own operation, though our set stands on it', async () => {
    const given = applyWorld()
    given.looks = [liveAt(given.head, { status: 'UPDATE_IN_PROGRESS' })]
    given.lastOperation = {
      status: 'UPDATE_IN_PROGRESS',
      token: 'Console-UpdateStack-1',
      since: '2026-11-23T19:58:00Z',
    }
    await expect(prepareApply(given.world, given.run)).rejects.toMatchObject({
      code: 'foreign-operation',
      retryable: true,
      message: expect.stringContaining(
        'since 2026-11-23T19:58:00Z, begun under the request token Console-UpdateStack-1',
      ),
    })
    expect(given.orders).toEqual([])
  })
})

describe('what a failed creation left', () => {
  it('is deleted and made anew', async () => {
    const given = applyWorld({ from: 'absent' })
    given.looks = [liveAt(given.head, { status: 'ROLLBACK_COMPLETE' }), undefined]
    expect(await prepareApply(given.world, given.run)).toMatchObject({ next: 'execute', type: 'CREATE' })
    expect(given.orders[0]).toBe('delete')
  })

  it('and is being deleted since before a crash is waited for, and not deleted again', async () => {
    const given = applyWorld({ from: 'absent' })
    const going = liveAt(given.head, { status: 'DELETE_IN_PROGRESS' })
    given.looks = [...Array<typeof going>(100).fill(going), undefined]
    expect(await prepareApply(given.world, given.run)).toMatchObject({ next: 'execute', type: 'CREATE' })
    expect(given.orders).not.toContain('delete')
  })

  it('and cannot be deleted fails in words', async () => {
    const given = applyWorld({ from: 'absent' })
    given.looks = [liveAt(given.head, { status: 'DELETE_FAILED' })]
    expect(await prepareApply(given.world, given.run)).toMatchObject({
      outcome: { state: 'failed', failure: { code: 'leftover-stays' } },
    })
    expect(given.orders).toEqual([])
  })
})

describe('the change set that the reviewers saw', () => {
  const other = short(transitionKey('another', 'absent', desiredDigest(applyWorld().head)))

  it.each([
    ['is used', 'used', (set: DescribedChangeSet) => set],
    ['is made again once it cannot be executed', 'made again', (set) => ({ ...set, executionStatus: 'OBSOLETE' })],
    ['is made again when its values differ', 'made again', (set) => ({ ...set, parameters: { DelaySeconds: '61' } })],
    ['is made again when it starts elsewhere', 'made again', (set) => ({ ...set, name: named(set, other) })],
  ] satisfies readonly (readonly [string, string, (set: DescribedChangeSet) => DescribedChangeSet])[])(
    '%s',
    async (_title, expected, change) => {
      const given = applyWorld()
      const { head, base } = given
      const to = desiredDigest(head)
      const key = transitionKey(head.id, short(desiredDigest(base)), to)
      const set = change(standingSet(changeSetName({ to, key, attempt: 9 }), { DelaySeconds: '60' }))
      given.sets.set(nameIn(set.arn), set)
      given.reviewedArn = set.arn
      given.looks = [liveAt(base)]
      const prepared = await prepareApply(given.world, given.run)
      expect(prepared.next).toBe('execute')
      const isUsed = prepared.next === 'execute' && prepared.watch.arn === set.arn
      expect(isUsed ? 'used' : 'made again').toBe(expected)
    },
  )

  function named(set: DescribedChangeSet, transition: string): string {
    return set.name.replace(/-[0-9a-f]{16}-9$/, `-${transition}-9`)
  }
})

it('a set that the same attempt made with other values is not taken for ours', async () => {
  const given = applyWorld()
  given.looks = [liveAt(given.base)]
  await prepareApply(given.world, given.run)
  const [first] = given.sets.values()
  if (first !== undefined) given.sets.set(first.name, { ...first, parameters: { DelaySeconds: '61' } })
  const again = await prepareApply(given.world, given.run)
  expect(again.next === 'execute' && again.watch.arn).not.toBe(first?.arn)
})

it('a working stack that somebody deletes is not made anew without a reviewer', async () => {
  const given = applyWorld()
  given.looks = [liveAt(given.base, { status: 'DELETE_IN_PROGRESS' }), undefined]
  expect(await prepareApply(given.world, given.run)).toMatchObject({
    outcome: { state: 'held', failure: { code: 'difference' } },
  })
})
