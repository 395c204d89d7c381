/**
 * The end of a rollout is told, whatever stood in the way when it ended.
 */
import { describe, expect, it } from 'vitest'
import { answerCommand } from '../../../src/actions/commands/answer-command.ts'
import { advanceRollouts } from '../../../src/actions/rollouts/advance-rollouts.ts'
import { FleetwrightError } from '../../../src/lib/errors.ts'
import type { RolloutStack } from '../../../src/rollout/model.ts'
import { comment } from '../../support/fake-github.ts'
import { pullRequest, rolloutRow, stackRow } from '../../support/fake-records.ts'
import { type FakeWorld, fakeWorld } from '../../support/fake-world.ts'

function away(): FleetwrightError {
  const facts = { nextMove: 'nobody', retryable: true, hint: 'it comes back by itself' } as const
  return new FleetwrightError('writing a comment', { code: 'github-unavailable', ...facts })
}

function running(stack: Partial<RolloutStack>): FakeWorld {
  const fake = fakeWorld()
  fake.said.pulls.set(12, pullRequest(12, { state: 'closed', merged: true }))
  fake.said.permissions.set('engineer', 'write')
  const rollout = rolloutRow()
  fake.rollouts.set(rollout.id, { rollout, stacks: [stackRow(stack)] })
  return fake
}

function comments(fake: FakeWorld): string {
  return (fake.said.comments.get(12) ?? []).map(({ body }) => body).join('\n')
}

describe('the end of a rollout', () => {
  it('is told after an abort', async () => {
    const fake = running({})
    await answerCommand(fake.world, { pull: 12, comment: comment(fake, 12, 'engineer', '/fleet abort') })
    await advanceRollouts(fake.world)
    expect(comments(fake)).toContain('**Aborted: 0 of 1 stack done.**')
  })

  it('is told at the next look when GitHub was away', async () => {
    const fake = running({ state: 'done', attempt: 1, evidenceAt: '2026-11-23T20:01:00Z' })
    fake.outages.comments.push(away(), away())
    await advanceRollouts(fake.world)
    expect(fake.rollouts.get('r-1a2b3c4d5e6f')?.rollout.state).toBe('done')
    expect(comments(fake)).not.toContain('**Done')
    await advanceRollouts(fake.world)
    expect(comments(fake)).toContain('**Done: 1 stack')
  })

  it('is told again when what ran at AWS has settled after it', async () => {
    const fake = running({ state: 'applying', attempt: 1 })
    await answerCommand(fake.world, { pull: 12, comment: comment(fake, 12, 'engineer', '/fleet abort') })
    await advanceRollouts(fake.world)
    await fake.world.rows.rollouts.saveStack('r-1a2b3c4d5e6f', stackRow({ state: 'done', attempt: 1 }))
    await advanceRollouts(fake.world)
    expect(comments(fake)).toContain('**Aborted: 1 of 1 stack done.**')
  })

  it('is told once', async () => {
    const fake = running({ state: 'done', attempt: 1, evidenceAt: '2026-11-23T20:01:00Z' })
    for (let look = 0; look < 3; look++) await advanceRollouts(fake.world)
    expect(fake.published).toHaveLength(1)
    expect(fake.said.comments.get(12)).toHaveLength(2)
  })
})
