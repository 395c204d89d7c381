/**
 * Is a tree always either a fleet or a list of problems that an author can find?
 */
import { describe, expect, it } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import type { ReadFile } from '../../src/fleet/read-file.ts'
import { sharing } from '../../src/fleet/sharing.ts'
import { spelledOut } from '../support/fleets.ts'
import { exampleFleet, sourceTree, type World, world } from '../support/world.ts'

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
    expect(spelledOut(loadFleet(reversed))).toEqual(spelledOut(loadFleet(example)))
  })

  it('is the same when its files are remembered', () => {
    const cache = new Map<string, ReadFile>()
    const first = loadFleet(example, example, { cache })
    const size = cache.size
    expect(loadFleet(example, example, { cache })).toEqual(first)
    expect(cache.size).toBe(size)
  })

  it('is not disturbed by files that nobody reads', () => {
    const tree = new Map([...example, ...sourceTree([['docs/notes.yml', 'a: [']]), ...sourceTree([['LICENSE', '\0']])])
    expect(loadFleet(tree).problems).toEqual([])
  })

  it('is mended where a sound one differs in customers alone, and made anew otherwise', () => {
    const start = world().customer('acme').pipeline('acme', 'web').customer('globex').pipeline('globex', 'app')
    const base = start.tree()
    const { fleet: was } = loadFleet(base)
    const change = (head: World) => loadFleet(sharing(head.tree(), base), base).fleet
    const moved = change(start.pipeline('globex', 'app', { release: '2026.11.0' }))
    expect(moved?.blueprints).toBe(was?.blueprints)
    expect(moved?.customers).toBe(was?.customers)
    expect(moved?.pipelines[0]).toBe(was?.pipelines[0])
    expect(moved?.pipelines[1]?.releaseSet).toBe('2026.11.0')
    const slower = change(start.edit('fleet.yml', (text) => text.replace('soakMinutes: 1,', 'soakMinutes: 9,')))
    expect(slower?.rings[0]?.soakMinutes).toBe(9)
    expect(slower?.blueprints).not.toBe(was?.blueprints)
  })

  it('without customers is judged as well', () => {
    const nobodys = world().edit('releases/sets/2026.08.0.yml', (text) =>
      text.replace('releaseSet: 2026', 'releaseSet: 2025'),
    )
    expect(loadFleet(nobodys.tree()).problems.map(({ code }) => code)).toEqual(['name-mismatch'])
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
