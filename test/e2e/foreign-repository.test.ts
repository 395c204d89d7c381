/** The bot serves one repository: what others send it, however well signed, causes no call; what is unsigned, no work. */
import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloneFor } from '../../src/demo/person.ts'
import { until } from '../../src/demo/until.ts'
import { markedComments } from '../../src/demo/watch.ts'
import { type ServedFleet, serveFleet } from '../support/served-fleet.ts'
import { canaryWith, planCheck, propose, RATE, timesPlanned, without } from './story.ts'

let fleet: ServedFleet

beforeAll(async () => {
  fleet = await serveFleet({ rate: RATE, approved: false, files: without('globex', 'umbrella') })
})

afterAll(() => fleet.end())

describe.each([
  { whose: 'of a stranger who installs the App', owner: 'stranger-org', name: 'fleet' },
  { whose: 'of the same owner', owner: 'fleet-operator', name: 'website' },
])('another repository, $whose', ({ owner, name }) => {
  it('causes no git, AWS or further GitHub call by its events', async () => {
    const asked = fleet.aws.journal.requests.length
    const files = { 'fleet.yml': 'fleet: theirs\n' }
    const collaborators = [{ login: 'engineer', permission: 'write' as const }]
    const { id } = await fleet.github.addRepository({ owner, name, files, collaborators })
    const url = `${fleet.github.url}/${owner}/${name}.git`
    const clone = await cloneFor(fleet.engineer, { url, dir: join(fleet.dir, owner, name) })
    await clone.branch('change')
    await clone.push({ files: { 'fleet.yml': 'fleet: changed\n' }, message: 'Change' })
    const path = `/repos/${owner}/${name}`
    const pull = { head: 'change', base: 'main', title: 'Change', body: '' }
    const { number } = await fleet.engineer.api<{ readonly number: number }>('POST', `${path}/pulls`, pull)
    await fleet.engineer.api('POST', `${path}/issues/${number}/comments`, { body: '/fleet plan' })
    await fleet.github.settled()

    const theirs = fleet.github.journal.deliveries.filter((each) => each.repositoryId === id)
    expect(new Set(theirs.map((each) => each.event))).toEqual(new Set(['push', 'pull_request', 'issue_comment']))
    expect(theirs.every((each) => each.statusCode === 202 && each.responseBody.includes('"accepted":0'))).toBe(true)
    const calls = fleet.github.journal.requests.filter(
      (each) => each.path.includes(`/${owner}/${name}`) && /^(app|installation)/.test(each.actor),
    )
    expect(calls).toEqual([])
    expect(fleet.aws.journal.requests.length).toBe(asked)
  })
})

describe('the same delivery', () => {
  it('sent twice at once and a third time later, is carried out once', async () => {
    fleet.github.faults.webhook({ event: 'pull_request', kind: 'duplicate' })
    const { pull, sha } = await propose(fleet, { branch: 'two-shards', files: () => canaryWith(fleet, 2) })
    await planCheck(fleet, sha, 'action_required')
    await fleet.github.settled()
    const sent = fleet.github.journal.deliveries.filter(
      (each) => each.action === 'opened' && each.repositoryId !== null,
    )
    const own = sent.filter((each) => each.body.includes(sha))
    expect(own.length).toBe(2)
    expect(new Set(own.map((each) => each.guid)).size).toBe(1)
    const [delivery] = own
    if (delivery === undefined) throw new Error('nothing was delivered')

    const asked = fleet.aws.journal.requests.length
    await until('the delivery is known as worked off', async () => {
      const again = await post(delivery.body, delivery.requestHeaders)
      return again.status === 200 && again.body.includes('worked off')
    })
    expect(await timesPlanned(fleet)).toBe(1)
    expect(await markedComments(fleet.engineer, pull.number, 'plan')).toHaveLength(1)
    expect(fleet.aws.journal.requests.length).toBe(asked)
  })
})

describe('what is no delivery of GitHub', () => {
  const body = '{"action":"opened"}'

  it.each([
    ['without a signature', 401, body, {}],
    ['with the signature of another secret', 401, body, { 'x-hub-signature-256': signed(body, 'another') }],
    ['of something that is not JSON by its type', 415, body, { 'content-type': 'text/plain' }],
    ['without an event', 400, body, { 'x-github-event': '' }],
  ])('is refused: %s', async (_name, status, text, headers) => {
    const sound = { ...ENVELOPE, ...(status === 401 ? {} : { 'x-hub-signature-256': sign(text) }) }
    expect((await post(text, { ...sound, ...headers })).status).toBe(status)
  })

  it('is refused where a sound signature stands over what is not JSON', async () => {
    expect((await post('{"action":', { ...ENVELOPE, 'x-hub-signature-256': sign('{"action":') })).status).toBe(400)
  })

  it('is refused as soon as it is too large, whatever its header says of its length', async () => {
    expect(await streamed(26)).toBe(413)
  })

  it('does nothing where the event is unknown', async () => {
    const headers = { ...ENVELOPE, 'x-github-event': 'starfall', 'x-hub-signature-256': sign(body) }
    expect(await post(body, headers)).toMatchObject({ status: 202 })
  })
})

const ENVELOPE = {
  'content-type': 'application/json',
  'x-github-delivery': '0d1e2f30-0000-0000-0000-000000000001',
  'x-github-event': 'pull_request',
}

function signed(text: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`
}

/** As GitHub does. */
function sign(text: string): string {
  return signed(text, fleet.webhookSecret)
}

async function post(
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: string }> {
  const url = `${fleet.bot.url}/api/github/webhooks`
  const response = await fetch(url, { method: 'POST', headers: { ...headers }, body })
  return { status: response.status, body: await response.text() }
}

/** So many megabytes in chunks, without a word on how many they will be. */
function streamed(megabytes: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { ...ENVELOPE, 'x-hub-signature-256': sign('') }
    const sending = request(`${fleet.bot.url}/api/github/webhooks`, { method: 'POST', headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    // Whoever is refused while still writing may find the line cut: the answer came first.
    sending.on('error', (error) => (error.message.includes('EPIPE') ? undefined : reject(error)))
    const chunk = Buffer.alloc(1024 * 1024, 0x20)
    for (let sent = 0; sent < megabytes; sent++) sending.write(chunk)
    sending.end()
  })
}
