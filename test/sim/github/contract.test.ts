/**
 * Is the simulated GitHub held to GitHub's own description, loudly?
 */
import { describe, expect, it } from 'vitest'
import { openContract, UNDESCRIBED } from '../../../src/sim/github/contract/contract.ts'
import { description } from '../../../src/sim/github/contract/description.ts'
import { RULES } from '../../../src/sim/github/contract/rules.ts'
import { GRAPHQL } from '../../../src/sim/github/graphql/serve.ts'
import { operationOf } from '../../../src/sim/github/http/route.ts'
import { ROUTES } from '../../../src/sim/github/listen.ts'
import { OPERATIONS, WEBHOOKS } from '../../contract/github-operations.ts'
import { FLEET, startWorld } from './world.ts'

const AT = { owner: 'acme', repo: 'fleet' }
const CREATE_RUN = 'POST /repos/{owner}/{repo}/check-runs'
const UPDATE_RUN = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}'
const COMMENT = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
const RUN = { name: 'a', head_sha: 'b' }

describe('the description', () => {
  it('holds every route that the simulator serves, but for those that say why', () => {
    const served = [...[...ROUTES, GRAPHQL].map(operationOf), 'GET /rate_limit']
    const { operations } = description()
    expect(served.filter((name) => !(name in operations)).sort()).toEqual(Object.keys(UNDESCRIBED).sort())
  })

  it('holds what was asked of its maker, and every schema that it names', () => {
    const { operations, webhooks, schemas } = description()
    expect(Object.keys(operations)).toEqual(OPERATIONS)
    expect(Object.keys(webhooks)).toEqual(WEBHOOKS)
    const named = [...JSON.stringify(description()).matchAll(/"\$ref":"#\/schemas\/([^"]+)"/g)].map((match) => match[1])
    expect(named.filter((name = '') => !(name in schemas))).toEqual([])
    expect(Object.keys(schemas).filter((name) => !named.includes(name))).toEqual([])
  })

  it('holds every operation that a rule of ours adds to', () => {
    expect(RULES.flatMap(({ operations }) => operations).filter((name) => !OPERATIONS.includes(name))).toEqual([])
  })
})

const output = (annotation: object, count = 1) => ({
  output: { title: 't', summary: 's', annotations: Array.from({ length: count }, () => annotation) },
})
const ANNOTATION = { path: 'a.yml', start_line: 1, end_line: 1, annotation_level: 'failure', message: 'm' }

describe('a request', () => {
  it.each([
    [CREATE_RUN, { name: 'a' }, '"head_sha" wasn\'t supplied.'],
    [CREATE_RUN, { ...RUN, colour: 'red' }, '"colour" is not a permitted key.'],
    [
      CREATE_RUN,
      { ...RUN, ...output({ ...ANNOTATION, line: 1 }) },
      '"output/annotations/0/line" is not a permitted key.',
    ],
    [CREATE_RUN, { ...RUN, name: 7 }, "For 'name', 7 is not a string."],
    [CREATE_RUN, { ...RUN, details_url: null }, "For 'details_url', null is not a string."],
    [CREATE_RUN, { ...RUN, conclusion: 'ok' }, 'ok is not a member of ["action_required",'],
    [CREATE_RUN, { ...RUN, started_at: '2026-13-01T00:00:00Z' }, '2026-13-01T00:00:00Z is not a valid date-time.'],
    [CREATE_RUN, { ...RUN, ...output(ANNOTATION, 51) }, 'No more than 50 items are allowed; 51 were supplied.'],
    [
      CREATE_RUN,
      { ...RUN, output: { title: 't', summary: 'x'.repeat(65_536) } },
      'Only 65535 characters are allowed; 65536 were supplied.',
    ],
    [CREATE_RUN, { ...RUN, output: { summary: 's' } }, '"title" wasn\'t supplied.'],
    [CREATE_RUN, { ...RUN, status: 'completed' }, '"conclusion" wasn\'t supplied.'],
    [CREATE_RUN, { ...RUN, completed_at: '2026-11-25T00:00:00Z' }, '"conclusion" wasn\'t supplied.'],
    [
      CREATE_RUN,
      { ...RUN, ...output({ ...ANNOTATION, end_line: 2, start_column: 1 }) },
      '"start_column" and "end_column"',
    ],
    [CREATE_RUN, { ...RUN, ...output({ ...ANNOTATION, start_line: 2 }) }, '"end_line" must not be before'],
    [CREATE_RUN, { ...RUN, ...output({ ...ANNOTATION, message: 'ü'.repeat(32_769) }) }, 'more than 64 KB'],
    [UPDATE_RUN, { status: 'completed' }, 'No subschema in "anyOf" matched.'],
    [COMMENT, undefined, '"body" wasn\'t supplied.'],
    ['GET /repos/{owner}/{repo}', { body: 'x' }, '"body" is not a permitted key.'],
  ])('%s %j is refused in GitHub’s words', async (operation, body, words) => {
    const contract = openContract()
    const params = { ...AT, check_run_id: '7', issue_number: '7' }
    await expect(contract.keep({ operation, params, query: {}, body }, checking)).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining(words),
    })
    expect(contract.violations).toEqual([])
  })

  it.each([
    [{ state: 'ajar' }, 'ajar is not a member of ["open","closed","all"].'],
    [{ perpage: '100' }, '"perpage" is not a permitted key.'],
    [{ per_page: 'many' }, 'For \'per_page\', "many" is not an integer.'],
  ])('with the query %j is refused', async (query, words) => {
    const asked = { operation: 'GET /repos/{owner}/{repo}/pulls', params: AT, query, body: undefined }
    await expect(openContract().keep(asked, checking)).rejects.toThrow(words)
  })

  it('for a word where a number belongs finds nothing', async () => {
    const params = { ...AT, check_run_id: 'seven' }
    const asked = { operation: UPDATE_RUN, params, query: {}, body: {} }
    await expect(openContract().keep(asked, checking)).rejects.toMatchObject({ status: 404 })
  })
})

