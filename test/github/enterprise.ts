/**
 * What does a GitHub Enterprise answer to single calls?
 *
 * nock, with the four calls of boot answered; for everything that takes more
 * than one call there is the simulated GitHub.
 */
import nock from 'nock'
import { afterEach, beforeEach } from 'vitest'
import { type Github, openGithub } from '../../src/github/open.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { KEY } from './key.ts'

/** A host of this machine: the tests' own guard lets no other name pass, not even to nock. Nobody listens there. */
export const HOST = 'http://127.0.0.1:8999'
export const REST = '/api/v3'
const REPOSITORY = {
  id: 77,
  full_name: 'acme/fleet',
  html_url: `${HOST}/acme/fleet`,
  clone_url: `${HOST}/acme/fleet.git`,
}

export interface Enterprise {
  /** Every line that was logged. */
  readonly lines: unknown[]
  /** What was asked of each token. */
  readonly tokens: unknown[]
  open(changes?: { readonly repository?: object; readonly installation?: object }): Promise<Github>
}

/** Fresh for each test of the file. */
export function enterprise(): Enterprise {
  const lines: unknown[] = []
  const tokens: unknown[] = []
  const keep = (...line: unknown[]): void => void lines.push(line)

  beforeEach(() => {
    lines.length = 0
    tokens.length = 0
    nock.disableNetConnect()
  })
  afterEach(() => {
    nock.cleanAll()
    nock.enableNetConnect()
  })

  async function open(changes: { repository?: object; installation?: object } = {}): Promise<Github> {
    nock(HOST).get(`${REST}/app`).reply(200, { id: 12, slug: 'fleetwright' })
    nock(HOST)
      .get(`${REST}/repos/acme/fleet/installation`)
      .reply(200, { id: 34, suspended_at: null, ...changes.installation })
    nock(HOST)
      .post(`${REST}/app/installations/34/access_tokens`)
      .times(9)
      .reply(201, async (request: Request) => {
        tokens.push(await request.json())
        return { token: `ghs_${tokens.length}`, expires_at: '2100-01-01T00:00:00Z' }
      })
    nock(HOST)
      .get(`${REST}/repos/acme/fleet`)
      .reply(200, { ...REPOSITORY, default_branch: 'main', ...changes.repository })
    return openGithub({
      appId: 12,
      privateKey: KEY.privateKey,
      webhookSecret: 'secret',
      baseUrl: `${HOST}${REST}/`,
      repository: 'acme/fleet',
      log: { info: keep, warn: keep, error: keep },
      clock: systemClock,
    })
  }
  return { lines, tokens, open }
}
