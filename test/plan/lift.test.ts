/** What is taken off a stack whose pipeline retires? */
import { describe, expect, it } from 'vitest'
import { affected } from '../../src/plan/affected.ts'
import { lint } from '../../src/plan/lint.ts'
import { planOffline } from '../../src/plan/offline.ts'
import { desiredDigest } from '../../src/render/desired.ts'
import { stack } from '../support/stacks.ts'
import { P1, P2, protecting } from './protecting.ts'

describe('a stack whose pipeline retires', () => {
  const before = [protecting({ terminationProtection: true, stackPolicy: P1 })]
  const [was = stack()] = before
  const after = [
    {
      ...was,
      lifecycle: 'retiring' as const,
      parameters: {},
      protection: { terminationProtection: false, stackPolicy: P2 },
    },
  ]

  it('is lifted where it is, whatever else the change makes of it', () => {
    const { changed, lifted } = affected(before, after)
    expect([changed, lifted.map(({ after: { id } }) => id)]).toEqual([[], [was.id]])
    const plan = planOffline(before, after)
    expect(plan.transitions).toMatchObject([
      {
        lifts: true,
        to: desiredDigest(was),
        changes: [],
        protections: [{ what: 'termination-protection', after: 'off' }],
      },
    ])
    expect(lint(plan, { after, affected: [] })).toEqual([])
  })

  it('is not lifted twice, and not where nobody looked after it', () => {
    expect(affected(after, after).lifted).toEqual([])
    expect(affected([protecting({})], after).lifted).toEqual([])
  })

  it('is linted: more than a lift is no lift', () => {
    const [transition] = planOffline(before, after).transitions
    const plan = (different: object) => ({
      ...planOffline(before, after),
      transitions: transition === undefined ? [] : [{ ...transition, ...different }],
    })
    const found = (different: object) => lint(plan(different), { after, affected: [] }).map(({ code }) => code)
    expect(found({ lifts: undefined })).toContain('not-active')
    expect(found({ from: '0123456789abcdef' })).toContain('not-active')
    expect(
      found({ protections: [{ what: 'stack-policy', after: P2, verdict: { risk: 'disruptive', reason: 'x' } }] }),
    ).toContain('not-active')
  })
})
