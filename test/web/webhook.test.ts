/**
 * Does a bad delivery get nothing but an answer, and a good one a durable home first?
 */
import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Task } from '../../src/actions/ports.ts'
import { FleetwrightError } from '../../src/lib/errors.ts'
import type { Delivery } from '../../src/web/model.ts'
import type { Web } from '../../src/web/open.ts'
import { openFront, SECRET, signed } from './front.ts'

const GUID = '72d3162e-cc78-11e3-81ab-4c9367dc0958'
const TASK: Task = { kind: 'observe-default' }

let web: Web
let received: Delivery[]
let accepted: string[]
let finished: Set<string>
let logged: string[]
let receive: (delivery: Delivery) => Promise<readonly Task[]>

beforeEach(async () => {
  received = []
  accepted = []
  finished = new Set()
  logged = []
  receive = async () => [TASK]
  web = await openFront(
    {
      receive: async (delivery) => {
        received.push(delivery)
        return receive(delivery)
      },
      accept: async ({ id }) => {
        if (finished.has(id)) return 'done'
        accepted.push(id)
        return 'accepted'
      },
    },
    { info: () => undefined, warn: (message) => logged.push(message), error: (message) => logged.push(message) },
  )
})
afterEach(() => web.close())

async function deliver(
  body: string,
  headers: Record<string, string | undefined> = {},
): Promise<{ status: number; json: unknown }> {
  const all = {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-github-delivery': GUID,
    'x-hub-signature-256': signed(body),
    ...headers,
  }
  const given = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
  const response = await fetch(`${web.url}/api/github/webhooks`, {
    method: 'POST',
    headers: Object.fromEntries(given),
    body,
  })
  return { status: response.status, json: await response.json() }
}

