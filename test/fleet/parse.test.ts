/**
 * Does parsing keep places, and hold against hostile files?
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's, not ours
import { describe, expect, it } from 'vitest'
import { parseYaml } from '../../src/fleet/parse.ts'
import { parseTemplate } from '../../src/fleet/parse-template.ts'
import { keyAt, valueAt } from '../../src/fleet/places.ts'
import { sourceFile } from '../support/world.ts'

function parse(text: string) {
  return parseYaml(sourceFile('a.yml', text))
}

describe('a parsed file', () => {
  it('knows the place of each key and value', () => {
    const parsed = parse('a: 1\nb:\n  - c: [x, "y z"]\n')
    expect(valueAt(parsed, '/a')).toMatchObject({ line: 1, column: 4, endLine: 1, endColumn: 5 })
    expect(keyAt(parsed, '/b/0/c')).toMatchObject({ line: 3, column: 5, endColumn: 6 })
    expect(valueAt(parsed, '/b/0/c/1')).toMatchObject({ line: 3, column: 12, endColumn: 17 })
  })

  it('counts columns in UTF-16 units, past a byte order mark and over CRLF', () => {
    const parsed = parse('\ufeffa: 1\r\n"😀": [b, c]\r\n')
    expect(parsed.value).toEqual({ a: 1, '😀': ['b', 'c'] })
    expect(valueAt(parsed, '/a')).toMatchObject({ line: 1, column: 4 })
    expect(valueAt(parsed, '/😀/1')).toMatchObject({ line: 2, column: 11 })
  })

  it('answers the nearest ancestor for what is not there', () => {
    const parsed = parse('a:\n  b: 1\n')
    expect(valueAt(parsed, '/a/x/y')).toEqual(keyAt(parsed, '/a'))
    expect(valueAt(parsed, '/x')).toMatchObject({ line: 1, column: 1 })
  })

  it('ends a block where its text ends', () => {
    expect(valueAt(parse('a:\n  b: 1\n\n\nc: 2\n'), '/a')).toMatchObject({ endLine: 2, endColumn: 7 })
  })

  it('writes an alias out, with the places of what it stands for', () => {
    const parsed = parse('a: &it { x: 1 }\nb: *it\n')
    expect(parsed.value).toEqual({ a: { x: 1 }, b: { x: 1 } })
    expect(valueAt(parsed, '/b/x')).toMatchObject({ line: 1, column: 13 })
  })

  it('reads words as YAML 1.2 does: no dates, no yes, no octal', () => {
    expect(parse('a: 2010-09-09\nb: yes\nc: off\nd: 1.0.0\n').value).toEqual({
      a: '2010-09-09',
      b: 'yes',
      c: 'off',
      d: '1.0.0',
    })
  })
})

describe('a hostile file', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x]']
  for (const [to, from] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf'].map((pair) => [...pair]))
    bomb.push(`${to}: &${to} [${Array.from({ length: 8 }, () => `*${from}`).join(', ')}]`)

  it.each([
    ['an alias bomb', bomb.join('\n'), 'too-many-aliases'],
    [
      'an alias bomb with few aliases',
      `a: &a [${'x, '.repeat(9000)}x]\nb: [${Array.from({ length: 50 }, () => '*a').join(', ')}]`,
      'too-many-values',
    ],
    ['an alias of itself', 'a: &a [*a]', 'unknown-alias'],
    ['brackets without end', '['.repeat(40_000), 'too-deep'],
    ['a megabyte of brackets', '['.repeat(1_048_576), 'file-too-dense'],
    ['a megabyte of tags', '- !x y\n'.repeat(149_000), 'file-too-dense'],
    ['deep nesting', `a: ${'{a: '.repeat(80)}1${'}'.repeat(80)}`, 'too-deep'],
    ['maps without end', Array.from({ length: 1000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'), 'too-deep'],
    ['a key that is a list', '? [a, b]\n: 1\n', 'odd-key'],
  ])('is refused and not expanded: %s', (_title, text, code) => {
    // Of this thread alone: a busy machine makes nothing slower by this measure.
    const before = process.threadCpuUsage()
    const parsed = parse(text)
    const { user, system } = process.threadCpuUsage(before)
    expect(parsed.value).toBeUndefined()
    expect(parsed.problems.map((problem) => problem.code)).toEqual([code])
    expect((user + system) / 1_000).toBeLessThan(2_000)
  })
})

describe("CloudFormation's short tags", () => {
  it('are spelled out', () => {
    const text =
      'a: !Ref B\nc: !GetAtt D.E.F\ng: !Sub "${H}"\ni: !If [J, !Ref K, !Condition L]\nm: !Join\n  - ","\n  - [n, !GetAZs ""]\n'
    expect(parseTemplate(sourceFile('t.yml', text)).value).toEqual({
      a: { Ref: 'B' },
      c: { 'Fn::GetAtt': ['D', 'E.F'] },
      g: { 'Fn::Sub': '${H}' },
      i: { 'Fn::If': ['J', { Ref: 'K' }, { Condition: 'L' }] },
      m: { 'Fn::Join': [',', ['n', { 'Fn::GetAZs': '' }]] },
    })
  })

  it('are unknown in a file of the fleet', () => {
    expect(parse('a: !Ref B\n').problems.map(({ code }) => code)).toEqual(['unknown-tag'])
  })
})
