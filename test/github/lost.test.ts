/**
 * Do we read GitHub's list of deliveries as it means it?
 */
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { enterprise, HOST, REST } from './enterprise.ts'

const START = Temporal.Instant.from('2026-11-23T20:00:00Z')
const DELIVERIES = `${REST}/app/hook/deliveries`
const OURS = { installation_id: 34, repository_id: 77 }
const { open } = enterprise()

/** So many minutes after the start, of our repository and failed unless said otherwise. */
function listed(id: number, minute: number, wish: object = {}): object {
  const delivered_at = START.add({ minutes: minute }).toString()
  return { id, guid: `g-${id}`, delivered_at, status: 'Invalid HTTP Response: 503', status_code: 503, ...OURS, ...wish }
}

/** Answers one page; `next` is the cursor of the page after it. */
function page(content: unknown, of: { readonly cursor?: string; readonly next?: string } = {}): nock.Scope {
  const query = { per_page: '100', ...(of.cursor === undefined ? {} : { cursor: of.cursor }) }
  const link = `<${HOST}${DELIVERIES}?per_page=100&cursor=${of.next}>; rel="next"`
  const headers = { 'content-type': 'application/json', ...(of.next === undefined ? {} : { link }) }
  const body = typeof content === 'string' ? content : JSON.stringify(content)
  return nock(HOST).get(DELIVERIES).query(query).reply(200, body, headers)
}

describe('the list of deliveries', () => {
  it('is asked once where the first page reaches back far enough', async () => {
    const { deliveries } = await open()
    page([listed(2, 5, { status: 'OK', status_code: 202 }), listed(1, -1)], { next: 'older' })
    expect(await deliveries.since(START)).toEqual({
      attempts: [{ id: 2, guid: 'g-2', at: '2026-11-23T20:05:00Z', arrived: true }],
      cut: false,
    })
  })

  it('is followed by its cursor as far as it has to be', async () => {
    const { deliveries } = await open()
    page([listed(3, 9)], { next: 'two' })
    page([listed(2, 8), listed(1, -1)], { cursor: 'two', next: 'three' })
    const { attempts } = await deliveries.since(START)
    expect(attempts.map(({ id, arrived }) => [id, arrived])).toEqual([
      [3, false],
      [2, false],
    ])
  })

  it('tells by the number of the answer what arrived, whatever it is called', async () => {
    const { deliveries } = await open()
    page([
      listed(4, 4, { status: 'Accepted', status_code: 202 }),
      listed(3, 3, { status: 'Found', status_code: 302 }),
      listed(2, 2, { status: 'timed out', status_code: 504 }),
      listed(1, 1, { status: 'failed to connect to host', status_code: 0 }),
      listed(0, -1),
    ])
    const { attempts } = await deliveries.since(START)
    expect(attempts.map(({ arrived }) => arrived)).toEqual([true, false, false, false])
  })

  it('is left after ten pages, and says so', async () => {
    const { deliveries } = await open()
    const pages = Array.from({ length: 11 }, (_, number) =>
      page([listed(100 - number, 9)], { ...(number === 0 ? {} : { cursor: `p${number}` }), next: `p${number + 1}` }),
    )
    const { attempts, cut } = await deliveries.since(START)
    expect([attempts.length, cut]).toEqual([10, true])
    expect(pages.map((each) => each.isDone())).toEqual([...Array(10).fill(true), false])
  })

  it('tells nothing of other repositories and installations', async () => {
    const { deliveries } = await open()
    page([
      listed(5, 5, { repository_id: 78 }),
      listed(4, 4, { installation_id: 35 }),
      listed(3, 3, { installation_id: null, repository_id: null }),
      // An event of the installation itself, such as new permissions.
      listed(2, 2, { repository_id: null }),
    ])
    expect((await deliveries.since(START)).attempts.map(({ id }) => id)).toEqual([2])
  })

  it('may hold ids that no number holds exactly: they go back as they came', async () => {
    const { deliveries } = await open()
    const id = '9007199254740993123'
    page(JSON.stringify([listed(1, 1)]).replace('"id":1', `"id":${id}`))
    const { attempts } = await deliveries.since(START)
    const asked = nock(HOST).post(`${DELIVERIES}/${id}/attempts`).reply(202, {})
    for (const attempt of attempts) await deliveries.again(attempt.id)
    expect(asked.isDone()).toBe(true)
  })
})
