/** Promise: no line of the log carries a token or a key, whatever an error says of itself. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { withoutSecrets } from '../src/log.ts'

const TOKEN = `ghs_${'a1B2'.repeat(9)}`
const KEYS = ['AKIAABCDEFGHIJKLMNOP', 'ASIAABCDEFGHIJKLMNOP'] as const

it.each([
  TOKEN,
  `ghp_${'a1B2'.repeat(9)}`,
  // As GitHub writes those of installations by now.
  'ghs_4711_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiI0NzExIn0.c2lnbmF0dXJl-_x',
  `github_pat_${'a1B2'.repeat(5)}_${'c3D4'.repeat(14)}`,
  ...KEYS,
])('%s is cut from any words', (secret) => {
  expect(withoutSecrets(`https://x-access-token:${secret}@github.com said no to ${secret}`)).toBe(
    'https://x-access-token:[redacted]@github.com said no to [redacted]',
  )
})

it('other words stay as they are', () => {
  const words = 'arn:aws:iam::111111111111:role/fleetwright-plan, high_water, AKIA'
  expect(withoutSecrets(words)).toBe(words)
})

/** Of errors made of `secret` by these expressions, in a process of its own: where it is written is nobody's to replace. */
async function logged(error: string, secret: string): Promise<string> {
  const [log, errors] = ['log.ts', 'lib/errors.ts'].map((path) => new URL(`../src/${path}`, import.meta.url).href)
  const script = `
    import { openLog } from '${log}'
    import { FleetwrightError } from '${errors}'
    const secret = '${secret}'
    const facts = { code: 'git-failed', nextMove: 'operator', retryable: false, hint: 'look' }
    openLog('info').error('work failed', { pull: 12, error: ${error} })`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])
  return stdout
}

it.each([
  { what: 'our own', error: "new FleetwrightError('fetching ' + secret, facts)" },
  { what: 'the cause of ours', error: "new FleetwrightError('fetching', { ...facts, cause: new Error(secret) })" },
  { what: 'any other, with its stack', error: "new Error('fetching ' + secret)" },
  { what: 'no error at all', error: "'fetching ' + secret" },
])('the line of an error shows no secret: $what', async ({ error }) => {
  const line = await logged(error, TOKEN)
  expect(JSON.parse(line)).toMatchObject({ msg: 'work failed', pull: 12 })
  expect(line).toContain('[redacted]')
  expect(line).not.toContain(TOKEN)
})
