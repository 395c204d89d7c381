/**
 * Promise: a tree that is read by its difference is the tree that is read whole, or is refused in the same words.
 *
 * Property over commits of every kind of entry, each read beside an earlier one and by itself.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KnownTree } from '../../src/fleet/model.ts'
import { type Blobs, openBlobs } from '../../src/git/blobs.ts'
import { type Reading, readSource } from '../../src/git/source.ts'
import { treeChanges } from '../../src/git/tree-changes.ts'
import { FleetwrightError } from '../../src/lib/errors.ts'
import { gitWith, type OddEntry, oddCommit } from '../support/odd-tree.ts'

const LIMITS = { fileBytes: 60, files: 9, totalBytes: 200 }
const closing = new AbortController()
const around = { path: process.env.PATH ?? '', protocols: [], signal: closing.signal }
let dir: string
let blobs: Blobs

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fleetwright-derived-'))
  await gitWith({ dir, args: ['init', '--quiet', '--bare', '.'] })
  blobs = openBlobs(dir, around)
})
afterEach(async () => {
  blobs.close()
  await rm(dir, { recursive: true, force: true, maxRetries: 3 })
})

async function empty(): Promise<string> {
  const tree = await gitWith({ dir, args: ['mktree'] })
  return gitWith({ dir, args: ['commit-tree', tree, '-m', 'Nothing'] })
}

async function read(tree: string, near?: KnownTree): Promise<KnownTree | string> {
  const run = { timeoutMs: 60_000, outputBytes: 1_000_000 }
  const reading: Reading = { around, run, read: LIMITS, near: () => near }
  try {
    return await readSource({ repository: dir, blobs }, tree, reading)
  } catch (error) {
    if (error instanceof FleetwrightError) return `${error.code}: ${error.message}`
    throw error
  }
}

function plain(read: KnownTree | string): unknown {
  return typeof read === 'string' ? read : [...read.files].toSorted(([one], [other]) => (one < other ? -1 : 1))
}

const ROOT = ['fleet.yml', 'customers', 'releases', 'src', 'README.md']
const PATHS: readonly (string | Buffer)[] = [
  ...ROOT,
  'customers/a.yml',
  'customers/a.yml/b.yml',
  'customers/a/customer.yml',
  'customers/a/pipelines/web.yml',
  'customers/a/pipelines/notes.md',
  'customers/a-b/customer.yml',
  'customers/ü/customer.yml',
  'releases/channels.yml',
  'releases/sets/x.YAML',
  'src/index.yml',
  Buffer.from([...Buffer.from('customers/'), 0xff, ...Buffer.from('.yml')]),
]
const CONTENTS = [
  'a: 1\n',
  'b: 2\n',
  'é: 3\n',
  `c: ${'x'.repeat(50)}\n`,
  `d: ${'y'.repeat(90)}\n`,
  Buffer.from([0x61, 0xff]),
]
const SUBMODULE = '1'.repeat(40)

const entry: fc.Arbitrary<OddEntry> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      path: fc.constantFrom(...PATHS),
      content: fc.constantFrom(...CONTENTS),
      mode: fc.constantFrom('100644' as const, '100644' as const, '100755' as const),
    }),
  },
  { weight: 6, arbitrary: fc.constantFrom(...PATHS).map((path) => ({ path, content: undefined })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...PATHS).map((path) => ({ path, content: 'target', mode: '120000' as const })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...PATHS).map((path) => ({ path, content: SUBMODULE, mode: '160000' as const })),
  },
)

describe('a tree beside a known one', () => {
  it('is what it is by itself, and shares the files in which they agree', async () => {
    const counts = { derived: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(entry, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 4 }),
        async (commits) => {
          let commit = await empty()
          let near: KnownTree = { id: commit, files: new Map(), bytes: 0 }
          for (const entries of commits) {
            // Of a file and a folder in one place git keeps the later one.
            commit = await oddCommit(dir, commit, entries)
            const whole = await read(commit)
            const beside = await read(commit, near)
            expect(plain(beside)).toEqual(plain(whole))
            if (typeof beside === 'string') {
              counts.refused += 1
              continue
            }
            for (const [path, file] of beside.files) {
              const old = near.files.get(path)
              expect(old === file).toBe(old?.blob === file.blob)
            }
            counts.derived += 1
            near = beside
          }
        },
      ),
      { numRuns: 6, seed: 20261126 },
    )
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(2)
    // Some two hundred runs of git: a machine that is busy with other tests needs its time.
  }, 60_000)

  const file = (path: string, content = 'a: 1\n'): OddEntry => ({ path, content })
  const gone = (path: string): OddEntry => ({ path, content: undefined })
  const files = (count: number, content?: string): OddEntry[] =>
    Array.from({ length: count }, (_, index) => file(`customers/c${index}.yml`, content))
  it.each<readonly [string, readonly OddEntry[], readonly OddEntry[], string | readonly string[]]>([
    [
      'a folder has become a file',
      [file('customers/a.yml/b.yml')],
      [gone('customers/a.yml/b.yml'), file('customers/a.yml')],
      ['customers/a.yml'],
    ],
    [
      'a file has become a folder',
      [file('customers/a.yml')],
      [gone('customers/a.yml'), file('customers/a.yml/b.yml')],
      ['customers/a.yml/b.yml'],
    ],
    ['all of it has gone', files(2), [gone('customers/c0.yml'), gone('customers/c1.yml')], []],
    ['what is no YAML has come', files(1), [file('customers/notes.md')], ['customers/c0.yml']],
    ['a link has come', files(1), [{ ...file('customers/l.yml'), mode: '120000' }], 'not-a-plain-file'],
    ['a submodule has come', files(1), [{ ...file('customers/sub', SUBMODULE), mode: '160000' }], 'not-a-plain-file'],
    ['the sum is too large', files(4, `c: ${'x'.repeat(46)}\n`), [file('customers/d.yml')], 'too-large'],
    ['there are too many files', files(9), [file('customers/d.yml')], 'too-large'],
  ])('is read as by itself where %s', async (_title, before, after, expected) => {
    const base = await oddCommit(dir, await empty(), before)
    const near = await read(base)
    if (typeof near === 'string') throw new Error(near)
    const head = await oddCommit(dir, base, after)
    const beside = await read(head, near)
    expect(plain(beside)).toEqual(plain(await read(head)))
    expect(typeof beside === 'string' ? beside.split(':')[0] : [...beside.files.keys()]).toEqual(expected)
  })

  it('is told by the folders that differ, and no other is opened', async () => {
    const many = Array.from({ length: 30 }, (_, index) => ({
      path: `customers/c${index}/customer.yml`,
      content: 'a: 1\n',
    }))
    const base = await oddCommit(dir, await empty(), many)
    const head = await oddCommit(dir, base, [
      { path: 'customers/c7/customer.yml', content: 'b: 2\n' },
      { path: 'customers/c8/customer.yml', content: undefined },
      { path: 'docs/x.yml', content: 'c: 3\n' },
    ])
    const opened: string[] = []
    const read: Blobs['read'] = (object, type) => {
      opened.push(object)
      return blobs.read(object, type)
    }
    const watched: Blobs = { ...blobs, read }
    const changes = await treeChanges(watched, base, head)
    const blob = await gitWith({ dir, args: ['rev-parse', `${head}:customers/c7/customer.yml`] })
    expect(changes).toEqual([{ path: 'customers/c8/' }, { path: 'customers/c7/customer.yml', blob }])
    // The root, the customers and one of them, on both sides.
    expect(opened.length).toBe(6)
  })

  it('is not told where more differs than is worth it, or git has one of them no more', async () => {
    const base = await empty()
    const many = Array.from({ length: 501 }, (_, index) => ({ path: `customers/c${index}.yml`, content: 'a: 1\n' }))
    expect(await treeChanges(blobs, base, await oddCommit(dir, base, many.slice(1)))).toHaveLength(500)
    expect(await treeChanges(blobs, base, await oddCommit(dir, base, many))).toBeUndefined()
    expect(await treeChanges(blobs, '2'.repeat(40), base)).toBeUndefined()
  })
})
