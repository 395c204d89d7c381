/** Whatever a pull request brings, its author is told where it is and what to do; nothing is thrown, AWS is not asked. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHECK_NAMES, type CheckReport } from '../../src/actions/ports.ts'
import { checkPullRequest } from '../../src/actions/pull/check-pull-request.ts'
import type { World } from '../../src/actions/world.ts'
import { type Mirror, openMirror } from '../../src/git/mirror.ts'
import { annotation, isMarkable } from '../../src/github/annotations.ts'
import { openRemote, type Remote } from '../git/remote.ts'
import { BAD, CANARY, HARMLESS } from '../support/bad-input.ts'
import { pullRequest } from '../support/fake-records.ts'
import { type FakeWorld, fakeWorld } from '../support/fake-world.ts'
import { type OddEntry, oddCommit } from '../support/odd-tree.ts'
import { exampleFleet } from '../support/world.ts'

let remote: Remote
let mirror: Mirror
let base: string
let canary: string
let number = 0

beforeAll(async () => {
  remote = await openRemote()
  const files = [...exampleFleet().values()].filter(({ path }) => !/^customers\/(globex|umbrella)\//.test(path))
  base = await remote.commit('main', Object.fromEntries(files.map(({ path, text }) => [path, text])))
  canary = exampleFleet().get(CANARY)?.text ?? ''
  mirror = await openMirror({
    dir: remote.dir,
    remoteUrl: remote.url,
    token: async () => remote.token,
    defaultBranch: 'main',
    protocols: 'http',
    path: process.env.PATH ?? '',
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  })
})

afterAll(async () => {
  await mirror.close()
  await remote.close()
})

/** What the check says of a head with these entries; the plan is due only where it is sound. */
async function checked(entries: readonly OddEntry[]): Promise<{ report: CheckReport; due: boolean }> {
  number += 1
  const headSha = await oddCommit(join(remote.dir, '..', 'work'), base, entries)
  await remote.push(`${headSha}:refs/heads/odd-${number}`)
  const { world, said, published }: FakeWorld = fakeWorld()
  const pull = pullRequest(number, { headSha })
  said.pulls.set(number, pull)
  said.permissions.set(pull.author, 'write')
  const due = await checkPullRequest({ ...world, git: mirror } satisfies World, { kind: 'check-pull', pull: number })
  const report = published.find(({ name }) => name === CHECK_NAMES.validate)
  if (report === undefined) throw new Error('nothing was said')
  return { report, due: due !== undefined }
}

describe('a pull request', () => {
  it.each(BAD)('with $title fails, says where and what to do', async ({ entries, said, marked, sees = '' }) => {
    const { report, due } = await checked(entries(canary))
    expect(due).toBe(false)
    expect(report.outcome).toEqual({ status: 'completed', conclusion: 'failure' })
    for (const words of [...said, 'Next: the author']) expect(report.summary).toContain(words)
    const [first] = report.problems.filter(isMarkable).map(annotation)
    if (marked === undefined) expect(first).toBeUndefined()
    else expect(first).toMatchObject(marked)
    expect(first?.message ?? '').toContain(sees)
  })

  it.each(HARMLESS)('with $title is sound, and its plan is due', async ({ entries }) => {
    const { report, due } = await checked(entries(canary))
    expect(report).toMatchObject({ outcome: { status: 'completed', conclusion: 'success' }, problems: [] })
    expect(due).toBe(true)
  })
})
