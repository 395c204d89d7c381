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
    ['text with a resource', (end) => ({ 'Fn::Sub': `${LONG}\${Queue}${LONG}${end}` })],
    ['encoded text with a resource', (end) => ({ 'Fn::Base64': { 'Fn::Sub': `${LONG}\${Queue}${LONG}${end}` } })],
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
    const value = { 'Fn::Sub': `${LONG}\${AWS::AccountId}\${Queue}end` }
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
