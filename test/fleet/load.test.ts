/**
 * Is a tree always either a fleet or a list of problems that an author can find?
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import type { ParseCache } from '../../src/fleet/parse.ts'
import { textOf } from '../../src/git/listing.ts'
import { exampleFleet, sourceTree, world } from '../support/world.ts'

const example = exampleFleet()

describe('the example fleet', () => {
  const { fleet, problems } = loadFleet(example, example)

  it('has no problems, nor against itself', () => {
    expect(problems).toEqual([])
  })

  it('is as large as the demo needs', () => {
    expect(fleet?.customers.map(({ name, ring }) => `${name}: ${ring}`)).toEqual([
      'acme: canary',
      'globex: early',
      'initech: early',
      'umbrella: broad',
    ])
    expect(fleet?.pipelines.length).toBe(7)
    expect(fleet?.customers.flatMap(({ accounts }) => accounts).length).toBe(6)
  })
})

describe('a fleet', () => {
  it('does not depend on the order in which its files were read', () => {
    const reversed = new Map([...example].toReversed())
    expect(loadFleet(reversed)).toEqual(loadFleet(example))
  })

  it('is the same when its files are remembered', () => {
    const cache: ParseCache = new Map()
    const first = loadFleet(example, example, { cache })
    const size = cache.size
    expect(loadFleet(example, example, { cache })).toEqual(first)
    expect(cache.size).toBe(size)
  })

  it('is not disturbed by files that nobody reads', () => {
    const tree = new Map([...example, ...sourceTree([['docs/notes.yml', 'a: [']]), ...sourceTree([['LICENSE', '\0']])])
    expect(loadFleet(tree).problems).toEqual([])
  })

  it('may add a customer with account and pipeline in one change', () => {
    const base = world().customer('acme').pipeline('acme', 'web')
    const head = base.customer('globex', { ring: 'early' }).pipeline('globex', 'app')
    expect(loadFleet(head.tree(), base.tree()).problems).toEqual([])
  })

  it('may move a pipeline to another version and release set', () => {
    const base = world().customer('acme').pipeline('acme', 'web')
    const head = base.pipeline('acme', 'web', { release: '2026.11.0' })
    expect(loadFleet(head.tree(), base.tree()).problems).toEqual([])
  })

  it('may give an account another name', () => {
    const base = world().customer('acme').pipeline('acme', 'web')
    const head = base
      .edit('customers/acme/customer.yml', (text) => text.replace('account: prod', 'account: main'))
      .edit('customers/acme/pipelines/web.yml', (text) => text.replace('account: prod', 'account: main'))
    expect(loadFleet(head.tree(), base.tree()).problems).toEqual([])
  })
})

describe('every mistake', () => {
  it('in one file leaves the mistakes in others to be told', () => {
    const tree = world()
      .customer('acme')
      .pipeline('acme', 'web')
      .pipeline('acme', 'app', { release: 'nowhere' })
      .edit('customers/acme/pipelines/web.yml', (text) => `${text}x: [`)
      .tree()
    expect(loadFleet(tree).problems.map(({ at, code }) => `${at.file} ${code}`)).toEqual([
      'customers/acme/pipelines/app.yml unknown-release-set',
      'customers/acme/pipelines/web.yml yaml-syntax',
    ])
  })

  it('is told in the order of files and lines', () => {
    const tree = world().customer('acme', { ring: 'b' }).pipeline('acme', 'web', { account: 'x', release: 'y' }).tree()
    expect(loadFleet(tree).problems.map(({ at }) => `${at.file}:${at.line}`)).toEqual([
      'customers/acme/customer.yml:2',
      'customers/acme/pipelines/web.yml:2',
      'customers/acme/pipelines/web.yml:5',
    ])
  })
})

describe('any change to any file', () => {
  const paths = [...example.keys()].filter((path) => path.endsWith('.yml') && !path.startsWith('bootstrap'))

  it('gives a fleet, or problems at places that exist', () => {
    const cache: ParseCache = new Map()
    fc.assert(
      fc.property(
        fc.constantFrom(...paths),
        fc.nat(),
        fc.nat({ max: 12 }),
        fc.oneof(
          fc.constantFrom(
            '\n',
            ' ',
            ': ',
            '- ',
            '"',
            '{',
            '[',
            '&a ',
            '*a',
            '!x ',
            '#',
            '\t',
            'null',
            '0',
            '~',
            '|',
            '${',
            '<<',
          ),
          fc.string({ maxLength: 6 }),
        ),
        (path, where, cut, insert) => {
          const text = example.get(path)?.text ?? ''
          const from = where % (text.length + 1)
          const changed = text.slice(0, from) + insert + text.slice(from + cut)
          const tree = new Map([...example, ...sourceTree([[path, changed]])])
          const { fleet, problems } = loadFleet(tree, example, { cache })
          expect(fleet === undefined).toBe(problems.length > 0)
          for (const { at, message } of problems) {
            const lines = (tree.get(at.file)?.text ?? '').split('\n')
            expect(at.line, message).toBeLessThanOrEqual(lines.length)
            expect(at.column, message).toBeLessThanOrEqual((lines[at.line - 1] ?? '').length + 1)
            expect(at.line < at.endLine || at.column <= at.endColumn, message).toBe(true)
          }
        },
      ),
      { numRuns: 150, seed: 20261123 },
    )
  })
})

describe('any bytes for any file', () => {
  const paths = [...example.keys()].filter((path) => path.endsWith('.yml') && !path.startsWith('bootstrap'))
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ maxLength: 200, unit: 'binary' }).map((text) => new TextEncoder().encode(text)),
  )

  it('give a fleet, or problems in files that are there', () => {
    const cache: ParseCache = new Map()
    fc.assert(
      fc.property(fc.constantFrom(...paths), bytes, (path, content) => {
        // As the git room decodes them.
        const tree = new Map([...example, ...sourceTree([[path, textOf(Buffer.from(content))]])])
        const { fleet, problems } = loadFleet(tree, example, { cache })
        expect(fleet === undefined).toBe(problems.length > 0)
        for (const { at } of problems) expect(tree.has(at.file) || at.file === 'fleet.yml').toBe(true)
      }),
      { numRuns: 30, seed: 20261125 },
    )
  })
})
