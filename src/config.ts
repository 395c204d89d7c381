/**
 * What were we told by the environment?
 *
 * The only reader of `process.env`, checked once at boot: a missing or
 * malformed setting is one clear line that names the variable. Everything
 * behind this file is passed as a value.
 */
import { existsSync, readFileSync } from 'node:fs'
import { FleetwrightError } from './lib/errors.ts'

export interface Config {
  readonly appId: number
  /** PEM. */
  readonly privateKey: string
  readonly webhookSecret: string
  /** For signing people in to the bot's pages; without it nobody sees one. */
  readonly signIn?: { readonly clientId: string; readonly clientSecret: string }
  /** `owner/name` of the one repository we serve. */
  readonly repository: string
  /** REST root, such as `https://ghe.example/api/v3`; absent for github.com. */
  readonly githubBaseUrl?: string
  readonly aws: { readonly endpointUrl?: string; readonly region: string }
  readonly web: { readonly host: string; readonly port: number; readonly publicUrl?: string }
  /** Where the embedded database, the mirror and the operator's key live. */
  readonly directory: string
  /** PostgreSQL; absent for the embedded database. */
  readonly databaseUrl?: string
  readonly workerId: string
  /** Pipelines planned at the same time; the limits of AWS and GitHub are kept by their edges. */
  readonly plannedAtOnce: number
  readonly logLevel: string
  /** A fast clock for demonstrations: refused unless every endpoint is loopback. */
  readonly clock: { readonly rate: number; readonly epochMs: number }
  readonly pid: number
}

export type Environment = { readonly [name: string]: string | undefined }

/** Without any of these there is no App yet, and the set-up page is served instead. */
const CREDENTIALS = ['APP_ID', 'PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET'] as const

/** Settings of a file `.env` here, where the set-up page keeps what GitHub gave it; what is set already wins. */
export function loadEnvironmentFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env')
}

export function hasCredentials(env: Environment = process.env): boolean {
  return CREDENTIALS.some((name) => set(env, name) !== undefined)
}

/** What the command line needs: where the bot keeps its files. */
export function directoryOf(env: Environment = process.env): string {
  return set(env, 'FLEETWRIGHT_DIR') ?? '.fleetwright'
}

/** What lets a laptop's command line into the bot's pages; the page /terminal gives it. */
export function visitorToken(env: Environment = process.env): string | undefined {
  return set(env, 'FLEETWRIGHT_TOKEN')
}

/** What the set-up page and the bot share. */
export function webOf(env: Environment = process.env): Config['web'] {
  const publicUrl = url(env, 'PUBLIC_URL')
  return {
    // Without an address that others know, nobody else has business here.
    host: set(env, 'HOST') ?? (publicUrl === undefined ? '127.0.0.1' : '0.0.0.0'),
    port: whole(env, 'PORT', { fallback: 3000, least: 0, most: 65_535 }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  }
}

/** What the set-up page is told; it hands some of it on to Probot, whose page reads its settings from the environment. */
export function setupOf(env: NodeJS.ProcessEnv = process.env): {
  readonly host: string
  readonly port: number
  readonly publicUrl?: string
  readonly githubBaseUrl?: string
  readonly env: NodeJS.ProcessEnv
  readonly envFile: string
} {
  const githubBaseUrl = url(env, 'GITHUB_BASE_URL')
  return { ...webOf(env), ...(githubBaseUrl === undefined ? {} : { githubBaseUrl }), env, envFile: '.env' }
}

/** The environment that git is started with: where programs are found, and nothing else of ours. */
export function pathOf(env: Environment = process.env): string {
  return set(env, 'PATH') ?? '/usr/local/bin:/usr/bin:/bin'
}

/** Everything that is missing or malformed, not only the first: for who sets it up. */
export function settingProblems(env: Environment = process.env): readonly FleetwrightError[] {
  const found = SETTINGS.flatMap((read) => problemOf(() => read(env)))
  // What only shows when all settings are there together.
  return found.length > 0 ? found : problemOf(() => readConfig(env))
}

const SETTINGS: readonly ((env: Environment) => unknown)[] = [
  appId,
  privateKey,
  webhookSecret,
  signIn,
  repository,
  (env) => url(env, 'GITHUB_BASE_URL'),
  (env) => url(env, 'AWS_ENDPOINT_URL'),
  postgres,
  webOf,
  plannedAtOnce,
  logLevel,
  clock,
]

function problemOf(read: () => unknown): readonly FleetwrightError[] {
  try {
    read()
    return []
  } catch (error) {
    if (error instanceof FleetwrightError) return [error]
    throw error
  }
}

export function readConfig(env: Environment = process.env): Config {
  const githubBaseUrl = url(env, 'GITHUB_BASE_URL')
  const endpointUrl = url(env, 'AWS_ENDPOINT_URL')
  const databaseUrl = postgres(env)
  const client = signIn(env)
  const config: Config = {
    appId: appId(env),
    privateKey: privateKey(env),
    webhookSecret: webhookSecret(env),
    ...(client === undefined ? {} : { signIn: client }),
    repository: repository(env),
    ...(githubBaseUrl === undefined ? {} : { githubBaseUrl: githubBaseUrl.replace(/\/+$/, '') }),
    aws: { ...(endpointUrl === undefined ? {} : { endpointUrl }), region: set(env, 'AWS_REGION') ?? 'us-east-1' },
    web: webOf(env),
    directory: directoryOf(env),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    workerId: set(env, 'WORKER_ID') ?? 'local',
    plannedAtOnce: plannedAtOnce(env),
    logLevel: logLevel(env),
    clock: clock(env),
    pid: process.pid,
  }
  refuseFastClockOutside(config)
  return config
}

function appId(env: Environment): number {
  return whole(env, 'APP_ID', { least: 1, most: Number.MAX_SAFE_INTEGER })
}

function webhookSecret(env: Environment): string {
  return required(env, 'WEBHOOK_SECRET', 'the secret the App signs its webhooks with')
}

/** Both, or neither. */
function signIn(env: Environment): Config['signIn'] {
  const [clientId, clientSecret] = [set(env, 'GITHUB_CLIENT_ID'), set(env, 'GITHUB_CLIENT_SECRET')]
  if (clientId === undefined && clientSecret === undefined) return undefined
  return {
    clientId: clientId ?? required(env, 'GITHUB_CLIENT_ID', "the client id on the App's settings page"),
    clientSecret: clientSecret ?? required(env, 'GITHUB_CLIENT_SECRET', "a client secret of the App's settings page"),
  }
}

function plannedAtOnce(env: Environment): number {
  return whole(env, 'PLANNED_AT_ONCE', { fallback: 200, least: 1, most: 1_000 })
}

function logLevel(env: Environment): string {
  return oneOf(env, 'LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], 'info')
}

function repository(env: Environment): string {
  const value = required(env, 'FLEET_REPOSITORY', 'owner/name of the fleet repository')
  if (/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/.test(value)) return value
  throw wrong('FLEET_REPOSITORY', 'is not of the form owner/name', 'write it as in https://github.com/owner/name')
}

function privateKey(env: Environment): string {
  const path = set(env, 'PRIVATE_KEY_PATH')
  const value =
    path === undefined
      ? required(env, 'PRIVATE_KEY', "the App's private key (PEM), or a path in PRIVATE_KEY_PATH")
      : fileOf(path)
  // Environments often carry a PEM with its line breaks spelled out.
  const pem = value.startsWith('-----BEGIN') ? value.replaceAll('\\n', '\n') : fileOf(value)
  if (/^-----BEGIN [A-Z ]*PRIVATE KEY-----\n/.test(pem)) return pem
  throw wrong('PRIVATE_KEY', 'holds no PEM private key', "download the App's private key from its settings page")
}

function fileOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    // The cause carries the path only; a key that was meant as PEM is never repeated.
    throw wrong(
      'PRIVATE_KEY',
      'is neither PEM text nor the path of a readable file',
      'give the PEM text or a path',
      cause,
    )
  }
}

