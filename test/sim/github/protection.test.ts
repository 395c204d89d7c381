/**
 * Does a protected branch ask for what GitHub would ask for, and show where it says so?
 */
import type { Octokit } from '@octokit/rest'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Protection } from '../../../src/sim/github/state.ts'
import { APP_ID, type Clone, FLEET, lookTwice, OWNER, REPO, startWorld, type World } from './world.ts'

const OTHER = { id: 15_368, slug: 'other-ci' }
const HERE = { owner: OWNER, name: REPO }
const PLAN = { context: 'fleet / plan' }
const RULES: Protection = { requiredChecks: [{ ...PLAN, appId: APP_ID }], requiredApprovals: 0 }

let world: World
let clone: Clone
let engineer: Octokit
let reviewer: Octokit
let admin: Octokit
let bot: Octokit
let count = 0
beforeAll(async () => {
  world = await startWorld()
  engineer = world.as(world.engineer.token)
  reviewer = world.as(world.reviewer.token)
  admin = world.as(world.admin.token)
  bot = await world.bot()
  clone = await world.git(world.engineer.token)
})
afterEach(() => world.sim.protect(HERE, undefined))
afterAll(() => world.end())

async function opened() {
  const branch = `change-${++count}`
  await clone.git('fetch', '--quiet')
  const sha = await clone.push(branch, { [branch]: '1' })
  const { data } = await engineer.rest.pulls.create({ ...FLEET, title: branch, head: branch, base: 'main' })
  return { branch, sha, number: data.number }
}

async function report(sha: string, conclusion: 'success' | 'failure' | 'neutral' | 'skipped', name = PLAN.context) {
  return (await bot.rest.checks.create({ ...FLEET, name, head_sha: sha, status: 'completed', conclusion })).data
}

const merge = (octokit: Octokit, number: number) => octokit.rest.pulls.merge({ ...FLEET, pull_number: number })
const stateOf = async (number: number) => (await lookTwice(engineer, number)).mergeable_state

describe('a required check', () => {
  it('is met by the App it is pinned to alone, by its last word, and by success, neutral or skipped', async () => {
    world.sim.protect(HERE, RULES)
    const { number, sha } = await opened()
    world.sim.reportCheck(HERE, { app: OTHER, name: PLAN.context, sha, conclusion: 'success' })
    await expect(merge(engineer, number)).rejects.toMatchObject({
      status: 405,
      message: expect.stringContaining('Required status check "fleet / plan" is expected.'),
    })
    for (const conclusion of ['success', 'neutral', 'skipped'] as const) {
      await report(sha, 'failure')
      expect(await stateOf(number)).toBe('blocked')
      await report(sha, conclusion)
      expect(await stateOf(number)).toBe('clean')
    }
    expect((await merge(engineer, number)).data.merged).toBe(true)
  })

  it('that is pinned to nobody is met by anyone, and another check that fails leaves it unstable', async () => {
    world.sim.protect(HERE, { ...RULES, requiredChecks: [PLAN] })
    const { number, sha } = await opened()
    world.sim.reportCheck(HERE, { app: OTHER, name: PLAN.context, sha, conclusion: 'success' })
    world.sim.reportCheck(HERE, { app: OTHER, name: 'lint', sha, conclusion: 'failure' })
    expect(await stateOf(number)).toBe('unstable')
    expect((await merge(engineer, number)).data.merged).toBe(true)
  })

  it('of another App cannot be changed by ours', async () => {
    const { sha } = await opened()
    world.sim.reportCheck(HERE, { app: OTHER, name: 'lint', sha, conclusion: 'failure' })
    const { data } = await bot.rest.checks.listForRef({ ...FLEET, ref: sha })
    const [foreign] = data.check_runs
    expect(foreign?.app).toMatchObject(OTHER)
    const change = bot.rest.checks.update({ ...FLEET, check_run_id: foreign?.id ?? 0, conclusion: 'success' })
    await expect(change).rejects.toMatchObject({ status: 403, message: expect.stringContaining('Invalid app_id') })
  })

  it('is counted, not named, where several are missing', async () => {
    world.sim.protect(HERE, { ...RULES, requiredChecks: [PLAN, { context: 'lint' }, { context: 'test' }] })
    const { number, sha } = await opened()
    await expect(merge(engineer, number)).rejects.toThrow('3 of 3 required status checks are expected.')
    await report(sha, 'failure', 'lint')
    await report(sha, 'success', 'test')
    const words = '2 of 3 required status checks have not succeeded: 1 expected and 1 failing.'
    await expect(merge(engineer, number)).rejects.toThrow(words)
  })

  it('is expected again on a head that is behind, where branches must be up to date', async () => {
    world.sim.protect(HERE, { ...RULES, strict: true })
    const { branch, number, sha } = await opened()
    await report(sha, 'success')
    expect(await stateOf(number)).toBe('clean')
    await (await world.git(world.admin.token)).push('main', { [`main-${branch}`]: '1' })
    expect(await stateOf(number)).toBe('behind')
    await expect(merge(engineer, number)).rejects.toThrow('is expected.')
    await clone.git('fetch', '--quiet')
    await clone.git('rebase', '--quiet', 'origin/main')
    await clone.git('push', '--quiet', '--force', 'origin', branch)
    await report((await clone.git('rev-parse', 'HEAD')).stdout.trim(), 'success')
    expect((await merge(engineer, number)).data.merged).toBe(true)
  })
})

