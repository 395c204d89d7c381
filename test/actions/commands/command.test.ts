/**
 * A command is the first line of a comment, and nothing else is.
 */
import { describe, expect, it } from 'vitest'
import { parseCommand, VERBS } from '../../../src/actions/commands/command.ts'

const DIGEST = '3f2a91c07be81d44'

describe('a command', () => {
  it.each(VERBS.filter((verb) => verb !== 'explain'))(
    '%s is understood by itself, in any case, with trailing space',
    (verb) => {
      expect(parseCommand(`/fleet ${verb}`)).toEqual({ verb })
      expect(parseCommand(`/fleet   ${verb.toUpperCase()}  \r\nthank you`)).toEqual({ verb })
    },
  )

  it.each([
    ['an approval with its digest', `/fleet approve ${DIGEST}`, { verb: 'approve', digest: DIGEST }],
    ['a digest in capitals', `/fleet approve ${DIGEST.toUpperCase()}`, { verb: 'approve', digest: DIGEST }],
    [
      'a broken glass',
      `/fleet approve ${DIGEST} --break-glass "events are lost"`,
      { verb: 'approve', digest: DIGEST, glass: 'events are lost' },
    ],
    [
      'a broken glass as a phone writes it',
      `/Fleet approve ${DIGEST} —break-glass “it's on fire ” `,
      { verb: 'approve', digest: DIGEST, glass: "it's on fire" },
    ],
    ['a question for a pipeline', '/fleet explain acme/web', { verb: 'explain', pipeline: 'acme/web' }],
    [
      'a question for a setting, by the path of a file',
      '/fleet explain fleet/customers/acme/pipelines/web.yml settings.queue.delaySeconds',
      { verb: 'explain', pipeline: 'acme/web', path: 'settings.queue.delaySeconds' },
    ],
    ['a plan of an exact commit', `/fleet plan ${'a'.repeat(40)}`, { verb: 'plan', commit: 'a'.repeat(40) }],
  ])('reads %s', (_name, body, command) => {
    expect(parseCommand(body)).toEqual(command)
  })

  it.each([
    ['a comment that speaks of it', 'please say /fleet plan'],
    ['a later line', 'hello\n/fleet approve'],
    ['a quote', '> /fleet approve'],
    ['a code block', '    /fleet approve'],
    ['a fence', '```\n/fleet approve\n```'],
    ['another word', '/fleetwide plan'],
    ['nothing', ''],
  ])('is not %s', (_name, body) => {
    expect(parseCommand(body)).toBeUndefined()
  })

  it.each([
    ['/fleet', 'a command is missing', undefined],
    ['/fleet aprove', 'there is no such command', 'approve'],
    ['/fleet rtery', 'there is no such command', 'retry'],
    ['/fleet deploy everything', 'there is no such command', undefined],
    ['/fleet explain', '`explain` takes a pipeline, and one setting or nothing after it', 'explain'],
    ['/fleet explain a b c', '`explain` takes a pipeline, and one setting or nothing after it', 'explain'],
    ['/fleet abort now', '`abort` takes nothing after it', 'abort'],
    ['/fleet approve abc', 'a digest is written as 12 to 64 hex digits', 'approve'],
    ['/fleet approve LGTM-really', 'a digest is written as 12 to 64 hex digits', 'approve'],
    [`/fleet approve ${DIGEST} ${DIGEST}`, '`approve` takes one digest and nothing after it', 'approve'],
    ['/fleet approve abc --break-glass "why"', 'a digest is written as 12 to 64 hex digits', 'approve'],
    ['/fleet approve --break-glass "why"', '`approve` takes one digest and nothing after it', 'approve'],
    [`/fleet approve ${DIGEST} --break-glass`, 'who breaks the glass says why, in double quotes', 'approve'],
    [`/fleet approve ${DIGEST} --break-glass ""`, 'who breaks the glass says why, in double quotes', 'approve'],
    [`/fleet approve ${DIGEST} --break-glass "  "`, 'who breaks the glass says why, in double quotes', 'approve'],
    [`/fleet approve ${DIGEST} --break-glass why`, 'who breaks the glass says why, in double quotes', 'approve'],
    [`/fleet approve ${DIGEST} --break-glass "a" "b"`, 'who breaks the glass says why, in double quotes', 'approve'],
    [`/fleet approve ${DIGEST} --force`, '`approve` takes one digest and nothing after it', 'approve'],
    [`/fleet ${'x'.repeat(500)}`, 'a command has at most 500 characters', undefined],
  ])('%s is answered with what is wrong', (body, complaint, verb) => {
    expect(parseCommand(body)).toMatchObject({ verb: 'unknown', complaint })
    expect(parseCommand(body)).toHaveProperty('said', body.slice(0, 500))
    const command = parseCommand(body)
    if (command?.verb !== 'unknown') throw new Error('it was understood')
    // Who names a command that exists meant that one.
    const isGuessed = complaint === 'there is no such command'
    expect([command.suggestion, command.wanted]).toEqual(isGuessed ? [verb, undefined] : [undefined, verb])
  })
})
