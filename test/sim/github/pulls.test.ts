/**
 * Does a pull request live as on GitHub: opened, followed, merged, closed?
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FLEET, lookTwice, OWNER, REPO, startWorld, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.end())

async function opened(
  branch = 'more',
  files: Record<string, string> = { 'customers/globex.yml': 'a: 1\nb: 3\nc: 3\n' },
) {
  const clone = await world.git(world.engineer.token)
  const sha = await clone.push(branch, files)
  const engineer = world.as(world.engineer.token)
  const { data: pull } = await engineer.rest.pulls.create({ ...FLEET, title: 'More', head: branch, base: 'main' })
  return { clone, sha, pull, engineer, number: pull.number }
}

describe('a pull request', () => {
  it('shows its head, its files with patches, and that it merges cleanly', async () => {
    const { sha, engineer, number } = await opened()
    const { data: first } = await engineer.rest.pulls.get({ ...FLEET, pull_number: number })
    expect(first).toMatchObject({ mergeable: null, mergeable_state: 'unknown', merge_commit_sha: null })
    const { data: pull } = await engineer.rest.pulls.get({ ...FLEET, pull_number: number })
    expect(pull).toMatchObject({
      state: 'open',
      mergeable: true,
      mergeable_state: 'clean',
      changed_files: 1,
      commits: 1,
    })
    expect(pull.head).toMatchObject({ sha, ref: 'more', label: `${OWNER}:more` })
    const { data: files } = await engineer.rest.pulls.listFiles({ ...FLEET, pull_number: number })
    expect(files).toMatchObject([{ filename: 'customers/globex.yml', status: 'modified', additions: 1, deletions: 1 }])
    expect(files[0]?.patch).toBe('@@ -1,3 +1,3 @@\n a: 1\n-b: 2\n+b: 3\n c: 3')
  })

  it('follows a push of its branch, and says so', async () => {
    const { clone, sha, number, engineer } = await opened()
    const next = await clone.push('more', { 'fleet.yml': 'fleet: x\n' }, { from: 'more' })
    const event = await world.event('pull_request', 'synchronize')
    expect(event.payload).toMatchObject({ number, before: sha, after: next, pull_request: { head: { sha: next } } })
    const { data: ref } = await engineer.rest.git.getRef({ ...FLEET, ref: `pull/${number}/head` })
    expect(ref.object.sha).toBe(next)
  })

  it('merges into a commit with two parents, and both closed and push are told', async () => {
    const { clone, sha, number, engineer } = await opened()
    const { data: merged } = await engineer.rest.pulls.merge({ ...FLEET, pull_number: number, sha })
    const closed = await world.event('pull_request', 'closed')
    expect(closed.payload.pull_request).toMatchObject({ merged: true, merge_commit_sha: merged.sha })
    await world.sim.settled()
    const push = world.received.findLast((each) => each.event === 'push' && each.payload.ref === 'refs/heads/main')
    expect(push?.payload).toMatchObject({ after: merged.sha, sender: { login: 'engineer' } })
    await clone.git('fetch', '--quiet')
    const { stdout } = await clone.git('log', '-1', '--format=%H %P', 'origin/main')
    expect(stdout.trim().split(' ')).toEqual([merged.sha, push?.payload.before, sha])
  })

  it('squashes into one commit', async () => {
    const { number, engineer } = await opened()
    const { data: merged } = await engineer.rest.pulls.merge({ ...FLEET, pull_number: number, merge_method: 'squash' })
    const { data: commit } = await engineer.rest.repos.getCommit({ ...FLEET, ref: merged.sha })
    expect(commit.parents).toHaveLength(1)
    expect(commit.commit.message).toContain(`More (#${number})`)
  })

  it('does not merge a head that moved, a conflict, or a merged one', async () => {
    const { clone, sha, number, engineer } = await opened()
    await expect(
      engineer.rest.pulls.merge({ ...FLEET, pull_number: number, sha: '0'.repeat(40) }),
    ).rejects.toMatchObject({ status: 409 })
    await clone.push('main', { 'customers/globex.yml': 'a: 1\nb: 9\nc: 3\n' })
    expect(await lookTwice(engineer, number)).toMatchObject({ mergeable: false, mergeable_state: 'dirty' })
    await expect(engineer.rest.pulls.merge({ ...FLEET, pull_number: number, sha })).rejects.toMatchObject({
      status: 405,
    })
    await clone.push('more', { 'customers/globex.yml': 'a: 1\nb: 9\nc: 4\n' }, { from: 'main' })
    await engineer.rest.pulls.merge({ ...FLEET, pull_number: number })
    await expect(engineer.rest.pulls.merge({ ...FLEET, pull_number: number })).rejects.toMatchObject({ status: 405 })
  })

  it('counts as merged when its commits are pushed to the base', async () => {
    const { clone, sha, number, engineer } = await opened()
    await clone.git('push', '--quiet', 'origin', 'more:main')
    const { data: pull } = await engineer.rest.pulls.get({ ...FLEET, pull_number: number })
    expect(pull).toMatchObject({ state: 'closed', merged: true, merge_commit_sha: sha })
  })

  it('closes when its branch is deleted, and opens again only with a branch', async () => {
    const { clone, number, engineer } = await opened()
    await clone.git('push', '--quiet', 'origin', ':more')
    expect((await world.event('pull_request', 'closed')).payload.pull_request.merged).toBe(false)
    const reopen = () => engineer.rest.pulls.update({ ...FLEET, pull_number: number, state: 'open' })
    await expect(reopen()).rejects.toMatchObject({ status: 422 })
    await clone.git('push', '--quiet', 'origin', 'more')
    expect((await reopen()).data.state).toBe('open')
    await world.event('pull_request', 'reopened')
  })

  it('tells what was edited, and the base it had', async () => {
    const { clone, number, engineer } = await opened()
    await clone.git('push', '--quiet', 'origin', 'origin/main:refs/heads/next')
    await engineer.rest.pulls.update({ ...FLEET, pull_number: number, base: 'next', title: 'Else' })
    const { payload } = await world.event('pull_request', 'edited')
    expect(payload.changes).toMatchObject({ base: { ref: { from: 'main' } }, title: { from: 'More' } })
    expect(payload.pull_request.base.ref).toBe('next')
  })

  it('is refused twice from one branch, without commits, or from a branch that is not there', async () => {
    const { engineer, clone } = await opened()
    await clone.git('push', '--quiet', 'origin', 'origin/main:refs/heads/same')
    const create = (head: string) => engineer.rest.pulls.create({ ...FLEET, title: 'x', head, base: 'main' })
    await expect(create('more')).rejects.toThrow(`A pull request already exists for ${OWNER}:more.`)
    await expect(create('same')).rejects.toThrow('No commits between main and same')
    await expect(create('none')).rejects.toMatchObject({ status: 422 })
  })

  it('is found by the commit that its merge made', async () => {
    const { number, engineer } = await opened()
    const { data: merged } = await engineer.rest.pulls.merge({ ...FLEET, pull_number: number })
    const found = await engineer.rest.repos.listPullRequestsAssociatedWithCommit({ ...FLEET, commit_sha: merged.sha })
    expect(found.data.map((each) => each.number)).toEqual([number])
  })

  it('comes from a fork with the fork as head repository', async () => {
    const stranger = world.sim.addUser('stranger')
    await world.sim.addFork('stranger', { owner: OWNER, name: REPO })
    const clone = await world.git(world.engineer.token)
    await clone.git(
      'remote',
      'add',
      'fork',
      `${world.sim.url.replace('//', `//x:${stranger.token}@`)}/stranger/${REPO}`,
    )
    await clone.git('commit', '--quiet', '--allow-empty', '--message', 'From outside')
    await clone.git('push', '--quiet', 'fork', 'HEAD:outside')
    const engineer = world.as(world.engineer.token)
    const { data: pull } = await engineer.rest.pulls.create({
      ...FLEET,
      title: 'x',
      head: 'stranger:outside',
      base: 'main',
    })
    expect(pull.head.repo).toMatchObject({ fork: true, full_name: `stranger/${REPO}` })
    await clone.git('fetch', '--quiet', 'origin', `refs/pull/${pull.number}/head`)
    expect((await clone.git('rev-parse', 'FETCH_HEAD')).stdout.trim()).toBe(pull.head.sha)
  })
})