describe('a required review', () => {
  it('counts of a person with write access who is not the author, and only once', async () => {
    world.sim.protect(HERE, { requiredChecks: [], requiredApprovals: 2 })
    const { number } = await opened()
    const approve = (octokit: Octokit) =>
      octokit.rest.pulls.createReview({ ...FLEET, pull_number: number, event: 'APPROVE' })
    await expect(approve(engineer)).rejects.toMatchObject({ status: 422 })
    await approve(reviewer)
    await approve(reviewer)
    await approve(bot)
    await expect(merge(engineer, number)).rejects.toThrow('At least 1 approving review is required')
    await approve(admin)
    expect((await merge(engineer, number)).data.merged).toBe(true)
  })

  it('is taken back by a push where stale ones are', async () => {
    world.sim.protect(HERE, { requiredChecks: [], requiredApprovals: 1, dismissStale: true })
    const { branch, number } = await opened()
    await reviewer.rest.pulls.createReview({ ...FLEET, pull_number: number, event: 'APPROVE' })
    expect(await stateOf(number)).toBe('clean')
    await clone.push(branch, { more: branch }, { from: branch })
    expect(await stateOf(number)).toBe('blocked')
    const { data } = await bot.rest.pulls.listReviews({ ...FLEET, pull_number: number })
    expect(data.map(({ state }) => state)).toEqual(['DISMISSED'])
    await world.event('pull_request_review', 'dismissed')
  })
})

describe('an administrator', () => {
  it('merges against the rules unless they hold for administrators too', async () => {
    world.sim.protect(HERE, { ...RULES, enforceAdmins: true })
    const { number, sha } = await opened()
    await report(sha, 'failure')
    await expect(merge(admin, number)).rejects.toThrow('is failing.')
    world.sim.protect(HERE, RULES)
    expect((await merge(admin, number)).data.merged).toBe(true)
  })
})

describe('protection', () => {
  const ask = async (path: string) =>
    (await bot.request(`GET /repos/{owner}/{repo}${path}`, { ...FLEET, branch: 'main' })).data

  it('by a rule is shown with the branch and not among the rules', async () => {
    world.sim.protect(HERE, { ...RULES, requiredChecks: [{ ...PLAN, appId: APP_ID }, { context: 'lint' }] })
    expect(await ask('/branches/{branch}')).toMatchObject({
      protected: true,
      protection: {
        enabled: true,
        required_status_checks: {
          enforcement_level: 'non_admins',
          contexts: ['fleet / plan', 'lint'],
          checks: [
            { context: 'fleet / plan', app_id: APP_ID },
            { context: 'lint', app_id: null },
          ],
        },
      },
    })
    expect(await ask('/rules/branches/{branch}')).toEqual([])
  })

  it('by a ruleset is shown among the rules, and refuses a push in its own words', async () => {
    world.sim.protect(HERE, { ...RULES, strict: true, kind: 'ruleset' })
    expect(await ask('/branches/{branch}')).toMatchObject({
      protected: true,
      protection: { enabled: false, required_status_checks: { enforcement_level: 'off', checks: [] } },
    })
    expect(await ask('/rules/branches/{branch}')).toMatchObject([
      { type: 'pull_request', parameters: { required_approving_review_count: 0 } },
      {
        type: 'required_status_checks',
        ruleset_source: `${OWNER}/${REPO}`,
        parameters: {
          strict_required_status_checks_policy: true,
          required_status_checks: [{ context: 'fleet / plan', integration_id: APP_ID }],
        },
      },
    ])
    await clone.git('fetch', '--quiet')
    await expect(clone.push('main', { direct: '1' })).rejects.toThrow('GH013: Repository rule violations found')
  })

  it('that is lifted is gone', async () => {
    expect(await ask('/branches/{branch}')).toMatchObject({ protected: false, protection: { enabled: false } })
    const { data } = await bot.request('GET /repos/{owner}/{repo}/branches', { ...FLEET, protected: true })
    expect(data).toEqual([])
  })
})
