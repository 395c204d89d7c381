/**
 * What does the store promise, whichever database it stands on?
 *
 * The same tests run on the embedded database and on a server.
 */
import type { Database } from '../../src/store/database.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { notePromises } from './note-promises.ts'
import { planPromises } from './plan-promises.ts'
import { prunePromises } from './prune-promises.ts'
import { rolloutPromises } from './rollout-promises.ts'
import { sessionPromises } from './session-promises.ts'

export function storePromises(databaseOf: () => Database): void {
  const store = (): Store => openStore(databaseOf())
  planPromises(store)
  rolloutPromises(store)
  notePromises(store)
  sessionPromises(store, databaseOf)
  // The last, since it ages the rows of all others.
  prunePromises(store, databaseOf)
}
