/**
 * What may Probot write into our log?
 *
 * Its own words and nothing it was given: by default a failed delivery is
 * logged with three copies of its whole payload, which anyone can send. Every
 * line of Probot and Octokit passes this hook, which keeps the message and
 * drops the objects; below `warn` nothing is kept.
 */
import { type Logger, pino } from 'pino'
import type { Log } from '../actions/ports.ts'
import { spelledOut } from '../lib/markdown.ts'

const ERROR_LEVEL = 50
const KEPT_WORDS = 300

export function quietLog(log: Log): Logger {
  return pino({
    level: 'warn',
    hooks: {
      // Not calling the method writes nothing: our own log does.
      logMethod(args, _method, level) {
        const said = spelledOut(words(args)).slice(0, KEPT_WORDS)
        if (level >= ERROR_LEVEL) log.error('GitHub library reported an error', { error: said })
        else log.warn('GitHub library reported a warning', { error: said })
      },
    },
  })
}

function words(args: readonly unknown[]): string {
  return args
    .map((each) => (typeof each === 'string' ? each : messageOf(each)))
    .filter((each) => each !== '')
    .join(': ')
}

/** Of an error the message alone; of any other object nothing. */
function messageOf(value: unknown): string {
  if (value instanceof AggregateError) return value.errors.map(messageOf).join(', ')
  return value instanceof Error ? value.message : ''
}
