/**
 * Does the simulated GitHub answer queries as its schema says, and as REST tells the same things?
 */
import { readFileSync } from 'node:fs'
import type { Octokit } from '@octokit/rest'
import { buildSchema, isInterfaceType, isObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FIELDS, GRAPHQL_SCHEMA } from '../../contract/github-graphql.ts'
import { FLEET, startWorld, type World } from './world.ts'

let world: World
let bot: Octokit
let engineer: Octokit
let reviewer: Octokit
let number: number
beforeAll(async () => {
  world = await startWorld()
  bot = await world.bot()
  engineer = world.as(world.engineer.token)
  reviewer = world.as(world.reviewer.token)
  const clone = await world.git(world.engineer.token)
  await clone.push('change', { 'a.yml': 'a: 1\n' })
  await clone.push('change', { 'a.yml': 'a: 2\n' }, { from: 'change' })
  number = (await engineer.rest.pulls.create({ ...FLEET, title: 'Change', head: 'change', base: 'main' })).data.number
  for (const body of ['one', 'two', 'three'])
    await engineer.rest.issues.createComment({ ...FLEET, issue_number: number, body })
  await bot.rest.issues.createComment({ ...FLEET, issue_number: number, body: 'four' })
  await reviewer.rest.pulls.createReview({ ...FLEET, pull_number: number, event: 'APPROVE' })
})
afterAll(() => world.end())

interface Answered {
  // biome-ignore lint/suspicious/noExplicitAny: an answer is what a test looks into, field by field
  readonly data?: any
  readonly errors?: readonly { readonly type?: string; readonly message: string; readonly path?: readonly string[] }[]
}

async function ask(as: Octokit, query: string, variables: object = {}): Promise<Answered> {
  const { status, data } = await as.request('POST /graphql', {
    query,
    variables,
    baseUrl: `${world.sim.url}/api`,
  })
  expect(status).toBe(200)
  return data
}

function askPull(selection: string, of: { readonly as?: Octokit; readonly number?: number } = {}): Promise<Answered> {
  const query = `query($owner: String!, $name: String!, $number: Int!) {
    repository(owner: $owner, name: $name) { pullRequest(number: $number) { ${selection} } }
  }`
  return ask(of.as ?? bot, query, { owner: FLEET.owner, name: FLEET.repo, number: of.number ?? number })
}

const pullIn = ({ data }: Answered) => data.repository.pullRequest