function postgres(env: Environment): string | undefined {
  const value = set(env, 'DATABASE_URL')
  if (value === undefined || /^postgres(ql)?:\/\//.test(value)) return value
  throw wrong('DATABASE_URL', 'is not a postgres:// address', 'leave it out for the embedded database')
}

function clock(env: Environment): Config['clock'] {
  const rate = whole(env, 'FLEETWRIGHT_CLOCK_RATE', { fallback: 1, least: 1, most: 10_000 })
  return {
    rate,
    epochMs: whole(env, 'FLEETWRIGHT_CLOCK_EPOCH', { fallback: 0, least: 0, most: Number.MAX_SAFE_INTEGER }),
  }
}

/** A fast clock would cut soaks short: it may only ever meet simulators on this machine. */
function refuseFastClockOutside(config: Config): void {
  if (config.clock.rate === 1) return
  const endpoints = [config.githubBaseUrl, config.aws.endpointUrl, config.web.publicUrl ?? `http://${config.web.host}`]
  if (endpoints.every((each) => each !== undefined && isLoopback(each))) return
  throw wrong(
    'FLEETWRIGHT_CLOCK_RATE',
    'is only for demonstrations where GitHub, AWS and the bot are all on loopback',
    'leave it out',
  )
}

function isLoopback(address: string): boolean {
  const { hostname } = new URL(address)
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

function set(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim()
  return value === '' ? undefined : value
}

function required(env: Environment, name: string, what: string): string {
  const value = set(env, name)
  if (value !== undefined) return value
  throw wrong(name, 'is not set', `set it to ${what}`)
}

function url(env: Environment, name: string): string | undefined {
  const value = set(env, name)
  if (value === undefined) return undefined
  if (/^https?:\/\//.test(value) && URL.canParse(value)) return value
  throw wrong(name, 'is not an http(s) address', 'write it whole, such as https://fleetwright.example')
}

function whole(
  env: Environment,
  name: string,
  range: { readonly fallback?: number; readonly least: number; readonly most: number },
): number {
  const value = range.fallback === undefined ? required(env, name, 'a whole number') : set(env, name)
  if (value === undefined) return range.fallback ?? range.least
  const number = Number(value)
  if (/^\d+$/.test(value) && number >= range.least && number <= range.most) return number
  throw wrong(name, 'is not a whole number in its range', `give a number from ${range.least} to ${range.most}`)
}

function oneOf(env: Environment, name: string, values: readonly string[], fallback: string): string {
  const value = set(env, name) ?? fallback
  if (values.includes(value)) return value
  throw wrong(name, 'has a value we do not know', `use one of ${values.join(', ')}`)
}

function wrong(name: string, what: string, hint: string, cause?: unknown): FleetwrightError {
  return new FleetwrightError(`${name} ${what}`, {
    code: 'configuration',
    nextMove: 'operator',
    retryable: false,
    hint,
    cause,
  })
}
