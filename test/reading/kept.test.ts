/** Is what was kept of a fleet either what was known of it, or nothing? */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import type { KnownTree, SourceTree } from '../../src/fleet/model.ts'
import { knownRead } from '../../src/fleet/read-file.ts'
import { generatedCustomers } from '../../src/generate/generate.ts'
import { type Kept, openKept } from '../../src/reading/kept.ts'
import { codeVersion } from '../../src/reading/version.ts'
import { tell } from '../fleet/told.ts'
import { spelledOut } from '../support/fleets.ts'
import { exampleFleet, sourceTree, world } from '../support/world.ts'

let dir: string
let path: string
let warnings: string[]
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fleetwright-kept-'))
  path = join(dir, 'cache', 'kept')
  warnings = []
})
afterEach(() => rm(dir, { recursive: true, force: true }))

function open(version = 'v1'): Promise<Kept> {
  return openKept({ path, version, log: { warn: (message: string) => void warnings.push(message) } })
}

/** As if it had been read from Git and found sound. */
async function keep(kept: Kept, files: SourceTree, id = 'a1'): Promise<void> {
  expect(loadFleet(files).problems.map(tell)).toEqual([])
  kept.offer({ id, files, bytes: 1_000 })
  kept.keep(files)
  await kept.settled()
}

/** What is kept finds its texts when they are asked for. */
function plain(tree: SourceTree | undefined): SourceTree {
  return new Map([...(tree ?? [])].map(([at, { path: name, blob, text }]) => [at, { path: name, blob, text }]))
}

function fresh(tree: SourceTree): SourceTree {
  return sourceTree([...tree.values()].map((file) => [file.path, file.text]))
}

const example = exampleFleet()
const small = world().customer('acme').pipeline('acme', 'web').tree()

describe('a tree that was kept', () => {
  it('says after a restart what it says to who reads it anew, at the same places', async () => {
    const { fleet: ground } = loadFleet(example)
    if (ground === undefined) throw new Error('the example is a fleet')
    const odd: [string, string][] = [
      ['customers/acme/pipelines/notes.txt', 'read by nobody'],
      ['docs/notes.yml', 'a: [\n'],
      [
        'customers/globex/customer.yml',
        `\ufeff${small.get('customers/acme/customer.yml')?.text.replace(/acme/g, 'globex').replace('"1111', '"3333')}# für Łódź → 🚀\n`,
      ],
    ]
    const generated = [...generatedCustomers(ground, { customers: 30, seed: 7 }).values()]
    for (const files of [
      sourceTree(
        [...small.values(), ...odd.map(([at, text]) => ({ path: at, text }))].map((file) => [file.path, file.text]),
      ),
      fresh(new Map([...example, ...generated.map((file) => [file.path, file] as const)])),
    ]) {
      await keep(await open(), files)
      const { tree } = await open()
      if (tree === undefined) throw new Error('it was kept')
      expect({ ...tree, files: plain(tree.files) }).toEqual({ id: 'a1', files, bytes: 1_000 })
      expect([...tree.files.keys()]).toEqual([...files.keys()])
      for (const file of tree.files.values()) expect(knownRead(file), file.path).toBeDefined()
      const wasSound = (each: SourceTree) => each === tree.files
      const again = loadFleet(tree.files, undefined, { wasSound })
      expect(spelledOut(again)).toEqual(spelledOut(loadFleet(fresh(files))))
      const edits = [...files.values()].filter(({ path: at }) => at.startsWith('customers/')).slice(0, 3)
      for (const { path: at, text } of edits) {
        const head = (of: SourceTree) => new Map([...of, ...sourceTree([[at, text.replace(/: .*/, ': nobody-knows')]])])
        const told = (of: SourceTree) => loadFleet(head(of), of, { wasSound }).problems.map(tell)
        expect(told(tree.files)).toEqual(told(fresh(files)))
      }
    }
    expect(warnings).toEqual([])
    expect(await readdir(join(dir, 'cache'))).toEqual(['kept'])
  }, 60_000)

  it('is nothing to another version of the program', async () => {
    await keep(await open(), small)
    expect((await open('v2')).tree).toBeUndefined()
    expect((await open('v')).tree).toBeUndefined()
    expect(warnings).toHaveLength(2)
  })

  it('is nothing once a byte of it is another, or missing', async () => {
    await keep(await open(), small)
    const good = await readFile(path)
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: good.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const bad = Buffer.from(good)
        bad[at] = ((bad[at] ?? 0) + by) % 256
        await writeFile(path, bad)
        expect((await open()).tree).toBeUndefined()
        await writeFile(path, good.subarray(0, at))
        expect((await open()).tree).toBeUndefined()
      }),
      { numRuns: 40, seed: 20261126 },
    )
    expect(warnings.length).toBe(80)
    await keep(await open(), small)
    expect(plain((await open()).tree?.files)).toEqual(small)
  })

  it('is the one before where the program was killed while it wrote another', async () => {
    await keep(await open(), small)
    const child = spawn(process.execPath, [new URL('killed-while-writing.ts', import.meta.url).pathname, path], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const [, signal] = await once(child, 'exit')
    expect(signal).toBe('SIGKILL')
    const half = `kept.${child.pid}`
    expect(await readdir(join(dir, 'cache'))).toEqual(['kept', half])
    expect((await stat(join(dir, 'cache', half))).size).toBeGreaterThan(0)
    expect(plain((await open()).tree?.files)).toEqual(small)
    await writeFile(path, await readFile(join(dir, 'cache', half)))
    expect((await open()).tree).toBeUndefined()
  }, 60_000)

  it('is the last that the default branch had, and is not written twice', async () => {
    const kept = await open()
    await keep(kept, small)
    const proposed = world().customer('acme').pipeline('acme', 'api').tree()
    loadFleet(proposed)
    kept.keep(proposed)
    await kept.settled()
    const { ino } = await stat(path)
    const again = await open()
    expect(plain(again.tree?.files)).toEqual(small)
    const same = again.tree as KnownTree
    again.offer({ ...same, id: 'b2' })
    again.keep(same.files)
    await again.settled()
    expect((await stat(path)).ino).toBe(ino)
    const [one, two] = [proposed, fresh(proposed)]
    for (const [index, files] of [one, two].entries()) {
      loadFleet(files)
      again.offer({ id: `c${index}`, files, bytes: 1 })
      again.keep(files)
    }
    await again.settled()
    const { tree } = await open()
    expect({ ...tree, files: plain(tree?.files) }).toEqual({ id: 'c1', files: two, bytes: 1 })
  })

  it('that cannot be written is told and costs nothing else', async () => {
    await writeFile(join(dir, 'cache'), 'a file in the place of the folder')
    await keep(await open(), small)
    expect(warnings).toEqual([
      'what was kept of the fleet cannot be read, and is made anew',
      'what is known of the fleet could not be kept',
    ])
  })
})

it('the version of the program is the same each time it is asked', () => {
  expect(codeVersion()).toMatch(/^[0-9a-f]{64}$/)
  expect(codeVersion()).toBe(codeVersion())
})
