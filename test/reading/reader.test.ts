/** Promise: after a restart nothing is parsed that was before; and whatever a file is, it is read in time. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fleetOf } from '../../src/actions/read-fleet.ts'
import type { SourceTree } from '../../src/fleet/model.ts'
import { knownRead, type ReadFile, readFile } from '../../src/fleet/read-file.ts'
import { type Kept, openKept } from '../../src/reading/kept.ts'
import { openReader, type Reader } from '../../src/reading/open.ts'
import { told } from '../support/stacks.ts'
import { exampleFleet, sourceTree } from '../support/world.ts'

let dir: string
const readers: Reader[] = []
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fleetwright-reader-'))
})
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.close()
  await rm(dir, { recursive: true, force: true })
})

function openBefore(): Promise<Kept> {
  return openKept({ path: join(dir, 'kept'), version: 'v', log: { warn: () => undefined } })
}

interface Given {
  readonly script?: URL
  readonly fewFiles?: number
  readonly kept?: Kept
}

/** A thread that would fall over at once. */
const NONE = new URL('no-such-worker.ts', import.meta.url)

function open({ script, fewFiles = 0, kept }: Given = {}): Reader {
  const pool = { workers: 1, ...(script === undefined ? {} : { script }) }
  const reader = openReader({ fewFiles, pool, ...(kept === undefined ? {} : { kept }) })
  readers.push(reader)
  return reader
}

function expectSame(read: ReadFile | undefined, wanted: ReadFile | undefined): void {
  const said = (each: ReadFile | undefined) =>
    each && { ...each, parsed: { ...each.parsed, places: [...each.parsed.places().entries()] } }
  expect(said(read)).toEqual(said(wanted))
}

/** Other objects of the same content, as another process has them. */
function copy() {
  return sourceTree([...exampleFleet().values()].map(({ path, text }) => [path, text]))
}

it('a fleet is read once, and from the disk after a restart', { timeout: 60_000 }, async () => {
  const before = await openBefore()
  const first = open({ kept: before })
  const here = await fleetOf({}, copy())
  const files = copy()
  before.offer({ id: 'a1', files, bytes: 1 })
  const read = await fleetOf({ reader: first }, files)
  expect(read.problems).toEqual([])
  expect(told(read.stacks)).toEqual(told(here.stacks))
  expect(first.wasSound(files)).toBe(false)
  await first.close()
  readers.splice(0)

  const kept = await openBefore()
  const second = open({ kept, script: NONE })
  const known = kept.tree?.files ?? new Map()
  expectAllRead(known)
  expect([known, copy()].map(second.wasSound)).toEqual([true, false])
  const again = await fleetOf({ reader: second }, known)
  expect(told(again.stacks)).toEqual(told(read.stacks))
})

it.each([
  ['a merge of a pull request is not kept', true, false],
  ['a default branch with problems is not kept', false, true],
])('%s', async (_name, isSound, isOffered) => {
  const kept = await openBefore()
  const reader = open({ kept })
  const files = isSound ? copy() : new Map([...copy(), ...sourceTree([['customers/stray.yml', 'a: 1\n']])])
  if (isOffered) kept.offer({ id: 'a1', files, bytes: 1 })
  expect((await fleetOf({ reader }, files)).problems.length === 0).toBe(isSound)
  await reader.close()
  expect((await openBefore()).tree).toBeUndefined()
})

function expectAllRead(files: SourceTree): void {
  expect(files.size).toBeGreaterThan(0)
  for (const file of files.values()) expect(knownRead(file), file.path).toBeDefined()
}

it('a file that takes too long is a problem of that file', { timeout: 60_000 }, async () => {
  const reader = openReader({
    fewFiles: 0,
    pool: { workers: 1, fileMs: 300, script: new URL('failing-worker.ts', import.meta.url) },
  })
  readers.push(reader)
  const path = 'customers/acme/pipelines/web.yml'
  const files = new Map([...copy(), ...sourceTree([[path, 'hang: 1\n']])])
  const { problems } = await fleetOf({ reader }, files)
  expect(problems).toMatchObject([{ code: 'file-takes-too-long', at: { file: path, line: 1 } }])
})

it('sound files start no thread, however many they are', async () => {
  const reader = open({ script: NONE })
  const files = copy()
  await reader.prepare(files.values())
  expectAllRead(files)
})

it.each([
  ['no YAML', 'customers/acme/pipelines/web.yml', 'pipeline: [web\n'],
  ['no pipeline', 'customers/acme/pipelines/web.yml', 'pipeline: web\n'],
  ['a block of text with a percent sign', 'customers/acme/pipelines/web.yml', 'pipeline: |\n%a\n'],
  ['a huge file', 'blueprints/small/1.0.0/queue.template.yml', `# ${'x'.repeat(70_000)}\nResources: {}\n`],
])(
  'a thread reads what may take long, as it would be read here: %s',
  { timeout: 60_000 },
  async (_name, path, text) => {
    const reader = open()
    const [file] = sourceTree([[path, text]]).values()
    await reader.prepare(file === undefined ? [] : [file])
    expectSame(file && knownRead(file), file && readFile(file))
  },
)

it('a handful of small files starts no thread, and is read as threads would', async () => {
  const path = 'customers/acme/pipelines/web.yml'
  const [small, large] = ['pipeline: web\n', `# ${'x'.repeat(5_000)}\npipeline: web\n`].map((text) =>
    sourceTree([[path, text]]),
  )
  const reader = open({ script: NONE, fewFiles: 1 })
  await reader.prepare(small?.values() ?? [])
  const [file] = small?.values() ?? []
  expectSame(file && knownRead(file), file && readFile(file))
  await expect(reader.prepare(large?.values() ?? [])).rejects.toThrow()
})
