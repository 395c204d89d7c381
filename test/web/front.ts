/**
 * How does a test speak to the web front as GitHub does?
 */
import { createHmac } from 'node:crypto'
import type { Log } from '../../src/actions/ports.ts'
import type { Session, Sessions } from '../../src/actions/visitor-port.ts'
import { systemClock } from '../../src/lib/clock.ts'
import type { Intake } from '../../src/web/model.ts'
import { openWeb, type Web, type WebOptions } from '../../src/web/open.ts'
import { EMPTY_PLAN } from '../support/empty-plan.ts'

export const SECRET = 'a webhook secret'

/** Deliveries are signed with `SECRET` unless the intake has one of its own. */
export function openFront(intake: Omit<Intake, 'secret'> & { readonly secret?: string }, log: Log): Promise<Web> {
  return openWeb({
    host: '127.0.0.1',
    port: 0,
    parts: [],
    ...nobodyComes(),
    operator: {
      token: 'unused',
      status: async () => ({ repository: 'acme/fleet', defaultBranch: 'main', rollouts: [] }),
      rollouts: async () => [],
      plan: async () => ({ plan: EMPTY_PLAN, evidence: { changeSets: {}, behind: [] } }),
      planOf: async () => undefined,
      approve: async () => ({ rollouts: [], stacks: [] }),
      edit: async () => ({ refused: 'there is no rollout' }),
    },
    log,
    intake: { secret: SECRET, ...intake },
  })
}

/** For tests of other doors: nobody can be signed in, and there is nothing to look at. */
export function nobodyComes(): Pick<WebOptions, 'reception' | 'library'> {
  return {
    reception: {
      visitors: () => {
        throw new Error('nobody is signed in here')
      },
      sessions: fakeSessions(),
      clock: systemClock,
    },
    library: {
      repository: 'acme/fleet',
      repositoryUrl: () => 'https://github.com/acme/fleet',
      digestOf: async () => undefined,
      plan: async () => undefined,
      planOf: async () => undefined,
      recent: async () => ({ open: [], others: [] }),
    },
  }
}

/** Rows, as a map. */
export function fakeSessions(): Sessions & { readonly rows: Map<string, Session> } {
  const rows = new Map<string, Session>()
  return {
    rows,
    open: async (hash, session) => void rows.set(hash, session),
    find: async (hash) => rows.get(hash),
    async checked(hash, checkedAt) {
      const session = rows.get(hash)
      if (session !== undefined) rows.set(hash, { ...session, checkedAt })
    },
    end: async (hash) => void rows.delete(hash),
    async endAllOf(id) {
      for (const [hash, { visitor }] of rows) if (visitor.id === id) rows.delete(hash)
    },
  }
}

export function signed(body: string): string {
  return `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`
}
