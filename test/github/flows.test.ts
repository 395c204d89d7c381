/**
 * Do checks, comments, reviews and rights hold over a real exchange with GitHub?
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Comment, Place } from '../../src/actions/comment-port.ts'
import { CHECK_NAMES, type CheckReport } from '../../src/actions/ports.ts'
import type { Problem } from '../../src/fleet/model.ts'
import { UNAVAILABLE } from '../../src/github/errors.ts'
import { validReport } from '../../src/report/checks.ts'
import { openWorld, type World } from './world.ts'

const CHECK_RUNS = '/repos/{owner}/{repo}/check-runs'
const COMMENTS = '/repos/{owner}/{repo}/issues/{issue_number}/comments'
const COMMENT = '/repos/{owner}/{repo}/issues/comments/{comment_id}'
const MARKER = '<!-- fleetwright:plan -->'

let world: World
let head: string
let pull: number

beforeAll(async () => {
  world = await openWorld()
  head = await world.push(world.engineer, 'feature', { 'fleet.yml': 'fleet: acme2\n' })
  pull = await world.openPull(world.engineer, 'feature')
})
afterAll(() => world.close())

function writes(): Record<string, number> {
  const counts = Object.entries(world.sim.callCounts()).filter(([name]) => /^(POST|PATCH) \/repos/.test(name))
  return Object.fromEntries(counts)
}

async function said(number: number): Promise<readonly Comment[]> {
  return (await world.github.pulls.conversation(number)).comments
}

/** What this work wrote to the API, by route. */
async function written(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = writes()
  await work()
  const grown = Object.entries(writes()).map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
  return Object.fromEntries(grown.filter(([, count]) => count > 0))
}

function problems(count: number, message = 'unknown field'): Problem[] {
  const at = { file: 'fleet.yml', line: 1, column: 1, endLine: 1, endColumn: 6 }
  return Array.from({ length: count }, (_, index) => ({ code: 'unknown-field', message: `${message} ${index}`, at }))
}

function onLine(problem: Problem, file: string, line: number): Problem {
  return { ...problem, at: { ...problem.at, file, line, endLine: line } }
}

function report(changes: Partial<CheckReport> = {}): CheckReport {
  return {
    name: CHECK_NAMES.validate,
    sha: head,
    externalId: 'validate:1',
    outcome: { status: 'in_progress' },
    title: 'Validating',
    summary: 'looking',
    problems: [],
    ...changes,
  }
}

async function runs(name: string): Promise<{ annotations: number; conclusion: string | null }[]> {
  const path = `/repos/acme/fleet/commits/${head}/check-runs?filter=all&check_name=${encodeURIComponent(name)}`
  const { json } = await world.ask(world.reviewer, 'GET', path)
  const list = json.check_runs as { conclusion: string | null; output: { annotations_count: number } }[]
  return list.map((run) => ({ annotations: run.output.annotations_count, conclusion: run.conclusion }))
}

interface Shown {
  readonly id: number
  readonly conclusion: string | null
  readonly output: {
    readonly title: string | null
    readonly annotations_count: number
    readonly summary: string
    readonly text: string | null
  }
}

/** The newest validation of a commit. */
async function shown(sha: string): Promise<Shown> {
  const path = `/repos/acme/fleet/commits/${sha}/check-runs?check_name=${encodeURIComponent(CHECK_NAMES.validate)}`
  const [run] = (await world.ask(world.reviewer, 'GET', path)).json.check_runs as Shown[]
  if (run === undefined) throw new Error(`${sha} has no validation`)
  return run
}