describe('a route', () => {
  it('that writes before its request was checked is a mistake of the simulator', async () => {
    const contract = openContract()
    const asked = { operation: CREATE_RUN, params: AT, query: {}, body: {} }
    await expect(contract.keep(asked, () => ({ status: 201 }))).rejects.toThrow('before its request was checked')
    expect(contract.violations).toHaveLength(1)
  })

  it('that only reads is checked afterwards', async () => {
    const asked = { operation: 'GET /user', params: {}, query: { colour: 'red' }, body: undefined }
    await expect(openContract().keep(asked, () => ({ status: 200 }))).rejects.toThrow(
      '"colour" is not a permitted key.',
    )
  })
})

describe('an answer', () => {
  const FILE = { sha: 'a', size: 1, url: 'http://x/y', node_id: 'n', content: '', encoding: 'base64' }
  const BLOB = { operation: 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}', params: { ...AT, file_sha: 'a' } }
  const keep = (reply: { readonly status: number; readonly body?: unknown }) => {
    const contract = openContract()
    return { contract, kept: contract.keep({ ...BLOB, query: {}, body: undefined }, () => reply) }
  }

  it.each([
    [
      'a field that is missing',
      { status: 200, body: { ...FILE, size: undefined } },
      "must have required property 'size'",
    ],
    ['a field of another type', { status: 200, body: { ...FILE, size: '1' } }, 'size must be integer'],
    ['an address that is none', { status: 200, body: { ...FILE, url: 'x y' } }, 'url must match format "uri"'],
    ['a field that GitHub does not have', { status: 200, body: { ...FILE, colour: 1 } }, 'colour is not described'],
    ['another kind of success', { status: 201, body: FILE }, 'this status is not described'],
    ['a refusal that GitHub does not have', { status: 418, body: { message: 'tea' } }, 'not described; tea'],
  ])('with %s fails the call and is kept', async (_what, reply, words) => {
    const { contract, kept } = keep(reply)
    await expect(kept).rejects.toMatchObject({ status: 500, message: expect.stringContaining(words) })
    expect(contract.violations).toEqual([expect.stringContaining(words)])
  })

  it('that GitHub could have given passes, a refusal too', async () => {
    expect(await keep({ status: 200, body: FILE }).kept).toEqual({ status: 200, body: FILE })
    const { contract, kept } = keep({ status: 403, body: { message: 'no' } })
    expect(await kept).toMatchObject({ status: 403 })
    expect(contract.violations).toEqual([])
  })

  it('that is a crash is kept too', async () => {
    const contract = openContract()
    const crash = contract.keep({ ...BLOB, query: {}, body: undefined }, () => {
      throw new RangeError('out of range')
    })
    await expect(crash).rejects.toThrow('out of range')
    expect(contract.violations).toHaveLength(1)
  })

  it('of an operation that nobody described fails', async () => {
    const contract = openContract()
    const asked = { operation: 'GET /teapot', params: {}, query: {}, body: undefined }
    await expect(contract.keep(asked, unasked)).rejects.toThrow('it is not described')
    expect(contract.violations).toHaveLength(1)
  })
})

describe('a webhook', () => {
  it.each([
    [
      'is of a kind that GitHub does not send',
      { event: 'pull_request', action: 'admired', payload: {} },
      'not described',
    ],
    ['lacks what GitHub sends', { event: 'push', action: null, payload: {} }, "must have required property 'ref'"],
  ])('that %s is not sent', (_what, sent, words) => {
    const contract = openContract()
    expect(() => contract.checkWebhook(sent)).toThrow(words)
    expect(contract.violations).toHaveLength(1)
  })
})

it('a simulator that broke the description answers 500 and does not close in peace', async () => {
  // No repository of GitHub has a space in its name, so the addresses of this one are none.
  const world = await startWorld({}, { name: 'two words' })
  const engineer = world.as(world.engineer.token)
  await expect(engineer.rest.repos.get({ ...FLEET, repo: 'two words' })).rejects.toMatchObject({ status: 500 })
  expect(world.sim.violations).toHaveLength(1)
  await expect(world.end()).rejects.toThrow('GET /repos/{owner}/{repo} answered 200')
})

function checking(check: () => void): never {
  check()
  return unasked()
}

function unasked(): never {
  throw new Error('the call was carried out')
}
