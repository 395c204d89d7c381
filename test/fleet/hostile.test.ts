/**
 * Does a hostile or odd fleet ever hang, crash, poison a prototype or reach outside its repository?
 *
 * Whatever the text, the answer is a fleet, or problems at places that exist, within a bound of time of this thread
 * alone: a busy machine makes nothing slower by that measure.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what the author of a blueprint writes
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_TOKENS } from '../../src/fleet/density.ts'
import { loadFleet } from '../../src/fleet/load.ts'
import type { Problem, SourceTree } from '../../src/fleet/model.ts'
import { MOST_ALIASES, MOST_LEVELS, MOST_NODES } from '../../src/fleet/node-words.ts'
import { parseYaml } from '../../src/fleet/parse.ts'
import { MOST_CHARACTERS } from '../../src/fleet/plain-text.ts'
import type { ReadCache } from '../../src/fleet/read-file.ts'
import { MOST_SCHEMAS } from '../../src/fleet/settings-schema.ts'
import { textOf } from '../../src/git/listing.ts'
import { renderFleet } from '../../src/render/render.ts'
import { exampleFleet, sourceFile, sourceTree } from '../support/world.ts'
import { BLUEPRINT, CUSTOMER, ground, PIPELINE, replace, toldOf } from './told.ts'

/** Of processor time, for one file or one small fleet: a hundred times what the slowest of these takes. */
const MOST_MS = 2_000

function timed<Value>(work: () => Value): Value {
  const before = process.threadCpuUsage()
  const value = work()
  const { user, system } = process.threadCpuUsage(before)
  expect((user + system) / 1_000, 'milliseconds').toBeLessThan(MOST_MS)
  return value
}

/** Files that no test changes are parsed once. */
const cache: ReadCache = new Map()

/** Either a fleet that renders, or problems within the files that are there. */
function answers(tree: SourceTree, base?: SourceTree): void {
  const { fleet, problems } = timed(() => loadFleet(tree, base, { cache }))
  expect(fleet === undefined).toBe(problems.length > 0)
  for (const problem of problems) expectPlaced(problem, tree, base)
  if (fleet !== undefined) timed(() => renderFleet(fleet))
}

function expectPlaced({ at, message }: Problem, tree: SourceTree, base?: SourceTree): void {
  const text = (tree.get(at.file) ?? base?.get(at.file))?.text
  expect(text !== undefined || at.file === 'fleet.yml', `${at.file}: ${message}`).toBe(true)
  const lines = (text ?? '').split('\n')
  expect(at.line, message).toBeLessThanOrEqual(lines.length)
  expect(at.column, message).toBeLessThanOrEqual((lines[at.line - 1] ?? '').length + 1)
  expect(at.line < at.endLine || at.column <= at.endColumn, message).toBe(true)
}

describe('a limit', () => {
  const aliases = (count: number, of: string): string =>
    `a: &a ${of}\nb: [${Array.from({ length: count }, () => '*a').join(', ')}]\n`

  it.each([
    ['characters', '#'.repeat(5 * MOST_CHARACTERS), 'file-too-large', MOST_CHARACTERS],
    ['words and signs', '- a\n'.repeat(MOST_TOKENS), 'file-too-dense', MOST_TOKENS],
    ['levels', `${'['.repeat(MOST_LEVELS + 1)}${']'.repeat(MOST_LEVELS + 1)}`, 'too-deep', MOST_LEVELS],
    ['aliases', aliases(MOST_ALIASES + 1, '[x]'), 'too-many-aliases', MOST_ALIASES],
    ['values', aliases(50, `[${'x, '.repeat(5_000)}]`), 'too-many-values', MOST_NODES],
  ])('of %s is told to who passes it', (_name, text, code, limit) => {
    const { problems, value } = timed(() => parseYaml(sourceFile('a.yml', text)))
    expect(value).toBeUndefined()
    expect(problems).toEqual([expect.objectContaining({ code, expected: expect.stringContaining(`${limit}`) })])
  })

  it.each([
    ['levels', `${'['.repeat(MOST_LEVELS)}${']'.repeat(MOST_LEVELS)}`],
    ['aliases', aliases(MOST_ALIASES, '[x]')],
  ])('of %s is not reached by who keeps it', (_name, text) => {
    expect(parseYaml(sourceFile('a.yml', text)).problems).toEqual([])
  })

  it('of schemas is told to the author of a blueprint', () => {
    const many = Array.from({ length: MOST_SCHEMAS }, (_, n) => `s${n}: {}`).join(', ')
    const told = toldOf(replace(BLUEPRINT, '    queue:', `    more: { properties: { ${many} } }\n    queue:`)(ground))
    expect(told).toEqual([expect.stringContaining(`at most ${MOST_SCHEMAS}`)])
  })
})