it('its schema holds every field that was asked of its maker, and no other', () => {
  const types = Object.values(buildSchema(readFileSync(GRAPHQL_SCHEMA, 'utf8')).getTypeMap())
  const held = types
    .filter((type) => (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__'))
    .map((type) => [type.name, Object.keys('getFields' in type ? type.getFields() : {}).sort()])
  expect(Object.fromEntries(held)).toEqual(
    Object.fromEntries(Object.entries(FIELDS).map(([type, fields]) => [type, fields.toSorted()])),
  )
})

describe('an answer', () => {
  it('tells of a pull request what REST tells', async () => {
    const { data: rest } = await bot.rest.pulls.get({ ...FLEET, pull_number: number })
    const selection = `number title state merged isDraft url author { __typename login } mergeCommit { oid }
      headRefName headRefOid headRepository { databaseId } baseRefName baseRefOid
      comments(first: 1) { totalCount } commits(first: 1) { totalCount }`
    expect(pullIn(await askPull(selection))).toEqual({
      number: rest.number,
      title: rest.title,
      state: 'OPEN',
      merged: false,
      isDraft: false,
      url: rest.html_url,
      author: { __typename: 'User', login: rest.user.login },
      mergeCommit: null,
      headRefName: rest.head.ref,
      headRefOid: rest.head.sha,
      headRepository: { databaseId: rest.head.repo.id },
      baseRefName: rest.base.ref,
      baseRefOid: rest.base.sha,
      comments: { totalCount: rest.comments },
      commits: { totalCount: rest.commits },
    })
  })

  it('tells of comments, reviews and commits what REST tells, an App without [bot]', async () => {
    const at = { ...FLEET, pull_number: number }
    const { data: comments } = await bot.rest.issues.listComments({ ...FLEET, issue_number: number })
    const { data: reviews } = await bot.rest.pulls.listReviews(at)
    const { data: commits } = await bot.rest.pulls.listCommits(at)
    const author = 'author { __typename login }'
    const person = '{ email user { login } }'
    const pull = pullIn(
      await askPull(`
        comments(first: 100) { nodes { fullDatabaseId ${author} body url createdAt updatedAt } }
        reviews(first: 100) { nodes { ${author} state submittedAt commit { oid } } }
        commits(first: 100) { nodes { commit { oid message author ${person} committer ${person} } } }`),
    )
    expect(pull.comments.nodes).toEqual(
      comments.map(({ id, user, body, html_url, created_at, updated_at }) => ({
        fullDatabaseId: String(id),
        author: { __typename: user?.type, login: user?.login.replace('[bot]', '') },
        body,
        url: html_url,
        createdAt: created_at,
        updatedAt: updated_at,
      })),
    )
    expect(comments.map(({ user }) => user?.login)).toContain('fleetwright[bot]')
    expect(pull.reviews.nodes).toEqual(
      reviews.map(({ user, state, submitted_at, commit_id }) => ({
        author: { __typename: 'User', login: user?.login },
        state,
        submittedAt: submitted_at,
        commit: { oid: commit_id },
      })),
    )
    expect(pull.commits.nodes).toEqual(
      commits.map(({ sha, commit, author: by, committer }) => ({
        commit: {
          oid: sha,
          message: commit.message,
          author: { email: commit.author?.email, user: by && { login: by.login } },
          committer: { email: commit.committer?.email, user: committer && { login: committer.login } },
        },
      })),
    )
  })

  it('gives lists by pages, from a cursor on', async () => {
    const page = async (asked: string) =>
      pullIn(await askPull(`comments(${asked}) { nodes { body } pageInfo { endCursor hasNextPage } }`)).comments
    const first = await page('first: 3')
    expect(first).toMatchObject({
      nodes: [{ body: 'one' }, { body: 'two' }, { body: 'three' }],
      pageInfo: { hasNextPage: true },
    })
    const rest = await page(`first: 3, after: "${first.pageInfo.endCursor}"`)
    expect(rest).toMatchObject({ nodes: [{ body: 'four' }], pageInfo: { hasNextPage: false } })
    expect(await page(`first: 3, after: "${rest.pageInfo.endCursor}"`)).toEqual({
      nodes: [],
      pageInfo: { endCursor: null, hasNextPage: false },
    })
    expect((await page('last: 1')).nodes).toEqual([{ body: 'four' }])
  })

  it('is at both addresses, of GitHub and of GitHub Enterprise', async () => {
    const query = `{ repository(owner: "${FLEET.owner}", name: "${FLEET.repo}") { databaseId } }`
    const { data } = await bot.request('POST /graphql', { query, baseUrl: world.sim.url })
    expect(data).toEqual({ data: { repository: { databaseId: world.fleet.id } } })
    expect(await ask(bot, query)).toEqual(data)
  })
})

describe('a refusal', () => {
  it.each([
    ['a page without bounds', 'comments { totalCount }', 'MISSING_PAGINATION_BOUNDARIES'],
    ['a page of more than a hundred', 'reviews(first: 101) { totalCount }', 'EXCESSIVE_PAGINATION'],
    ['a cursor that is none', 'commits(first: 1, after: "x") { totalCount }', 'INVALID_CURSOR_ARGUMENTS'],
  ])('is what %s gets, with 200 and its type', async (_name, selection, type) => {
    expect((await askPull(selection)).errors).toMatchObject([{ type }])
  })

  it('says what is not there, or may not be read', async () => {
    const nobodys = await ask(bot, '{ repository(owner: "x", name: "y") { databaseId } }')
    expect(nobodys).toMatchObject({
      data: { repository: null },
      errors: [
        { type: 'NOT_FOUND', path: ['repository'], message: "Could not resolve to a Repository with the name 'x/y'." },
      ],
    })
    expect((await askPull('title', { number: 99 })).errors).toMatchObject([
      {
        type: 'NOT_FOUND',
        path: ['repository', 'pullRequest'],
        message: 'Could not resolve to a PullRequest with the number of 99.',
      },
    ])
    const narrow = await world.bot({ checks: 'read' })
    expect((await askPull('title', { as: narrow })).errors).toMatchObject([
      { type: 'FORBIDDEN', message: 'Resource not accessible by integration' },
    ])
  })

  it.each([
    ['a field that the schema has not', '{ viewer { login } }'],
    ['what is no query', '{ repository('],
    ['a variable that is missing', 'query($owner: String!) { repository(owner: $owner, name: "y") { databaseId } }'],
  ])('is whole for %s', async (_name, query) => {
    const { data, errors } = await ask(bot, query)
    expect(data ?? null).toBeNull()
    expect(errors).toHaveLength(1)
  })

  it('is 401 for nobody', async () => {
    const headers = { 'user-agent': 'test' }
    const body = JSON.stringify({ query: '{ __typename }' })
    expect((await fetch(`${world.sim.url}/graphql`, { method: 'POST', headers, body })).status).toBe(401)
  })

  it('comes with 200 where the hour is used up, and leaves REST its own hour', async () => {
    const small = await startWorld({ rateLimit: 3 })
    try {
      const as = small.as(small.engineer.token)
      const asked = () => as.request('POST /graphql', { query: '{ __typename }', baseUrl: `${small.sim.url}/api` })
      for (let count = 0; count < 3; count++) expect((await asked()).data.errors).toBeUndefined()
      const { data, headers } = await asked()
      expect(data.errors).toMatchObject([{ type: 'RATE_LIMITED' }])
      expect(headers).toMatchObject({ 'x-ratelimit-remaining': '0', 'x-ratelimit-resource': 'graphql' })
      expect((await as.rest.repos.get(FLEET)).status).toBe(200)
    } finally {
      await small.end()
    }
  })
})
