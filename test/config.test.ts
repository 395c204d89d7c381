/** Is a missing or malformed setting one clear line that names the variable? */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type Environment, hasCredentials, loadEnvironmentFile, readConfig, settingProblems } from '../src/config.ts'

const PEM = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n'
const GOOD: Environment = { APP_ID: '7', PRIVATE_KEY: PEM, WEBHOOK_SECRET: 's', FLEET_REPOSITORY: 'acme/fleet' }

describe('configuration', () => {
  it('binds loopback until a public address is known', () => {
    expect(readConfig(GOOD).web).toEqual({ host: '127.0.0.1', port: 3000 })
    expect(readConfig({ ...GOOD, PUBLIC_URL: 'https://bot.example' }).web.host).toBe('0.0.0.0')
  })

  it('takes a key whose line breaks are spelled out', () => {
    expect(readConfig({ ...GOOD, PRIVATE_KEY: PEM.replaceAll('\n', '\\n') }).privateKey).toBe(PEM)
  })

  it('signs people in with client id and secret, and needs neither', () => {
    const client = { GITHUB_CLIENT_ID: 'Iv23abc', GITHUB_CLIENT_SECRET: 'x' }
    expect(readConfig({ ...GOOD, ...client }).signIn).toEqual({ clientId: 'Iv23abc', clientSecret: 'x' })
    expect(readConfig(GOOD).signIn).toBeUndefined()
  })

  const mistakes: readonly (readonly [string, Environment, RegExp])[] = [
    ['no App', { APP_ID: '' }, /^APP_ID is not set$/],
    ['an App id in words', { APP_ID: 'seven' }, /^APP_ID is not a whole number/],
    ['no repository', { FLEET_REPOSITORY: undefined }, /^FLEET_REPOSITORY is not set$/],
    ['a repository as URL', { FLEET_REPOSITORY: 'https://github.com/a/b' }, /^FLEET_REPOSITORY is not of the form/],
    ['no secret', { WEBHOOK_SECRET: ' ' }, /^WEBHOOK_SECRET is not set$/],
    ['a client id alone', { GITHUB_CLIENT_ID: 'Iv23abc' }, /^GITHUB_CLIENT_SECRET is not set$/],
    ['a client secret alone', { GITHUB_CLIENT_SECRET: 'x' }, /^GITHUB_CLIENT_ID is not set$/],
    ['a key that is no key', { PRIVATE_KEY: '-----BEGIN CERTIFICATE-----\n' }, /^PRIVATE_KEY holds no PEM/],
    ['a key file that is not there', { PRIVATE_KEY: '/nonexistent/key.pem' }, /^PRIVATE_KEY is neither/],
    ['a base address without a scheme', { GITHUB_BASE_URL: 'ghe.example' }, /^GITHUB_BASE_URL is not an http/],
    ['another database', { DATABASE_URL: 'mysql://x' }, /^DATABASE_URL is not a postgres/],
    ['a port out of range', { PORT: '70000' }, /^PORT is not a whole number in its range$/],
    ['nothing planned at once', { PLANNED_AT_ONCE: '0' }, /^PLANNED_AT_ONCE is not a whole number in its range$/],
    ['an unknown log level', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL has a value/],
    ['a fast clock against the real GitHub', { FLEETWRIGHT_CLOCK_RATE: '60' }, /^FLEETWRIGHT_CLOCK_RATE is only/],
  ]
  it.each(mistakes)('names the variable for %s', (_name, change, message) => {
    expect(() => readConfig({ ...GOOD, ...change })).toThrow(message)
  })

  it('names every mistake at once to who sets it up, and what only all settings together show', () => {
    const named = (env: Environment): readonly string[] =>
      settingProblems(env).map(({ message }) => message.split(' ')[0] ?? '')
    expect(named(GOOD)).toEqual([])
    expect(named({ APP_ID: 'seven', PORT: 'x' })).toEqual([
      'APP_ID',
      'PRIVATE_KEY',
      'WEBHOOK_SECRET',
      'FLEET_REPOSITORY',
      'PORT',
    ])
    expect(named({ ...GOOD, FLEETWRIGHT_CLOCK_RATE: '60' })).toEqual(['FLEETWRIGHT_CLOCK_RATE'])
  })

  it('never repeats a key it could not read', () => {
    expect(() => readConfig({ ...GOOD, PRIVATE_KEY: 'secret-material' })).toThrow(/^(?!.*secret-material)/)
  })

  it('allows a fast clock where everything is loopback', () => {
    const local = {
      GITHUB_BASE_URL: 'http://127.0.0.1:1/api/v3',
      AWS_ENDPOINT_URL: 'http://localhost:2',
      FLEETWRIGHT_CLOCK_RATE: '60',
    }
    expect(readConfig({ ...GOOD, ...local }).clock.rate).toBe(60)
  })

  it('knows when there is no App yet', () => {
    expect(hasCredentials({})).toBe(false)
    expect(hasCredentials(GOOD)).toBe(true)
  })
})

describe('a file .env', () => {
  const before = process.cwd()
  afterEach(() => {
    process.chdir(before)
    delete process.env.FLEETWRIGHT_TEST_ONLY
    delete process.env.FLEETWRIGHT_TEST_SET
  })

  it('is read at start, so that what the set-up page kept is found; what is set already wins', () => {
    process.chdir(mkdtempSync(join(tmpdir(), 'fleetwright-env-')))
    writeFileSync('.env', 'FLEETWRIGHT_TEST_ONLY="a\\nb"\nFLEETWRIGHT_TEST_SET=file\n')
    process.env.FLEETWRIGHT_TEST_SET = 'outside'
    loadEnvironmentFile()
    expect(process.env.FLEETWRIGHT_TEST_ONLY).toBe('a\nb')
    expect(process.env.FLEETWRIGHT_TEST_SET).toBe('outside')
  })

  it('need not be there', () => {
    process.chdir(mkdtempSync(join(tmpdir(), 'fleetwright-env-')))
    expect(loadEnvironmentFile).not.toThrow()
  })
})
