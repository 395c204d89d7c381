/**
 * What does the mirror say of trees that no editor would have written?
 *
 * Each is a value with its paths as they are, or a refusal that names the path
 * and whose move it is; never anything else, and the next commit is read.
 */
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { listedFiles, READ_LIMITS } from '../../src/git/listing.ts'
import { FleetwrightError } from '../../src/lib/errors.ts'
import { gitWith, type OddEntry, oddCommit } from '../support/odd-tree.ts'
import { bench } from './bench.ts'

const { remote: present, open } = bench()
let work: string
let base: string

beforeEach(async () => {
  const remote = present()
  work = join(remote.dir, '..', 'work')
  base = await remote.commit('main', { 'fleet.yml': 'a: 1\n', 'customers/acme/customer.yml': 'customer: acme\n' })
})

async function merged(...entries: readonly OddEntry[]) {
  const mirror = await open()
  const head = await oddCommit(work, base, entries)
  await present().push(`${head}:refs/heads/odd`)
  const result = await mirror.mergeResult({ base, head, pull: 7 })
  if (result.kind !== 'clean') throw new Error('these two cannot conflict')
  return result.files
}

const NAMES = [
  'a b.yml',
  'cafe\u0301.yml',
  'caf\u00e9.yml',
  'new\nline.yml',
  'tab\tand "quotes" and \\.yml',
  '..yml',
  '...yml',
  '*.yml',
  ':(top)x.yml',
  '-rf.yml',
  '__proto__.yml',
  'constructor.yml',
  'ACME.yml',
  'acme.yml',
  '\u202egpj.yml',
  '😀.YAML',
  ' .yml',
]

describe('a path', () => {
  it('of any kind is read as it is, beside those that look like it', async () => {
    const files = await merged(
      ...NAMES.map((name) => ({ path: `customers/${name}`, content: `name: ${name.length}\n` })),
    )
    const read = [...files.keys()].filter((path) => path.split('/').length === 2)
    expect(read.toSorted()).toEqual(NAMES.map((name) => `customers/${name}`).toSorted())
    for (const name of NAMES) expect(files.get(`customers/${name}`)?.text).toBe(`name: ${name.length}\n`)
  })

  it('that is no UTF-8 is named in the refusal, its bytes spelled out', async () => {
    const path = Buffer.from([...Buffer.from('customers/'), 0xff, 0xfe, ...Buffer.from('.yml')])
    await expect(merged({ path, content: 'a: 1\n' })).rejects.toMatchObject({
      code: 'not-a-plain-file',
      nextMove: 'author',
      message: expect.stringContaining('customers/\\x{ff}\\x{fe}.yml'),
    })
  })
})

describe('a file', () => {
  it('that is executable is a file', async () => {
    const files = await merged({ path: 'customers/run.yml', content: 'a: 1\n', mode: '100755' })
    expect(files.get('customers/run.yml')?.text).toBe('a: 1\n')
  })

  it('of bytes that are no text is left to validation, which shows their place', async () => {
    const files = await merged({ path: 'customers/x.yml', content: Buffer.from([0x61, 0x00, 0xff, 0x0a]) })
    expect(files.get('customers/x.yml')?.text).toBe('a\u0000\ufffd\n')
  })

  it('over the limit is named', async () => {
    await expect(merged({ path: 'customers/large.yml', content: Buffer.alloc(1_048_577, '#') })).rejects.toMatchObject({
      code: 'too-large',
      message: 'customers/large.yml is larger than 1048576 bytes',
    })
  })

  it.each(['customers', 'blueprints', 'releases'])('in the place of the folder %s is refused', async (path) => {
    const inside = path === 'customers' ? [{ path: 'customers/acme/customer.yml', content: undefined }] : []
    await expect(merged(...inside, { path, content: 'a: 1\n' })).rejects.toMatchObject({
      code: 'not-a-plain-file',
      message: `${path} is a file in a folder's place, which is never read`,
    })
  })

  it.each([
    ['a symbolic link', '120000', '/etc/passwd'],
    ['a symbolic link', '120000', '../../../../etc'],
    ['a submodule', '160000', '2'.repeat(40)],
  ] as const)('that is %s, mode %s, is refused by its path and never followed', async (what, mode, content) => {
    await expect(merged({ path: 'customers/acme/odd\nname', content, mode })).rejects.toMatchObject({
      code: 'not-a-plain-file',
      message: `customers/acme/odd\\u{a}name is ${what}, which is never read`,
    })
  })

  it('beside ten thousand others is read with them', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({ path: `images/${index}.yml`, content: 'a: 1\n' }))
    expect((await merged(...many)).size).toBe(10_002)
  })
})

describe('a tree that git itself calls broken', () => {
  it.each(['..', '.git', '.'])(
    'with an entry called %s is refused as such, and the next head is read',
    async (name) => {
      const blob = await gitWith({ dir: work, args: ['hash-object', '-w', '--stdin'], input: 'a: 1\n' })
      const inner = await gitWith({ dir: work, args: ['mktree', '-z'], input: `100644 blob ${blob}\t${name}\0` })
      const tree = await gitWith({ dir: work, args: ['mktree', '-z'], input: `040000 tree ${inner}\tcustomers\0` })
      const head = await gitWith({ dir: work, args: ['commit-tree', tree, '-p', base, '-m', 'Broken'] })
      await present().push(`${head}:refs/heads/broken`)
      const mirror = await open()
      await expect(mirror.mergeResult({ base, head, pull: 7 })).rejects.toMatchObject({
        code: 'objects-malformed',
        nextMove: 'author',
      })
      const next = await oddCommit(work, base, [{ path: 'customers/next.yml', content: 'a: 1\n' }])
      await present().push(`${next}:refs/heads/next`)
      await expect(mirror.mergeResult({ base, head: next, pull: 8 })).resolves.toMatchObject({ kind: 'clean' })
    },
  )
})

describe('a repository', () => {
  it('without a commit is told as empty, and read once it has one', async () => {
    const remote = present()
    await gitWith({ dir: join(remote.dir, '..', 'served/fleet.git'), args: ['update-ref', '-d', 'refs/heads/main'] })
    const mirror = await open()
    await expect(mirror.fetchDefault()).rejects.toMatchObject({ code: 'repository-empty', retryable: true })
    await remote.push('main:refs/heads/main')
    expect((await mirror.fetchDefault()).sha).toBe(base)
  })
})

describe('any listing', () => {
  it('is files with their paths as they are, or a refusal that is the author’s to mend', () => {
    const entry = fc.tuple(
      fc.constantFrom('100644 blob', '100755 blob', '100664 blob', '120000 blob', '160000 commit', '040000 tree'),
      fc.constantFrom('12', '-', '1048577'),
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
      ),
      fc.constantFrom('', '.yml', '.YAML', '/customer.yml'),
    )
    fc.assert(
      fc.property(fc.array(entry), fc.constantFrom('utf8', 'latin1'), (entries, encoding) => {
        const paths = entries.map(([, , name, ending]) => `customers/${name.replaceAll('\0', '')}${ending}`)
        const lines = entries.map(([kind, size], at) => `${kind} ${'a'.repeat(40)} ${size.padStart(7)}\t${paths[at]}\0`)
        try {
          for (const { path } of listedFiles(Buffer.from(lines.join(''), encoding), READ_LIMITS))
            expect(paths).toContain(path)
        } catch (error) {
          if (!(error instanceof FleetwrightError)) throw error
          expect(error).toMatchObject({ nextMove: 'author', retryable: false })
        }
      }),
    )
  })
})