describe('a word', () => {
  it.each([
    ['a date', '2026-11-10', '2026-11-10'],
    ['an instant', '2026-11-10T08:00:00Z', '2026-11-10T08:00:00Z'],
    ['a yes of older YAML', 'yes', 'yes'],
    ['an off of older YAML', 'off', 'off'],
    ['a number with underscores', '1_000', '1_000'],
    ['minutes and seconds', '12:30', '12:30'],
    ['a binary number', '0b11', '0b11'],
    ['an account id in quotes', '"012345678901"', '012345678901'],
    ['an account id with a tag', '!!str 012345678901', '012345678901'],
    ['a version of three parts', '1.10.0', '1.10.0'],
  ])('stays text: %s', (_name, written, read) => {
    expect(parseYaml(sourceFile('a.yml', `a: ${written}\n`))).toMatchObject({ value: { a: read }, problems: [] })
  })

  it.each(['012345678901', '0o17', '0x1F', '1e3', '+5', '.5', '5.', '1.10', '-0', '.nan', '1e999', '9007199254740993'])(
    'is never silently another number: %s',
    (written) => {
      const parsed = parseYaml(sourceFile('a.yml', `a: ${written}\n`))
      expect(parsed.value).toEqual({ a: written })
      expect(parsed.problems.map(({ code }) => code)).toEqual(['number-misread'])
    },
  )
})

