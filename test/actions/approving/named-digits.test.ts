/** For which plan does a command count that names digits of it? */
import { describe, expect, it } from 'vitest'
import { approvalsOf, type Judged } from '../../../src/actions/approving/approvals.ts'
import { carriedMarks } from '../../../src/actions/showing/carried.ts'
import { type Digest, isDigest } from '../../../src/lib/digest.ts'
import { comment, conversation } from '../../support/fake-github.ts'
import type { FakeWorld } from '../../support/fake-world.ts'
import { PLAN, PULL, SHOWN, shown } from './shown-plan.ts'

describe('a command that names twelve digits', () => {
  const TWELVE = `/fleet approve ${PLAN.digest.slice(0, 12)}`
  const TOO_EARLY = [{ login: 'reviewer', reason: 'approved before this plan was shown' }]
  /** The same plan at the next head, shown after the command was written. */
  const LATER = { ...PLAN, shown: { head: 'b'.repeat(40), since: '2026-11-23T20:30:00Z' } }
  /** Another plan at the next head, made to begin with the same digits. */
  const FITTED = { ...LATER, digest: fitted(`${PLAN.digest.slice(0, 12)}${'f'.repeat(52)}`) }

  function fitted(digest: string): Digest {
    if (!isDigest(digest)) throw new Error('no digest')
    return digest
  }

  function commanded(): FakeWorld {
    const fake = shown()
    comment(fake, 12, 'reviewer', TWELVE)
    return fake
  }

  const judged = (fake: FakeWorld, plan: Judged) => approvalsOf(fake.world, conversation(fake, PULL), plan)

  it('counts for the plan that was shown when it was written, and for no other that begins with them', async () => {
    const fake = commanded()
    expect(await judged(fake, { ...PLAN, shown: SHOWN })).toMatchObject({ given: ['reviewer'] })
    expect(await judged(fake, FITTED)).toMatchObject({ given: [], discounted: [] })
    expect(await judged(fake, LATER)).toMatchObject({ given: ['reviewer'] })
  })

  it('counts for no plan that was shown only after it was written', async () => {
    const fake = commanded()
    expect(await judged(fake, FITTED)).toMatchObject({ given: [], discounted: TOO_EARLY })
    expect(await judged(fake, LATER)).toMatchObject({ given: [], discounted: TOO_EARLY })
  })

  it('counts for no plan that was shown within its second', async () => {
    const fake = commanded()
    const since = '2026-11-23T20:00:00Z'
    expect(await judged(fake, { ...FITTED, shown: { ...SHOWN, since } })).toMatchObject({ discounted: TOO_EARLY })
  })

  it('counts for a merged plan where it was counted for the same one before, and for no other', async () => {
    const fake = commanded()
    const { shown: _none, ...merged } = FITTED
    expect(await judged(fake, merged)).toMatchObject({ given: [], discounted: TOO_EARLY })
    await judged(fake, { ...PLAN, shown: SHOWN })
    expect(await judged(fake, merged)).toMatchObject({ given: [], discounted: [] })
    expect(await judged(fake, PLAN)).toMatchObject({ given: ['reviewer'] })
  })

  it.each([
    { what: 'counts for that plan still', isTampered: false, given: ['reviewer'] },
    { what: 'counts for none where somebody edited the plan comment', isTampered: true, given: [] },
  ])('$what, by the plan comment alone, with the rows gone', async ({ isTampered, given }) => {
    const fake = commanded()
    const { carried } = await judged(fake, { ...PLAN, shown: SHOWN, answers: 1 })
    comment(fake, 12, 'fleet[bot]', `<!-- fleetwright:plan -->\na plan\n${carriedMarks(carried)}`)
    fake.publications.clear()
    const comments = fake.said.comments.get(12) ?? []
    fake.said.comments.set(
      12,
      comments.map((each) => (each.isOurs ? { ...each, isTampered } : each)),
    )
    expect((await judged(fake, LATER)).given).toEqual(given)
    expect((await judged(fake, FITTED)).given).toEqual([])
  })

  it('is remembered with its plan in each later text of the plan comment', async () => {
    const fake = commanded()
    const first = await judged(fake, { ...PLAN, shown: SHOWN, answers: 1 })
    comment(fake, 12, 'fleet[bot]', `<!-- fleetwright:plan -->\na plan\n${carriedMarks(first.carried)}`)
    fake.publications.clear()
    const { carried } = await judged(fake, FITTED)
    expect(carriedMarks(carried)).toContain(`<!-- fleetwright:answers 1 of ${PLAN.digest} -->`)
  })

  it('that was answered and did not count is held to no plan', async () => {
    const fake = commanded()
    const { carried } = await judged(fake, { ...LATER, answers: 1 })
    expect(carriedMarks(carried)).toContain('<!-- fleetwright:answers 1 -->')
    expect(await judged(fake, LATER)).toMatchObject({ given: [], discounted: TOO_EARLY })
  })
})

it('a command that names all digits counts whenever it was written', async () => {
  const fake = shown()
  comment(fake, 12, 'reviewer', `/fleet approve ${PLAN.digest}`)
  const later = { ...PLAN, shown: { head: 'b'.repeat(40), since: '2026-11-23T20:30:00Z' } }
  expect((await approvalsOf(fake.world, conversation(fake, PULL), later)).given).toEqual(['reviewer'])
})