describe('a check', () => {
  const failed = { status: 'completed', conclusion: 'failure' } as const

  it('is one run from its start to its end, with every problem on its line', async () => {
    const { checks } = world.github
    expect(await written(() => checks.publish(report()))).toEqual({ [`POST ${CHECK_RUNS}`]: 1 })
    const startedAt = (await checks.find(head, CHECK_NAMES.validate))?.startedAt
    expect(await checks.allOf(head)).toEqual(
      new Map([[CHECK_NAMES.validate, await checks.find(head, CHECK_NAMES.validate)]]),
    )
    const ended = report({ outcome: failed, title: '120 problems', externalId: 'validate:2', problems: problems(120) })
    expect(await written(() => checks.publish(ended))).toEqual({ [`PATCH ${CHECK_RUNS}/{check_run_id}`]: 3 })
    expect(await runs(CHECK_NAMES.validate)).toEqual([{ annotations: 120, conclusion: 'failure' }])
    const found = await checks.find(head, CHECK_NAMES.validate)
    expect(found).toMatchObject({ externalId: 'validate:2', status: 'completed', conclusion: 'failure', startedAt })
  })

  it('of 120 problems in three files marks each on its line, and lists all by file', async () => {
    const sha = await world.push(world.engineer, 'mistaken', { 'fleet.yml': 'fleet: many\n' })
    const files = ['customers/acme/customer.yml', 'customers/acme/pipelines/web.yml', 'fleet.yml']
    const made = files.flatMap((file) => problems(40).map((each, line) => onLine(each, file, line + 1)))
    await world.github.checks.publish(validReport({ headSha: sha }, { problems: made, pipelines: 0, isPlanned: true }))
    const { id, output } = await shown(sha)
    expect(output.annotations_count).toBe(120)
    const pages = await Promise.all(
      [1, 2].map(async (page) => {
        const path = `/repos/acme/fleet/check-runs/${id}/annotations?per_page=100&page=${page}`
        return (await world.ask(world.reviewer, 'GET', path)).json as unknown as { path: string; start_line: number }[]
      }),
    )
    const marked = pages.flat().map(({ path, start_line }) => `${path}:${start_line}`)
    expect(marked).toEqual(made.map(({ at }) => `${at.file}:${at.line}`))
    expect(output.summary.match(/^\*\*`.*`\*\*$/gm)).toEqual(files.map((file) => `**\`${file}\`**`))
    expect(output.summary.match(/^- line \d+, column 1: /gm)).toHaveLength(120)
  })

  it('says what fits where its words take several bytes each', async () => {
    const { checks } = world.github
    const long = report({ outcome: failed, name: CHECK_NAMES.rollout, summary: '- größer 🚀\n'.repeat(5_000) })
    await checks.publish(long)
    const [run] = await runs(CHECK_NAMES.rollout)
    expect(run).toEqual({ annotations: 0, conclusion: 'failure' })
    expect(await written(() => checks.publish(long))).toEqual({})
  })

  it('has details where there are any, within their limit, and none that it had before', async () => {
    const { checks } = world.github
    const sha = await world.push(world.engineer, 'detailed', { 'fleet.yml': 'fleet: detailed\n' })
    const long = report({ sha, outcome: failed, text: '- größer 🚀\n'.repeat(5_000) })
    await checks.publish(long)
    expect((await shown(sha)).output.text).toMatch(
      /^- größer 🚀\n[\s\S]*_Cut here: the rest is too long for GitHub\._$/,
    )
    expect(await written(() => checks.publish(long))).toEqual({})
    await checks.publish(report({ sha, outcome: failed }))
    expect((await shown(sha)).output.text).toBe('')
  })

  it('that is published again changes nothing', async () => {
    const same = report({ outcome: failed, title: '120 problems', externalId: 'validate:2', problems: problems(120) })
    expect(await written(() => world.github.checks.publish(same))).toEqual({})
  })

  it('with other problems is a new run, because marks cannot be taken back', async () => {
    const other = report({ outcome: failed, title: '1 problem', problems: problems(1, 'another') })
    expect(await written(() => world.github.checks.publish(other))).toEqual({ [`POST ${CHECK_RUNS}`]: 1 })
    expect((await runs(CHECK_NAMES.validate)).map((run) => run.annotations).sort()).toEqual([1, 120])
    const found = await world.github.checks.find(head, CHECK_NAMES.validate)
    expect(found?.conclusion).toBe('failure')
  })

  it('whose answer was lost is found and not made twice', async () => {
    world.sim.faults.call({ route: `POST ${CHECK_RUNS}`, how: { kind: 'lost-reply' } })
    const plan = report({ name: CHECK_NAMES.plan, outcome: failed, problems: problems(60) })
    await world.github.checks.publish(plan)
    expect(await runs(CHECK_NAMES.plan)).toEqual([{ annotations: 60, conclusion: 'failure' }])
  })

  it('that stopped half way is completed by the next try', async () => {
    const sha = await world.push(world.engineer, 'half', { 'fleet.yml': 'fleet: half\n' })
    const half = report({ name: CHECK_NAMES.plan, sha, outcome: failed, problems: problems(120) })
    const append = `PATCH ${CHECK_RUNS}/{check_run_id}`
    world.sim.faults.call({ route: append, how: { kind: 'status', status: 502 } })
    await expect(world.github.checks.publish(half)).rejects.toMatchObject({ code: 'github-unavailable' })
    expect(await written(() => world.github.checks.publish(half))).toEqual({ [append]: 2 })
  })

  it('marks what can be marked, and says of how much the summary alone tells', async () => {
    const sha = await world.push(world.engineer, 'odd-paths', { 'fleet.yml': 'fleet: odd\n' })
    const at = { file: 'customers/a\nb.yml', line: 1, column: 1, endLine: 1, endColumn: 2 }
    const odd: Problem = { code: 'stray-file', message: 'nothing reads it', at }
    await world.github.checks.publish(report({ sha, outcome: failed, problems: [...problems(2), odd] }))
    const { output } = await shown(sha)
    expect(output.annotations_count).toBe(2)
    expect(output.summary).toContain('Not marked on a line: 1 of 3 problems.')
  })

  it('ends without marks where GitHub does not take them, again and again', async () => {
    const sha = await world.push(world.engineer, 'refused', { 'fleet.yml': 'fleet: refused\n' })
    const some = report({ sha, outcome: failed, problems: problems(60) })
    const refused = { kind: 'status', status: 422, message: 'Validation Failed' } as const
    world.sim.faults.call({ route: `POST ${CHECK_RUNS}`, how: refused })
    await world.github.checks.publish(some)
    expect(await shown(sha)).toMatchObject({ conclusion: 'failure', output: { annotations_count: 0 } })
    world.sim.faults.call({ route: `PATCH ${CHECK_RUNS}/{check_run_id}`, how: refused })
    expect(await written(() => world.github.checks.publish(some))).toEqual({
      [`PATCH ${CHECK_RUNS}/{check_run_id}`]: 1,
    })
    expect((await shown(sha)).output.summary).toContain('Not marked on a line: 60 of 60 problems.')
    await world.github.checks.publish(some)
    expect((await shown(sha)).output.annotations_count).toBe(60)
  })

  it('that says the same since another instant says so', async () => {
    const sha = await world.push(world.engineer, 'since', { 'fleet.yml': 'fleet: since\n' })
    const some = report({ sha, outcome: failed })
    const since = async () => (await world.github.checks.find(sha, some.name))?.startedAt
    await world.github.checks.publish({ ...some, startedAt: '2026-11-23T20:00:00Z' })
    await world.github.checks.publish({ ...some, startedAt: '2026-11-23T20:20:00Z' })
    expect(await since()).toBe('2026-11-23T20:20:00Z')
    const again = () => world.github.checks.publish({ ...some, startedAt: '2026-11-23T20:20:00.5Z' })
    expect(await written(again)).toEqual({})
  })

  it('that is known is written without a look, and made anew where it is gone', async () => {
    const sha = await world.push(world.engineer, 'known', { 'fleet.yml': 'fleet: known\n' })
    const { checks } = world.github
    const listed = () => world.sim.callCounts()['GET /repos/{owner}/{repo}/commits/{ref}/check-runs'] ?? 0
    const before = listed()
    const id = await checks.publish(report({ sha }), 'none')
    expect(await checks.publish(report({ sha, outcome: failed, title: 'Ended' }), id)).toBe(id)
    expect(listed()).toBe(before)
    expect(await shown(sha)).toMatchObject({ id, conclusion: 'failure' })
    expect(await checks.publish(report({ sha, outcome: failed, title: 'Again' }), 999_999_999)).toBe(id)
    expect(await shown(sha)).toMatchObject({ id, output: { title: 'Again' } })
  })

  it('that is known and is to mark lines gets every mark', async () => {
    const sha = await world.push(world.engineer, 'known-marks', { 'fleet.yml': 'fleet: marks\n' })
    const id = await world.github.checks.publish(report({ sha }), 'none')
    await world.github.checks.publish(report({ sha, outcome: failed, problems: problems(120) }), id)
    expect(await shown(sha)).toMatchObject({ id, output: { annotations_count: 120 } })
  })

  it('that GitHub refuses for another cause is refused', async () => {
    const sha = await world.push(world.engineer, 'not-taken', { 'fleet.yml': 'fleet: not taken\n' })
    world.sim.faults.call({ route: `POST ${CHECK_RUNS}`, times: 2, how: { kind: 'status', status: 422 } })
    const some = report({ sha, outcome: failed, problems: problems(1) })
    await expect(world.github.checks.publish(some)).rejects.toMatchObject({ code: 'github-refused' })
  })

  it('holds a summary that is too long', async () => {
    const long = report({ name: CHECK_NAMES.rollout, summary: 'word\n'.repeat(20_000) })
    await world.github.checks.publish(long)
    expect(await written(() => world.github.checks.publish(long))).toEqual({})
  })
})

