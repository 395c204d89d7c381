/**
 * Does looking for secrets take time in proportion to the text?
 *
 * Whoever opens a pull request chooses the text, up to a megabyte of it, and
 * the thread that looks also answers webhooks.
 */
import { describe, expect, it } from 'vitest'
import { looksSecret } from '../../src/fleet/looks-secret.ts'

const MEGABYTE = 1_048_576
/** A look that begins anew at each letter takes minutes; one that does not, some hundredths of a second. */
const MOST_MS = 5_000

const PIECES = [
  'a.',
  'a-',
  'a://b',
  'a://b:',
  'eyJaaaaaaaaaaaa-',
  'eyJaaaaaaaaaaaa.a',
  'password ',
  '"Name":"password",',
  '-----BEGIN A',
]

describe('a megabyte', () => {
  it.each(PIECES)('of %j is looked through at once', (piece) => {
    const text = piece.repeat(MEGABYTE / piece.length)
    const began = performance.now()
    expect(looksSecret('settings.text', text)).toBe(false)
    expect(performance.now() - began).toBeLessThan(MOST_MS)
  })
})

const SECRETS = [
  '[{"Name":"DB_PASSWORD","Value":"S3cr3tP4ss!x99"}]',
  '[{ "Key": "password", "Value": "S3cr3tP4ss!x99" }]',
  'see https://user:hunter2@db.example/events',
  '-postgres://user:hunter2@db.example',
  'x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.abcdefghijklmno',
  'id=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.abcdefghijklmno',
]

it.each(SECRETS)('a secret is found in %j', (text) => {
  expect(looksSecret('settings.text', text)).toBe(true)
})

it.each(['Properties.DbPass', 'DB_PASS', 'settings.db.pwd'])('a secret is found at %s', (where) => {
  expect(looksSecret(where, 'S3cr3tP4ss!x99')).toBe(true)
})

it.each([
  ['Properties.Bypass', 'GovernanceRetention'],
  ['settings.text', '[{"Name":"TOKEN_URL","Value":"https://login.example/oauth"}]'],
  ['settings.text', '[{"Name":"DB_PASSWORD","Value":"{{resolve:secretsmanager:db}}"}]'],
])('none is at %s in %s', (where, text) => {
  expect(looksSecret(where, text)).toBe(false)
})

it.each(['PASSWORD="$DB_PASSWORD"', 'API_KEY=$(aws-get-it now)', 'token: $TOKEN_OF_MINE'])(
  'what a script fills in is no secret: %j',
  (text) => {
    expect(looksSecret('settings.text', text)).toBe(false)
  },
)

it.each(['PASSWORD="$ecr3tOfMine!"', 'token: $Tok3n-of-m1ne'])('a dollar sign hides no secret: %j', (text) => {
  expect(looksSecret('settings.text', text)).toBe(true)
})
