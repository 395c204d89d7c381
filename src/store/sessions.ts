/**
 * Who was let in, and until when?
 *
 * By the hash of a session's id and never the id, and without any token of a
 * person: a copy of these rows opens nothing.
 */
import type { Sessions } from '../actions/visitor-port.ts'
import type { Database } from './database.ts'
import { asOurs } from './errors.ts'

export function openSessions({ rows }: Database): Sessions {
  return {
    open: (hash, { visitor, checkedAt, endsAt }) =>
      asOurs('letting a visitor in', async () => {
        const row = { visitor_id: String(visitor.id), login: visitor.login, checked_at: checkedAt, ends_at: endsAt }
        await rows
          .insertInto('sessions')
          .values({ hash, ...row })
          .execute()
      }),
    find: (hash) =>
      asOurs('recognising a visitor', async () => {
        const row = await rows.selectFrom('sessions').selectAll().where('hash', '=', hash).executeTakeFirst()
        if (row === undefined) return undefined
        const visitor = { id: Number(row.visitor_id), login: row.login }
        return { visitor, checkedAt: row.checked_at, endsAt: row.ends_at }
      }),
    checked: (hash, at) =>
      asOurs('noting that a visitor may still read', async () => {
        await rows.updateTable('sessions').set({ checked_at: at }).where('hash', '=', hash).execute()
      }),
    end: (hash) =>
      asOurs('ending a session', async () => {
        await rows.deleteFrom('sessions').where('hash', '=', hash).execute()
      }),
    endAllOf: (visitorId) =>
      asOurs('ending the sessions of a visitor', async () => {
        await rows.deleteFrom('sessions').where('visitor_id', '=', String(visitorId)).execute()
      }),
  }
}
