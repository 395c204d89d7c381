/**
 * Are checks, comments, reviews and branch protection as strict as GitHub's?
 */
import type { Octokit } from '@octokit/rest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { APP_ID, FLEET, lookTwice, startWorld, type World } from './world.ts'

const RULES = { requiredChecks: [{ context: 'fleet / plan', appId: APP_ID }], requiredApprovals: 1 }

let world: World
let bot: Octokit
let engineer: Octokit
let reviewer: Octokit
let admin: Octokit
beforeAll(async () => {
  world = await startWorld({}, { protection: RULES })
  bot = await world.bot()
  engineer = world.as(world.engineer.token)
  reviewer = world.as(world.reviewer.token)
  admin = world.as(world.admin.token)
})
afterAll(() => world.end())

let count = 0
async function opened() {
  const branch = `branch-${++count}`
  const clone = await world.git(world.engineer.token)
  const sha = await clone.push(branch, { [`${branch}.yml`]: 'a: 1\n' })
  const { data } = await engineer.rest.pulls.create({ ...FLEET, title: branch, head: branch, base: 'main' })
  return { clone, branch, sha, number: data.number }
}

function run(sha: string, fields: Record<string, unknown> = {}, name = 'fleet / plan') {
  return bot.rest.checks.create({ ...FLEET, name, head_sha: sha, ...fields } as never)
}

const annotation = (fields: Record<string, unknown> = {}) => ({
  path: 'fleet.yml',
  start_line: 1,
  end_line: 1,
  annotation_level: 'failure',
  message: 'm',
  ...fields,
})
const output = (...annotations: readonly object[]) => ({ output: { title: 't', summary: 's', annotations } })

describe('a check run', () => {
  it.each([
    ['51 annotations', output(...Array.from({ length: 51 }, () => annotation()))],
    ['columns over two lines', output(annotation({ end_line: 2, start_column: 1, end_column: 2 }))],
    ['a level that is none', output(annotation({ annotation_level: 'error' }))],
    ['one column without the other', output(annotation({ start_column: 1 }))],
    ['columns that run backwards', output(annotation({ start_column: 9, end_column: 3 }))],
    ['a line before the first', output(annotation({ start_line: 0, end_line: 0 }))],
    ['an absolute path', output(annotation({ path: '/fleet.yml' }))],
    ['a path out of the repository', output(annotation({ path: 'customers/../../fleet.yml' }))],
    ['a path with a control character', output(annotation({ path: 'a\nb.yml' }))],
    ['a path that is empty', output(annotation({ path: '' }))],
    ['a title of 256 characters', output(annotation({ title: 'x'.repeat(256) }))],
    ['a summary of 65,536 characters', { output: { title: 't', summary: 'x'.repeat(65_536) } }],
    ['an output without a summary', { output: { title: 't' } }],
    ['an end without a conclusion', { status: 'completed' }],
    ['a conclusion that is none', { status: 'completed', conclusion: 'ok' }],
    ['a time that is none', { started_at: 'yesterday' }],
  ])('is refused with %s', async (_name, fields) => {
    const { data } = await engineer.rest.repos.getBranch({ ...FLEET, branch: 'main' })
    await expect(run(data.commit.sha, fields)).rejects.toMatchObject({ status: 422 })
  })

  it('counts its summary and text in bytes', async () => {
    const { data } = await engineer.rest.repos.getBranch({ ...FLEET, branch: 'main' })
    const said = 'é'.repeat(32_767)
    for (const field of ['summary', 'text']) {
      const of = (text: string) => ({ output: { title: 't', summary: 's', [field]: text } })
      expect((await run(data.commit.sha, of(`${said}x`))).status).toBe(201)
      await expect(run(data.commit.sha, of(`${said}é`))).rejects.toMatchObject({
        status: 422,
        response: {
          data: { errors: [{ code: 'custom', field, message: `${field} exceeds a maximum bytesize of 65535` }] },
        },
      })
    }
  })

  it('gathers annotations by update, and shows them in pages', async () => {
    const { sha } = await opened()
    const { data } = await run(sha, output(...Array.from({ length: 50 }, () => annotation())))
    await bot.rest.checks.update({
      ...FLEET,
      check_run_id: data.id,
      conclusion: 'failure',
      ...output(annotation({ message: 'last', start_column: 3, end_column: 9 })),
    } as never)
    const all = await bot.paginate(bot.rest.checks.listAnnotations, { ...FLEET, check_run_id: data.id })
    expect(all).toHaveLength(51)
    expect(all.at(-1)).toMatchObject({ message: 'last', start_column: 3, end_column: 9 })
    const { data: now } = await bot.rest.checks.get({ ...FLEET, check_run_id: data.id })
    expect(now).toMatchObject({ status: 'completed', conclusion: 'failure', output: { annotations_count: 51 } })
  })

  it('is listed once a name unless all are asked for', async () => {
    const { sha } = await opened()
    await run(sha, { external_id: 'first' })
    await run(sha, { external_id: 'second' })
    await run(sha, {}, 'another')
    const list = async (more: object) =>
      (await bot.rest.checks.listForRef({ ...FLEET, ref: sha, check_name: 'fleet / plan', ...more })).data.check_runs
    expect((await list({ app_id: APP_ID })).map(({ external_id }) => external_id)).toEqual(['second'])
    expect(await list({ filter: 'all' })).toHaveLength(2)
    expect(await list({ app_id: 1 })).toEqual([])
  })

  it('is written by an App alone', async () => {
    const { sha } = await opened()
    await expect(engineer.rest.checks.create({ ...FLEET, name: 'x', head_sha: sha })).rejects.toMatchObject({
      status: 403,
    })
  })
})

