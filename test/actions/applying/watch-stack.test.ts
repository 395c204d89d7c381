/** When is an apply done? */
import { describe, expect, it } from 'vitest'
import { awaitApply } from '../../../src/actions/applying/watch-stack.ts'
import { liveAt } from '../../support/stacks.ts'
import { applyWorld, standingSet } from '../apply-world.ts'

const OURS = 'fw-0123456789abcdef-0123456789abcdef-1'
const { arn } = standingSet(OURS, {})
const watch = { arn, token: `execute-${OURS}` }

describe('an apply', () => {
  it('is done once our own change set is the last that was executed, and it succeeded', async () => {
    const given = applyWorld()
    const before = liveAt(given.base)
    const after = liveAt(given.head, { lastChangeSetArn: arn })
    given.looks = [before, { ...after, status: 'UPDATE_IN_PROGRESS' }, after]
    expect(await awaitApply(given.world, given.run, watch)).toEqual({ state: 'done' })
  })

  it('whose execution AWS never shows has failed, however healthy the stack looks', async () => {
    const given = applyWorld()
    given.looks = [liveAt(given.base)]
    given.sets.set(OURS, standingSet(OURS, {}))
    const outcome = await awaitApply(given.world, given.run, watch)
    expect(outcome).toMatchObject({ state: 'failed', failure: { code: 'execution-unseen' } })
  })

  it('that somebody else has overtaken is held, however healthy the stack looks', async () => {
    const given = applyWorld()
    given.looks = [liveAt(given.head, { lastChangeSetArn: 'arn:of:another', lastChangeSetName: 'by-hand' })]
    const outcome = await awaitApply(given.world, given.run, watch)
    expect(outcome).toMatchObject({ state: 'held', failure: { code: 'overtaken' } })
    expect(JSON.stringify(outcome)).toContain('by-hand')
  })

  it('after which somebody updated the stack without a set is held, for the status is theirs', async () => {
    const given = applyWorld()
    given.looks = [liveAt(given.head, { lastChangeSetArn: arn })]
    given.lastOperation = { status: 'UPDATE_IN_PROGRESS', token: 'Console-UpdateStack-1' }
    const outcome = await awaitApply(given.world, given.run, watch)
    expect(outcome).toMatchObject({ state: 'held', failure: { code: 'overtaken' } })
    expect(JSON.stringify(outcome)).toContain('Console-UpdateStack-1')
  })

  it('tells the reason that the events of our own operation give, also after another operation', async () => {
    const given = applyWorld()
    given.looks = [liveAt(given.base, { lastChangeSetArn: 'arn:of:another' })]
    given.failure = { code: 'aws-limit', reason: 'too many queues', hint: 'ask for more' }
    expect(await awaitApply(given.world, given.run, watch)).toEqual({ state: 'failed', failure: given.failure })
  })

  it('that our own change set rolled back has failed', async () => {
    const given = applyWorld()
    given.looks = [liveAt(given.base, { lastChangeSetArn: arn, status: 'UPDATE_ROLLBACK_COMPLETE' })]
    expect(await awaitApply(given.world, given.run, watch)).toMatchObject({
      state: 'failed',
      failure: { code: 'apply-failed' },
    })
  })
})
