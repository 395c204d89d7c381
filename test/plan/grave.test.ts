/** What makes every change of a stack destructive is known before anything is compared. */
import { describe, expect, it } from 'vitest'
import { createChanges } from '../../src/plan/create.ts'
import { planOffline } from '../../src/plan/offline.ts'
import { STREAMS, stack } from '../support/stacks.ts'

const WARM = {
  ...STREAMS,
  Resources: { ...STREAMS.Resources, Warm: { Type: 'Custom::Warmup', Properties: { Times: '1' } } },
}
const allowed = { exceptions: ['Custom::Warmup'] }
const shards = (count: string, more: object = {}) => stack({ parameters: { Shards: count, Hours: '24' }, with: more })

function verdicts(...[before, after]: [ReturnType<typeof stack>[], ReturnType<typeof stack>[]]): string[] {
  return planOffline(before, after).transitions.flatMap(({ changes }) =>
    changes.map(({ logicalId, verdict }) => `${logicalId} ${verdict.risk}: ${verdict.reason}`),
  )
}

describe('an exception that fleet.yml made for a template', () => {
  const by = 'its template uses Custom::Warmup by exception: what that runs or reads, no reviewer sees'

  it('makes every change of the stack destructive', () => {
    const [was, is] = ['1', '2'].map((count) =>
      stack({ template: WARM, parameters: { Shards: count, Hours: '24' }, with: allowed }),
    )
    if (was === undefined || is === undefined) throw new Error('the test lacks its stacks')
    expect(verdicts([was], [is])).toEqual([`Raw destructive: ${by}`])
  })

  it('makes a new stack that uses it destructive', () => {
    const fresh = stack({ template: WARM, parameters: { Shards: '1', Hours: '24' }, with: allowed })
    expect(verdicts([], [fresh])).toEqual([
      `BadRows destructive: ${by}`,
      `Raw destructive: ${by}`,
      `Warm destructive: ${by}`,
    ])
    expect(createChanges(fresh).map(({ verdict }) => verdict.risk)).toEqual(['routine', 'routine', 'routine'])
  })

  it('makes the change destructive with which a stack begins to use it', () => {
    const before = shards('1')
    const after = stack({ template: WARM, parameters: { Shards: '1', Hours: '24' }, with: allowed })
    expect(verdicts([before], [after])).toEqual([`Warm destructive: ${by}`])
  })

  it('is said only where nothing as bad is known of the change itself', () => {
    expect(
      verdicts([shards('1', allowed)], [stack({ parameters: { Shards: '1', Hours: '12' }, with: allowed })]),
    ).toEqual(['Raw destructive: keeps data for a shorter time: the older is deleted'])
  })
})

describe('an identity setting', () => {
  const known = { identityParameters: ['Shards'] }

  it('makes the change of a stack destructive that it feeds', () => {
    expect(verdicts([shards('1', known)], [shards('2', known)])).toEqual([
      'Raw destructive: an identity setting changes (parameter Shards): what runs begins anew beside what it had',
    ])
  })

  it('says nothing where another parameter changes, or the stack is new', () => {
    const longer = stack({ parameters: { Shards: '1', Hours: '48' }, with: known })
    expect(verdicts([shards('1', known)], [longer])).toEqual(['Raw routine: is updated in place'])
    expect(verdicts([], [shards('1', known)])).toEqual([
      'BadRows routine: is created with its stack',
      'Raw routine: is created with its stack',
    ])
  })

  it('is one where either end says so: a new version is no way around it', () => {
    for (const [was, is] of [
      [known, {}],
      [{}, known],
    ]) {
      expect(verdicts([shards('1', was)], [shards('2', is)])).toEqual([
        expect.stringMatching(/^Raw destructive: an identity setting changes/),
      ])
    }
    const [transition] = planOffline([shards('1', known)], [shards('2')]).transitions
    expect(transition?.parameters.map(({ touches }) => touches)).toEqual(['identity'])
  })

  it('is another plan than the same change of a setting that is none', () => {
    const [grave] = planOffline([shards('1', known)], [shards('2', known)]).transitions
    const [plain] = planOffline([shards('1')], [shards('2')]).transitions
    expect(grave?.to).toBe(plain?.to)
    expect(grave?.digest).not.toBe(plain?.digest)
  })
})

describe('the version of a secret', () => {
  const known = { secretParameters: ['Shards'] }
  const by = 'another version of a secret is used (parameter Shards): no reviewer sees what is in it'

  it('makes the change of a stack one to look at that is told another', () => {
    expect(verdicts([shards('1', known)], [shards('2', known)])).toEqual([`Raw disruptive: ${by}`])
  })

  it('says nothing where another parameter changes, or the stack is new', () => {
    const longer = stack({ parameters: { Shards: '1', Hours: '48' }, with: known })
    expect(verdicts([shards('1', known)], [longer])).toEqual(['Raw routine: is updated in place'])
    expect(verdicts([], [shards('1', known)]).every((verdict) => verdict.includes('routine'))).toBe(true)
  })

  it('is one where either end says so', () => {
    expect(verdicts([shards('1', known)], [shards('2')])).toEqual([`Raw disruptive: ${by}`])
    expect(verdicts([shards('1')], [shards('2', known)])).toEqual([`Raw disruptive: ${by}`])
  })

  it('makes nothing milder', () => {
    const shorter = stack({ parameters: { Shards: '2', Hours: '12' }, with: known })
    expect(verdicts([shards('1', known)], [shorter])).toEqual([
      'Raw destructive: keeps data for a shorter time: the older is deleted',
    ])
    const both = { ...known, identityParameters: ['Shards'] }
    expect(verdicts([shards('1', both)], [shards('2', both)])[0]).toContain('destructive: an identity setting')
  })

  it('is another plan than the same change of a parameter that carries none', () => {
    const [grave] = planOffline([shards('1', known)], [shards('2', known)]).transitions
    const [plain] = planOffline([shards('1')], [shards('2')]).transitions
    expect(grave?.to).toBe(plain?.to)
    expect(grave?.digest).not.toBe(plain?.digest)
  })
})
