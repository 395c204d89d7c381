/** Does what was found out about a file survive the way to another thread and to the disk? */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's, not ours
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SourceFile } from '../../src/fleet/model.ts'
import { keyAt, type Parsed, valueAt } from '../../src/fleet/places.ts'
import { packed, type ReadCache, readFile, readOnce, unpacked } from '../../src/fleet/read-file.ts'
import { exampleFleet, sourceFile } from '../support/world.ts'

const PIPELINE = 'customers/acme/pipelines/web.yml'
const TEMPLATE = 'blueprints/small/1.0.0/queue.template.yml'

function placesIn({ places }: Parsed): unknown {
  return [...places().entries()].sort(([one], [other]) => (one < other ? -1 : 1))
}

/** Everything that a reader of the file could ask. */
function expectSame(file: SourceFile): void {
  const read = readFile(file)
  const back = unpacked(file, packed(read))
  expect(back.parsed.value).toEqual(read.parsed.value)
  expect(back.parsed.problems).toEqual(read.parsed.problems)
  expect(back.misfits).toEqual(read.misfits)
  if (read.parsed.value === undefined) return
  for (const [path] of read.parsed.places().entries()) {
    // Asked of fresh ones: the first questions are answered by a walk, later ones from an index.
    const fresh = unpacked(file, packed(read)).parsed
    expect(valueAt(fresh, path)).toEqual(valueAt(read.parsed, path))
    expect(valueAt(fresh, `${path}/nowhere`)).toEqual(valueAt(read.parsed, `${path}/nowhere`))
  }
  expect(placesIn(back.parsed)).toEqual(placesIn(read.parsed))
  expect(keyAt(back.parsed, '/pipeline')).toEqual(keyAt(read.parsed, '/pipeline'))
}

describe('a file that was packed and unpacked', () => {
  const odd: readonly (readonly [string, string, string])[] = [
    ['nothing in it', PIPELINE, ''],
    ['a list', PIPELINE, '- a\n- [b, { c: 1 }]\n'],
    ['aliases', PIPELINE, 'a: &x { y: 1 }\nb: *x\nc: *x\n'],
    ['keys that a pointer escapes', PIPELINE, 'a/b: 1\nc~d: { e/f: 2 }\n'],
    ['keys that look like numbers', PIPELINE, '"10": a\n"9": { "1": b }\nz: c\n'],
    ['keys of every object', PIPELINE, 'constructor: 1\ntoString: { valueOf: 2 }\n'],
    ['a value that is missing', PIPELINE, 'settings:\npipeline: web\n'],
    ['a mistake of syntax', PIPELINE, 'a: [\n'],
    ['two documents', PIPELINE, 'a: 1\n---\nb: 2\n'],
    ['a duplicate key', PIPELINE, 'a: 1\na: 2\n'],
    ['a number that loses its zero', PIPELINE, 'account: 012\n'],
    ['an emoji and a line separator within quotes', PIPELINE, 'a: "\\U0001F600 \\u2028"\n'],
    [
      'short tags',
      TEMPLATE,
      'Resources: { Q: { Type: !Sub "${A}", P: !GetAtt A.B, R: !Ref Q, S: !Join [x, [!Ref Q]] } }\n',
    ],
  ]
  it.each(odd)('says the same: %s', (_name, path, text) => {
    expectSame(sourceFile(path, text))
  })

  it('says the same, whatever an author breaks in the example', () => {
    const paths = [...exampleFleet().keys()]
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.nat(), fc.string({ maxLength: 4 }), (path, where, insert) => {
        const text = exampleFleet().get(path)?.text ?? ''
        const short = text.slice(0, 2_000)
        const at = where % (short.length + 1)
        expectSame(sourceFile(path, short.slice(0, at) + insert + short.slice(at)))
      }),
      { numRuns: 25, seed: 20261126 },
    )
  })
})

describe('a file that is asked for again', () => {
  it('is read once per path and content', () => {
    const cache: ReadCache = new Map()
    const first = readOnce(sourceFile(PIPELINE, 'a: 1'), cache)
    expect(readOnce(sourceFile(PIPELINE, 'a: 1'), cache)).toBe(first)
    expect(readOnce(sourceFile('customers/b/pipelines/web.yml', 'a: 1'), cache).parsed.file).not.toBe(PIPELINE)
    expect(readOnce(sourceFile(PIPELINE, 'a: 2'), cache).parsed.value).toEqual({ a: 2 })
  })
})
