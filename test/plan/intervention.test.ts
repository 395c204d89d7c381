/** Is only that an intervention which no pull request asked for? */
import { describe, expect, it } from 'vitest'
import { foreignRole, unaccountedSet } from '../../src/plan/intervention.ts'
import { liveAt, stack } from '../support/stacks.ts'

const base = stack({ parameters: { Shards: '4' } })
const OTHER = 'arn:aws:iam::111111111111:role/other'

describe('a service role', () => {
  it('that the base or the head names is nobody’s intervention: a pull request may change it', () => {
    const head = stack({ parameters: { Shards: '4' }, with: { serviceRoleArn: OTHER } })
    expect(foreignRole(liveAt(base), [head, base])).toBeUndefined()
    expect(foreignRole(liveAt(head), [head, base])).toBeUndefined()
    const live = liveAt(base, { serviceRoleArn: OTHER })
    expect(foreignRole(live, [base])).toMatchObject({ reason: expect.stringContaining(OTHER) })
  })

  it('that AWS does not tell is held against nobody', () => {
    const { serviceRoleArn: _untold, ...live } = liveAt(base)
    expect(foreignRole(live, [base])).toBeUndefined()
  })
})

describe('the change set that was executed last', () => {
  const wanted = stack({ parameters: { Shards: '8' } })

  it('is asked about where it is ours and leads to nothing that is accounted for', () => {
    const live = liveAt(wanted)
    expect(unaccountedSet(live, [base])).toBe(live.lastChangeSetName)
    expect(unaccountedSet(live, [wanted])).toBeUndefined()
  })

  it.each([undefined, 'console-change', 'fw-0123'])('is not asked about where it is none of ours: %s', (name) => {
    const { lastChangeSetName: _ours, ...live } = liveAt(wanted)
    expect(
      unaccountedSet({ ...live, ...(name === undefined ? {} : { lastChangeSetName: name }) }, [base]),
    ).toBeUndefined()
  })
})
