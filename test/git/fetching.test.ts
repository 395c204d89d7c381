/**
 * Does the mirror say what is wrong with a remote, and tell it no more than it must?
 */
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { joined } from '../../src/git/mirror.ts'
import { bench } from './bench.ts'
import type { Remote } from './remote.ts'

const PULL = 7
const { remote: present, open } = bench()
let remote: Remote
beforeEach(() => {
  remote = present()
})

describe('the remote', () => {
  it('is told from an empty repository, a refused token and a server that is away', async () => {
    const mirror = await open()
    await expect(mirror.fetchDefault()).rejects.toMatchObject({ code: 'repository-empty', nextMove: 'author' })
    await remote.commit('main', { 'fleet.yml': 'a: 1\n' })
    const stranger = await open({ token: async () => 'wrong' })
    await expect(stranger.fetchDefault()).rejects.toMatchObject({ code: 'git-refused', nextMove: 'operator' })
    const lost = await open({ dir: join(remote.dir, 'lost'), remoteUrl: 'http://127.0.0.1:9/fleet.git' })
    await expect(lost.fetchDefault()).rejects.toMatchObject({ code: 'git-unreachable', retryable: true })
  })

  it('is spoken to by https alone unless plain http is allowed', async () => {
    await remote.commit('main', { 'fleet.yml': 'a: 1\n' })
    const mirror = await open({ protocols: 'https' })
    await expect(mirror.fetchDefault()).rejects.toMatchObject({ code: 'git-failed' })
    expect(remote.requests()).toBe(0)
  })

  it('that hangs is given up, and no git is left behind', async () => {
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    const mirror = await open({
      remoteUrl: `http://127.0.0.1:${port}/fleet.git`,
      limits: { fetch: { timeoutMs: 500, outputBytes: 1_000 } },
    })
    const gone = new Promise((resolve) => silent.once('connection', (socket) => socket.once('close', resolve)))
    await expect(mirror.fetchDefault()).rejects.toMatchObject({ code: 'git-timeout', retryable: true })
    // The connection belongs to git's helper: it ends only if the helper was ended too.
    await gone
    silent.close()
  })

  it('never gives its token to the disk', async () => {
    const base = await remote.commit('main', { 'fleet.yml': 'a: 1\n' })
    const head = await remote.commit('feature', { 'fleet.yml': 'a: 2\n' })
    const mirror = await open()
    await mirror.mergeResult({ base, head, pull: PULL })
    const config = await readFile(join(remote.dir, 'fleet.git', 'config'), 'utf8')
    expect(config).not.toContain('Basic')
    expect(config).not.toContain(remote.token)
  })

  it('keeps few packs, however often it is fetched', async () => {
    const mirror = await open({ limits: { packs: 3 } })
    for (let index = 0; index < 8; index++) {
      await remote.commit('main', { 'fleet.yml': `a: ${index}\n` })
      await mirror.fetchDefault()
    }
    const packs = await readdir(join(remote.dir, 'fleet.git/objects/pack'))
    expect(packs.filter((name) => name.endsWith('.pack')).length).toBeLessThan(5)
  })
})

describe('callers at the same time', () => {
  it('share one fetch, but never one that began before they asked', async () => {
    const finishers: (() => void)[] = []
    let runs = 0
    const fetch = joined(async () => {
      const run = ++runs
      await new Promise<void>((resolve) => finishers.push(resolve))
      return run
    })
    const first = fetch()
    await Promise.resolve()
    const second = fetch()
    const third = fetch()
    await expect.poll(() => finishers.length).toBe(1)
    finishers[0]?.()
    expect(await first).toBe(1)
    await expect.poll(() => finishers.length).toBe(2)
    finishers[1]?.()
    expect(await Promise.all([second, third])).toEqual([2, 2])
  })
})
