/**
 * How does a newcomer register the GitHub App?
 *
 * With Probot's own set-up page: it reads app.yml, sends the visitor to
 * GitHub, and takes the new App's credentials when GitHub sends them back. We
 * tell it where webhooks shall go, where people come back to who sign in, and
 * where credentials are kept; left alone it would download a package to make a
 * public channel for the webhooks. Nobody can sign in before there is an App,
 * so this page, and nothing beside it, is open to whoever reaches it.
 */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { run } from 'probot'
import type { Log } from '../actions/ports.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { quietLog } from './quiet-log.ts'

export interface SetupOptions {
  readonly host: string
  readonly port: number
  /** Where GitHub reaches the bot; absent while it is on this machine alone. */
  readonly publicUrl?: string
  /** REST root of a GitHub Enterprise; absent for github.com. */
  readonly githubBaseUrl?: string
  /** The process's environment: Probot's page reads some of its settings there, so they are put there. */
  readonly env: { [name: string]: string | undefined }
  /** Credentials are added to this file, such as `.env`; only its owner may read it. */
  readonly envFile: string
  readonly log: Log
}

export interface Setup {
  readonly url: string
  close(): Promise<void>
}

const WEBHOOK_PATH = '/api/github/webhooks'
const CALLBACK_PATH = '/sign-in/callback'
const ROOT = new URL('../../', import.meta.url)
/** What Probot hands over; the last two sign people in. */
const KEPT = ['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET', 'GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'] as const

type Settings = { readonly [name: string]: string | undefined }

export async function openSetup(given: SetupOptions): Promise<Setup> {
  const options = { ...given, envFile: resolve(given.envFile) }
  const { host, port, env } = options
  const url = options.publicUrl ?? `http://${host}:${port}`
  prepare(env, options, url)
  const manifest = await openManifest(url)
  try {
    const server = await run(() => undefined, {
      env: { HOST: host, PORT: String(port) },
      log: quietLog(options.log),
      updateEnv: (settings) => {
        keep(settings, options).catch((error) =>
          options.log.error('credentials of the new App could not be kept', { error }),
        )
        return settings
      },
    })
    options.log.info('set-up page opened')
    return {
      url: `${url}/probot`,
      async close() {
        await server.stop()
        await manifest.close()
      },
    }
  } catch (cause) {
    await manifest.close()
    throw new FleetwrightError(`the set-up page could not listen on ${host}:${port}`, {
      code: 'setup-failed',
      nextMove: 'operator',
      retryable: false,
      hint: 'stop the other program or set PORT',
      cause,
    })
  }
}

/**
 * Probot reads app.yml where the process stands, and nothing else can tell it the address that only we know. So the
 * process stands beside a copy that has it, until the page is closed.
 */
async function openManifest(url: string): Promise<{ close(): Promise<void> }> {
  const before = process.cwd()
  const dir = await mkdtemp(join(tmpdir(), 'fleetwright-setup-'))
  const text = await readFile(new URL('app.yml', ROOT), 'utf8')
  const callback = JSON.stringify(new URL(CALLBACK_PATH, url).href)
  await writeFile(join(dir, 'app.yml'), `${text}\ncallback_urls: [${callback}]\n`)
  await writeFile(join(dir, 'package.json'), await readFile(new URL('package.json', ROOT)))
  process.chdir(dir)
  return {
    async close() {
      process.chdir(before)
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Probot's page knows these settings by the environment alone. */
function prepare(env: SetupOptions['env'], options: SetupOptions, url: string): void {
  // Where a webhook channel is named, Probot makes none of its own.
  env.WEBHOOK_PROXY_URL = new URL(WEBHOOK_PATH, url).href
  // In production it would refuse to serve the page that it is started for.
  if (env.NODE_ENV === 'production') delete env.NODE_ENV
  if (options.githubBaseUrl === undefined) return
  const { host, protocol } = new URL(options.githubBaseUrl)
  env.GHE_HOST = host
  env.GHE_PROTOCOL = protocol.replace(':', '')
}

async function keep(settings: Settings, options: SetupOptions): Promise<void> {
  const lines = KEPT.flatMap((name) => {
    const value = settings[name]
    return value === undefined ? [] : [`${name}=${value.replaceAll('\n', '\\n')}`]
  })
  const before = await readFile(options.envFile, 'utf8').catch(() => '')
  const others = before.split('\n').filter((line) => line !== '' && !KEPT.some((name) => line.startsWith(`${name}=`)))
  await writeFile(options.envFile, `${[...others, ...lines].join('\n')}\n`, { mode: 0o600 })
  // A file that was there before keeps its mode when it is written.
  await chmod(options.envFile, 0o600)
  options.log.info('credentials of the new App kept: start again to serve it')
}
