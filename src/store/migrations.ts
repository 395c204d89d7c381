/**
 * How did the tables come to be as they are?
 *
 * In order of their names, each once, at start. One that has been released is
 * not edited any more.
 */
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const MIGRATIONS: { readonly [name: string]: Migration } = {
  '2026-11-23-first': { up: first },
  '2026-11-26-sessions': { up: sessions },
  '2026-11-26-standing-plans': { up: standingPlans },
  '2026-11-26-unsound-heads': { up: unsoundHeads },
  // Of the same day, and after the others: a letter comes after a dash.
  '2026-11-26T18-states-of-stacks': { up: statesOfStacks },
  '2026-11-26T21-pushed-heads': { up: pushedHeads },
}

async function first(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  await schema
    .createTable('plans')
    .addColumn('id', 'serial', (column) => column.primaryKey())
    .addColumn('pull', 'integer')
    .addColumn('head', 'text', (column) => column.notNull())
    .addColumn('tree', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('record', 'text', (column) => column.notNull())
    .addColumn('written_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
  for (const column of ['pull', 'head', 'tree', 'digest']) {
    await schema.createIndex(`plans_by_${column}`).on('plans').column(column).execute()
  }
  await schema
    .createTable('rollouts')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('number', 'serial', (column) => column.notNull().unique())
    .addColumn('pull', 'integer')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('record', 'text', (column) => column.notNull())
    .addColumn('written_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
  await schema
    .createTable('rollout_stacks')
    .addColumn('rollout', 'text', (column) => column.notNull().references('rollouts.id').onDelete('cascade'))
    .addColumn('stack', 'text', (column) => column.notNull())
    .addColumn('record', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('rollout_stacks_key', ['rollout', 'stack'])
    .execute()
  await schema
    .createTable('publications')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('written_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
  await schema
    .createTable('attempts')
    .addColumn('transition', 'text', (column) => column.notNull())
    .addColumn('wanted_by', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('written_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('attempts_key', ['transition', 'wanted_by'])
    .addUniqueConstraint('attempts_number', ['transition', 'number'])
    .execute()
  await schema
    .createTable('pushers')
    .addColumn('pull', 'integer', (column) => column.notNull())
    .addColumn('login', 'text', (column) => column.notNull())
    .addColumn('written_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('pushers_key', ['pull', 'login'])
    .execute()
  await schema
    .createTable('deliveries')
    .addColumn('guid', 'text', (column) => column.primaryKey())
    .addColumn('open_tasks', sql`integer[]`, (column) => column.notNull())
    .addColumn('written_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
  await schema
    .createTable('served')
    .addColumn('single', 'boolean', (column) => column.primaryKey().check(sql`single`))
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('installation_id', 'text', (column) => column.notNull())
    .execute()
}

/** Plans from before stand for nothing that is open: each is made again at the next look at its head. */
async function standingPlans(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  await schema
    .alterTable('plans')
    .addColumn('standing', 'text', (column) => column.notNull().defaultTo('closed'))
    .addColumn('compared', 'text')
    .addColumn('stacks', sql`text[]`, (column) => column.notNull().defaultTo(sql`'{}'`))
    .execute()
  await schema.createIndex('plans_by_standing').on('plans').column('standing').execute()
  await schema
    .createTable('leftovers')
    .addColumn('pull', 'integer', (column) => column.notNull())
    .addColumn('of', 'text', (column) => column.notNull())
    .addColumn('base', 'text', (column) => column.notNull())
    .addColumn('stacks', sql`text[]`, (column) => column.notNull())
    .addColumn('written_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('leftovers_key', ['pull', 'of'])
    .execute()
}

async function sessions({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('sessions')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('visitor_id', 'text', (column) => column.notNull())
    .addColumn('login', 'text', (column) => column.notNull())
    .addColumn('checked_at', 'text', (column) => column.notNull())
    .addColumn('ends_at', 'text', (column) => column.notNull())
    .addColumn('written_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
  await schema.createIndex('sessions_by_visitor_id').on('sessions').column('visitor_id').execute()
}

async function unsoundHeads({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('unsound_heads')
    .addColumn('pull', 'integer', (column) => column.primaryKey())
    .addColumn('head', 'text', (column) => column.notNull())
    .addColumn('compared', 'text', (column) => column.notNull())
    .execute()
}

/** What a record says of its state, beside it: which stacks were not reached is asked with each plan. */
async function statesOfStacks(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  await schema.alterTable('rollout_stacks').addColumn('state', 'text').execute()
  const rows = db.withTables<{ readonly rollout_stacks: { readonly state: string } }>()
  await rows.updateTable('rollout_stacks').set({ state: sql<string>`record::json->>'state'` }).execute()
  await schema
    .alterTable('rollout_stacks')
    .alterColumn('state', (column) => column.setNotNull())
    .execute()
  await schema.createIndex('rollout_stacks_by_stack').on('rollout_stacks').columns(['stack', 'state']).execute()
}

async function pushedHeads({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('pushed_heads')
    .addColumn('head', 'text', (column) => column.notNull())
    .addColumn('login', 'text', (column) => column.notNull())
    .addColumn('written_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('pushed_heads_key', ['head', 'login'])
    .execute()
}
