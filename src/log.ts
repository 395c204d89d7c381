/**
 * How does a line of the log look?
 *
 * JSON lines by pino with the fixed set of fields, one line an event. An error
 * gives its code, message and hint; never its cause's raw object, which in a
 * vendor's library may carry a request with its token.
 */
import { pino } from 'pino'
import type { Log, LogFields } from './actions/ports.ts'
import { FleetwrightError } from './lib/errors.ts'

/** Every form of GitHub's tokens, and keys of AWS: whatever slips into a message is cut here. */
const SECRETS = /\b(gh[a-z]_[A-Za-z0-9._-]+|github_pat_\w+|(AKIA|ASIA)[A-Z0-9]{16})\b/g

export function openLog(level: string): Log {
  const out = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime })
  return {
    info: (message, fields) => out.info(cleaned(fields), message),
    warn: (message, fields) => out.warn(cleaned(fields), message),
    error: (message, fields) => out.error(cleaned(fields), message),
  }
}

function cleaned(fields: LogFields = {}): Record<string, unknown> {
  const { error, ...rest } = fields
  return error === undefined ? rest : { ...rest, error: wordsOf(error) }
}

function wordsOf(error: unknown): unknown {
  if (error instanceof FleetwrightError) {
    return { code: error.code, message: withoutSecrets(error.message), hint: error.hint, ...causeOf(error) }
  }
  if (error instanceof Error)
    return { message: withoutSecrets(error.message), stack: withoutSecrets(error.stack ?? '') }
  return withoutSecrets(String(error))
}

function causeOf(error: Error): { readonly cause?: string } {
  return error.cause instanceof Error ? { cause: withoutSecrets(error.cause.message).slice(0, 500) } : {}
}

export function withoutSecrets(text: string): string {
  return text.replace(SECRETS, '[redacted]')
}
