/**
 * How does a test speak to the web front as GitHub does?
 */
import { createHmac } from 'node:crypto'
import type { Log } from '../../src/actions/ports.ts'
import type { Intake } from '../../src/web/model.ts'
import { openWeb, type Web } from '../../src/web/open.ts'
import { EMPTY_PLAN } from '../support/empty-plan.ts'

export const SECRET = 'a webhook secret'

/** Deliveries are signed with `SECRET` unless the intake has one of its own. */
export function openFront(intake: Omit<Intake, 'secret'> & { readonly secret?: string }, log: Log): Promise<Web> {
  return openWeb({
    host: '127.0.0.1',
    port: 0,
    repositoryUrl: () => 'https://github.com/acme/fleet',
    parts: [],
    operator: {
      token: 'unused',
      status: async () => ({ repository: 'acme/fleet', defaultBranch: 'main', rollouts: [] }),
      rollouts: async () => [],
      plan: async () => EMPTY_PLAN,
      approve: async () => ({ rollouts: [], stacks: [] }),
      edit: async () => ({ refused: 'there is no rollout' }),
    },
    log,
    intake: { secret: SECRET, ...intake },
  })
}

export function signed(body: string): string {
  return `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`
}
