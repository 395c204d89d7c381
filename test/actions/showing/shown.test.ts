/**
 * Promise: the longest plan stays within what a comment may hold, with all that the comment remembers for us.
 */
import { expect, it } from 'vitest'
import { carriedMarks } from '../../../src/actions/showing/carried.ts'
import { show } from '../../../src/actions/showing/shown.ts'
import { digestOf } from '../../../src/lib/digest.ts'
import { planComment } from '../../../src/report/plan-comment.ts'
import { conversation } from '../../support/fake-github.ts'
import { planRecord, pullRequest } from '../../support/fake-records.ts'
import { fakeWorld } from '../../support/fake-world.ts'
import { change, ref, transition, view } from '../../support/plan-views.ts'

/** As long as GitHub lets one be. */
const loginsOf = (length: number) =>
  Array.from({ length }, (_, index) => `${String(index).padStart(3, '0')}${'x'.repeat(36)}[bot]`)
/** Each for a plan of its own. */
const COMMANDS = Array.from({ length: 300 }, (_, index) => ({
  id: Number.MAX_SAFE_INTEGER - index,
  digest: digestOf(index),
}))

it.each([1, 40, 800])(
  'the plan comment and the longest marks of %i pushers are below 60,000 units and bytes',
  async (pushers) => {
    const transitions = Array.from({ length: 900 }, (_, index) => {
      const value = { path: 'Properties.Name', before: 'é'.repeat(40), after: `${index}`, recreation: 'never' } as const
      const stack = ref({ customer: `c${index}`, account: String(100_000_000_000 + index) })
      return transition(stack, { changes: [change({ logicalId: `Stream${index}`, properties: [value] })] })
    })
    const logins = loginsOf(pushers)
    const carried = { pushers: logins, answered: COMMANDS, withdrawnUntil: '2026-11-23T20:45:00.123456789Z' }
    const carriedBytes = Buffer.byteLength(carriedMarks(carried))
    const comment = planComment(view({ transitions, carriedBytes }))
    if (comment.kind !== 'fits') throw new Error('the plan is too large to review')
    const fake = fakeWorld()
    const pull = pullRequest(12, { headSha: 'a'.repeat(64) })
    fake.said.pulls.set(12, pull)
    const record = planRecord(pull)
    const of = { ...record, pull: 12, plan: { ...record.plan, digest: digestOf('the plan') } }
    const { comments } = conversation(fake, pull)
    await show(fake.world, of, { comments, text: comment.text, since: undefined, carried })
    const [{ body } = { body: '' }] = fake.said.comments.get(12) ?? []
    expect(body).toContain(comment.text)
    expect(body).toContain(logins.join(' '))
    expect(body).toContain('fleetwright:withdrawn until')
    expect(body.length).toBeGreaterThan(45_000)
    expect(body.length).toBeLessThan(60_000)
    expect(Buffer.byteLength(body)).toBeLessThan(60_000)
  },
)
