/**
 * How does a test run `fleet doctor`?
 *
 * The real program as a process of its own, with the bot's settings, against
 * the demo's stage with both simulators; no bot runs.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { filesBelow, NAME, OWNER, type Stage, setStage } from '../../src/demo/stage.ts'
import type { Manifest } from '../../src/doctor/facts.ts'
import type { Finding } from '../../src/doctor/model.ts'
import { fleet as typed } from '../cli/command-line.ts'

const FLEET = new URL('../../fleet', import.meta.url).pathname
export const FLEET_OF = { owner: OWNER, name: NAME }
/** Of the simulated App. */
export const APP_ID = 4711

export interface Said {
  readonly code: number
  readonly findings: readonly Finding[]
  /** Everything that was printed. */
  readonly all: string
}

export interface Ward extends Stage {
  /** `--json` is given. */
  doctor(args: readonly string[], env?: { readonly [name: string]: string }): Promise<Said>
  end(): Promise<void>
}

export async function openWard(options: { readonly withoutRoles?: readonly string[] } = {}): Promise<Ward> {
  const dir = await mkdtemp(join(tmpdir(), 'fleetwright-test-'))
  const stage = await setStage({ files: await filesBelow(FLEET), dir, port: 0, rate: 120, ...options })
  return {
    ...stage,
    doctor: (args, env = {}) => examined(args, { cwd: dir, env: { ...stage.bot.env, ...env } }),
    async end() {
      await stage.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

export async function examined(
  args: readonly string[],
  around: { readonly cwd: string; readonly env: { readonly [name: string]: string } },
): Promise<Said> {
  const { code, out, err } = await typed(['doctor', '--json', ...args], around)
  return { code, findings: out === '' ? [] : JSON.parse(out).findings, all: out + err }
}

/** `check about: outcome` of all that is neither well nor out of sight, sorted. */
export function bad({ findings }: Said): readonly string[] {
  return findings
    .filter(({ outcome }) => outcome !== 'well' && outcome !== 'unseen')
    .map(({ check, about, outcome }) => `${check} ${/\d{12}/.exec(about)?.[0] ?? about}: ${outcome}`)
    .sort()
}

/** app.yml. */
export async function manifest(): Promise<{
  readonly permissions: { readonly [name: string]: 'read' | 'write' }
  readonly events: Manifest['events']
}> {
  const { default_permissions: permissions, default_events: events } = parse(
    await readFile(new URL('../../app.yml', import.meta.url), 'utf8'),
  )
  return { permissions, events }
}

/** The same server, by whose clock it is another time. */
export async function inAnotherTime(
  target: string,
  aheadMs: number,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming
    const passed = request(new URL(url, target), { method, headers }, (answer) => {
      const date = new Date(Date.now() + aheadMs).toUTCString()
      outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, date })
      answer.pipe(outgoing)
    })
    incoming.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
