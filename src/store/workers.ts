/**
 * Which of the workers that share this server still live?
 *
 * Each holds an advisory lock under its name, on a connection of its own, for
 * as long as it lives: the lock falls with the process, without a clock whose
 * lateness could be taken for a death, and without a row that a crash leaves
 * behind. Two workers of one name are found out at start.
 */
import pg from 'pg'
import type { Log } from '../actions/ports.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { translated } from './errors.ts'

export interface Workers {
  /** Until released or until this process ends; throws `worker-taken` where another holds the name for long. */
  hold(workerId: string): Promise<{ release(): Promise<void> }>
  /** Does the work while the name is held by nobody, so that the worker cannot come back meanwhile. */
  ifGone(workerId: string, work: () => Promise<void>): Promise<void>
}

/** Longer than PostgreSQL takes to notice that a machine is gone: the keep-alives below. */
const MOST_WAIT_MS = 60_000
const RETRY_MS = 250
const KEEP_ALIVE = 'set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3'

export function openWorkers(url: string, log: Log): Workers {
  async function connected(name: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: url, application_name: name, keepAlive: true })
    // Without a listener a connection that breaks would end the process; what follows from it is seen below.
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.query(KEEP_ALIVE)
      return client
    } catch (error) {
      await client.end().catch(() => undefined)
      throw translated('holding our name as a worker', error)
    }
  }

  async function held(workerId: string, isOver: () => boolean): Promise<pg.Client> {
    const client = await connected(`fleetwright worker ${workerId}`)
    const deadline = performance.now() + MOST_WAIT_MS
    while (!(await lock(client, workerId))) {
      if (performance.now() > deadline || isOver()) {
        await client.end()
        throw taken(workerId)
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
    return client
  }

  return {
    async hold(workerId) {
      let isOver = false
      let client = await held(workerId, () => isOver)
      client.once('end', again)

      // The server was restarted, or the line was cut: what others took over meanwhile is fenced by the engine.
      function again(): void {
        if (isOver) return
        log.warn('worker lost its hold on its name', { code: 'worker-hold-lost' })
        held(workerId, () => isOver).then(
          (next) => {
            client = next
            client.once('end', again)
            if (isOver) void client.end()
          },
          () => setTimeout(again, RETRY_MS).unref(),
        )
      }

      return {
        async release() {
          isOver = true
          await client.end()
        },
      }
    },
    async ifGone(workerId, work) {
      const client = await connected('fleetwright take-over')
      try {
        if (await lock(client, workerId)) await work()
      } finally {
        await client.end()
      }
    },
  }
}

async function lock(client: pg.Client, workerId: string): Promise<boolean> {
  const text = 'select pg_try_advisory_lock(hashtextextended($1, 0)) as got'
  const { rows } = await client.query<{ readonly got: boolean }>(text, [`fleetwright:worker:${workerId}`])
  return rows[0]?.got === true
}

function taken(workerId: string): FleetwrightError {
  return new FleetwrightError(`starting as worker ${workerId}: another process has that name`, {
    code: 'worker-taken',
    nextMove: 'operator',
    retryable: false,
    hint: 'give each worker a WORKER_ID of its own that stays the same over restarts',
  })
}
