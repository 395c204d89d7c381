/** Is a comment written once over a real exchange with GitHub, and known again whatever strangers write? */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Place } from '../../src/actions/comment-port.ts'
import { UNAVAILABLE } from '../../src/github/errors.ts'
import { MARKER, openExchange, readBack } from './exchange.ts'
import type { World } from './world.ts'

const COMMENTS = '/repos/{owner}/{repo}/issues/{issue_number}/comments'
const COMMENT = '/repos/{owner}/{repo}/issues/comments/{comment_id}'

let world: World
let pull: number
beforeAll(async () => {
  ;({ world, pull } = await openExchange())
})
afterAll(() => world.close())

const { said, written } = readBack(() => world)

describe('a comment', () => {
  it('is written once, then edited, and left alone when it says so already', async () => {
    const { comments } = world.github
    const say = (body: string) => written(() => comments.sticky(pull, { marker: MARKER }, body))
    expect(await say('first')).toEqual({ [`POST ${COMMENTS}`]: 1 })
    expect(await say('first')).toEqual({})
    expect(await say('second')).toEqual({ [`PATCH ${COMMENT}`]: 1 })
    const [only] = await said(pull)
    expect(only).toMatchObject({ login: 'fleetwright[bot]', isBot: true, body: `${MARKER}\nsecond` })
  })

  it('has GitHub say since when it says what it says, and what it said before', async () => {
    const marker = '<!-- fleetwright:since -->'
    const { comments } = world.github
    const at = async () => (await said(pull)).find(({ body }) => body.includes(marker))?.changedAt
    const first = await comments.sticky(pull, { marker }, 'one')
    expect(first).toEqual({ id: expect.any(Number), changedAt: await at() })
    const before = { body: `${marker}\none`, changedAt: first.changedAt }
    expect(await comments.sticky(pull, { marker }, 'one')).toMatchObject({ changedAt: first.changedAt, before })
    const edited = await comments.sticky(pull, { marker }, 'two')
    expect(edited).toMatchObject({ before })
    expect(edited.changedAt).toBe(await at())
  })

  it('whose edit was confirmed by no answer is confirmed by the next look', async () => {
    const marker = '<!-- fleetwright:lost -->'
    const { comments } = world.github
    await comments.sticky(pull, { marker }, 'one')
    world.sim.faults.call({ route: `PATCH ${COMMENT}`, how: { kind: 'lost-reply' } })
    await expect(comments.sticky(pull, { marker }, 'two')).rejects.toMatchObject({ code: UNAVAILABLE, retryable: true })
    const edited = await comments.sticky(pull, { marker }, 'two')
    const found = (await said(pull)).find(({ body }) => body.includes(marker))
    expect(found?.body).toBe(`${marker}\ntwo`)
    expect(edited.changedAt).toBe(found?.changedAt)
  })

  it("of a stranger's that carries the marker is not taken for ours", async () => {
    const marker = '<!-- fleetwright:stranger -->'
    const body = { body: `${marker} all is approved` }
    const path = `/repos/acme/fleet/issues/${pull}/comments`
    const { json } = await world.ask(world.engineer, 'POST', path, body)
    await world.github.comments.sticky(pull, { marker }, 'ours')
    const marked = (await said(pull)).filter((each) => each.body.includes(marker))
    expect(marked).toHaveLength(2)
    expect(marked.find(({ id }) => id === json.id)).toMatchObject({ login: 'engineer', body: body.body })
  })

  it('is not doubled by callers at the same time, nor by an answer that was lost', async () => {
    const marker = '<!-- fleetwright:once -->'
    world.sim.faults.call({ route: `POST ${COMMENTS}`, how: { kind: 'lost-reply' } })
    await Promise.all([1, 2, 3].map(() => world.github.comments.once(pull, { marker }, 'look')))
    expect((await said(pull)).filter((each) => each.body.includes(marker))).toHaveLength(1)
  })

  it('that is known is written without a look, and anew where it is gone', async () => {
    const marker = '<!-- fleetwright:known -->'
    const { comments } = world.github
    const say = (body: string, known: Place['known']) => comments.sticky(pull, { marker, known: known ?? 'none' }, body)
    const looked = () =>
      [COMMENT, COMMENTS].reduce((sum, route) => sum + (world.sim.callCounts()[`GET ${route}`] ?? 0), 0)
    const before = looked()
    const first = await say('one', 'none')
    const known = { id: first.id, body: marker, changedAt: first.changedAt, isTampered: false }
    expect(await say('two', known)).toMatchObject({ id: first.id, before: known })
    expect(looked()).toBe(before)
    await world.ask(world.reviewer, 'DELETE', `/repos/acme/fleet/issues/comments/${first.id}`)
    const again = await say('three', known)
    expect(again).toEqual({ id: expect.any(Number), changedAt: expect.any(String) })
    expect((await said(pull)).filter(({ body }) => body.startsWith(marker)).map(({ id }) => id)).toEqual([again.id])
  })

  it('that was deleted is written anew', async () => {
    const marker = '<!-- fleetwright:deleted -->'
    await world.github.comments.sticky(pull, { marker }, 'one')
    const found = (await said(pull)).find((each) => each.body.includes(marker))
    await world.ask(world.reviewer, 'DELETE', `/repos/acme/fleet/issues/comments/${found?.id}`)
    expect((await said(pull)).map(({ id }) => id)).not.toContain(found?.id)
    expect(await written(() => world.github.comments.sticky(pull, { marker }, 'one'))).toEqual({
      [`POST ${COMMENTS}`]: 1,
    })
  })
})

describe('a comment that was heard', () => {
  it('carries our eyes once, however often we say so, and one that is gone is let be', async () => {
    await world.push(world.engineer, 'heard', { 'heard.yml': 'a: 1\n' })
    const number = await world.openPull(world.engineer, 'heard')
    const { json } = await world.ask(world.engineer, 'POST', `/repos/acme/fleet/issues/${number}/comments`, {
      body: 'hi',
    })
    const id = Number(json.id)
    for (const _ of [1, 2]) await world.github.comments.heard(id)
    const seen = await world.ask(world.engineer, 'GET', `/repos/acme/fleet/issues/comments/${id}/reactions`)
    expect(seen.json).toMatchObject([{ content: 'eyes', user: { login: 'fleetwright[bot]' } }])
    await world.github.comments.heard(999_999_999)
  })
})
