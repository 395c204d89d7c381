/** Promise: what a pipeline is made of covers everything that is rendered for it. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Judge } from '../../src/fleet/judge-pipelines.ts'
import {
  blueprintPath,
  customerPath,
  FLEET_FILE,
  pipelinePath,
  releasePath,
  releaseSetPath,
} from '../../src/fleet/layout.ts'
import { loadFleet } from '../../src/fleet/load.ts'
import { type Made, madeOf } from '../../src/fleet/made.ts'
import type { Fleet, SourceTree } from '../../src/fleet/model.ts'
import { startOf } from '../../src/fleet/places.ts'
import { keepRead, unreadFile } from '../../src/fleet/read-file.ts'
import { sharing } from '../../src/fleet/sharing.ts'
import { generatedCustomers } from '../../src/generate/generate.ts'
import { renderProblems } from '../../src/render/render.ts'
import { stacksOf } from '../../src/render/stacks.ts'
import { spelledOut } from '../support/fleets.ts'
import { told } from '../support/stacks.ts'
import { exampleFleet, sourceTree } from '../support/world.ts'
import { ground } from './told.ts'

function sound(tree: SourceTree): Fleet {
  const { fleet, problems } = loadFleet(tree)
  expect(problems).toEqual([])
  if (fleet === undefined) throw new Error('a tree without problems is a fleet')
  return fleet
}

const example = exampleFleet()
const generated = [...generatedCustomers(sound(example), { customers: 4, seed: 3 }).values()]
const tree = sourceTree([...example.values(), ...generated].map(({ path, text }) => [path, text]))
const fleet = sound(tree)

interface Part {
  readonly name: string
  readonly made: Made | undefined
  /** The blobs of the files that it is made of. */
  readonly blobs: readonly (string | undefined)[]
}

function partsOf(of: Fleet, files: SourceTree): readonly Part[] {
  return of.pipelines.map((pipeline): Part => {
    const made = madeOf(of, pipeline)
    const blobs = (made === undefined ? [] : pathsOf(made)).map((path) => files.get(path)?.blob)
    return { name: `${pipeline.customer}/${pipeline.name}`, made, blobs }
  })
}

function pathsOf({ pipeline, ground: { blueprint, releaseSet, releases } }: Made): readonly string[] {
  return [
    FLEET_FILE,
    customerPath(pipeline.customer),
    pipelinePath(pipeline.customer, pipeline.name),
    blueprintPath(blueprint.name, blueprint.version),
    ...blueprint.stacks.map((stack) => stack.templatePath),
    releaseSetPath(releaseSet.name),
    ...Object.values(releases).map(({ component, version }) => releasePath(component, version)),
  ]
}

describe('a pipeline', () => {
  it('whose files are the same is made of the same, and of something else once one of them changes', () => {
    const before = partsOf(fleet, tree)
    const stacks = new Map(fleet.pipelines.map((each) => [`${each.customer}/${each.name}`, stacksOf(fleet, each)]))
    fc.assert(
      fc.property(
        fc.constantFrom(...tree.keys()),
        fc.nat(),
        fc.constantFrom('1', '2', ' ', '# x\n', 'a'),
        (path, where, insert) => {
          const text = tree.get(path)?.text ?? ''
          const at = where % (text.length + 1)
          const changed = new Map([...tree, ...sourceTree([[path, text.slice(0, at) + insert + text.slice(at)]])])
          const { fleet: head } = loadFleet(changed)
          if (head === undefined) return
          for (const [index, { name, made, blobs }] of partsOf(head, changed).entries()) {
            const old = before[index]
            expect(name).toBe(old?.name)
            // Objects and blobs tell the same apart.
            expect(made === old?.made).toBe(isDeepStrictEqual(blobs, old?.blobs))
            const pipeline = head.pipelines[index]
            if (made === old?.made && pipeline !== undefined) {
              expect(told(stacksOf(head, pipeline))).toBe(told(stacks.get(name) ?? []))
            }
          }
        },
      ),
      { numRuns: 60, seed: 20261126 },
    )
  })

  it('is made of the same however many sets its blueprint runs with, and heads pass by', () => {
    const sets = Array.from({ length: 12 }, (_, index) => `2026.08.${index + 1}`)
    const many = sets.reduce(
      (each, set, index) =>
        each
          .file(`releases/sets/${set}.yml`, { releaseSet: set, releases: { collector: '3.6.0' } })
          .pipeline('acme', `of-${index}`, { release: set }),
      ground,
    )
    const base = many.tree()
    const before = partsOf(sound(base), base)
    for (const minutes of [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) {
      const head = many.edit('fleet.yml', (text) => text.replace('soakMinutes: 1,', `soakMinutes: ${minutes},`))
      sound(sharing(head.tree(), base))
      const same = sharing(many.file('README.md', `${minutes}\n`).tree(), base)
      for (const [index, { made }] of partsOf(sound(same), same).entries()) {
        expect(made).toBeDefined()
        expect(made === before[index]?.made).toBe(true)
      }
    }
  })

  it('is asked about once, and not at all where its tree was found sound before', () => {
    const asked: string[] = []
    const judge: Judge = (resolved) => {
      asked.push(`${resolved.customer.name}/${resolved.pipeline.name}`)
      return renderProblems(resolved)
    }
    const first = loadFleet(tree, undefined, { judge })
    expect(asked).toHaveLength(fleet.pipelines.length)
    const web = 'customers/acme/pipelines/web.yml'
    const edited = new Map([...tree, ...sourceTree([[web, `${tree.get(web)?.text}# why\n`]])])
    loadFleet(edited, tree, { judge })
    expect(asked.splice(0).slice(fleet.pipelines.length)).toEqual(['acme/web'])
    // As after a restart: other objects, the same content.
    const again = sourceTree([...tree.values()].map(({ path, text }) => [path, text]))
    const fresh: Judge = (resolved) => judge(resolved)
    const known = loadFleet(again, undefined, { judge: fresh, wasSound: (each) => each === again })
    expect(spelledOut(known)).toEqual(spelledOut(first))
    expect(asked).toEqual([])
    loadFleet(edited, undefined, { judge: fresh, wasSound: (each) => each === again })
    expect(asked).toHaveLength(fleet.pipelines.length)
  })

  it('is asked about where one of its files cannot be read this time', () => {
    const again = sourceTree([...tree.values()].map(({ path, text }) => [path, text]))
    const file = again.get('customers/acme/pipelines/web.yml')
    if (file === undefined) throw new Error('the example lacks its pipeline')
    const problem = { code: 'file-takes-too-long', message: 'it takes too long', at: startOf(file.path) }
    keepRead(file, unreadFile(file.path, problem))
    expect(loadFleet(again, undefined, { judge: () => [], wasSound: () => true })).toEqual({ problems: [problem] })
  })
})
