/**
 * Why could the web front not start?
 *
 * The one translation of what the operating system says about addresses.
 */
import { FleetwrightError } from '../lib/errors.ts'

export function cannotListen(host: string, port: number, cause: unknown): FleetwrightError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  const where = `${host}:${port}`
  switch (code) {
    case 'EADDRINUSE':
      return refused(`port ${port} is already in use`, 'port-taken', 'stop the other program or set PORT', cause)
    case 'EACCES':
      return refused(`may not listen on ${where}`, 'port-refused', 'set PORT to 1024 or higher', cause)
    default:
      return refused(`cannot listen on ${where}`, 'address-unusable', 'check HOST and PORT', cause)
  }
}

function refused(message: string, code: string, hint: string, cause: unknown): FleetwrightError {
  return new FleetwrightError(message, { code, nextMove: 'operator', retryable: false, hint, cause })
}
