/** Does a check say what it has to, over a real exchange with GitHub, and is it made once? */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHECK_NAMES, type CheckReport } from '../../src/actions/ports.ts'
import type { Problem } from '../../src/fleet/model.ts'
import { validReport } from '../../src/report/checks.ts'
import { openExchange, readBack } from './exchange.ts'
import type { World } from './world.ts'

const CHECK_RUNS = '/repos/{owner}/{repo}/check-runs'

let world: World
let head: string
beforeAll(async () => {
  ;({ world, head } = await openExchange())
})
afterAll(() => world.close())

const { written } = readBack(() => world)

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
