/** What moves no stack: nothing to do is success, and what may not move is refused where its author sees it. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloneFor } from '../../src/demo/person.ts'
import {
  annotationsOf,
  approve,
  comment,
  finishedCheck,
  markedComments,
  merge,
  PLAN,
  type PullSeen,
  REPOSITORY,
  VALIDATE,
} from '../../src/demo/watch.ts'
import { type ServedFleet, serveFleet } from '../support/served-fleet.ts'
import {
  allEnded,
  answerTo,
  CANARY,
  canaryWith,
  expectNothingLeft,
  type Files,
  notice,
  planCheck,
  propose,
  UNHURRIED,
  without,
} from './story.ts'

let fleet: ServedFleet

beforeAll(async () => {
  fleet = await serveFleet({ rate: UNHURRIED, files: without('globex', 'umbrella') })
})

afterAll(() => fleet.end())

function validate(sha: string) {
  return finishedCheck(fleet.engineer, { sha, name: VALIDATE })
}

async function planChecks(sha: string): Promise<number> {
  const query = `check_name=${encodeURIComponent(PLAN)}`
  const path = `${REPOSITORY}/commits/${sha}/check-runs?${query}`
  return (await fleet.engineer.api<{ readonly total_count: number }>('GET', path)).total_count
}

/** The canary on a new version of its blueprint in which only a description reads otherwise. */
async function reworded(): Promise<Files> {
  const [from, to] = ['blueprints/snowplow-kinesis/1.0.0', 'blueprints/snowplow-kinesis/1.0.1']
  const names = await readdir(join(fleet.dir, 'clone', from))
  const copies = names.map(async (name) => [`${to}/${name}`, await fleet.clone.read(`${from}/${name}`)] as const)
  const texts = new Map(await Promise.all(copies))
  const changed = (name: string, was: string, is: string) => {
    const text = texts.get(`${to}/${name}`) ?? ''
    expect(text).toContain(was)
    return { [`${to}/${name}`]: text.replace(was, is) }
  }
  return {
    ...Object.fromEntries(texts),
    ...changed('blueprint.yml', 'version: 1.0.0', 'version: 1.0.1'),
    ...changed('streams.template.yml', 'The streams that events wait in', 'Where events wait'),
    [CANARY.file]: (await fleet.clone.read(CANARY.file)).replace('snowplow-kinesis@1.0.0', 'snowplow-kinesis@1.0.1'),
  }
}

/** A change of blueprints waits for another than its authors. */
async function secondPersonDue(sha: string): Promise<void> {
  await finishedCheck(
    fleet.engineer,
    { sha, name: PLAN },
    ({ conclusion, output }) =>
      conclusion === 'action_required' && (output.title ?? '').includes('a second person must ask'),
  )
}

async function toBeApproved(sha: string): Promise<void> {
  await finishedCheck(fleet.engineer, { sha, name: PLAN }, ({ output }) =>
    /^\d stacks?: needs/.test(output.title ?? ''),
  )
}

describe('a change that AWS has nothing to do for', () => {
  it('is planned, merged and done, without a single stack operation', async () => {
    const before = fleet.aws.journal.operations.length
    const asked = fleet.aws.journal.requests.length
    const { pull, sha } = await propose(fleet, { branch: 'reworded', files: reworded })
    await secondPersonDue(sha)
    const own = await comment(fleet.engineer, pull.number, `/fleet plan ${sha.slice(0, 12)}`)
    expect(await answerTo(fleet, pull.number, own)).toContain('neither wrote nor pushed')
    expect(fleet.aws.journal.requests.length).toBe(asked)
    await comment(fleet.reviewer, pull.number, `/fleet plan ${sha.slice(0, 12)}`)
    await toBeApproved(sha)
    await approve(fleet.reviewer, pull.number)
    await planCheck(fleet, sha, 'success')
    await merge(fleet.reviewer, pull, sha)
    const done = await notice(fleet, pull.number, /^done$/)
    expect(done.body).toContain('Done: 1 stack')
    expect(fleet.aws.journal.operations.length).toBe(before)
    const sets = fleet.aws.stacks('111111111111', 'eu-west-1').flatMap((each) => each.changeSets)
    expect(sets.filter((each) => each.executionStatus !== 'EXECUTE_COMPLETE')).toEqual([])
    await expectNothingLeft(fleet)
  })
})

