/** Promise: a session's name is one that STS accepts, and one that no other purpose shares. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { keyOf, sessionFor, sessionName } from '../../src/aws/sessions.ts'
import { stack } from '../support/stacks.ts'

it('a purpose becomes a name that STS accepts', () => {
  expect(sessionName('pull-12')).toBe('fw-pull-12')
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (purpose) => /^[\w+=,.@-]{2,64}$/.test(sessionName(purpose))))
})

it('two long purposes that begin alike have two names', () => {
  const long = 'rollout-'.repeat(12)
  expect(sessionName(`${long}a`)).not.toBe(sessionName(`${long}b`))
})

it('stacks of one account share a plan session, and no apply session', () => {
  const [streams, collector] = [stack({ key: 'streams' }), stack({ key: 'collector' })]
  const key = (of: typeof streams, role: 'plan' | 'apply'): string => keyOf(sessionFor(of, role, 'pull-12'))
  expect(key(streams, 'plan')).toBe(key(collector, 'plan'))
  expect(key(streams, 'apply')).not.toBe(key(collector, 'apply'))
  expect(key(streams, 'plan')).not.toBe(key(streams, 'apply'))
})

it('another account, external id or purpose is another session', () => {
  const key = (wish: Parameters<typeof stack>[0], purpose = 'pull-12'): string =>
    keyOf(sessionFor(stack(wish), 'plan', purpose))
  const keys = [key({}), key({ account: '222222222222' }), key({ customer: 'globex' }), key({}, 'pull-13')]
  expect(new Set(keys).size).toBe(4)
})
