/**
 * A command is carried out once and answered with what it did.
 */
import { describe, expect, it } from 'vitest'
import { answerCommand } from '../../src/actions/answer-command.ts'
import { comment, type FakeWorld, fakeWorld, pullRequest, rolloutRow, stackRow } from '../support/fake-world.ts'

const ID = 'r-1a2b3c4d5e6f'

function running(): FakeWorld {
  const fake = fakeWorld()
  fake.said.pulls.set(12, pullRequest(12, { state: 'closed', merged: true }))
  fake.said.permissions.set('engineer', 'write')
  fake.rollouts.set(ID, { rollout: rolloutRow(), stacks: [stackRow()] })
  return fake
}

function lastWords(fake: FakeWorld): string {
  return fake.said.comments.get(12)?.at(-1)?.body ?? ''
}

describe('a command whose answer could not be written', () => {
  it('is not carried out again, and is answered with what it did', async () => {
    const fake = running()
    const task = { pull: 12, comment: comment(fake, 12, 'engineer', '/fleet abort') }
    fake.outages.comments.push(new Error('GitHub is away'))
    await expect(answerCommand(fake.world, task)).rejects.toThrow('GitHub is away')
    await answerCommand(fake.world, task)
    expect(lastWords(fake)).toMatch(/\*\*Done:\*\* rollout .* is aborted\./)
  })

  it('changes nothing that a person did since', async () => {
    const fake = running()
    const task = { pull: 12, comment: comment(fake, 12, 'engineer', '/fleet pause') }
    fake.outages.comments.push(new Error('GitHub is away'))
    await expect(answerCommand(fake.world, task)).rejects.toThrow('GitHub is away')
    await answerCommand(fake.world, { pull: 12, comment: comment(fake, 12, 'engineer', '/fleet resume') })
    await answerCommand(fake.world, task)
    expect(fake.rollouts.get(ID)?.rollout.state).toBe('running')
    expect(fake.said.comments.get(12)).toHaveLength(4)
  })
})
