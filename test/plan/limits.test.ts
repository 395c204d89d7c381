/**
 * What CloudFormation just takes is sound; one more of it is found before anything is sent.
 */
import { describe, expect, it } from 'vitest'
import { limitsOf } from '../../src/plan/limits.ts'
import { stack } from '../support/stacks.ts'

/** The last of one, two and three bytes in UTF-8, what follows each, and one that is two of JavaScript's units. */
const CHARACTERS = [
  ['a', 1],
  ['\u007f', 1],
  ['\u0080', 2],
  ['é', 2],
  ['\u07ff', 2],
  ['\u0800', 3],
  ['界', 3],
  ['\uffff', 3],
  ['\u{10000}', 4],
  ['😀', 4],
] as const

/** As many bytes as wanted, of as many of these characters as fit. */
function text(character: string, size: number, bytes: number): string {
  return character.repeat(Math.floor(bytes / size)) + 'a'.repeat(bytes % size)
}

describe('bytes are counted in UTF-8:', () => {
  it.each(CHARACTERS)('a template of %j', (character, size) => {
    const template = (bytes: number) => {
      const frame = '{"Description":""}'
      return `{"Description":"${text(character, size, bytes - frame.length)}"}`
    }
    expect(limitsOf(stack({ with: { template: template(51_200) } }))).toEqual([])
    expect(limitsOf(stack({ with: { template: template(51_201) } }))).toEqual([
      'has 51201 bytes of template; CloudFormation takes at most 51200',
    ])
  })

  it.each(CHARACTERS)('a parameter of %j', (character, size) => {
    const of = (bytes: number) => stack({ parameters: { Long: text(character, size, bytes) } })
    expect(limitsOf(of(4_096))).toEqual([])
    expect(limitsOf(of(4_097))).toEqual(['parameter Long is longer than 4096 bytes'])
  })
})

function many<Value>(length: number, value: Value): { readonly [name: string]: Value } {
  return Object.fromEntries(Array.from({ length }, (_, index) => [`T${index}`, value]))
}

describe('no more is taken than so many', () => {
  it.each([
    ['resources', 'Resources', 500, { Type: 'AWS::SNS::Topic' }],
    ['parameters', 'Parameters', 200, { Type: 'String' }],
    ['outputs', 'Outputs', 200, { Value: 'x' }],
    ['mappings', 'Mappings', 200, { a: { b: 'c' } }],
  ] as const)('%s', (what, section, most, each) => {
    const of = (count: number) => stack({ template: { [section]: many(count, each) } })
    expect(limitsOf(of(most))).toEqual([])
    expect(limitsOf(of(most + 1))).toEqual([`has ${most + 1} ${what}; CloudFormation takes at most ${most}`])
  })

  it('tags', () => {
    const of = (count: number) => stack({ with: { tags: many(count, 'x') } })
    expect(limitsOf(of(50))).toEqual([])
    expect(limitsOf(of(51))).toEqual(['has 51 tags; CloudFormation takes at most 50'])
  })
})

describe('the name of a stack', () => {
  it.each(['a', 'fw-acme-web-streams', `Z${'9'.repeat(127)}`])('may be %s', (stackName) => {
    expect(limitsOf(stack({ with: { stackName } }))).toEqual([])
  })

  it.each(['', '1a', '-a', 'a_b', 'a.b', 'é', 'a\n', `a${'b'.repeat(128)}`])('may not be %j', (stackName) => {
    expect(limitsOf(stack({ with: { stackName } }))).toEqual([`${stackName} cannot be the name of a stack`])
  })
})
