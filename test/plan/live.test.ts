/**
 * Do we know where a stack is exactly when name and content agree?
 */
import { describe, expect, it } from 'vitest'
import { short } from '../../src/lib/digest.ts'
import { desiredFrom, isInProgress, isNeverSucceeded, isOurs, resolveParameters } from '../../src/plan/live.ts'
import type { LiveStack } from '../../src/plan/model.ts'
import { desiredDigest } from '../../src/render/desired.ts'
import { COLLECTOR, liveAt, STREAMS, stack } from '../support/stacks.ts'

const old = stack({ parameters: { Shards: '4', Hours: '24' } })
const wanted = stack({ parameters: { Shards: '8', Hours: '24' } })
const candidates = [wanted, old]

function from(live: LiveStack, template = old.template): string {
  return desiredFrom(live, template, candidates, () => undefined)
}

describe('where a stack is', () => {
  it('is nowhere while it does not exist', () => {
    expect(desiredFrom(undefined, undefined, candidates, () => undefined)).toBe('absent')
  })

  it('is the state that name and content agree on', () => {
    expect(from(liveAt(old))).toBe(short(desiredDigest(old)))
    expect(from(liveAt(wanted))).toBe(short(desiredDigest(wanted)))
  })

  it('is known after a rollback by what it consists of, for the name belongs to what failed', () => {
    const rolledBack = liveAt(old, {
      status: 'UPDATE_ROLLBACK_COMPLETE',
      lastChangeSetName: liveAt(wanted).lastChangeSetName ?? '',
    })
    expect(from(rolledBack)).toBe(short(desiredDigest(old)))
  })

  it('is known by its content although the text of the template is ordered otherwise', () => {
    const { Resources, Parameters, Outputs } = STREAMS
    expect(from(liveAt(old), JSON.stringify({ Outputs, Resources, Parameters }, null, 2))).toBe(
      short(desiredDigest(old)),
    )
  })

  it('counts a parameter that was left to its default', () => {
    const sparse = stack({ parameters: { Shards: '4' } })
    const live = liveAt(sparse, { parameters: { Shards: '4', Hours: '24' } })
    expect(desiredFrom(live, sparse.template, [sparse], () => undefined)).toBe(short(desiredDigest(sparse)))
  })

  it('is what the fleet wants where only its alarms are others: no change set can bring it further', () => {
    const rollback = { monitoringMinutes: 5, alarmArns: ['a'] }
    const watched = { ...wanted, rollback }
    const at = (live: LiveStack) => desiredFrom(live, wanted.template, [watched], () => undefined)
    expect(at(liveAt(wanted))).toBe(short(desiredDigest(watched)))
    expect(at(liveAt(wanted, { rollback: { monitoringMinutes: 5, alarmArns: ['b'] } }))).toBe('unknown')
    expect(desiredFrom(liveAt(wanted), wanted.template, [watched, wanted], () => undefined)).toBe(
      short(desiredDigest(wanted)),
    )
  })

  it('is what the fleet wants where only its role is the earlier one, which its last set named', () => {
    const renamed = { ...wanted, serviceRoleArn: 'arn:aws:iam::111111111111:role/renamed' }
    const at = (live: LiveStack) => desiredFrom(live, wanted.template, [renamed], () => undefined)
    expect(at(liveAt(wanted))).toBe(short(desiredDigest(renamed)))
    expect(at(liveAt(wanted, { serviceRoleArn: 'arn:aws:iam::111111111111:role/other' }))).toBe('unknown')
    const watched = { ...renamed, rollback: { monitoringMinutes: 5, alarmArns: ['missing'] } }
    const named = liveAt(
      { ...watched, serviceRoleArn: wanted.serviceRoleArn },
      { rollback: { monitoringMinutes: 5, alarmArns: [] } },
    )
    expect(desiredFrom(named, wanted.template, [watched], () => undefined)).toBe(short(desiredDigest(watched)))
  })

  const strangers: readonly (readonly [string, Partial<LiveStack>])[] = [
    ['a parameter was changed by hand', { parameters: { Shards: '5', Hours: '24' } }],
    ['a tag was added by hand', { tags: { ...old.tags, extra: '1' } }],
    ['another service role is in use', { serviceRoleArn: 'arn:aws:iam::111111111111:role/other' }],
    ['the last change set was not ours', { lastChangeSetName: 'console-change' }],
    ['it never had a change set', { lastChangeSetName: `fw-${'0'.repeat(16)}-${'0'.repeat(16)}-1` }],
    ['an update is on its way', { status: 'UPDATE_IN_PROGRESS' }],
    ['a rollback failed half-way', { status: 'UPDATE_ROLLBACK_FAILED' }],
  ]
  it.each(strangers)('is unknown when %s', (_why, different) => {
    expect(from(liveAt(old, different))).toBe('unknown')
  })

  it('is unknown when the template is another, or no JSON', () => {
    expect(from(liveAt(old), JSON.stringify({ Resources: {} }))).toBe('unknown')
    expect(from(liveAt(old), 'Resources:\n  A: {}')).toBe('unknown')
  })

  it('is unknown after a rollback when two candidates look alike', () => {
    const rotated = stack({ parameters: { Shards: '4', Hours: '24' }, with: { secretVersions: { redshift: '2' } } })
    const live = liveAt(old, { status: 'UPDATE_ROLLBACK_COMPLETE' })
    expect(desiredFrom(live, old.template, [old, rotated], () => undefined)).toBe('unknown')
  })

  it('takes the values of outputs as they are now', () => {
    const fed = stack({
      key: 'collector',
      template: COLLECTOR,
      parameters: { StreamName: '<streams.RawName', Image: 'a' },
    })
    const live = liveAt(fed, { parameters: { StreamName: 'raw-1', Image: 'a' } })
    const at = (RawName: string) =>
      desiredFrom(live, fed.template, [fed], (key) => (key === 'streams' ? { RawName } : undefined))
    expect(at('raw-1')).toBe(short(desiredDigest(fed)))
    expect(at('raw-2')).toBe('unknown')
  })
})

describe('a status', () => {
  it('in progress admits no other operation', () => {
    const busy = ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'REVIEW_IN_PROGRESS', 'UPDATE_COMPLETE']
    expect(busy.filter(isInProgress)).toEqual(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'])
  })

  it('that was never complete is told from one that once worked', () => {
    const all = [
      'ROLLBACK_COMPLETE',
      'CREATE_FAILED',
      'DELETE_FAILED',
      'UPDATE_ROLLBACK_COMPLETE',
      'UPDATE_ROLLBACK_FAILED',
    ]
    expect(all.filter(isNeverSucceeded)).toEqual(['ROLLBACK_COMPLETE', 'CREATE_FAILED'])
  })
})

describe('a live stack', () => {
  it('is ours by its tag alone', () => {
    expect(isOurs(liveAt(old))).toBe(true)
    expect(isOurs(liveAt(old, { tags: {} }))).toBe(false)
    expect(isOurs(liveAt(old, { tags: { 'fleetwright:managed-by': 'someone' } }))).toBe(false)
  })
})

describe('parameters', () => {
  const fed = stack({ template: COLLECTOR, parameters: { StreamName: '<streams.RawName', Image: 'a' } })

  it('take the outputs of earlier stacks', () => {
    expect(resolveParameters(fed, new Map([['streams', { RawName: 'raw-1' }]]))).toEqual({
      values: { StreamName: 'raw-1', Image: 'a' },
    })
  })

  it('name the outputs that do not exist', () => {
    expect(resolveParameters(fed, new Map())).toEqual({ missing: [{ stack: 'streams', output: 'RawName' }] })
  })
})
