/**
 * Is a request believed for its signature alone?
 *
 * Signed by hand (by-hand.ts) and bent in one place each.
 */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Draft, post, query, type Reply, type Signed, sign } from './by-hand.ts'
import { ACCOUNT, addCustomer, EXTERNAL_ID, type Keys, REGION, type TestWorld, testWorld } from './world.ts'

const LIST = { body: query('ListStacks') }
const WRONG = /^The request signature we calculated does not match the signature you provided\./

async function send(
  world: TestWorld,
  draft: Draft,
  { keys = principal(world), bend = (request) => request }: { keys?: Keys; bend?: (request: Signed) => Signed } = {},
): Promise<Reply> {
  return await post(world.sim.url, bend(sign(world.sim.url, keys, draft)))
}

function principal(world: TestWorld): Keys {
  return world.sim.addPrincipal({ accountId: ACCOUNT, name: 'plain' })
}

async function session(world: TestWorld): Promise<Required<Keys>> {
  const body = query('AssumeRole', {
    RoleArn: `arn:aws:iam::${ACCOUNT}:role/fleetwright-plan`,
    RoleSessionName: 'fw-7',
    ExternalId: EXTERNAL_ID,
  })
  const { text } = await send(world, { body, service: 'sts' }, { keys: world.bot })
  const inside = (tag: string): string => new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(text)?.[1] ?? ''
  return {
    accessKeyId: inside('AccessKeyId'),
    secretAccessKey: inside('SecretAccessKey'),
    sessionToken: inside('SessionToken'),
  }
}

function withHeader(name: string, value: string) {
  return (request: Signed): Signed => ({ ...request, headers: { ...request.headers, [name]: value } })
}

