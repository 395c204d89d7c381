/** Whatever a pull request brings, its author is told where and what to do, and the next pull request is handled. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloneFor } from '../../src/demo/person.ts'
import { until } from '../../src/demo/until.ts'
import {
  annotationsOf,
  type CheckSeen,
  finishedCheck,
  merge,
  type PullSeen,
  REPOSITORY,
  VALIDATE,
} from '../../src/demo/watch.ts'
import { BAD, CANARY, canary, HARMLESS } from '../support/bad-input.ts'
import { gitWith, type OddEntry, oddCommit } from '../support/odd-tree.ts'
import { type ServedFleet, serveFleet } from '../support/served-fleet.ts'
import { allEnded, canaryWith, expectNothingLeft, heldRollout, planCheck, propose, RATE, without } from './story.ts'

let fleet: ServedFleet
let sound: string

beforeAll(async () => {
  fleet = await serveFleet({ rate: RATE, files: without('globex', 'umbrella') })
  sound = await fleet.clone.read(CANARY)
})

afterAll(() => fleet.end())

/** A commit upon main that no editor would have made, and a pull request for it. */
async function bring(title: string, entries: readonly OddEntry[]): Promise<{ sha: string; pull: PullSeen }> {
  const dir = join(fleet.dir, 'clone')
  const branch = title.replaceAll(' ', '-')
  const sha = await oddCommit(dir, await fleet.clone.tip(), entries)
  await gitWith({ dir, args: ['push', '--quiet', 'origin', `${sha}:refs/heads/${branch}`] })
  const wish = { head: branch, base: 'main', title, body: '' }
  return { sha, pull: await fleet.engineer.api<PullSeen>('POST', `${REPOSITORY}/pulls`, wish) }
}

async function validated(sha: string): Promise<CheckSeen> {
  return finishedCheck(fleet.engineer, { sha, name: VALIDATE })
}

describe('a pull request', () => {
  it.each(BAD)(
    'with $title fails, says where and what to do',
    async ({ title, entries, said, marked, sees = '', unmarked = '' }) => {
      const asked = fleet.aws.journal.requests.length
      const { sha } = await bring(title, entries(sound))
      const check = await validated(sha)
      expect(check.conclusion).toBe('failure')
      for (const words of [...said, unmarked, 'Next: the author']) expect(check.output.summary).toContain(words)
      const [first] = await annotationsOf(fleet.engineer, check)
      if (marked === undefined) expect(first).toBeUndefined()
      else expect(first).toMatchObject(marked)
      expect(first?.message ?? '').toContain(sees)
      await planCheck(fleet, sha, 'failure')
      expect(fleet.aws.journal.requests.length).toBe(asked)
    },
  )

  it.each(HARMLESS)('with $title is sound', async ({ title, entries }) => {
    const { sha } = await bring(title, entries(sound))
    expect(await validated(sha)).toMatchObject({ conclusion: 'success', output: { annotations_count: 0 } })
  })

  it('after all of them is planned by the same bot', async () => {
    const { sha } = await propose(fleet, { branch: 'two-shards', files: () => canaryWith(fleet, 2) })
    await planCheck(fleet, sha, 'action_required')
  })
})

describe('a default branch', () => {
  it.each([
    { title: 'a symbolic link', entries: [{ path: 'customers/acme/x.yml', content: '/etc', mode: '120000' }] as const },
    { title: 'bytes that are no text', entries: canary(Buffer.from([0xff, 0x00])) },
  ])('that holds $title is held, moves nothing, and is mended by the next merge', async ({ title, entries }) => {
    const operations = fleet.aws.journal.operations.length
    const { sha, pull } = await bring(`merged ${title}`, entries)
    expect((await validated(sha)).conclusion).toBe('failure')
    // The author may not merge over the failing check, an administrator may.
    await expect(merge(fleet.engineer, pull, sha)).rejects.toThrow(/answered 405.*failing/)
    const commit = await merge(fleet.reviewer, pull, sha)
    const held = await heldRollout(fleet, commit)
    expect(held.hold?.reason).toMatch(/does not validate|cannot be read/)

    const mend = [{ path: 'customers/acme/x.yml', content: undefined }, ...canary(sound)]
    const fix = await bring(`mended ${title}`, mend)
    expect((await validated(fix.sha)).conclusion).toBe('success')
    // AWS is where the branch wants it, so there is nothing that anybody would have to approve.
    await merge(fleet.reviewer, fix.pull, fix.sha)
    await allEnded(fleet)
    expect(fleet.aws.journal.operations.length).toBe(operations)
    await expectNothingLeft(fleet)
  })
})

describe('an empty repository', () => {
  it('is waited for: its first commit is planned and held', async () => {
    const example = new Map<string, string>()
    const empty = await serveFleet({
      rate: RATE,
      empty: true,
      files: (files) => {
        for (const { path, text } of files.values()) example.set(path, text)
        return files
      },
    })
    try {
      await until('the bot has looked in vain', () =>
        empty.github.journal.requests.some(({ kind, actor }) => kind === 'git' && actor.startsWith('installation')),
      )
      const dir = join(empty.dir, 'first')
      const clone = await cloneFor(empty.reviewer, { url: empty.cloneUrl, dir })
      await gitWith({ dir, args: ['symbolic-ref', 'HEAD', 'refs/heads/main'] })
      const commit = await clone.push({ files: { 'README.md': 'Soon.\n' }, message: 'Begin' })
      await empty.ready
      expect((await heldRollout(empty, commit)).hold?.reason).toContain('does not validate')
      const fleetCommit = await clone.push({ files: Object.fromEntries(example), message: 'The fleet' })
      const held = await heldRollout(empty, fleetCommit)
      expect(held.hold?.reason).toContain('no reviewer')
    } finally {
      await empty.end()
    }
  })
})
