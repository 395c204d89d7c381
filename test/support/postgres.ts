/**
 * How does a test get a real PostgreSQL?
 *
 * Its own server in a folder of its own, from whatever PostgreSQL this machine
 * has installed; gone when the test is. Undefined where there is none, unless
 * CI is set: there its absence is a failure and no reason to skip.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { until } from './until.ts'

const run = promisify(execFile)
/** Below the ports that the kernel gives to clients, so that none of those is in our way. */
const PORTS = { first: 21_000, count: 10_000 }

export interface Postgres {
  /** A database of its own for each call. */
  database(): Promise<string>
  stop(): Promise<void>
}

export async function startPostgres(): Promise<Postgres | undefined> {
  const bin = binaries()
  if (bin === undefined) {
    if (process.env.CI === 'true') throw new Error('CI has to have PostgreSQL installed: initdb was not found')
    return undefined
  }
  const folder = await mkdtemp(join(tmpdir(), 'fleetwright-postgres-'))
  const as = await owner(folder)
  await run(
    ...as(join(bin, 'initdb'), ['-D', join(folder, 'data'), '-U', 'fleet', '-A', 'trust', '-E', 'UTF8', '--no-sync']),
  )
  const port = await freePort()
  const settings = ['-c', `unix_socket_directories=${folder}`, '-c', 'listen_addresses=127.0.0.1']
  const server = spawn(...as(join(bin, 'postgres'), ['-D', join(folder, 'data'), '-p', String(port), ...settings]), {
    stdio: 'ignore',
  })
  const admin = `postgres://fleet@127.0.0.1:${port}/postgres`
  await until('PostgreSQL answers', () => answers(admin, server), 30_000)
  let made = 0
  return {
    async database() {
      const name = `test_${++made}`
      await query(admin, `create database ${name}`)
      return `postgres://fleet@127.0.0.1:${port}/${name}`
    },
    async stop() {
      const gone = new Promise((resolve) => server.once('exit', resolve))
      // Immediate: nothing of it is kept, and clients that hang may not hold it up.
      server.kill('SIGQUIT')
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function binaries(): string | undefined {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : []
  const onPath = (process.env.PATH ?? '').split(delimiter)
  return [...versions, ...onPath].find((folder) => existsSync(join(folder, 'initdb')))
}

/** PostgreSQL refuses to run as root; then it runs as nobody, who owns the folder. */
async function owner(folder: string): Promise<(command: string, args: readonly string[]) => [string, string[]]> {
  if (process.getuid?.() !== 0) return (command, args) => [command, [...args]]
  const { stdout } = await run('id', ['-u', 'nobody'])
  const { stdout: group } = await run('getent', ['group', 'nogroup'])
  await chown(folder, Number(stdout), Number(group.split(':')[2]))
  await mkdir(join(folder, 'data'), { mode: 0o700 })
  await chown(join(folder, 'data'), Number(stdout), Number(group.split(':')[2]))
  const drop = ['--reuid=nobody', '--regid=nogroup', '--clear-groups']
  return (command, args) => ['setpriv', [...drop, command, ...args]]
}

async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.first + Math.floor(Math.random() * PORTS.count)
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = createServer()
      probe.once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}

async function answers(url: string, server: ChildProcess): Promise<boolean> {
  if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`)
  try {
    await query(url, 'select 1')
    return true
  } catch {
    return false
  }
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    await client.query(text)
  } finally {
    await client.end()
  }
}