describe('a comment', () => {
  it('holds 65,536 characters and not one more', async () => {
    const { number } = await opened()
    const write = (length: number) =>
      bot.rest.issues.createComment({ ...FLEET, issue_number: number, body: 'x'.repeat(length) })
    expect((await write(65_536)).data).toMatchObject({ user: { login: 'fleetwright[bot]', type: 'Bot' } })
    await expect(write(65_537)).rejects.toThrow('Body is too long (maximum is 65536 characters)')
  })

  it('is edited in place by its writer, and the bot is told what it said', async () => {
    const { number } = await opened()
    const { data } = await reviewer.rest.issues.createComment({ ...FLEET, issue_number: number, body: 'one' })
    await reviewer.rest.issues.updateComment({ ...FLEET, comment_id: data.id, body: 'two' })
    const { payload } = await world.event('issue_comment', 'edited')
    expect(payload).toMatchObject({ changes: { body: { from: 'one' } }, comment: { body: 'two' }, issue: { number } })
    await reviewer.rest.issues.deleteComment({ ...FLEET, comment_id: data.id })
    await world.event('issue_comment', 'deleted')
    expect((await reviewer.rest.issues.listComments({ ...FLEET, issue_number: number })).data).toEqual([])
  })

  it('comes in pages that link to each other', async () => {
    const { number } = await opened()
    for (const body of ['1', '2', '3'])
      await reviewer.rest.issues.createComment({ ...FLEET, issue_number: number, body })
    const page = await reviewer.rest.issues.listComments({ ...FLEET, issue_number: number, per_page: 2 })
    expect(page.headers.link).toMatch(/page=2>; rel="next", .*rel="last"/)
    const all = await reviewer.paginate(reviewer.rest.issues.listComments, {
      ...FLEET,
      issue_number: number,
      per_page: 2,
    })
    expect(all.map(({ body }) => body)).toEqual(['1', '2', '3'])
  })
})