describe('a good delivery', () => {
  it('is answered after its work was accepted', async () => {
    const answer = await deliver('{"ref":"refs/heads/main"}')
    expect(answer).toEqual({ status: 202, json: { accepted: 1 } })
    expect(received).toEqual([{ id: GUID, name: 'push', payload: { ref: 'refs/heads/main' } }])
    expect(accepted).toEqual([GUID])
  })

  it('may name its character set and hold any text', async () => {
    const answer = await deliver('{"title":"Größe 🚀"}', { 'content-type': 'application/json; charset=utf-8' })
    expect(answer.status).toBe(202)
    expect(received[0]?.payload).toEqual({ title: 'Größe 🚀' })
  })

  it('that comes twice is accepted again until its work is done', async () => {
    expect((await deliver('{}')).status).toBe(202)
    expect((await deliver('{}')).status).toBe(202)
    finished.add(GUID)
    expect((await deliver('{}')).status).toBe(200)
    expect(accepted).toEqual([GUID, GUID])
  })

  it('that asks for nothing is answered and not kept', async () => {
    receive = async () => []
    expect(await deliver('{}', { 'x-github-event': 'never_heard_of' })).toEqual({ status: 202, json: { accepted: 0 } })
    expect(accepted).toEqual([])
  })

  it.each([
    ['a field named __proto__', '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}'],
    ['a hundred thousand lists in one another', `{"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['half of a surrogate pair', '{"title":"\\ud800"}'],
    ['the same key twice', '{"ref":"refs/heads/evil","ref":"refs/heads/main"}'],
  ])('may hold %s and changes nothing here by it', async (_title, body) => {
    expect((await deliver(body)).status).toBe(202)
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false)
    expect(received).toHaveLength(1)
    const [{ payload } = { payload: {} }] = received
    expect(Object.getPrototypeOf(payload)).toBe(Object.prototype)
  })

  it('that cannot be enqueued is given back to GitHub', async () => {
    receive = async () => {
      throw new FleetwrightError('the database is away', {
        code: 'database-away',
        nextMove: 'operator',
        retryable: true,
        hint: 'start it',
      })
    }
    const answer = await deliver('{}')
    expect(answer).toMatchObject({ status: 503, json: { code: 'database-away' } })
    expect(logged).toEqual(['delivery could not be accepted'])
  })
})

describe('a bad delivery', () => {
  afterEach(() => {
    expect(received).toEqual([])
    expect(accepted).toEqual([])
    expect(logged).toEqual([])
  })

  it.each([
    ['no signature', undefined],
    ["another secret's signature", `sha256=${createHmac('sha256', 'guess').update('{}').digest('hex')}`],
    ['a signature of another length', 'sha256=abc'],
    ['the old, weak kind of signature', `sha1=${createHmac('sha1', SECRET).update('{}').digest('hex')}`],
  ])('is refused with %s', async (_title, signature) => {
    expect((await deliver('{}', { 'x-hub-signature-256': signature })).status).toBe(401)
  })

  it('is refused when its body was changed on the way, be it by one space', async () => {
    expect((await deliver('{ }', { 'x-hub-signature-256': signed('{}') })).status).toBe(401)
  })

  it.each([
    ['text', 'not JSON'],
    ['cut off', '{"ref":"refs/heads/ma'],
    ['empty but for a space', ' '],
    ['a list', '[]'],
    ['null', 'null'],
  ])('is refused when its signed body is %s', async (_title, body) => {
    expect((await deliver(body)).status).toBe(400)
  })

  it.each([
    ['x-github-event', undefined],
    ['x-github-event', 'Push; drop'],
    ['x-github-delivery', undefined],
    ['x-github-delivery', '../../etc'],
    ['x-github-delivery', 'a'.repeat(65)],
    ['x-github-delivery', ''],
    ['x-github-event', 'a'.repeat(65)],
  ])('is refused with the header %s as %s', async (name, value) => {
    expect((await deliver('{}', { [name]: value })).status).toBe(400)
  })

  it.each([
    'application/x-www-form-urlencoded',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/json-seq',
  ])('is refused when it is %s by its content type', async (type) => {
    expect((await deliver('{}', { 'content-type': type })).status).toBe(415)
  })

  it('is refused without a body', async () => {
    expect((await deliver('', { 'x-hub-signature-256': signed('') })).status).toBe(401)
  })

  it('is refused when it is longer than it announced: what was signed is not what we were given', async () => {
    const body = '{"ref":"refs/heads/main"}'
    const answers = await raw(body, { announced: 2, signature: signed(body) })
    // What is left over is no request of its own either: which of the two is answered first is Node's matter.
    expect(answers.filter((status) => status !== 400 && status !== 401)).toEqual([])
    expect(answers).not.toEqual([])
  })

  it('is refused by its announced length before it is read', async () => {
    const { status } = await stream({ 'content-length': String(26 * 1024 * 1024) }, 1)
    expect(status).toBe(413)
  })

  it('is refused when its bytes pass 25 MB, whatever it announced', async () => {
    const { status, sent } = await stream({}, 64)
    expect(status).toBe(413)
    expect(sent).toBeLessThan(64)
  })
})

/** The statuses of all that is answered on one connection: a client of HTTP would not send what does not fit. */
function raw(body: string, of: { readonly announced: number; readonly signature: string }): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(web.url)
    const socket = connect(Number(port), hostname)
    let answered = ''
    socket.setEncoding('utf8')
    socket.on('data', (text) => {
      answered += text
    })
    socket.on('error', reject)
    socket.on('close', () => {
      resolve([...answered.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status)))
    })
    const head = [
      'POST /api/github/webhooks HTTP/1.1',
      'host: fleet.example',
      'content-type: application/json',
      'x-github-event: push',
      `x-github-delivery: ${GUID}`,
      `x-hub-signature-256: ${of.signature}`,
      `content-length: ${of.announced}`,
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  })
}

/** Sends up to `most` megabytes in chunks, and stops when it is answered. */
function stream(
  headers: Record<string, string>,
  most: number,
): Promise<{ readonly status: number; readonly sent: number }> {
  return new Promise((resolve, reject) => {
    let sent = 0
    let answered = false
    const chunk = Buffer.alloc(1024 * 1024, 0x20)
    const out = request(`${web.url}/api/github/webhooks`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': GUID,
        'x-hub-signature-256': signed('{}'),
        ...headers,
      },
    })
    out.on('response', (response) => {
      answered = true
      resolve({ status: response.statusCode ?? 0, sent })
      out.destroy()
    })
    out.on('error', (error) => (answered ? undefined : reject(error)))
    const next = (): void => {
      if (answered || sent >= most) return
      sent++
      out.write(chunk, () => setImmediate(next))
    }
    next()
  })
}
