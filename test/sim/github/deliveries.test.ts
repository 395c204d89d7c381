/**
 * Does GitHub keep what it sent, for three days, and send it again only when asked?
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Clock, systemClock } from '../../../src/lib/clock.ts'
import { FLEET, startWorld, type World } from './world.ts'

let aheadHours = 0
const clock: Clock = { now: () => systemClock.now().add({ hours: aheadHours }), sleep: systemClock.sleep }

let world: World
let number: number
beforeAll(async () => {
  world = await startWorld({ clock })
  await (await world.git(world.engineer.token)).push('more', { a: '1' })
  const pull = { ...FLEET, title: 'x', head: 'more', base: 'main' }
  number = (await world.as(world.engineer.token).rest.pulls.create(pull)).data.number
})
afterAll(() => world.end())

async function say(body: string): Promise<void> {
  await world.as(world.engineer.token).rest.issues.createComment({ ...FLEET, issue_number: number, body })
  await world.sim.settled()
}

async function listed(query: object = {}) {
  const { data, headers } = await world.app().request('GET /app/hook/deliveries', { per_page: 100, ...query })
  return { headers, data: data.map((each) => ({ ...each, id: Number(each.id) })) }
}

const redeliver = async (delivery_id: number) => {
  const { status } = await world.app().rest.apps.redeliverWebhookDelivery({ delivery_id })
  await world.sim.settled()
  return status
}

const comments = () => world.received.filter(({ event }) => event === 'issue_comment')

describe('a delivery', () => {
  it('that failed is recorded with what was answered, and not sent again by itself', async () => {
    await world.sim.settled()
    world.answerWith(503)
    await say('refused')
    world.answerWith(200)
    const [failed] = (await listed({ status: 'failure' })).data
    expect(failed).toMatchObject({ event: 'issue_comment', action: 'created', status_code: 503, redelivery: false })
    const { data } = await world.app().rest.apps.getWebhookDelivery({ delivery_id: failed?.id ?? 0 })
    expect(data.request.headers).toMatchObject({ 'x-github-delivery': failed?.guid, 'x-github-event': 'issue_comment' })
    expect(data.request.payload).toMatchObject({ action: 'created', comment: { body: 'refused' } })
    expect(data.response).toMatchObject({ payload: 'ok' })
    await say('heard')
    expect(comments().map(({ payload }) => payload.comment.body)).toEqual(['refused', 'heard'])
  })

  it('is sent again when asked, as another delivery of the same event', async () => {
    const [failed] = (await listed({ status: 'failure' })).data
    expect(await redeliver(failed?.id ?? 0)).toBe(202)
    const again = comments().at(-1)
    expect([again?.guid, again?.isSigned, again?.payload.comment.body]).toEqual([failed?.guid, true, 'refused'])
    const [latest] = (await listed()).data
    expect(latest).toMatchObject({ guid: failed?.guid, redelivery: true, status_code: 200 })
    expect(latest?.id).not.toBe(failed?.id)
    // The attempt that failed stays one that failed.
    expect((await listed({ status: 'failure' })).data[0]?.id).toBe(failed?.id)
  })

  it('that was dropped can be sent again, too', async () => {
    world.sim.faults.webhook({ event: 'issue_comment', kind: 'drop' })
    await say('dropped')
    const [dropped] = (await listed({ status: 'failure' })).data
    expect(dropped?.status_code).toBe(0)
    await redeliver(dropped?.id ?? 0)
    expect(comments().at(-1)?.payload.comment.body).toBe('dropped')
  })

  it('is found by its cursor, newest first, while new ones arrive', async () => {
    const all = (await listed()).data.map(({ id }) => id)
    expect(all).toEqual(all.toSorted((one, other) => other - one))
    const first = await listed({ per_page: 2 })
    expect(first.headers.link).toMatch(/[?&]cursor=v1_\d+[^>]*>; rel="next"/)
    await say('meanwhile')
    const cursor = /cursor=([^&>]+)/.exec(first.headers.link ?? '')?.[1]
    const second = await listed({ per_page: 2, cursor })
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(all.slice(0, 4))
    expect((await listed()).headers.link).toBeUndefined()
    await expect(listed({ cursor: 'none' })).rejects.toMatchObject({ status: 422 })
  })

  it('that never was cannot be sent again', async () => {
    await expect(redeliver(999_999)).rejects.toMatchObject({ status: 404 })
  })

  it('is forgotten after three days', async () => {
    const [old] = (await listed()).data
    aheadHours = 71
    expect((await listed()).data[0]?.id).toBe(old?.id)
    aheadHours = 73
    expect((await listed()).data).toEqual([])
    await expect(redeliver(old?.id ?? 0)).rejects.toMatchObject({ status: 404 })
  })
})
