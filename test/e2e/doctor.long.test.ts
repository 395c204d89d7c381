/** `fleet doctor` says what is wrong also where hardly anything can be asked. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { OWNER } from '../../src/demo/stage.ts'
import { APP_ID, bad, examined, FLEET_OF, inAnotherTime, openWard, type Ward } from './examined.ts'

const ONE = ['--account', '111111111111']

let ward: Ward

beforeAll(async () => {
  ward = await openWard()
})

afterAll(() => ward.end())

function required(appId: number): readonly { readonly context: string; readonly appId: number }[] {
  return ['fleet / validate', 'fleet / plan'].map((context) => ({ context, appId }))
}

it('an account that the fleet does not have is not called well', async () => {
  const { code, all } = await ward.doctor(['--account', '123456789012'])
  expect([code, all]).toEqual([2, expect.stringContaining('no account 123456789012')])
})

it('a ruleset guards as well as a branch protection, and another App does not', async () => {
  ward.github.protect(FLEET_OF, { requiredChecks: required(APP_ID), requiredApprovals: 2, kind: 'ruleset' })
  const said = await ward.doctor(ONE)
  expect([bad(said), said.code]).toEqual([[], 0])
  expect(said.findings).toContainEqual(expect.objectContaining({ check: 'reviews', outcome: 'well' }))
  ward.github.protect(FLEET_OF, { requiredChecks: required(12), requiredApprovals: 2, kind: 'ruleset' })
  expect(bad(await ward.doctor(ONE))).toEqual(Array(2).fill('required-checks default branch main: wrong'))
  ward.github.protect(FLEET_OF, { requiredChecks: required(APP_ID), requiredApprovals: 1 })
})

it('a suspended App is one finding, and the accounts are not guessed at', async () => {
  ward.github.suspend(OWNER)
  const said = await ward.doctor(ONE)
  ward.github.unsuspend(OWNER)
  expect(bad(said)).toEqual([expect.stringMatching(/^fleet .*: untold$/), 'installation GitHub App: wrong'])
})

it('a machine of another time than GitHub and AWS is told of both', async () => {
  const github = await inAnotherTime(ward.github.url, 3_600_000)
  const aws = await inAnotherTime(ward.aws.url, -120_000)
  const said = await ward.doctor(ONE, { GITHUB_BASE_URL: `${github.url}/api/v3`, AWS_ENDPOINT_URL: aws.url })
  await Promise.all([github.close(), aws.close()])
  expect(bad(said)).toEqual(Array(2).fill('clock this machine: wrong'))
  const says = said.findings.filter(({ check }) => check === 'clock').map((each) => each.says)
  expect(says[0]).toMatch(/^its clock is 3[56]\d\d s behind GitHub's/)
  expect(says[1]).toMatch(/^its clock is 1[12]\d s ahead of AWS's/)
})

it("an AWS that is away is not the account's fault, and GitHub is judged all the same", async () => {
  const said = await ward.doctor(ONE, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' })
  expect(bad(said)).toEqual(['aws-credentials AWS: untold', 'clock this machine: untold'])
  expect(said.code).toBe(2)
})

it('settings that are wrong are all named at once, and nobody is asked with half of them', async () => {
  const env = { APP_ID: 'four', FLEETWRIGHT_DIR: ward.dir, DATABASE_URL: 'mysql://x' }
  const said = await examined([], { cwd: ward.dir, env })
  expect(bad(said)).toEqual(Array(5).fill('configuration environment: wrong'))
  expect(said.code).toBe(1)
})

it('the key of another App is said to be refused', async () => {
  const said = await ward.doctor([], { APP_ID: '4712' })
  expect(bad(said)).toEqual(['app-credentials GitHub App: wrong', expect.stringMatching(/^fleet .*: untold$/)])
})
