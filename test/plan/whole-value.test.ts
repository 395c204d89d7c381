/**
 * Does nothing get lost behind the place where CloudFormation cuts a value?
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scopeOf } from '../../src/plan/known.ts'
import { type Json, parseTemplate } from '../../src/plan/template.ts'
import { wholeValue } from '../../src/plan/whole-value.ts'
import { stack } from '../support/stacks.ts'

const LONG = 'x'.repeat(300)

function placeOf(value: Json, path: readonly string[] = ['Value']) {
  const template = {
    Parameters: { Image: { Type: 'String' } },
    Resources: { Config: { Type: 'T', Properties: { Value: value } } },
  }
  const of = stack({ template, parameters: { Image: 'image-1' } })
  return { scope: scopeOf(of, parseTemplate(of.template)), logicalId: 'Config', path: ['Properties', ...path] }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

describe('a value that AWS shows in full', () => {
  const whole: readonly (readonly [string, Json, string])[] = [
    ['plain text', `${LONG}end`, `${LONG}end`],
    ['text with a parameter', { 'Fn::Sub': `${LONG} \${Image} end` }, `${LONG} image-1 end`],
    ['text with the id of a resource', { 'Fn::Sub': `${LONG} \${Queue} end` }, `${LONG} https://sqs/q end`],
    ['text that begins and ends with a resource', { 'Fn::Sub': `\${Queue}${LONG}\${Queue.Arn}` }, `q${LONG}arn:q`],
    ['joined text', { 'Fn::Join': ['-', [LONG, { Ref: 'Queue' }, 'end']] }, `${LONG}-q-end`],
    ['known after apply', { 'Fn::Sub': `${LONG}\${Queue}` }, `${LONG}{{changeSet:KNOWN_AFTER_APPLY}}`],
    ['a dollar sign that is meant', { 'Fn::Sub': `${LONG}\${!HOME}\${Queue}` }, `${LONG}\${HOME}q`],
    ['encoded text', { 'Fn::Base64': { 'Fn::Sub': `${LONG}\${Queue}end` } }, base64(`${LONG}qend`)],
    ['a list', [LONG, { Ref: 'Queue' }], JSON.stringify([LONG, 'https://sqs/q'])],
    ['one reference', { 'Fn::GetAtt': ['Queue', 'Arn'] }, `arn:aws:sqs:${LONG}`],
  ]
  it.each(whole)('stands as it is: %s', (_what, value, shown) => {
    expect(wholeValue(shown, placeOf(value))).toBe(shown)
  })

  it('stands as it is where it is short, whatever the template says', () => {
    expect(wholeValue('8', placeOf('84'))).toBe('8')
  })
})

describe('a value that AWS cuts', () => {
  it.each(['', '…', '...', '[truncated]', ' (truncated)'])('is taken from the template, marked %j or not', (mark) => {
    const value = `${LONG}the end`
    expect(wholeValue(`${value.slice(0, 200)}${mark}`, placeOf(value))).toBe(value)
  })

  it('is worked out where parameters decide it, encoded or not', () => {
    const value = { 'Fn::Sub': `${LONG}\${Image}` }
    expect(wholeValue(LONG.slice(0, 100), placeOf(value))).toBe(`${LONG}image-1`)
    expect(wholeValue(base64(LONG).slice(0, 100), placeOf({ 'Fn::Base64': value }))).toBe(base64(`${LONG}image-1`))
  })

  it('is found behind keys and in lists', () => {
    const place = placeOf({ Variables: [{ Body: `${LONG}end` }] }, ['Value', 'Variables', '0', 'Body'])
    expect(wholeValue(LONG, place)).toBe(`${LONG}end`)
  })

  it('is a whole list again, as AWS writes it', () => {
    const value = [{ Port: 443, Name: LONG }, { Port: 80 }]
    const whole = JSON.stringify([{ Port: '443', Name: LONG }, { Port: '80' }])
    expect(wholeValue(whole.slice(0, 150), placeOf(value))).toBe(whole)
  })

  it.each<readonly [string, (end: string) => Json]>([
    ['encoded text that was not made of it', (end) => ({ 'Fn::Base64': { 'Fn::Sub': `y\${Queue}${LONG}${end}` } })],
    ['text that was not made of it', (end) => ({ 'Fn::Sub': `y\${Queue}${LONG}${end}` })],
    ['a list with a resource', (end) => [LONG, { Ref: 'Queue' }, end]],
  ])('is told apart by a digest where only AWS knows the whole: %s', (_what, value) => {
    const [one, other] = ['a', 'b'].map((end) => wholeValue(LONG.slice(0, 100), placeOf(value(end))))
    expect(one).not.toBe(other)
    expect(one).toMatch(
      /^x{100} … \(CloudFormation may show a part only; with what the template says, SHA-256 [0-9a-f]{16}\)$/,
    )
    expect(wholeValue(LONG.slice(0, 100), placeOf(value('a')))).toBe(one)
  })

  it('has the same digest in two accounts that say the same', () => {
    const value = [LONG, { 'Fn::Sub': '${AWS::AccountId}${Queue}end' }]
    const digests = ['111111111111', '222222222222'].map((account) => {
      const place = placeOf(value)
      const values = new Map([...place.scope.values, ['AWS::AccountId', account]])
      return wholeValue(LONG.slice(0, 100), { ...place, scope: { ...place.scope, values } })
    })
    expect(digests[0]).toBe(digests[1])
  })

  it('is told apart by a digest where the template does not know the place', () => {
    expect(wholeValue(LONG, placeOf('short', ['Other']))).toContain('SHA-256')
    expect(wholeValue(LONG, { ...placeOf('short'), scope: undefined })).toContain('SHA-256')
  })
})

describe('a text with names that only AWS knows, and that AWS cuts', () => {
  const NOTE = '\n(CloudFormation shows the beginning; the rest is as the template says)'
  const text = `A=\${Queue}\n${LONG}\nB=\${Queue.Arn}\n${LONG}\nC=\${Topic}\nend \${!HOME}`
  const filled = `A=q-1\n${LONG}\nB=arn:of:q-1\n${LONG}\nC=t-1\nend \${HOME}`
  const goingOn = (names: { readonly arn: string }) =>
    `A=q-1\n${LONG}\nB=${names.arn}\n${LONG}\nC=\${Topic}\nend \${HOME}${NOTE}`
  const until = (mark: string, more = 0) => filled.slice(0, filled.indexOf(mark) + more)

  it.each([
    ['before the second name', until('\nB=', 24), '${Queue.Arn}'],
    ['within the second name', until('of:q-1', 24), '${Queue.Arn}'],
    ['long after it', until('\nC='), 'arn:of:q-1'],
  ])('goes on as the template says: cut %s', (_where, shown, arn) => {
    expect(wholeValue(shown, placeOf({ 'Fn::Sub': text }))).toBe(goingOn({ arn }))
  })

  it('is read where it is encoded, wherever that is cut', () => {
    const encoded = base64(filled)
    const place = placeOf({ 'Fn::Base64': { 'Fn::Sub': text } })
    const cuts = [0, 1, 2, 3].map((less) => encoded.slice(0, base64(until('\nC=')).length - less))
    for (const shown of cuts) {
      expect(wholeValue(shown, place)).toBe(`Base64 of:\n${goingOn({ arn: 'arn:of:q-1' })}`)
      expect(wholeValue(`${shown}...`, place)).toBe(`Base64 of:\n${goingOn({ arn: 'arn:of:q-1' })}`)
    }
  })

  it('tells two apart that differ in what is shown, or in what the template says', () => {
    const shown = until('\nC=')
    const place = placeOf({ 'Fn::Sub': text })
    const reads = [
      wholeValue(shown, place),
      wholeValue(shown.replace('q-1', 'q-2'), place),
      wholeValue(shown, placeOf({ 'Fn::Sub': text.replace('end', 'END') })),
      wholeValue(shown, placeOf({ 'Fn::Sub': text.replace('Topic', 'Other') })),
    ]
    expect(new Set(reads).size).toBe(4)
  })

  it('goes on as nobody says where AWS shows what the template does not: all that is shown stands there', () => {
    const shown = `A=q-1\n${'y'.repeat(100)} and more`
    const read = wholeValue(shown, placeOf({ 'Fn::Sub': text }))
    expect(read.startsWith(shown)).toBe(true)
    expect(read).toContain('SHA-256')
  })

  it('never loses what AWS shows of it, wherever that is cut', () => {
    const name = fc.stringMatching(/^[a-z0-9:-]{1,40}$/)
    const literal = fc.stringMatching(/^[A-Z =\n]{10,80}$/)
    void fc.assert(
      fc.property(fc.array(fc.tuple(literal, name), { minLength: 3, maxLength: 8 }), fc.nat(300), (parts, cut) => {
        const value = { 'Fn::Sub': parts.map(([words], index) => `${words}\${Name${index}}`).join('') }
        const whole = parts.flat().join('')
        const shown = whole.slice(0, 64 + cut)
        fc.pre(shown.length < whole.length - 30)
        const read = wholeValue(shown, placeOf(value))
        const sure = shown.slice(0, -24)
        // A name is not told before enough of what follows it is seen.
        const open = /[a-z0-9:-]*[A-Z =\n]{0,7}$/.exec(sure)?.[0] ?? ''
        expect(read.startsWith(sure.slice(0, sure.length - open.length))).toBe(true)
        for (const [words] of parts) expect(read).toContain(words)
      }),
    )
  })
})

it('two values that differ anywhere never read alike, wherever AWS cuts', () => {
  const text = fc.string({ minLength: 100, maxLength: 300 })
  void fc.assert(
    fc.property(text, text, fc.nat(200), (one, other, cut) => {
      fc.pre(one !== other)
      const read = [one, other].map((value) => wholeValue(value.slice(0, 64 + cut), placeOf(value)))
      expect(read[0]).not.toBe(read[1])
    }),
  )
})