describe('a pull request', () => {
  it('that removes a pipeline is refused by validation, on the file that goes, and gets no call to AWS', async () => {
    const asked = fleet.aws.journal.requests.length
    const { sha } = await propose(fleet, {
      branch: 'goodbye',
      files: async () => {
        await rm(join(fleet.dir, 'clone', CANARY.file))
        return {}
      },
    })
    const check = await validate(sha)
    expect(check.conclusion).toBe('failure')
    expect(`${check.output.summary}${JSON.stringify(await annotationsOf(fleet.engineer, check))}`).toMatch(
      /acme\/web|acme\/pipelines\/web/,
    )
    await planCheck(fleet, sha, 'failure')
    expect(fleet.aws.journal.requests.length).toBe(asked)
  })

  it('into another branch is validated and no more', async () => {
    await fleet.clone.branch('release-line')
    await fleet.clone.push({ files: { 'README.md': '# The line\n' }, message: 'Start a line' })
    const asked = fleet.aws.journal.requests.length
    const of = { branch: 'beside', base: 'release-line', files: () => canaryWith(fleet, 9) }
    const { pull, sha } = await propose(fleet, of)
    expect((await validate(sha)).conclusion).toBe('success')
    await fleet.github.settled()
    expect(await planChecks(sha)).toBe(0)
    expect(await markedComments(fleet.engineer, pull.number, '')).toEqual([])
    expect(fleet.aws.journal.requests.length).toBe(asked)
  })

  it('that conflicts says in which file and whose move it is, and is planned once the branch takes its part back', async () => {
    await fleet.clone.branch('ours')
    const admin = await cloneFor(fleet.reviewer, { url: fleet.cloneUrl, dir: join(fleet.dir, 'admin') })
    const before = await fleet.clone.read('README.md')
    const sha = await fleet.clone.push({ files: { 'README.md': '# Ours\n' }, message: 'Ours' })
    await admin.push({ files: { 'README.md': '# Theirs\n' }, message: 'Theirs' })
    await allEnded(fleet)
    await fleet.engineer.api('POST', `${REPOSITORY}/pulls`, { head: 'ours', base: 'main', title: 'Ours', body: '' })
    const check = await validate(sha)
    expect([check.conclusion, check.output.title]).toEqual(['failure', 'Merge conflict in 1 file'])
    expect(check.output.summary).toMatch(/README\.md[\s\S]*Next: the author/)
    await planCheck(fleet, sha, 'failure')
    await admin.push({ files: { 'README.md': before }, message: 'As it was' })
    const planned = await planCheck(fleet, sha, 'success')
    expect(planned.output.title).toMatch(/^No stack changes/)
    expect((await validate(sha)).conclusion).toBe('success')
  })

  it('from a fork touches no AWS until someone with write access names its commit', async () => {
    await fleet.github.addFork('onlooker', { owner: 'fleet-operator', name: 'fleet' })
    const url = fleet.cloneUrl.replace('fleet-operator', 'onlooker')
    const fork = await cloneFor(fleet.onlooker, { url, dir: join(fleet.dir, 'fork') })
    await fork.branch('from-outside')
    const file = 'customers/initech/pipelines/web.yml'
    const files = { [file]: (await fork.read(file)).replace('maxBytes: 500000', 'maxBytes: 400000') }
    const sha = await fork.push({ files, message: 'From outside' })
    const asked = fleet.aws.journal.requests.length
    const wish = { head: 'onlooker:from-outside', base: 'main', title: 'From outside', body: '' }
    const pull = await fleet.onlooker.api<PullSeen>('POST', `${REPOSITORY}/pulls`, wish)
    expect((await validate(sha)).conclusion).toBe('success')
    const waiting = await planCheck(fleet, sha, 'action_required')
    expect(waiting.output.summary).toContain(`/fleet plan ${sha.slice(0, 12)}`)

    const own = await comment(fleet.onlooker, pull.number, `/fleet plan ${sha.slice(0, 12)}`)
    expect(await answerTo(fleet, pull.number, own)).toContain('write access')
    const vague = await comment(fleet.engineer, pull.number, '/fleet plan')
    expect(await answerTo(fleet, pull.number, vague)).toContain('from a fork')
    expect(fleet.aws.journal.requests.length).toBe(asked)

    await comment(fleet.engineer, pull.number, `/fleet plan ${sha.slice(0, 12)}`)
    await toBeApproved(sha)
    expect(fleet.aws.journal.requests.length).toBeGreaterThan(asked)

    const known = fleet.aws.journal.requests.length
    const next = await fork.push({ files: { 'README.md': '# Hello\n' }, message: 'More' })
    await planCheck(fleet, next, 'action_required')
    await fleet.github.settled()
    // What the older head had made goes, by the base's own roles; nothing is asked about the new one.
    const since = fleet.aws.journal.requests.slice(known).map(({ action }) => action)
    const clearing = ['AssumeRole', 'ListChangeSets', 'DeleteChangeSet']
    expect(since.filter((action) => !clearing.includes(action))).toEqual([])
  })
})