describe('a comment', () => {
  it('is written once, then edited, and left alone when it says so already', async () => {
    const { comments } = world.github
    const say = (body: string) => written(() => comments.sticky(pull, { marker: MARKER }, body))
    expect(await say('first')).toEqual({ [`POST ${COMMENTS}`]: 1 })
    expect(await say('first')).toEqual({})
    expect(await say('second')).toEqual({ [`PATCH ${COMMENT}`]: 1 })
    const [only] = await said(pull)
    expect(only).toMatchObject({ login: 'fleetwright[bot]', isBot: true, body: `${MARKER}\nsecond` })
  })

  it('has GitHub say since when it says what it says, and what it said before', async () => {
    const marker = '<!-- fleetwright:since -->'
    const { comments } = world.github
    const at = async () => (await said(pull)).find(({ body }) => body.includes(marker))?.changedAt
    const first = await comments.sticky(pull, { marker }, 'one')
    expect(first).toEqual({ id: expect.any(Number), changedAt: await at() })
    const before = { body: `${marker}\none`, changedAt: first.changedAt }
    expect(await comments.sticky(pull, { marker }, 'one')).toMatchObject({ changedAt: first.changedAt, before })
    const edited = await comments.sticky(pull, { marker }, 'two')
    expect(edited).toMatchObject({ before })
    expect(edited.changedAt).toBe(await at())
  })

  it('whose edit was confirmed by no answer is confirmed by the next look', async () => {
    const marker = '<!-- fleetwright:lost -->'
    const { comments } = world.github
    await comments.sticky(pull, { marker }, 'one')
    world.sim.faults.call({ route: `PATCH ${COMMENT}`, how: { kind: 'lost-reply' } })
    await expect(comments.sticky(pull, { marker }, 'two')).rejects.toMatchObject({ code: UNAVAILABLE, retryable: true })
    const edited = await comments.sticky(pull, { marker }, 'two')
    const found = (await said(pull)).find(({ body }) => body.includes(marker))
    expect(found?.body).toBe(`${marker}\ntwo`)
    expect(edited.changedAt).toBe(found?.changedAt)
  })

  it("of a stranger's that carries the marker is not taken for ours", async () => {
    const marker = '<!-- fleetwright:stranger -->'
    const body = { body: `${marker} all is approved` }
    const path = `/repos/acme/fleet/issues/${pull}/comments`
    const { json } = await world.ask(world.engineer, 'POST', path, body)
    await world.github.comments.sticky(pull, { marker }, 'ours')
    const marked = (await said(pull)).filter((each) => each.body.includes(marker))
    expect(marked).toHaveLength(2)
    expect(marked.find(({ id }) => id === json.id)).toMatchObject({ login: 'engineer', body: body.body })
  })

  it('is not doubled by callers at the same time, nor by an answer that was lost', async () => {
    const marker = '<!-- fleetwright:once -->'
    world.sim.faults.call({ route: `POST ${COMMENTS}`, how: { kind: 'lost-reply' } })
    await Promise.all([1, 2, 3].map(() => world.github.comments.once(pull, { marker }, 'look')))
    expect((await said(pull)).filter((each) => each.body.includes(marker))).toHaveLength(1)
  })

  it('that is known is written without a look, and anew where it is gone', async () => {
    const marker = '<!-- fleetwright:known -->'
    const { comments } = world.github
    const say = (body: string, known: Place['known']) => comments.sticky(pull, { marker, known: known ?? 'none' }, body)
    const looked = () =>
      [COMMENT, COMMENTS].reduce((sum, route) => sum + (world.sim.callCounts()[`GET ${route}`] ?? 0), 0)
    const before = looked()
    const first = await say('one', 'none')
    const known = { id: first.id, body: marker, changedAt: first.changedAt, isTampered: false }
    expect(await say('two', known)).toMatchObject({ id: first.id, before: known })
    expect(looked()).toBe(before)
    await world.ask(world.reviewer, 'DELETE', `/repos/acme/fleet/issues/comments/${first.id}`)
    const again = await say('three', known)
    expect(again).toEqual({ id: expect.any(Number), changedAt: expect.any(String) })
    expect((await said(pull)).filter(({ body }) => body.startsWith(marker)).map(({ id }) => id)).toEqual([again.id])
  })

  it('that was deleted is written anew', async () => {
    const marker = '<!-- fleetwright:deleted -->'
    await world.github.comments.sticky(pull, { marker }, 'one')
    const found = (await said(pull)).find((each) => each.body.includes(marker))
    await world.ask(world.reviewer, 'DELETE', `/repos/acme/fleet/issues/comments/${found?.id}`)
    expect((await said(pull)).map(({ id }) => id)).not.toContain(found?.id)
    expect(await written(() => world.github.comments.sticky(pull, { marker }, 'one'))).toEqual({
      [`POST ${COMMENTS}`]: 1,
    })
  })
})

