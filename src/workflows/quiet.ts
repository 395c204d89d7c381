/**
 * What of the engine's own talk is worth a line of our log?
 *
 * Its warnings and errors, as text: its objects may carry a workflow's input.
 * What it says while we close is expected, because unfinished work stays
 * behind on purpose.
 */
import type { DLogger } from '@dbos-inc/dbos-sdk'
import type { Log } from '../actions/ports.ts'

const MOST = 500

export function quiet(log: Log, isClosing: () => boolean): DLogger {
  return {
    info: ignored,
    debug: ignored,
    warn: (entry) => {
      if (!isClosing()) log.warn('durable engine warned', { error: textOf(entry) })
    },
    error: (entry) => {
      if (!isClosing()) log.error('durable engine met an error', { error: textOf(entry) })
    },
  }
}

function ignored(): void {
  // Its progress is told by our own lines, with our own fields.
}

function textOf(entry: unknown): string {
  return (entry instanceof Error ? entry.message : String(entry)).slice(0, MOST)
}
