/** Promise: whatever a wire can do to an answer ends in one clear error of ours, in time. */
import { createServer, type ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import type { WireLimits } from '../../src/aws/handler.ts'
import { type Aws, openAws } from '../../src/aws/open.ts'
import { type KeptLog, keptLog } from '../support/quiet-log.ts'
import { movedClock } from './world.ts'

interface Wire extends AsyncDisposable {
  readonly aws: Aws
  /** Resolves when the other side has ended the first socket that it opened. */
  readonly left: Promise<void>
  readonly calls: () => number
  readonly log: KeptLog
}

/** An AWS that answers every request in one way. */
async function wire(
  answer: (response: ServerResponse) => void,
  limits: Partial<WireLimits> = { requestMs: 5_000 },
): Promise<Wire> {
  let calls = 0
  const log = keptLog()
  const server = createServer((request, response) => {
    calls++
    request.resume()
    request.on('end', () => answer(response))
  })
  const left = new Promise<void>((resolve) => {
    server.once('connection', (socket) => socket.once('end', resolve))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const aws = openAws({
    clock: movedClock(),
    chance: () => 0,
    log,
    endpointUrl: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'secret' },
    limits,
  })
  return {
    aws,
    left,
    calls: () => calls,
    log,
    async [Symbol.asyncDispose]() {
      await aws.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const IDENTITY =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::999999999999:user/bot</Arn>' +
  '<Account>999999999999</Account></GetCallerIdentityResult></GetCallerIdentityResponse>'

function errorXml(code: string, message: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`
}

it('a socket that nobody uses is closed by us, and the next call opens another', async () => {
  await using one = await wire((response) => response.end(IDENTITY), { idleMs: 50 })
  await one.aws.identity()
  await one.left
  await one.aws.identity()
  expect(one.calls()).toBe(2)
  expect(one.log.lines).toEqual([])
})

it('a socket that a server keeps for a while only is closed before its time', async () => {
  await using one = await wire((response) => {
    response.shouldKeepAlive = true
    response.setHeader('connection', 'keep-alive')
    response.setHeader('keep-alive', 'timeout=2')
    response.end(IDENTITY)
  })
  await one.aws.identity()
  await one.left
  expect(one.calls()).toBe(1)
})

it('a request that gets no answer ends by its time-out', async () => {
  await using one = await wire(() => undefined, { requestMs: 80 })
  await expect(one.aws.identity()).rejects.toMatchObject({
    code: 'aws-ambiguous',
    retryable: true,
    message: 'asking AWS who the bot is: no answer came (ETIMEDOUT)',
  })
  expect(one.calls()).toBe(5)
})

it('HTML where XML is expected is one clear error', async () => {
  await using one = await wire((response) => {
    response
      .writeHead(502, { 'content-type': 'text/html' })
      .end('<html><body><h1>502 Bad Gateway</h1><hr></body></html>')
  })
  await expect(one.aws.identity()).rejects.toMatchObject({
    code: 'aws-unavailable',
    retryable: true,
    message: 'asking AWS who the bot is: the answer (502) is not XML',
  })
})

it.each([
  ['a well-formed page with status 200', '<html><body><h1>It works</h1></body></html>'],
  ['words', 'upstream connect error'],
  ['half of an answer', '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1'],
])('%s is no answer of AWS, whatever its headers say', async (_name, body) => {
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': '1' }
  await using one = await wire((response) => response.writeHead(200, headers).end(body))
  await expect(one.aws.identity()).rejects.toMatchObject({
    code: 'aws-unavailable',
    retryable: true,
    message: 'asking AWS who the bot is: the answer (200) is not XML',
  })
})

it('an answer that stands still in the middle ends by the same time-out', async () => {
  await using one = await wire(
    (response) => {
      response.writeHead(200, { 'content-length': '500' })
      response.write('<GetCallerIdentityResponse>')
    },
    { requestMs: 80 },
  )
  await expect(one.aws.identity()).rejects.toMatchObject({ code: 'aws-ambiguous', retryable: true })
  expect(one.calls()).toBe(5)
})

it('an answer that is cut off is a lost one', async () => {
  await using one = await wire((response) => {
    response.writeHead(200, { 'content-length': '500' })
    response.write('<GetCaller')
    setImmediate(() => response.destroy())
  })
  await expect(one.aws.identity()).rejects.toMatchObject({ code: 'aws-ambiguous' })
})

it('an empty page with status 200 is not taken for an answer', async () => {
  await using one = await wire((response) => response.writeHead(200).end())
  await expect(one.aws.identity()).rejects.toMatchObject({ code: 'aws-unavailable', retryable: true })
})

it('an error of the server is tried again', async () => {
  await using one = await wire((response) => response.writeHead(503).end(errorXml('ServiceUnavailable', 'later')))
  await expect(one.aws.identity()).rejects.toMatchObject({ code: 'aws-unavailable' })
  expect(one.calls()).toBe(5)
})

it('no key and no token of an answer comes into an error', async () => {
  const token = 'IQoJb3JpZ2luX2VjE'.repeat(12)
  const words = `canonical string ASIAABCDEFGHIJKLMNOP ${token} end`
  for (const code of ['SignatureDoesNotMatch', 'ValidationError']) {
    await using one = await wire((response) => response.writeHead(403).end(errorXml(code, words)))
    const error: unknown = await one.aws.identity().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Error)
    const said = `${error instanceof Error ? `${error.message} ${error.stack} ${String(error.cause)}` : ''}${JSON.stringify(error)}`
    expect(said).not.toContain('ASIAABCDEFGHIJKLMNOP')
    expect(said).not.toContain(token)
  }
})

it('whoever waits for a socket at home is not timed out for it', async () => {
  const limits = { sockets: 1, connectMs: 150, requestMs: 5_000 }
  await using one = await wire((response) => setTimeout(() => response.writeHead(200).end(IDENTITY), 100), limits)
  const answers = await Promise.all(Array.from({ length: 6 }, () => one.aws.identity()))
  expect(answers).toHaveLength(6)
  expect(one.log.lines).toEqual([])
})