describe('a name of the language that we are written in', () => {
  const NAMES = ['constructor', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf', 'prototype'] as const

  it.each(NAMES)('is a name like any other: %s', (name) => {
    const places: readonly ((text: string) => ReturnType<typeof ground.file>)[] = [
      (key) => ground.edit(PIPELINE, (text) => `${text}${key}: { polluted: true }\n`),
      (key) => replace(PIPELINE, 'delaySeconds: 5', `${key}: { polluted: true }`)(ground),
      (key) => replace(BLUEPRINT, 'DelaySeconds: $', `${key}: $`)(ground),
      (key) => replace(BLUEPRINT, '${settings.alarm.tone}', `\${settings.${key}}`)(ground),
      (key) => replace(BLUEPRINT, '${release.collector.image}', `\${release.${key.toLowerCase()}.image}`)(ground),
      (key) => replace(BLUEPRINT, '${stacks.queue.outputs.QueueName}', `\${stacks.queue.outputs.${key}}`)(ground),
      (key) => replace('releases/sets/2026.08.0.yml', 'collector: 3.6.0', `${key}: 3.6.0`)(ground),
      (key) => ground.file('releases/channels.yml', `channels: { ${key}: 2026.08.0 }\n`),
      (key) => replace(PIPELINE, 'account: prod', `account: ${key}`)(ground),
      (key) => replace(PIPELINE, 'small@1.0.0', `${key.toLowerCase()}@1.0.0`)(ground),
      (key) => replace(PIPELINE, '2026.08.0', key)(ground),
      (key) => replace(CUSTOMER, 'ring: canary', `ring: ${key}`)(ground),
      (key) => replace('blueprints/small/1.0.0/queue.template.yml', 'DelaySeconds: {', `${key}: {`)(ground),
      (key) => replace('blueprints/small/1.0.0/queue.template.yml', 'Queue:', `${key}:`)(ground),
    ]
    for (const place of places) answers(place(name).tree(), ground.tree())
    expect(Object.keys(Object.prototype)).toEqual([])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('that would become a prototype is refused wherever it stands', () => {
    const texts = ['__proto__: { a: 1 }', 'a: [{ __proto__: { b: 1 } }]', '"__proto__": 1', '? __proto__\n: 1']
    for (const text of texts)
      expect(parseYaml(sourceFile('a.yml', text)).problems.map(({ code }) => code)).toEqual(['odd-key'])
  })
})

describe('a path', () => {
  it.each([
    ['a template outside the blueprint', BLUEPRINT, 'queue.template.yml', '../../../../secret.template.yml'],
    ['a template by its absolute path', BLUEPRINT, 'queue.template.yml', '/etc/passwd.template.yml'],
    ['a blueprint outside the folder', PIPELINE, 'small@1.0.0', '../small@1.0.0'],
    ['a release set outside the folder', PIPELINE, '2026.08.0', '../../fleet'],
    ['a release outside the folder', 'releases/sets/2026.08.0.yml', '3.6.0', '../collector/3.6.0'],
    ['a customer outside the folder', CUSTOMER, 'customer: acme', 'customer: ../acme'],
    ['a schema in another file', BLUEPRINT, 'type: object', '$ref: file:///etc/passwd'],
  ])('leads nowhere: %s', (_name, path, was, is) => {
    expect(toldOf(replace(path, was, is)(ground)).length).toBeGreaterThan(0)
  })
})

describe('a settings schema', () => {
  const withTone = (tone: string): ReturnType<typeof ground.file> =>
    replace(BLUEPRINT, /tone: \{.*\}/, `tone: ${tone}`)(ground)

  it('with a pattern that takes forever elsewhere is matched in no time', () => {
    const schema = '{ type: string, pattern: "^(a+)+$", default: a }'
    const world = withTone(schema).edit(PIPELINE, (text) => `${text}  alarm: { tone: ${'a'.repeat(50_000)}b }\n`)
    const { problems } = timed(() => loadFleet(world.tree()))
    expect(problems.map(({ code }) => code)).toEqual(['wrong-value'])
  })

  it('that would ask the same thing a billion times is refused', () => {
    const parts = Array.from(
      { length: 30 },
      (_, n) => `p${n + 1}: { allOf: [{ $ref: "#/$defs/p${n}" }, { $ref: "#/$defs/p${n}" }] }`,
    )
    const schema = `{ $ref: "#/$defs/p30", $defs: { p0: { type: string }, ${parts.join(', ')} } }`
    expect(timed(() => toldOf(withTone(schema)))).toEqual(
      expect.arrayContaining([expect.stringContaining('settings-schema-keyword')]),
    )
  })

  it('that asks itself without end is refused', () => {
    expect(toldOf(replace(BLUEPRINT, 'type: object', 'type: object\n  allOf: [{ $ref: "#" }]')(ground))).toEqual([
      expect.stringContaining('settings-schema-reference'),
    ])
  })
})

const example = exampleFleet()
const PATHS = [...example.keys()].filter((path) => path.endsWith('.yml') && !path.startsWith('bootstrap'))

/** Characters and words that mean something to YAML, to the fleet's language or to us. */
const ODD = fc.oneof(
  fc.constantFrom(
    ...['\n', '\r', '\r\n', ' ', '\t', ': ', '- ', '? ', '"', "'", '{', '[', '}', ']', ',', '#', '|', '>', '%', '@'],
    ...['&a ', '*a', '!x ', '!!binary ', '!!js/function ', '!Ref ', '---\n', '...\n', '%YAML 1.1\n', '<<: ', '<<: *a'],
    ...['null', '~', '0', '012345678901', '0x1F', '1e3', '.nan', 'yes', '2026-11-10', '${', '${settings.', '}'],
    ...['__proto__: ', 'constructor: ', '\u0000', '\ufffd', '\ufeff', '\u202e', '\u2028', 'é', '😀', '../', '/etc/'],
  ),
  fc.string({ maxLength: 6 }),
)

const MUTATION = fc.record({
  path: fc.constantFrom(...PATHS),
  line: fc.nat({ max: 200 }),
  how: fc.constantFrom('delete', 'duplicate', 'swap', 'indent', 'empty', 'insert', 'cut', 'copy'),
  column: fc.nat({ max: 60 }),
  odd: ODD,
})
type Mutation = typeof MUTATION extends fc.Arbitrary<infer M> ? M : never

function mutated(tree: SourceTree, { path, line, how, column, odd }: Mutation): SourceTree {
  const lines = (tree.get(path)?.text ?? '').split('\n')
  const at = line % lines.length
  const text = lines[at] ?? ''
  const other = lines[(at + 1) % lines.length] ?? ''
  const edits = {
    delete: () => lines.toSpliced(at, 1),
    duplicate: () => lines.toSpliced(at, 0, text),
    swap: () => lines.toSpliced(at, 2, other, text),
    indent: () => lines.with(at, `  ${text}`),
    empty: () => [],
    insert: () => lines.with(at, text.slice(0, column) + odd + text.slice(column)),
    cut: () => lines.with(at, text.slice(0, column)),
    copy: () => [...lines, ...lines],
  }
  return new Map([...tree, ...sourceTree([[path, edits[how]().join('\n')]])])
}

/** Each run loads the whole example fleet. */
const MANY_FLEETS = { timeout: 120_000 } as const

describe('any mutation of the example fleet', MANY_FLEETS, () => {
  it('gives a fleet, or problems at places that exist', () => {
    fc.assert(
      fc.property(fc.array(MUTATION, { minLength: 1, maxLength: 4 }), (mutations) => {
        answers(mutations.reduce(mutated, example), example)
      }),
      { numRuns: 30, seed: 20261126 },
    )
  })
})

describe('any text', MANY_FLEETS, () => {
  it('is a value, or problems within the text', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(ODD, fc.constantFrom('a', 'b: ', '\n', '  '))), (pieces) => {
        const file = sourceFile('a.yml', pieces.join(''))
        const { problems, value } = timed(() => parseYaml(file))
        expect(value === undefined && problems.length === 0).toBe(false)
        for (const problem of problems) expectPlaced(problem, new Map([[file.path, file]]))
      }),
      { numRuns: 500, seed: 20261127 },
    )
  })

  it('of any bytes is a fleet, or problems', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
    )
    fc.assert(
      fc.property(fc.constantFrom(...PATHS), bytes, (path, content) => {
        // As the git room decodes them.
        answers(new Map([...example, ...sourceTree([[path, textOf(Buffer.from(content))]])]))
      }),
      { numRuns: 15, seed: 20261125 },
    )
  })
})
