/** Promise: after a restart nothing is parsed, and no pipeline judged, that was before. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fleetOf } from '../../src/actions/read-fleet.ts'
import { isReadable, knownRead, type ReadFile, readFile } from '../../src/fleet/read-file.ts'
import { openReader, type Reader } from '../../src/reading/open.ts'
import { openStore } from '../../src/reading/store.ts'
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

async function open(script?: URL, fewFiles = 0): Promise<Reader> {
  const store = await openStore({ path: join(dir, 'kept'), version: 'v', log: { warn: () => undefined } })
  const reader = openReader({ store, fewFiles, pool: { workers: 1, ...(script === undefined ? {} : { script }) } })
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
  const first = await open()
  const here = await fleetOf({}, copy())
  const read = await fleetOf({ reader: first }, copy())
  expect(read.problems).toEqual([])
  expect(told(read.stacks)).toEqual(told(here.stacks))
  await first.close()
  readers.splice(0)

  // A thread that would fall over at once: none is started.
  const second = await open(new URL('no-such-worker.ts', import.meta.url))
  const files = copy()
  await second.prepare(files.values())
  for (const file of files.values()) expect(knownRead(file) !== undefined, file.path).toBe(isReadable(file.path))
  const again = await fleetOf({ reader: second }, files)
  expect(told(again.stacks)).toEqual(told(read.stacks))
})

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
  const reader = await open(new URL('no-such-worker.ts', import.meta.url))
  const files = copy()
  await reader.prepare(files.values())
  for (const file of files.values()) expect(knownRead(file) !== undefined, file.path).toBe(isReadable(file.path))
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
    const reader = await open()
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
  const reader = await open(new URL('no-such-worker.ts', import.meta.url), 1)
  await reader.prepare(small?.values() ?? [])
  const [file] = small?.values() ?? []
  expectSame(file && knownRead(file), file && readFile(file))
  await expect(reader.prepare(large?.values() ?? [])).rejects.toThrow()
})
