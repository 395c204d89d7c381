/**
 * Is this still the repository we were set up for?
 *
 * The numbers are written down at the first boot. A repository that was
 * deleted and made again under the same name, or a directory that was copied
 * from another bot, is found out here, before any event is looked at.
 */
import { FleetwrightError } from '../lib/errors.ts'
import type { Database } from './database.ts'
import { asOurs } from './errors.ts'

export interface ServedIds {
  readonly repositoryId: number
  readonly installationId: number
}

export interface ServedRepository {
  /** Stores the ids at first boot; throws `repository-changed` where they are not the ones we know. */
  remember(ids: ServedIds): Promise<void>
}

export function openServed({ rows }: Database): ServedRepository {
  return {
    remember: (ids) =>
      asOurs('remembering the repository', async () => {
        const row = { repository_id: String(ids.repositoryId), installation_id: String(ids.installationId) }
        await rows
          .insertInto('served')
          .values({ single: true, ...row })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        const known = await rows.selectFrom('served').selectAll().executeTakeFirstOrThrow()
        if (known.repository_id !== row.repository_id)
          throw changed('repository', known.repository_id, row.repository_id)
        if (known.installation_id !== row.installation_id)
          throw changed('installation', known.installation_id, row.installation_id)
      }),
  }
}

function changed(what: 'repository' | 'installation', before: string, now: string): FleetwrightError {
  return new FleetwrightError(`this database belongs to ${what} ${before}, and GitHub says ${now} now`, {
    code: 'repository-changed',
    nextMove: 'operator',
    retryable: false,
    hint: `if that is meant, start with an empty directory or database: the bot finds its way from Git, GitHub and AWS`,
  })
}
