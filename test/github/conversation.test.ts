/** Promise: who wrote a pull request is told as far as it is known, and a fork's is told to be one. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { makeGit } from '../../src/sim/github/git/run.ts'
import { openWorld, type World } from './world.ts'

// Real git, on a machine that may be busy with other things.
vi.setConfig({ testTimeout: 60_000 })

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

/** A pull request of the engineer's of so many commits; the first is theirs, the others nobody's that GitHub knows. */
async function openWith(commits: number): Promise<number> {
  const { engineer } = world
  const branch = `of-${commits}`
  const first = await world.push(engineer, branch, { [`${branch}.md`]: 'first' })
  const git = join(world.dir, 'work-engineer', 'acme/fleet', '.git')
  const more = Array.from({ length: commits - 1 }, (_, index) => {
    const from = index === 0 ? `from ${first}\n` : ''
    const committer = `committer nobody <build@laptop.example> ${1_700_000_000 + index} +0000`
    return `commit refs/heads/more\n${committer}\ndata 4\nMore\n${from}`
  })
  await makeGit().run(git, ['fast-import', '--quiet', '--force'], { input: more.join('') })
  const address = new URL('/acme/fleet.git', world.sim.url)
  address.username = engineer.login
  address.password = engineer.token
  await makeGit().run(git, ['push', '--quiet', address.href, `refs/heads/more:refs/heads/${branch}`])
  return world.openPull(engineer, branch)
}

it('of 250 commits who wrote it is known', async () => {
  const { contributors, commits } = await world.github.pulls.conversation(await openWith(250))
  expect(commits).toHaveLength(250)
  expect(contributors).toEqual(['engineer'])
})

it('of more commits it is unknown who wrote it: anyone may have written those that nobody lists', async () => {
  const { contributors } = await world.github.pulls.conversation(await openWith(251))
  expect(contributors).toBeUndefined()
})

it('a pull request of a fork is told to be one, and that of a branch is not', async () => {
  const { engineer, guest } = world
  await world.sim.addFork('guest', { owner: 'acme', name: 'fleet' })
  await world.push(guest, 'idea', { 'fleet.yml': 'fleet: idea\n' }, { repository: 'guest/fleet' })
  await world.push(engineer, 'own', { 'fleet.yml': 'fleet: own\n' })
  const forkOf = async (as: typeof guest, branch: string) =>
    (await world.github.pulls.conversation(await world.openPull(as, branch))).pull.fork
  expect([await forkOf(guest, 'guest:idea'), await forkOf(engineer, 'own')]).toEqual([true, false])
})