describe('a pull request', () => {
  it('is read as it is now', async () => {
    expect(await world.github.pulls.get(pull)).toEqual({
      number: pull,
      title: 'Change by feature',
      author: 'engineer',
      headSha: head,
      headRef: 'feature',
      baseRef: 'main',
      state: 'open',
      merged: false,
      draft: false,
      fork: false,
      url: `${world.sim.url}/acme/fleet/pull/${pull}`,
      comments: expect.any(Number),
    })
    expect((await world.github.pulls.conversation(pull)).pull).toEqual(await world.github.pulls.get(pull))
    expect((await world.github.pulls.listOpen()).map(({ number }) => number)).toEqual([pull])
    const { get, conversation } = world.github.pulls
    for (const read of [get, conversation]) await expect(read(999)).rejects.toMatchObject({ code: 'github-not-found' })
  })

  it('has its reviews oldest first, each bound to its commit', async () => {
    const reviews = `/repos/acme/fleet/pulls/${pull}/reviews`
    await world.ask(world.reviewer, 'POST', reviews, { event: 'REQUEST_CHANGES', body: 'no' })
    await world.ask(world.reviewer, 'POST', reviews, { event: 'APPROVE' })
    const expected = { login: 'reviewer', isBot: false, commit: head, submittedAt: expect.any(String) }
    expect((await world.github.pulls.conversation(pull)).reviews).toEqual([
      { ...expected, state: 'changes-requested' },
      { ...expected, state: 'approved' },
    ])
  })

  it('names everyone who wrote any part of it', async () => {
    const trailer = 'Co-authored-by: Pair <123+pair@users.noreply.github.com>'
    await world.push(
      world.engineer,
      'together',
      { 'fleet.yml': 'fleet: t\n' },
      { message: `Change together\n\n${trailer}` },
    )
    await world.push(world.reviewer, 'together', { 'fleet.yml': 'fleet: u\n' })
    const number = await world.openPull(world.engineer, 'together')
    const { contributors } = await world.github.pulls.conversation(number)
    expect(contributors).toEqual(['engineer', 'pair', 'reviewer'])
  })

  it('names a co-author by any address of theirs, who wrote no commit of it', async () => {
    const pair = world.sim.addUser('by-address', { email: 'pair@corp.example' })
    const message = `Change\n\nCo-authored-by: Pair <${'pair@corp.example'}>`
    await world.push(world.engineer, 'credited', { 'fleet.yml': 'fleet: v\n' }, { message })
    const number = await world.openPull(world.engineer, 'credited')
    expect((await world.github.pulls.conversation(number)).contributors).toEqual([pair.login, 'engineer'])
  })

  it('tells who put other words into a comment, be it within its second', async () => {
    await world.push(world.engineer, 'reworded', { 'fleet.yml': 'fleet: w\n' })
    const number = await world.openPull(world.engineer, 'reworded')
    const { json } = await world.ask(world.engineer, 'POST', `/repos/acme/fleet/issues/${number}/comments`, {
      body: 'hi',
    })
    const [before] = await said(number)
    expect(before).toMatchObject({ edited: false, isTampered: false })
    await world.ask(world.reviewer, 'PATCH', `/repos/acme/fleet/issues/comments/${json.id}`, { body: '/fleet abort' })
    const [after] = await said(number)
    expect(after).toMatchObject({ login: 'engineer', body: '/fleet abort', edited: true, isTampered: true })
    await world.github.comments.sticky(number, { marker: MARKER, known: 'none' }, 'one')
    await world.github.comments.sticky(number, { marker: MARKER }, 'two')
    expect((await said(number)).at(-1)).toMatchObject({ isOurs: true, edited: true, isTampered: false })
  })

  it('is found by the commit that merged it', async () => {
    const { json } = await world.ask(world.reviewer, 'PUT', `/repos/acme/fleet/pulls/${pull}/merge`, {})
    const sha = String(json.sha)
    expect(await world.github.pulls.mergedAs(sha)).toMatchObject([{ number: pull, merged: true, mergeCommitSha: sha }])
    expect(await world.github.pulls.mergedAs(head)).toEqual([])
    expect(await world.github.pulls.get(pull)).toMatchObject({ state: 'closed', merged: true, mergeCommitSha: sha })
  })
})

describe('a comment that was heard', () => {
  it('carries our eyes once, however often we say so, and one that is gone is let be', async () => {
    await world.push(world.engineer, 'heard', { 'heard.yml': 'a: 1\n' })
    const number = await world.openPull(world.engineer, 'heard')
    const { json } = await world.ask(world.engineer, 'POST', `/repos/acme/fleet/issues/${number}/comments`, {
      body: 'hi',
    })
    const id = Number(json.id)
    for (const _ of [1, 2]) await world.github.comments.heard(id)
    const seen = await world.ask(world.engineer, 'GET', `/repos/acme/fleet/issues/comments/${id}/reactions`)
    expect(seen.json).toMatchObject([{ content: 'eyes', user: { login: 'fleetwright[bot]' } }])
    await world.github.comments.heard(999_999_999)
  })
})

describe('people', () => {
  it('have their rights as of now, and strangers none', async () => {
    world.sim.addUser('stranger')
    expect(await world.github.people.permission('engineer')).toBe('write')
    expect(await world.github.people.permission('reviewer')).toBe('admin')
    expect(await world.github.people.permission('stranger')).toBe('none')
    expect(await world.github.people.permission('nobody-of-this-name')).toBe('none')
  })
})
