/**
 * How is a request signed without the SDK?
 *
 * Signature Version 4 as its document describes it, written a second time: the
 * simulator checks with the vendor's signer, so a test that signed with the same
 * one could not tell a shared mistake. Every part can be bent, for a test that
 * bends it.
 */
import { createHash, createHmac } from 'node:crypto'
import { type Keys, REGION } from './world.ts'

export interface Draft {
  readonly body: string
  /** Sent and signed, in this order on the wire. */
  readonly headers?: Readonly<Record<string, string>>
  /** Sent without being signed. */
  readonly unsigned?: Readonly<Record<string, string>>
  readonly region?: string
  readonly service?: string
  readonly at?: Date
  /** The day in the credential's scope, where it shall not be that of `at`. */
  readonly day?: string
}

export interface Signed {
  readonly method: 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export function query(action: string, fields: Readonly<Record<string, string>> = {}): string {
  const Version = action === 'AssumeRole' || action === 'GetCallerIdentity' ? '2011-06-15' : '2010-05-15'
  return new URLSearchParams({ Action: action, Version, ...fields }).toString()
}

export function sign(url: string, keys: Keys, draft: Draft): Signed {
  const { body, region = REGION, service = 'cloudformation', at = new Date() } = draft
  const date = at.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const { day = date.slice(0, 8) } = draft
  const sent: Readonly<Record<string, string>> = {
    'content-type': 'application/x-www-form-urlencoded',
    host: new URL(url).host,
    'x-amz-date': date,
    ...(keys.sessionToken === undefined ? {} : { 'x-amz-security-token': keys.sessionToken }),
    ...draft.headers,
  }
  const names = Object.keys(sent).sort()
  const canonical = [
    'POST',
    '/',
    '',
    ...names.map((name) => `${name}:${sent[name]?.trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')
  const key = [day, region, service, 'aws4_request'].reduce<Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    Buffer.from(`AWS4${keys.secretAccessKey}`),
  )
  const signature = createHmac('sha256', key).update(text).digest('hex')
  const { host: _, ...headers } = sent
  return {
    method: 'POST',
    headers: {
      ...headers,
      ...draft.unsigned,
      authorization: `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
    },
    body,
  }
}

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Of an ErrorResponse. */
  readonly code: string | undefined
  readonly message: string | undefined
}

export async function post(url: string, request: Signed): Promise<Reply> {
  const answer = await fetch(url, request)
  const text = await answer.text()
  const inside = (tag: string): string | undefined => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(text)?.[1]
  return { status: answer.status, headers: answer.headers, text, code: inside('Code'), message: inside('Message') }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
