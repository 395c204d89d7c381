/**
 * Does what we read mean what YAML means?
 *
 * Held against another parser: of what an author may write and of what a
 * slip of the hand makes of it.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, parseDocument, stringify } from 'yaml'
import type { Range } from '../../src/fleet/model.ts'
import { parseYaml } from '../../src/fleet/parse.ts'
import { partsOf } from '../../src/fleet/places.ts'
import { exampleFleet, sourceFile } from '../support/world.ts'

const RUNS = { numRuns: 300, seed: 20261126 }

/** Text with all that YAML could take for a sign of its own. */
const word = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
  fc.constantFrom(
    ...['yes', 'null', '~', '1e3', '012', '0x1F', '-', '- a', 'a: b', '#', 'a #b', '%', '@', '!x', '*a', '&a'],
    ...["'", '"', '{', '[a]', ' a ', 'a\nb\n', '\n\na', 'é\u{1f600}'],
  ),
)
const name = word.filter((text) => text !== '__proto__' && text !== '<<')
const scalar = fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null))
const { map } = fc.letrec<{ value: unknown; list: unknown[]; map: object }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, tie('list'), tie('map')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  map: fc.dictionary(name, tie('value'), { maxKeys: 4 }),
}))

const QUOTES = ['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE'] as const
const BLOCKS = ['BLOCK_LITERAL', 'BLOCK_FOLDED'] as const

function written(kinds: readonly (typeof QUOTES | typeof BLOCKS)[number][]) {
  const options = fc.record({
    indent: fc.integer({ min: 1, max: 4 }),
    collectionStyle: fc.constantFrom('any', 'block', 'flow'),
    defaultStringType: fc.constantFrom(...kinds),
    lineWidth: fc.constantFrom(0, 20, 80),
  })
  return fc.tuple(map, options).map(([value, style]) => stringify(value, { ...style, aliasDuplicateObjects: false }))
}

describe('a value that somebody wrote', () => {
  it('is read as it was meant, in whatever style', () => {
    fc.assert(
      fc.property(written([...QUOTES, ...BLOCKS]), (text) => {
        const { value, problems } = parseYaml(sourceFile('a.yml', text))
        expect(problems, text).toEqual([])
        expect(value, text).toEqual(parse(text))
      }),
      RUNS,
    )
  })

  it('stands where its place says', () => {
    fc.assert(
      fc.property(written(QUOTES), (text) => {
        const { places, value } = parseYaml(sourceFile('a.yml', text))
        for (const [path, place] of places().entries())
          expect(parse(`${textAt(text, place.value)}\n`), `${path} of ${text}`).toEqual(valueIn(value, path))
      }),
      RUNS,
    )
  })
})

/** What stands there, in the columns in which it stands. */
function textAt(text: string, at: Range): string {
  const lines = text.split('\n').slice(at.line - 1, at.endLine)
  lines.push((lines.pop() ?? '').slice(0, at.endColumn - 1))
  const [first = '', ...more] = lines
  return [' '.repeat(at.column - 1) + first.slice(at.column - 1), ...more].join('\n')
}

function valueIn(value: unknown, path: string): unknown {
  return partsOf(path).reduce<unknown>((inner, part) => Object(inner)[part], value)
}

const SLIPS = [
  ...['\n', ' ', '  ', '\t', ':', ': ', '- ', '#', ' # ', '&a ', '*a', '!!str ', '!Ref ', '|', '>-\n', '"', "'"],
  ...['{', '}', '[', ']', ',', '?', '%', 'null', '012', '---\n', '\r\n', '{a, b: }', '[a: b]', '\n  # c\n'],
]

describe('a file that an author changed in haste', () => {
  it('means the same to another parser, where both take it', () => {
    const texts = [...exampleFleet().values()]
      .filter(({ path }) => !path.startsWith('blueprints/'))
      .map(({ text }) => text)
    let taken = 0
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.nat(),
        fc.constantFrom(...SLIPS),
        fc.nat({ max: 4 }),
        (text, where, slip, over) => {
          const at = where % (text.length + 1)
          const slipped = text.slice(0, at) + slip + text.slice(at + over)
          const { value, problems } = parseYaml(sourceFile('a.yml', slipped))
          const other = parseDocument(slipped, { logLevel: 'silent' })
          if (problems.length > 0 || other.errors.length > 0) return
          taken += 1
          expect(value ?? null, slipped).toEqual(other.toJS())
        },
      ),
      { ...RUNS, numRuns: 1_000 },
    )
    expect(taken).toBeGreaterThan(300)
  })

  it.each([
    [
      'of a map',
      'a: {\n  b: [1, 2], # one\n  c: "}\n    x"\n}\nd: 1\n',
      { a: { b: [1, 2], c: '} x' }, d: 1 },
      '/a/c',
      3,
    ],
    ['of a list', 'a:\n  b: [\n    one\n  ]\n  c: 2\n', { a: { b: ['one'], c: 2 } }, '/a/b/0', 3],
    ['with a tab', 'a: {\tb: 1,\tc: [\t] }\n', { a: { b: 1, c: [] } }, '/a/b', 1],
    ['after a tab', 'a:\t[b]\nc:\t{ d: 1 }\n', { a: ['b'], c: { d: 1 } }, '/c/d', 2],
    ['between blocks', 'a: |\n  {\n  #}\nb: {\n}\n', { a: '{\n#}\n', b: {} }, '/b', 4],
  ])('means what it means to others, its brackets as JSON has them: %s', (_name, text, value, path, line) => {
    const parsed = parseYaml(sourceFile('a.yml', text))
    expect(parsed).toMatchObject({ value, problems: [] })
    expect(parse(text)).toEqual(value)
    expect(parsed.places().get(path)?.value.line).toBe(line)
  })

  it.each([
    ['a key after a tag, in the line of another', 'a: !!str b: c\n'],
    ['a key after an anchor, in the line of another', 'a: &x b: c\n'],
  ])('is not taken where no reader would: %s', (_name, text) => {
    expect(parseYaml(sourceFile('a.yml', text)).problems).toMatchObject([{ code: 'yaml-syntax' }])
  })
})