describe('a review', () => {
  it('is not an approval of one’s own work', async () => {
    const { number } = await opened()
    const own = engineer.rest.pulls.createReview({ ...FLEET, pull_number: number, event: 'APPROVE' })
    await expect(own).rejects.toThrow('Can not approve your own pull request')
  })

  it('names the commit that was looked at, and can be dismissed', async () => {
    const { number, sha, clone, branch } = await opened()
    const { data } = await reviewer.rest.pulls.createReview({ ...FLEET, pull_number: number, event: 'APPROVE' })
    await clone.push(branch, { more: '1' }, { from: branch })
    const { data: reviews } = await bot.rest.pulls.listReviews({ ...FLEET, pull_number: number })
    expect(reviews).toMatchObject([{ state: 'APPROVED', commit_id: sha, user: { login: 'reviewer' } }])
    expect((await world.event('pull_request_review', 'submitted')).payload.review.state).toBe('approved')
    await admin.rest.pulls.dismissReview({ ...FLEET, pull_number: number, review_id: data.id, message: 'stale' })
    expect((await world.event('pull_request_review', 'dismissed')).payload.review.state).toBe('dismissed')
  })

  it('is seen by its writer alone while it is pending', async () => {
    const { number } = await opened()
    const { data } = await reviewer.rest.pulls.createReview({ ...FLEET, pull_number: number })
    const seenBy = async (octokit: Octokit) =>
      (await octokit.rest.pulls.listReviews({ ...FLEET, pull_number: number })).data.map(({ state }) => state)
    expect(await seenBy(reviewer)).toEqual(['PENDING'])
    expect(await seenBy(engineer)).toEqual([])
    await reviewer.rest.pulls.submitReview({
      ...FLEET,
      pull_number: number,
      review_id: data.id,
      event: 'COMMENT',
      body: 'hm',
    })
    expect(await seenBy(engineer)).toEqual(['COMMENTED'])
  })
})

describe('a protected branch', () => {
  const merge = (octokit: Octokit, number: number) => octokit.rest.pulls.merge({ ...FLEET, pull_number: number })

  it('takes a merge once checks and approvals are there', async () => {
    const { number, sha } = await opened()
    await expect(merge(engineer, number)).rejects.toThrow('Required status check "fleet / plan" is expected.')
    await run(sha, { conclusion: 'failure' })
    await expect(merge(engineer, number)).rejects.toThrow('is failing')
    // GitHub lets neutral through: the bot must never say it.
    await run(sha, { conclusion: 'neutral' })
    await expect(merge(engineer, number)).rejects.toThrow('At least 1 approving review is required')
    await reviewer.rest.pulls.createReview({ ...FLEET, pull_number: number, event: 'REQUEST_CHANGES', body: 'no' })
    await expect(merge(engineer, number)).rejects.toThrow('Changes have been requested')
    await reviewer.rest.pulls.createReview({ ...FLEET, pull_number: number, event: 'APPROVE' })
    expect((await lookTwice(engineer, number)).mergeable_state).toBe('clean')
    expect((await merge(engineer, number)).data.merged).toBe(true)
  })

  it('takes a merge by an administrator against its rules', async () => {
    const { number, sha } = await opened()
    await run(sha, { conclusion: 'failure' })
    expect((await merge(admin, number)).data.merged).toBe(true)
  })

  it('takes no push but an administrator’s', async () => {
    const clone = await world.git(world.engineer.token)
    await expect(clone.push('main', { direct: '1' })).rejects.toThrow('GH006: Protected branch update failed')
    const byAdmin = await world.git(world.admin.token)
    expect(await byAdmin.push('main', { direct: '1' })).toMatch(/^[0-9a-f]{40}$/)
  })
})

describe('a reaction', () => {
  it('is made once by each, and counted below its comment', async () => {
    const { number } = await opened()
    const { data: said } = await engineer.rest.issues.createComment({ ...FLEET, issue_number: number, body: 'hi' })
    const eyes = { ...FLEET, comment_id: said.id, content: 'eyes' } as const
    const first = await bot.rest.reactions.createForIssueComment(eyes)
    const again = await bot.rest.reactions.createForIssueComment(eyes)
    expect([first.status, again.status]).toEqual([201, 200])
    expect(again.data.id).toBe(first.data.id)
    await engineer.rest.reactions.createForIssueComment({ ...eyes, content: 'rocket' })
    const { data: shown } = await engineer.rest.issues.getComment({ ...FLEET, comment_id: said.id })
    expect(shown.reactions).toMatchObject({ total_count: 2, eyes: 1, rocket: 1, heart: 0 })
    const { data: found } = await bot.rest.reactions.listForIssueComment({ ...eyes })
    expect(found.map(({ user, content }) => [user?.login, content])).toEqual([['fleetwright[bot]', 'eyes']])
  })

  it.each(['clap', undefined])('of %s is none', async (content) => {
    const { number } = await opened()
    const { data: said } = await engineer.rest.issues.createComment({ ...FLEET, issue_number: number, body: 'hi' })
    const wish = { ...FLEET, comment_id: said.id, content } as never
    await expect(bot.rest.reactions.createForIssueComment(wish)).rejects.toMatchObject({ status: 422 })
  })
})
