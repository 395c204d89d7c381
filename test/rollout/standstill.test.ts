/** Whoever waits behind a rollout reads for whom that one waits, and no command that would move another. */
import { describe, expect, it } from 'vitest'
import type { Hold, Rollout } from '../../src/rollout/model.ts'
import { standstill } from '../../src/rollout/standstill.ts'

function told(state: Rollout['state'], waitingOn?: Hold['waitingOn'], more: Partial<Hold> = {}): string | undefined {
  const hold = waitingOn === undefined ? undefined : { waitingOn, reason: '`/fleet retry`', ...more }
  return standstill({ state, ...(hold === undefined ? {} : { hold }) })
}

describe('a rollout', () => {
  it.each([
    ['held', 'approval', 'held until someone approves it'],
    ['held', 'account', 'held until its customer closes an account that lets in others'],
    ['held', 'policy', 'held until someone takes back what the policy refuses'],
    ['held', 'fix', 'held until an engineer mends it'],
    ['paused', 'pause', 'paused until someone resumes it'],
    ['stopped', 'failure', 'stopped until someone mends it'],
    ['stopped', 'unreachable', 'stopped until someone mends it'],
    ['running', 'difference', 'held up until someone answers a difference'],
    ['running', 'failure', 'held up until someone clears its way'],
    ['running', 'window', 'held up until someone mends its windows'],
  ] as const)('that is %s on %s stands still: %s', (state, waitingOn, words) => {
    expect(told(state, waitingOn)).toBe(words)
  })

  it('that is held for no known reason waits for an approval', () => {
    expect(told('held')).toBe('held until someone approves it')
  })

  it('behind one that stands still does as well', () => {
    expect(told('queued', 'queue', { ahead: { id: 'r-1', pull: 11 } })).toBe(
      'queued behind #11, which waits for a person',
    )
  })

  it.each([
    ['running', 'soak'],
    ['running', 'freeze'],
    ['running', undefined],
    ['queued', 'queue'],
    ['queued', undefined],
    ['done', undefined],
    ['aborted', 'pause'],
    ['superseded', 'approval'],
  ] as const)('that is %s on %s needs nobody', (state, waitingOn) => {
    expect(told(state, waitingOn)).toBeUndefined()
  })

  it('outside of a window that opens by itself needs nobody', () => {
    expect(told('running', 'window', { until: '2026-11-24T02:00:00Z' })).toBeUndefined()
  })
})
