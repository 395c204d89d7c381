/** Promise: what rows said before a table changed, they say after it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { RolloutState, StackState } from '../../src/rollout/model.ts'
import { openDatabase, SCHEMA } from '../../src/store/database.ts'
import { openEmbedded } from '../../src/store/embedded.ts'
import { MIGRATIONS } from '../../src/store/migrations.ts'
import { openStore } from '../../src/store/open.ts'
import { rolloutRow, stackRow } from '../support/fake-records.ts'
import { keptLog } from '../support/quiet-log.ts'

// Two databases are opened, on a machine that may be busy with other things.
vi.setConfig({ testTimeout: 60_000 })

const BEFORE = '2026-11-26-unsound-heads'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fleetwright-migrations-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

/** Rollouts in order, each with the states of its stacks by key, as a bot of that time kept them. */
async function keep(
  rollouts: readonly (readonly [RolloutState, { readonly [key: string]: StackState }])[],
): Promise<void> {
  const { pool, close } = await openEmbedded(directory)
  const db = new Kysely<Record<string, Record<string, string>>>({
    dialect: new PostgresDialect({ pool }),
  }).withSchema(SCHEMA)
  const provider = { getMigrations: async () => ({ ...MIGRATIONS }) }
  const { error } = await new Migrator({ db, provider, migrationTableSchema: SCHEMA }).migrateTo(BEFORE)
  expect(error).toBeUndefined()
  for (const [index, [state, stacks]] of rollouts.entries()) {
    const rollout = rolloutRow({ id: `r-${index}`, state })
    await db
      .insertInto('rollouts')
      .values({ id: rollout.id, state, record: JSON.stringify(rollout) })
      .execute()
    for (const [stack, each] of Object.entries(stacks)) {
      const record = JSON.stringify(stackRow({ state: each }))
      await db.insertInto('rollout_stacks').values({ rollout: rollout.id, stack, record }).execute()
    }
  }
  await close()
}

it('stacks that rollouts had not reached are not reached', async () => {
  await keep([
    ['aborted', { reached: 'waiting', left: 'waiting', moving: 'failed' }],
    ['done', { reached: 'done', skipped: 'skipped', done: 'done' }],
    ['running', { moving: 'waiting' }],
  ])
  const database = await openDatabase({ directory, log: keptLog() })
  try {
    const missed = await openStore(database).missed.list()
    expect(missed.map(({ stack, rollout, state }) => [stack, rollout.id, state])).toEqual([
      ['left', 'r-0', 'waiting'],
      ['moving', 'r-2', 'waiting'],
      ['skipped', 'r-1', 'skipped'],
    ])
  } finally {
    await database.close()
  }
})
