/**
 * Does nothing of a delivery's payload get into any log, and does nobody else's delivery ask for anything?
 *
 * A trap of facts/github.md §3.3, shut by the edge and the front together.
 */
import { inspect } from 'node:util'
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { openFront, signed } from '../web/front.ts'
import { enterprise } from './enterprise.ts'

const { lines, open } = enterprise()

describe('a delivery', () => {
  const payload = {
    action: 'rerequested',
    repository: { id: 77 },
    installation: { id: 34 },
    sender: { login: 'ann', type: 'User' },
    check_run: {
      app: { id: 12 },
      check_suite: { head_branch: 'feature' },
      head_sha: 'a'.repeat(40),
      pull_requests: [],
      output: { summary: 'PAYLOAD' },
    },
  }

  it('that cannot be read to its end fails as our own error, and its payload is in no log', async () => {
    const github = await open()
    const broken = { ...payload, check_run: null, note: 'PAYLOAD' }
    await expect(github.receive({ id: 'g', name: 'check_run', payload: broken })).rejects.toMatchObject({
      name: 'FleetwrightError',
    })
    expect(lines.length).toBeGreaterThan(0)
    expect(JSON.stringify(lines)).not.toContain('PAYLOAD')
  })

  it('with a wrong signature, or that fails behind the front, leaves nothing of its payload in any log', async () => {
    const github = await open()
    const keep = (...line: unknown[]): void => void lines.push(line)
    const log = { info: keep, warn: keep, error: keep }
    const front = await openFront({ receive: github.receive, accept: async () => 'accepted' }, log)
    nock.enableNetConnect('127.0.0.1')
    const body = JSON.stringify({ ...payload, check_run: null, note: 'PAYLOAD' })
    async function status(signature: string): Promise<number> {
      const headers = {
        'content-type': 'application/json',
        'x-github-event': 'check_run',
        'x-github-delivery': 'a-1',
        'x-hub-signature-256': signature,
      }
      return (await fetch(`${front.url}/api/github/webhooks`, { method: 'POST', headers, body })).status
    }
    expect(await status(signed(`${body} `))).toBe(401)
    expect(lines).toEqual([])
    expect(await status(signed(body))).toBe(503)
    await front.close()
    expect(lines.length).toBeGreaterThan(0)
    expect(inspect(lines, { depth: 20 })).not.toContain('PAYLOAD')
  })

  it('of another repository or installation, or of none, asks for nothing and makes no call', async () => {
    const github = await open()
    nock.cleanAll()
    for (const odd of [{ repository: { id: 78 } }, { installation: { id: 35 } }, { installation: undefined }]) {
      expect(await github.receive({ id: 'g', name: 'check_run', payload: { ...payload, ...odd } })).toEqual([])
    }
    for (const odd of [null, 'text', 12, []]) {
      expect(await github.receive({ id: 'g', name: 'push', payload: odd })).toEqual([])
    }
  })
})
