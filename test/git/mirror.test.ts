/**
 * Does the mirror read what Git says, merge as Git merges, and stay shut to what a stranger sends?
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { SourceTree } from '../../src/fleet/model.ts'
import { bench } from './bench.ts'
import type { Remote } from './remote.ts'

const PULL = 7
const { remote: present, open } = bench()
let remote: Remote
beforeEach(() => {
  remote = present()
})

function texts(tree: SourceTree): Record<string, string> {
  return Object.fromEntries([...tree].map(([path, file]) => [path, file.text]))
}

describe('reading the default branch', () => {
  it('answers the tip and the fleet files of a commit, and nothing else of the repository', async () => {
    const sha = await remote.commit('main', {
      'fleet.yml': 'name: fleet\n',
      'customers/acme/customer.yml': 'customer: acme # ü\n',
      'blueprints/b/1.0.0/network.template.yml': 'Resources: {}\n',
      'customers/acme/notes.md': 'not read',
      'src/index.js': 'not read',
    })
    const mirror = await open()
    const tip = await mirror.fetchDefault()
    expect(tip).toEqual({ sha, tree: await remote.git('rev-parse', 'HEAD^{tree}'), parents: [] })
    const files = await mirror.files(sha)
    expect(texts(files)).toEqual({
      'fleet.yml': 'name: fleet\n',
      'customers/acme/customer.yml': 'customer: acme # ü\n',
      'blueprints/b/1.0.0/network.template.yml': 'Resources: {}\n',
    })
    expect(files.get('fleet.yml')?.blob).toBe(await remote.git('rev-parse', 'HEAD:fleet.yml'))
  })

  it('fetches by itself when asked for a commit that it has not seen yet', async () => {
    await remote.commit('main', { 'fleet.yml': 'a: 1\n' })
    const mirror = await open()
    await mirror.fetchDefault()
    const newer = await remote.commit('main', { 'fleet.yml': 'a: 2\n' })
    expect(texts(await mirror.files(newer))).toEqual({ 'fleet.yml': 'a: 2\n' })
  })

  it('hands the same files to two who ask for a commit at once', async () => {
    const base = await remote.commit('main', { 'fleet.yml': 'a: 1\n', 'customers/b.yml': 'b: 1\n' })
    const head = await remote.commit('feature', { 'customers/b.yml': 'b: 2\n' })
    const mirror = await open()
    await mirror.fetchDefault()
    const [one, other] = await Promise.all([mirror.files(base), mirror.files(base)])
    expect(one).toBe(other)
    const merged = await mirror.mergeResult({ base, head, pull: PULL })
    expect(merged.kind === 'clean' && merged.files.get('fleet.yml')).toBe(one.get('fleet.yml'))
  })

  it('clones again when the mirror is gone or broken', async () => {
    const sha = await remote.commit('main', { 'fleet.yml': 'a: 1\n' })
    const mirror = await open()
    await mirror.fetchDefault()
    expect(await mirror.ready()).toBe(true)
    await rm(join(remote.dir, 'fleet.git'), { recursive: true })
    expect(await mirror.ready()).toBe(false)
    expect((await mirror.files(sha)).size).toBe(1)
    for (const name of await readdir(join(remote.dir, 'fleet.git/objects/pack'))) {
      if (name.endsWith('.pack')) await writeFile(join(remote.dir, 'fleet.git/objects/pack', name), 'broken')
    }
    const next = await remote.commit('main', { 'fleet.yml': 'a: 2\n' })
    expect((await mirror.fetchDefault()).sha).toBe(next)
    expect(texts(await mirror.files(next))).toEqual({ 'fleet.yml': 'a: 2\n' })
  })

  it('clones again when git cannot even begin in the mirror', async () => {
    const sha = await remote.commit('main', { 'fleet.yml': 'a: 1\n' })
    const before = await open()
    await before.fetchDefault()
    await before.close()
    await writeFile(join(remote.dir, 'fleet.git/config'), '[broken')
    expect((await (await open()).files(sha)).size).toBe(1)
  })

  it('follows a forced push', async () => {
    await remote.commit('main', { 'fleet.yml': 'a: 1\n' })
    const mirror = await open()
    await mirror.fetchDefault()
    await remote.git('commit', '--quiet', '--amend', '-m', 'another history')
    await remote.push('HEAD:refs/heads/main')
    expect((await mirror.fetchDefault()).sha).toBe(await remote.git('rev-parse', 'HEAD'))
  })

  it('answers the first-parent chain, oldest first, and says when a commit is not on it', async () => {
    const first = await remote.commit('main', { 'fleet.yml': 'a: 1\n' })
    const side = await remote.commit('side', { 'customers/x.yml': 'a: 1\n' })
    await remote.git('checkout', '--quiet', 'main')
    const second = await remote.commit('main', { 'fleet.yml': 'a: 2\n' })
    await remote.git('merge', '--quiet', '--no-ff', '-m', 'Merge', 'side')
    await remote.push('HEAD:refs/heads/main')
    const merge = await remote.git('rev-parse', 'HEAD')
    const mirror = await open()
    expect((await mirror.firstParents(first, merge, 10))?.map((commit) => commit.sha)).toEqual([second, merge])
    expect((await mirror.firstParents(first, merge, 2))?.map((commit) => commit.sha)).toEqual([second, merge])
    expect(await mirror.firstParents(first, merge, 1)).toBeUndefined()
    expect(await mirror.firstParents(side, merge, 10)).toBeUndefined()
    expect(await mirror.firstParents(merge, first, 10)).toBeUndefined()
    expect(await mirror.firstParents('a'.repeat(40), merge, 10)).toBeUndefined()
    expect(await mirror.firstParents(merge, merge, 10)).toEqual([])
    expect((await mirror.fetchDefault()).parents).toEqual([second, side])
  })
})

describe('merging a pull request', () => {
  it('merges head into base and leaves no trace of the pull request in the mirror', async () => {
    await remote.commit('main', { 'fleet.yml': 'a: 1\n', 'customers/b.yml': 'b: 1\n' })
    const head = await remote.commit('feature', { 'customers/b.yml': 'b: 2\n' })
    await remote.git('checkout', '--quiet', 'main')
    const base = await remote.commit('main', { 'fleet.yml': 'a: 2\n' })
    const mirror = await open()
    const merged = await mirror.mergeResult({ base, head, pull: PULL })
    await remote.git('merge', '--quiet', '--no-edit', 'feature')
    expect(merged).toMatchObject({ kind: 'clean', tree: await remote.git('rev-parse', 'HEAD^{tree}') })
    // What the base changed has its lines elsewhere than in the head.
    expect(merged).toMatchObject({ notOfHead: ['fleet.yml'] })
    expect(merged.kind === 'clean' && texts(merged.files)).toEqual({
      'fleet.yml': 'a: 2\n',
      'customers/b.yml': 'b: 2\n',
    })
    await expect(mirror.files(head)).rejects.toMatchObject({ code: 'commit-gone' })
    expect(await readdir(join(remote.dir, 'quarantine'))).toEqual([])
  })

  it('into the default branch as it is now is what it is when both are fetched one after the other', async () => {
    const first = await remote.commit('main', { 'fleet.yml': 'a: 1\n', 'customers/b.yml': 'b: 1\n' })
    const mirror = await open()
    const early = await mirror.mergeIntoDefault({ head: first, pull: PULL })
    expect(early.tip.sha).toBe(first)
    const head = await remote.commit('feature', { 'customers/b.yml': 'b: 2\n' })
    await remote.git('checkout', '--quiet', 'main')
    const base = await remote.commit('main', { 'fleet.yml': 'a: 2\n' })
    const { tip, merge } = await mirror.mergeIntoDefault({ head, pull: PULL })
    const asked = remote.requests()
    expect(tip).toEqual({ sha: base, tree: await remote.git('rev-parse', 'main^{tree}'), parents: [first] })
    expect(await mirror.mergeResult({ base, head, pull: PULL })).toBe(merge)
    expect(remote.requests()).toBe(asked)
    const files = merge.kind === 'clean' ? texts(merge.files) : undefined
    expect(files).toEqual({ 'fleet.yml': 'a: 2\n', 'customers/b.yml': 'b: 2\n' })
  })

  it('held against a mirror that lacks what was pushed since is tried again with it', async () => {
    await remote.commit('main', { 'fleet.yml': 'a: 1\n' })
    const mirror = await open({ limits: { pullBytes: 4_096 } })
    await mirror.fetchDefault()
    // Too much for a pull request, and on the default branch meanwhile.
    await remote.commit('main', { 'customers/big.yml': randomBytes(8_192).toString('hex') })
    const head = await remote.commit('feature', { 'fleet.yml': 'a: 2\n' })
    const { tip, merge } = await mirror.mergeIntoDefault({ head, pull: PULL })
    expect(tip.sha).toBe(await remote.git('rev-parse', 'main'))
    expect(merge.kind === 'clean' && merge.files.get('fleet.yml')?.text).toBe('a: 2\n')
  })

  it('names the paths of a conflict', async () => {
    await remote.commit('main', { 'fleet.yml': 'a: 1\n' })
    const head = await remote.commit('feature', { 'fleet.yml': 'a: 2\n' })
    await remote.git('checkout', '--quiet', 'main')
    const base = await remote.commit('main', { 'fleet.yml': 'a: 3\n' })
    const mirror = await open()
    const merged = await mirror.mergeResult({ base, head, pull: PULL })
    expect(merged).toEqual({ kind: 'conflict', paths: ['fleet.yml'] })
    expect(await readdir(join(remote.dir, 'quarantine'))).toEqual([])
  })

  it('clears what a killed process left behind, but not what another may be using', async () => {
    const parent = join(remote.dir, 'quarantine')
    for (const name of ['merge-old', 'merge-young']) await mkdir(join(parent, name), { recursive: true })
    const long = new Date(Date.now() - 2 * 3_600_000)
    await utimes(join(parent, 'merge-old'), long, long)
    await open()
    expect(await readdir(parent)).toEqual(['merge-young'])
  })

  it('fetches a head once, whoever asks', async () => {
    const base = await remote.commit('main', { 'fleet.yml': 'a: 1\n' })
    const head = await remote.commit('feature', { 'fleet.yml': 'a: 2\n' })
    const mirror = await open()
    await mirror.mergeResult({ base, head, pull: PULL })
    const before = remote.requests()
    await mirror.mergeResult({ base, head, pull: PULL })
    expect(remote.requests()).toBe(before)
  })

  it('refuses a head that brings more than the limit, and cleans up', async () => {
    const base = await remote.commit('main', { 'fleet.yml': 'a: 1\n' })
    const noise = Array.from({ length: 40_000 }, (_, index) => (index * 2_654_435_761).toString(36)).join('\n')
    const head = await remote.commit('feature', { 'assets/noise.bin': noise })
    const mirror = await open({ limits: { pullBytes: 50_000 } })
    await expect(mirror.mergeResult({ base, head, pull: PULL })).rejects.toMatchObject({
      code: 'too-large',
      nextMove: 'author',
      retryable: false,
    })
    expect(await readdir(join(remote.dir, 'quarantine'))).toEqual([])
  })

  it('refuses unrelated histories and commits that are gone', async () => {
    const base = await remote.commit('main', { 'fleet.yml': 'a: 1\n' })
    await remote.git('checkout', '--quiet', '--orphan', 'lone')
    await remote.git('commit', '--quiet', '-m', 'another root')
    await remote.push('HEAD:refs/heads/lone')
    const head = await remote.git('rev-parse', 'HEAD')
    const mirror = await open()
    await expect(mirror.mergeResult({ base, head, pull: PULL })).rejects.toMatchObject({ code: 'unrelated-histories' })
    const gone = { base, head: '1'.repeat(40), pull: PULL }
    await expect(mirror.mergeResult(gone)).rejects.toMatchObject({ code: 'commit-gone', retryable: false })
    const option = { base, head: '--upload-pack=touch /tmp/x', pull: PULL }
    await expect(mirror.mergeResult(option)).rejects.toMatchObject({ code: 'not-a-commit' })
  })
})

describe('what a fleet may not hold', () => {
  async function readWith(entry: string, path: string): Promise<unknown> {
    await remote.commit('main', { 'fleet.yml': 'a: 1\n' })
    await remote.git('update-index', '--add', '--cacheinfo', `${entry},${path}`)
    await remote.git('commit', '--quiet', '-m', 'Add something odd')
    await remote.push('HEAD:refs/heads/main')
    const mirror = await open()
    return mirror.files((await mirror.fetchDefault()).sha)
  }

  it('refuses a symbolic link, and a folder that is one', async () => {
    await writeFile(join(remote.dir, '..', 'target'), '/etc')
    const target = await remote.git('hash-object', '-w', join(remote.dir, '..', 'target'))
    const refusal = { code: 'not-a-plain-file', nextMove: 'author' }
    await expect(readWith(`120000,${target}`, 'customers/acme')).rejects.toMatchObject(refusal)
  })

  it('refuses a submodule', async () => {
    const refusal = { code: 'not-a-plain-file', message: expect.stringContaining('a submodule') }
    await expect(readWith(`160000,${'2'.repeat(40)}`, 'blueprints/theirs')).rejects.toMatchObject(refusal)
  })

  it('refuses a file that is too large, and too many files', async () => {
    const sha = await remote.commit('main', {
      'fleet.yml': 'a: 1\n'.repeat(100),
      'customers/a.yml': 'a: 1\n',
      'customers/b.yml': 'b: 1\n',
    })
    const read = { fileBytes: 1_000, files: 10, totalBytes: 1_000 }
    const tooLarge = { code: 'too-large', nextMove: 'author' }
    const one = await open({ limits: { read: { ...read, fileBytes: 400 } } })
    await expect(one.files(sha)).rejects.toMatchObject(tooLarge)
    const two = await open({ limits: { read: { ...read, files: 2 } } })
    await expect(two.files(sha)).rejects.toMatchObject(tooLarge)
    const three = await open({ limits: { read: { ...read, totalBytes: 505 } } })
    await expect(three.files(sha)).rejects.toMatchObject(tooLarge)
  })
})
