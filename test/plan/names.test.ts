/**
 * Is a change set's name read back as it was written?
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestOf } from '../../src/lib/digest.ts'
import { changeSetName, parseChangeSetName, transitionKey } from '../../src/plan/names.ts'

const to = digestOf('desired')
const key = transitionKey('acme/web/111111111111/eu-west-1/event-stream/streams', 'absent', to)

describe('the name of a change set', () => {
  it('is read back as it was written, and is one that AWS takes', () => {
    void fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), (attempt) => {
        const name = changeSetName({ to, key, attempt })
        expect(name).toMatch(/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/)
        expect(parseChangeSetName(name)).toEqual({ desired: to.slice(0, 16), transition: key.slice(0, 16), attempt })
      }),
    )
  })

  it.each([
    '',
    'fw-1',
    'my-change-set',
    `fw-${'0'.repeat(16)}-${'0'.repeat(16)}-0`,
    `xfw-${'0'.repeat(16)}-${'0'.repeat(16)}-1`,
  ])('"%s" is none of ours', (name) => {
    expect(parseChangeSetName(name)).toBeUndefined()
  })

  it('names the endpoints: another stack, start or end is another transition', () => {
    const others = [
      transitionKey('globex/web/222222222222/eu-west-1/event-stream/streams', 'absent', to),
      transitionKey('acme/web/111111111111/eu-west-1/event-stream/streams', 'unknown', to),
      transitionKey('acme/web/111111111111/eu-west-1/event-stream/streams', 'absent', digestOf('other')),
    ]
    expect(new Set([key, ...others]).size).toBe(4)
  })
})
