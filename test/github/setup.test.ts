/**
 * Can a newcomer register the App by the set-up page, without a network or a secret going astray?
 */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSetup, type Setup } from '../../src/github/setup.ts'

const environment = { ...process.env }
const lines: unknown[] = []
const keep = (...line: unknown[]): void => void lines.push(line)

let dir: string
let setup: Setup | undefined

beforeEach(async () => {
  lines.length = 0
  dir = await mkdtemp(join(tmpdir(), 'fleetwright-setup-'))
})
afterEach(async () => {
  await setup?.close()
  setup = undefined
  await rm(dir, { recursive: true })
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
  Object.assign(process.env, environment)
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function open(changes: { port?: number; publicUrl?: string; githubBaseUrl?: string } = {}): Promise<string> {
  const port = changes.port ?? (await freePort())
  setup = await openSetup({
    host: '127.0.0.1',
    port,
    env: process.env,
    envFile: join(dir, '.env'),
    log: { info: keep, warn: keep, error: keep },
    ...changes,
  })
  return `http://127.0.0.1:${port}`
}

it('shows the page that sends app.yml to GitHub, with our webhook address', async () => {
  const url = await open({ publicUrl: 'https://fleet.example' })
  const page = await (await fetch(`${url}/`)).text()
  expect(page).toContain('action="https://github.com/settings/apps/new"')
  const manifest = JSON.parse(/value='(\{.*?\})'/.exec(page)?.[1] ?? '{}')
  expect(manifest).toMatchObject({
    name: 'Fleetwright',
    public: false,
    hook_attributes: { url: 'https://fleet.example/api/github/webhooks' },
    callback_urls: ['https://fleet.example/sign-in/callback'],
    default_permissions: { checks: 'write', contents: 'read' },
  })
  expect(setup?.url).toBe('https://fleet.example/probot')
})

it('sends the newcomer to a GitHub Enterprise, and serves the page in production too', async () => {
  process.env.NODE_ENV = 'production'
  const url = await open({ githubBaseUrl: 'https://ghe.example/api/v3' })
  expect(await (await fetch(`${url}/probot`)).text()).toContain('action="https://ghe.example/settings/apps/new"')
})

it('keeps the credentials of the new App where only their owner reads them, beside what was there', async () => {
  const file = join(dir, '.env')
  await writeFile(file, 'FLEET_REPOSITORY=acme/fleet\nAPP_ID=1\n', { mode: 0o644 })
  const url = await open()
  const pem = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n'
  const body = JSON.stringify({ appId: '12', pem, webhook_secret: 's3cret' })
  expect((await fetch(`${url}/probot/import`, { method: 'POST', body })).status).toBe(200)
  await expect
    .poll(async () => parseEnv(await readFile(file, 'utf8')))
    .toEqual({
      FLEET_REPOSITORY: 'acme/fleet',
      APP_ID: '12',
      PRIVATE_KEY: pem,
      WEBHOOK_SECRET: 's3cret',
    })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(JSON.stringify(lines)).not.toMatch(/s3cret|MIIB/)
})

it('keeps what signs people in, once GitHub has made the App', async () => {
  const pem = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n'
  const made = {
    id: 12,
    client_id: 'Iv23abc',
    client_secret: 'cl1ent',
    webhook_secret: 's3cret',
    pem,
    html_url: 'https://github.com/apps/fleetwright',
  }
  const asked: (string | undefined)[] = []
  const github = createServer((request, reply) => {
    asked.push(`${request.method} ${request.url}`)
    reply.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(made))
  })
  await new Promise<void>((resolve) => github.listen(0, '127.0.0.1', resolve))
  const { port } = github.address() as AddressInfo
  const url = await open({ githubBaseUrl: `http://127.0.0.1:${port}/api/v3` })
  const response = await fetch(`${url}/probot/setup?code=a-code`, { redirect: 'manual' })
  expect(response.headers.get('location')).toBe('https://github.com/apps/fleetwright/installations/new')
  await expect
    .poll(async () => parseEnv(await readFile(join(dir, '.env'), 'utf8').catch(() => '')))
    .toMatchObject({ APP_ID: '12', GITHUB_CLIENT_ID: 'Iv23abc', GITHUB_CLIENT_SECRET: 'cl1ent' })
  expect(JSON.stringify(lines)).not.toMatch(/s3cret|cl1ent/)
  expect(asked).toEqual(['POST /api/v3/app-manifests/a-code/conversions'])
  github.close()
})

it('leaves the process where it stood', async () => {
  const before = process.cwd()
  await open()
  await setup?.close()
  setup = undefined
  expect(process.cwd()).toBe(before)
})

it('names a port that is taken', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  await expect(open({ port })).rejects.toMatchObject({
    code: 'setup-failed',
    message: expect.stringContaining(String(port)),
  })
  other.close()
})
