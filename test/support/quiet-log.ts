/**
 * What was logged?
 *
 * Kept instead of printed, so that a test may look and a passing run is quiet.
 */
import type { Log, LogFields } from '../../src/actions/ports.ts'

export interface KeptLog extends Log {
  readonly lines: readonly { readonly level: string; readonly message: string; readonly fields?: LogFields }[]
}

export function keptLog(): KeptLog {
  const lines: { level: string; message: string; fields?: LogFields }[] = []
  function at(level: string) {
    return (message: string, fields?: LogFields): void => {
      lines.push({ level, message, ...(fields === undefined ? {} : { fields }) })
    }
  }
  return { lines, info: at('info'), warn: at('warn'), error: at('error') }
}
