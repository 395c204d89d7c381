/** Promise: of what strangers send, nothing gets into our log by way of a library. */
import { expect, it } from 'vitest'
import { quietLog } from '../../src/github/quiet-log.ts'
import { keptLog } from '../support/quiet-log.ts'

const PAYLOAD = { payload: { comment: { body: 'sent by anyone' } } }

it('a library’s own words are kept, and what it was given is dropped', () => {
  const log = keptLog()
  const quiet = quietLog(log)
  quiet.error(PAYLOAD, 'delivery failed')
  quiet.warn(PAYLOAD)
  expect(log.lines).toEqual([
    { level: 'error', message: 'GitHub library reported an error', fields: { error: 'delivery failed' } },
    { level: 'warn', message: 'GitHub library reported a warning', fields: { error: '' } },
  ])
})

it('of an error its message is kept, of several each, and nothing that hangs on them', () => {
  const log = keptLog()
  const failed = (message: string): Error => Object.assign(new Error(message), PAYLOAD)
  quietLog(log).error(Object.assign(new AggregateError([failed('one'), failed('two'), PAYLOAD]), PAYLOAD))
  expect(log.lines.map(({ fields }) => fields?.error)).toEqual(['one, two, '])
})
