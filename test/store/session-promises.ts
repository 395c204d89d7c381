/** What does the store promise of sessions, whichever database it stands on? */
import { describe, expect, it } from 'vitest'
import type { Database } from '../../src/store/database.ts'
import type { Store } from '../../src/store/open.ts'
import { unused } from './rows.ts'

export function sessionPromises(store: () => Store, databaseOf: () => Database): void {
  describe('sessions', () => {
    const CHECKED = '2026-11-26T09:00:00Z'
    const sessionOf = (id: number) => ({
      visitor: { id, login: `person-${id}` },
      checkedAt: CHECKED,
      endsAt: '2026-11-26T17:00:00Z',
    })

    it('are found by their hash alone, until they are ended', async () => {
      const { sessions } = store()
      const session = sessionOf(unused())
      await sessions.open('hash-one', session)
      expect(await sessions.find('hash-one')).toEqual(session)
      expect(await sessions.find('hash-two')).toBeUndefined()
      await sessions.end('hash-one')
      expect(await sessions.find('hash-one')).toBeUndefined()
    })

    it('remember when they were last checked', async () => {
      const { sessions } = store()
      const session = sessionOf(unused())
      await sessions.open('hash-three', session)
      await sessions.checked('hash-three', '2026-11-26T09:05:00Z')
      expect(await sessions.find('hash-three')).toEqual({ ...session, checkedAt: '2026-11-26T09:05:00Z' })
    })

    it('of one person end together, and nobody else’s', async () => {
      const { sessions } = store()
      const [one, other] = [sessionOf(unused()), sessionOf(unused())]
      await sessions.open('browser', one)
      await sessions.open('terminal', one)
      await sessions.open('somebody', other)
      await sessions.endAllOf(one.visitor.id)
      expect(await sessions.find('browser')).toBeUndefined()
      expect(await sessions.find('terminal')).toBeUndefined()
      expect(await sessions.find('somebody')).toEqual(other)
    })

    it('are forgotten a day after they began', async () => {
      const { sessions, prune } = store()
      await sessions.open('yesterday', sessionOf(unused()))
      await sessions.open('today', sessionOf(unused()))
      await databaseOf().pool.query(
        "update fleetwright.sessions set written_at = now() - interval '25 hours' where hash = 'yesterday'",
      )
      await prune()
      expect(await sessions.find('yesterday')).toBeUndefined()
      expect(await sessions.find('today')).toBeDefined()
    })
  })
}
