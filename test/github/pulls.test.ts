/** Are a pull request, and the rights of whoever speaks below it, read as GitHub has them now? */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MARKER, openExchange, readBack } from './exchange.ts'
import type { World } from './world.ts'

let world: World
let head: string
let pull: number
beforeAll(async () => {
  ;({ world, head, pull } = await openExchange())
})
afterAll(() => world.close())

const { said } = readBack(() => world)

describe('a pull request', () => {
  it('is read as it is now', async () => {
    expect(await world.github.pulls.get(pull)).toEqual({
      number: pull,
      title: 'Change by feature',
      author: 'engineer',
      headSha: head,
      headRef: 'feature',
      baseRef: 'main',
      state: 'open',
      merged: false,
      draft: false,
      fork: false,
      url: `${world.sim.url}/acme/fleet/pull/${pull}`,
      comments: expect.any(Number),
    })
    expect((await world.github.pulls.conversation(pull)).pull).toEqual(await world.github.pulls.get(pull))
    expect((await world.github.pulls.listOpen()).map(({ number }) => number)).toEqual([pull])
    const { get, conversation } = world.github.pulls
    for (const read of [get, conversation]) await expect(read(999)).rejects.toMatchObject({ code: 'github-not-found' })
  })

  it('has its reviews oldest first, each bound to its commit', async () => {
    const reviews = `/repos/acme/fleet/pulls/${pull}/reviews`
    await world.ask(world.reviewer, 'POST', reviews, { event: 'REQUEST_CHANGES', body: 'no' })
    await world.ask(world.reviewer, 'POST', reviews, { event: 'APPROVE' })
    const expected = { login: 'reviewer', isBot: false, commit: head, submittedAt: expect.any(String) }
    expect((await world.github.pulls.conversation(pull)).reviews).toEqual([
      { ...expected, state: 'changes-requested' },
      { ...expected, state: 'approved' },
    ])
  })

  it('names everyone who wrote any part of it', async () => {
    const trailer = 'Co-authored-by: Pair <123+pair@users.noreply.github.com>'
    await world.push(
      world.engineer,
      'together',
      { 'fleet.yml': 'fleet: t\n' },
      { message: `Change together\n\n${trailer}` },
    )
    await world.push(world.reviewer, 'together', { 'fleet.yml': 'fleet: u\n' })
    const number = await world.openPull(world.engineer, 'together')
    const { contributors } = await world.github.pulls.conversation(number)
    expect(contributors).toEqual(['engineer', 'pair', 'reviewer'])
  })

  it('names a co-author by any address of theirs, who wrote no commit of it', async () => {
    const pair = world.sim.addUser('by-address', { email: 'pair@corp.example' })
    const message = `Change\n\nCo-authored-by: Pair <${'pair@corp.example'}>`
    await world.push(world.engineer, 'credited', { 'fleet.yml': 'fleet: v\n' }, { message })
    const number = await world.openPull(world.engineer, 'credited')
    expect((await world.github.pulls.conversation(number)).contributors).toEqual([pair.login, 'engineer'])
  })

  it('tells who put other words into a comment, be it within its second', async () => {
    await world.push(world.engineer, 'reworded', { 'fleet.yml': 'fleet: w\n' })
    const number = await world.openPull(world.engineer, 'reworded')
    const { json } = await world.ask(world.engineer, 'POST', `/repos/acme/fleet/issues/${number}/comments`, {
      body: 'hi',
    })
    const [before] = await said(number)
    expect(before).toMatchObject({ edited: false, isTampered: false })
    await world.ask(world.reviewer, 'PATCH', `/repos/acme/fleet/issues/comments/${json.id}`, { body: '/fleet abort' })
    const [after] = await said(number)
    expect(after).toMatchObject({ login: 'engineer', body: '/fleet abort', edited: true, isTampered: true })
    await world.github.comments.sticky(number, { marker: MARKER, known: 'none' }, 'one')
    await world.github.comments.sticky(number, { marker: MARKER }, 'two')
    expect((await said(number)).at(-1)).toMatchObject({ isOurs: true, edited: true, isTampered: false })
  })

  it('is found by the commit that merged it', async () => {
    const { json } = await world.ask(world.reviewer, 'PUT', `/repos/acme/fleet/pulls/${pull}/merge`, {})
    const sha = String(json.sha)
    expect(await world.github.pulls.mergedAs(sha)).toMatchObject([{ number: pull, merged: true, mergeCommitSha: sha }])
    expect(await world.github.pulls.mergedAs(head)).toEqual([])
    expect(await world.github.pulls.get(pull)).toMatchObject({ state: 'closed', merged: true, mergeCommitSha: sha })
  })
})

describe('people', () => {
  it('have their rights as of now, and strangers none', async () => {
    world.sim.addUser('stranger')
    expect(await world.github.people.permission('engineer')).toBe('write')
    expect(await world.github.people.permission('reviewer')).toBe('admin')
    expect(await world.github.people.permission('stranger')).toBe('none')
    expect(await world.github.people.permission('nobody-of-this-name')).toBe('none')
  })
})
