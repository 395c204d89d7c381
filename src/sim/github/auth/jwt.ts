/**
 * Is this the App itself?
 *
 * RS256 against the App's public key, with GitHub's three rules on its claims.
 * Judged by the machine's time, because the libraries that make these tokens
 * read it (see src/lib/clock.ts).
 */
import { createPublicKey, verify } from 'node:crypto'
import { ApiError } from '../http/errors.ts'

const MOST_SECONDS = 600
/** The clocks of two machines differ. */
const DRIFT_SECONDS = 60

export function isJwt(token: string): boolean {
  return /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(token)
}

/** Throws GitHub's 401 unless the token is valid now. */
export function verifyAppJwt(
  token: string,
  app: { readonly id: number; readonly publicKeyPem: string },
  nowMs: number = Date.now(),
): void {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const { alg } = decoded(header)
  const { iss, iat, exp } = decoded(payload)
  if (alg !== 'RS256') throw unauthorised('A JSON web token could not be decoded')
  if (String(iss) !== String(app.id)) {
    throw unauthorised("'Issuer' claim ('iss') must be an Integer or a String identifying the App")
  }
  const signed = Buffer.from(`${header}.${payload}`)
  if (!verify('RSA-SHA256', signed, createPublicKey(app.publicKeyPem), Buffer.from(signature, 'base64url'))) {
    throw unauthorised('A JSON web token could not be decoded')
  }
  const now = nowMs / 1000
  if (typeof iat !== 'number' || iat > now + DRIFT_SECONDS) {
    throw unauthorised(
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    )
  }
  if (typeof exp !== 'number' || exp <= now) {
    throw unauthorised(
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    )
  }
  if (exp > now + MOST_SECONDS) {
    throw unauthorised("'Expiration time' claim ('exp') is too far in the future")
  }
}

function decoded(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    if (typeof value === 'object' && value !== null) return { ...value }
  } catch {
    // Not JSON: the same answer as for a wrong signature.
  }
  throw unauthorised('A JSON web token could not be decoded')
}

function unauthorised(message: string): ApiError {
  return new ApiError(401, message)
}