function authorization(change: (text: string) => string) {
  return (request: Signed): Signed => ({
    ...request,
    headers: { ...request.headers, authorization: change(request.headers.authorization ?? '') },
  })
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

describe('a sound signature is believed', () => {
  test.each<[string, Draft]>([
    ['as small as can be', LIST],
    ['with a header whose spaces are doubled', { ...LIST, headers: { 'x-amz-note': 'a   b  c' } }],
    ['with its headers in another order', { ...LIST, headers: { zebra: '1', alpha: '2' } }],
    ['with a header that it does not cover', { ...LIST, unsigned: { 'x-request-note': 'added by a proxy' } }],
    ['for another region', { ...LIST, region: 'ap-southeast-2' }],
    ['four minutes old', { ...LIST, at: new Date(Date.now() - 4 * 60_000) }],
    ['four minutes early', { ...LIST, at: new Date(Date.now() + 4 * 60_000) }],
  ])('%s', async (_, draft) => {
    await using world = await testWorld()
    expect(await send(world, draft)).toMatchObject({ status: 200, code: undefined })
  })

  test('with the hash of its body', async () => {
    await using world = await testWorld()
    expect(await send(world, { ...LIST, headers: { 'x-amz-content-sha256': sha256(LIST.body) } })).toMatchObject({
      status: 200,
    })
  })

  test('of a session with its token', async () => {
    await using world = await testWorld()
    expect(await send(world, LIST, { keys: await session(world) })).toMatchObject({ status: 200 })
  })
})

describe('a signature that does not fit is refused', () => {
  test.each<[string, Draft, (request: Signed) => Signed, string, RegExp, number]>([
    ['a body changed', LIST, (r) => ({ ...r, body: `${r.body}&NextToken=x` }), 'SignatureDoesNotMatch', WRONG, 403],
    [
      'a signed header changed',
      { ...LIST, headers: { 'x-amz-note': 'one' } },
      withHeader('x-amz-note', 'two'),
      'SignatureDoesNotMatch',
      WRONG,
      403,
    ],
    [
      'the hash of another body',
      { ...LIST, headers: { 'x-amz-content-sha256': sha256('') } },
      (r) => r,
      'SignatureDoesNotMatch',
      WRONG,
      403,
    ],
    [
      'a body that is said to be unsigned',
      { ...LIST, headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
      (r) => r,
      'SignatureDoesNotMatch',
      WRONG,
      403,
    ],
    [
      'the region of the scope changed',
      LIST,
      authorization((text) => text.replace(REGION, 'us-east-1')),
      'SignatureDoesNotMatch',
      WRONG,
      403,
    ],
    [
      'a region that there is not',
      { ...LIST, region: 'nowhere' },
      (r) => r,
      'SignatureDoesNotMatch',
      /^Credential should be scoped to a valid region, not 'nowhere'\. $/,
      403,
    ],
    [
      'the scope of another service',
      { ...LIST, service: 'sts' },
      (r) => r,
      'SignatureDoesNotMatch',
      /^Credential should be scoped to correct service: 'cloudformation'\. $/,
      403,
    ],
    [
      'the scope of another day',
      { ...LIST, day: '20200101' },
      (r) => r,
      'SignatureDoesNotMatch',
      /^Date in Credential scope does not match YYYYMMDD/,
      403,
    ],
    [
      'six minutes old',
      { ...LIST, at: new Date(Date.now() - 6 * 60_000) },
      (r) => r,
      'SignatureDoesNotMatch',
      /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
      403,
    ],
    [
      'six minutes early',
      { ...LIST, at: new Date(Date.now() + 6 * 60_000) },
      (r) => r,
      'SignatureDoesNotMatch',
      /^Signature not yet current: .* \+ 5 min\.\)$/,
      403,
    ],
    [
      'an Amazon header that is not signed',
      LIST,
      withHeader('x-amz-note', 'smuggled'),
      'IncompleteSignature',
      /^'x-amz-note' must be a 'SignedHeader' in the AWS Authorization\.$/,
      400,
    ],
    [
      'a header missing that was signed',
      { ...LIST, headers: { 'x-note': 'here' } },
      ({ headers: { 'x-note': _, ...headers }, ...request }) => ({ ...request, headers }),
      'SignatureDoesNotMatch',
      WRONG,
      403,
    ],
    [
      'the list of headers in another order',
      LIST,
      authorization((text) => text.replace('content-type;host', 'host;content-type')),
      'SignatureDoesNotMatch',
      WRONG,
      403,
    ],
    [
      'no signature in it',
      LIST,
      authorization((text) => text.replace(/, Signature=.*/, '')),
      'IncompleteSignature',
      /well-formed/,
      400,
    ],
    ['an older algorithm', LIST, authorization(() => 'AWS AKIA:abc'), 'IncompleteSignature', /well-formed/, 400],
  ])('%s', async (_, draft, bend, code, message, status) => {
    await using world = await testWorld()
    const reply = await send(world, draft, { bend })
    expect(reply).toMatchObject({ status, code })
    expect(unescaped(reply.message)).toMatch(message)
    expect(world.sim.journal.requests).toMatchObject([{ status, code }])
  })
})

describe('a session is its key, its secret and its token', () => {
  const INVALID = {
    status: 403,
    code: 'InvalidClientTokenId',
    message: 'The security token included in the request is invalid.',
  }

  test("another session's token does not fit", async () => {
    await using world = await testWorld()
    const [one, two] = [await session(world), await session(world)]
    expect(await send(world, LIST, { keys: { ...one, sessionToken: two.sessionToken } })).toMatchObject(INVALID)
  })

  test.each(['AAAA', 'x'.repeat(400)])('a forged token does not fit', async (sessionToken) => {
    await using world = await testWorld()
    expect(await send(world, LIST, { keys: { ...(await session(world)), sessionToken } })).toMatchObject(INVALID)
  })

  test('a long-lived key has none', async () => {
    await using world = await testWorld()
    const { sessionToken } = await session(world)
    expect(await send(world, LIST, { keys: { ...principal(world), sessionToken } })).toMatchObject(INVALID)
  })

  test("another session's secret does not fit", async () => {
    await using world = await testWorld()
    const [one, two] = [await session(world), await session(world)]
    const reply = await send(world, LIST, { keys: { ...one, secretAccessKey: two.secretAccessKey } })
    expect(reply).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
  })

  test("a token that has run out is expired, whatever account's it was", async () => {
    await using world = await testWorld()
    addCustomer(world.sim, 'arn:aws:iam::999999999999:user/bot', '222222222222')
    const keys = await session(world)
    world.clock.advance(3_600_000)
    expect(await send(world, LIST, { keys })).toMatchObject({
      status: 403,
      code: 'ExpiredToken',
      message: 'The security token included in the request is expired',
    })
  })
})

test('answer and header carry the same request id, and the journal too', async () => {
  await using world = await testWorld()
  const reply = await send(world, LIST)
  const id = reply.headers.get('x-amzn-requestid')
  expect(reply.text).toContain(`<RequestId>${id}</RequestId>`)
  expect(world.sim.journal.requests).toMatchObject([{ requestId: id }])
})

test('a body that is larger than a megabyte is too large', async () => {
  await using world = await testWorld()
  const body = query('ListStacks', { NextToken: 'x'.repeat(1_100_000) })
  expect(await send(world, { body })).toMatchObject({ status: 413, code: 'RequestEntityTooLarge' })
})

function unescaped(text: string | undefined): string {
  return (text ?? '').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}
