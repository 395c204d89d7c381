/**
 * Was this request signed with the secret that its key id stands for?
 *
 * The request is signed again with the vendor's own signer over exactly the
 * headers that the caller signed, and the two signatures are compared. The date
 * is held against the machine's own time, because the SDK signs with that and
 * not with our clock; how long a session lives is a matter of the clock and is
 * asked in identities.ts.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { SignatureV4 } from '@smithy/signature-v4'
import { AwsRefusal } from '../errors.ts'

/** AWS allows five minutes on either side. */
const SKEW_MS = 5 * 60_000

export interface SignedRequest {
  readonly method: string
  /** Path and query as they came. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

export interface Claim {
  readonly accessKeyId: string
  readonly region: string
  readonly service: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
  readonly signedAt: Date
  readonly sessionToken?: string
}

/** What the request says about itself; nothing of it is proven yet. */
export function claimOf({ headers }: SignedRequest): Claim {
  const authorization = headers.authorization
  if (authorization === undefined)
    throw new AwsRefusal('MissingAuthenticationToken', 'Request is missing Authentication Token', 403)
  const match =
    /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/.exec(
      authorization,
    )
  const [, accessKeyId, day, region, service, names, signature] = match ?? []
  if (!accessKeyId || !day || !region || !service || !names || !signature)
    throw incomplete(`Authorization header requires existence of a well-formed Credential, SignedHeaders and Signature`)
  const date = text(headers['x-amz-date'])
  const signedAt = parseDate(date)
  if (!date?.startsWith(day))
    throw mismatch(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${date?.slice(0, 8)}'`,
    )
  if (!/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region))
    throw mismatch(`Credential should be scoped to a valid region, not '${region}'. `)
  const signedHeaders = names.split(';')
  const sessionToken = text(headers['x-amz-security-token'])
  const needed = Object.keys(headers).filter((name) => name === 'host' || name.startsWith('x-amz-'))
  for (const name of needed)
    if (!signedHeaders.includes(name)) throw incomplete(`'${name}' must be a 'SignedHeader' in the AWS Authorization.`)
  return {
    accessKeyId,
    region,
    service,
    signedHeaders,
    signature,
    signedAt,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  }
}

/** @throws AwsRefusal as AWS refuses: stale, altered, or signed with another secret. */
export async function verifySignature(request: SignedRequest, claim: Claim, secretAccessKey: string): Promise<void> {
  assertFresh(claim.signedAt)
  const sent = text(request.headers['x-amz-content-sha256'])
  const hash = createHash('sha256').update(request.body).digest('hex')
  if (sent !== undefined && sent !== hash) throw mismatch(WRONG)
  // The signer below sorts for itself; a list that is out of order would be forgiven.
  if (claim.signedHeaders.join() !== [...new Set(claim.signedHeaders)].sort().join()) throw mismatch(WRONG)
  if (!sameSignature(claim.signature, await expectedSignature(request, claim, secretAccessKey))) throw mismatch(WRONG)
}

const WRONG =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'

async function expectedSignature(request: SignedRequest, claim: Claim, secretAccessKey: string): Promise<string> {
  const signer = new SignatureV4({
    service: claim.service,
    region: claim.region,
    // The session's token is one of the caller's signed headers already; the signer would add it a second time.
    credentials: { accessKeyId: claim.accessKeyId, secretAccessKey },
    sha256: NodeSha256,
    applyChecksum: false,
  })
  const url = new URL(request.path, 'http://localhost')
  const headers = Object.fromEntries(claim.signedHeaders.map((name) => [name, text(request.headers[name]) ?? '']))
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: 'localhost',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers,
      body: request.body,
    },
    { signingDate: claim.signedAt, signableHeaders: new Set(claim.signedHeaders) },
  )
  return /Signature=([0-9a-f]{64})/.exec(String(signed.headers.authorization))?.[1] ?? ''
}

function assertFresh(signedAt: Date): void {
  const now = Date.now()
  const compact = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const at = compact(signedAt.getTime())
  if (signedAt.getTime() < now - SKEW_MS)
    throw mismatch(`Signature expired: ${at} is now earlier than ${compact(now - SKEW_MS)} (${compact(now)} - 5 min.)`)
  if (signedAt.getTime() > now + SKEW_MS)
    throw mismatch(
      `Signature not yet current: ${at} is still later than ${compact(now + SKEW_MS)} (${compact(now)} + 5 min.)`,
    )
}

function parseDate(date: string | undefined): Date {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date ?? '')
  if (!match) throw incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
  const [, year, month, day, hour, minute, second] = match
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

function sameSignature(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}

function text(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' || header === undefined ? header : header.join(',')
}

function incomplete(message: string): AwsRefusal {
  return new AwsRefusal('IncompleteSignature', message)
}

function mismatch(message: string): AwsRefusal {
  return new AwsRefusal('SignatureDoesNotMatch', message, 403)
}

/** The signer asks for a hash in the browser's shape; Node's is behind it. */
class NodeSha256 {
  readonly #hash: { update(chunk: Uint8Array | string): unknown; digest(): Buffer }

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret))
  }

  update(chunk: Uint8Array | string): void {
    this.#hash.update(chunk)
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()))
  }

  reset(): void {
    throw new Error('a hash is used once')
  }
}

function bytes(source: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof source === 'string') return Buffer.from(source)
  return ArrayBuffer.isView(source)
    ? Buffer.from(source.buffer, source.byteOffset, source.byteLength)
    : Buffer.from(source)
}
