/** Is what was kept on the disk either what was written, or nothing? */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore, type Store } from '../../src/reading/store.ts'
import { keptTexts } from '../../src/reading/texts.ts'
import { codeVersion } from '../../src/reading/version.ts'

let dir: string
let path: string
let warnings: string[]
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fleetwright-store-'))
  path = join(dir, 'cache', 'kept')
  warnings = []
})
afterEach(() => rm(dir, { recursive: true, force: true }))

function open(version = 'v1', mostBytes?: number): Promise<Store> {
  const log = { warn: (message: string) => void warnings.push(message) }
  return openStore({ path, version, log, ...(mostBytes === undefined ? {} : { mostBytes }) })
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (found: Uint8Array | undefined): string | undefined => found && new TextDecoder().decode(found)

async function written(): Promise<Buffer> {
  const store = await open()
  store.put('one', bytes('first'))
  store.put('two', bytes('second'))
  store.put('empty', bytes(''))
  await store.save()
  return readFile(path)
}

describe('what was kept', () => {
  it('is there after a restart', async () => {
    await written()
    const again = await open()
    expect(['one', 'two', 'empty', 'three'].map((key) => text(again.get(key)))).toEqual([
      'first',
      'second',
      '',
      undefined,
    ])
    expect(again.has('two')).toBe(true)
    expect(again.unsaved()).toBe(0)
    expect(warnings).toEqual([])
    expect(await readdir(join(dir, 'cache'))).toEqual(['kept'])
  })

  it('is nothing to another version of the program', async () => {
    await written()
    expect((await open('v2')).has('one')).toBe(false)
    expect(warnings).toHaveLength(1)
  })

  it('is nothing once a byte of it is another, or missing', async () => {
    const good = await written()
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: good.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const bad = Buffer.from(good)
        bad[at] = ((bad[at] ?? 0) + by) % 256
        await writeFile(path, bad)
        expect((await open()).has('one')).toBe(false)
        await writeFile(path, good.subarray(0, at))
        expect((await open()).has('one')).toBe(false)
      }),
      { numRuns: 40, seed: 20261126 },
    )
    expect(warnings.length).toBeGreaterThan(0)
    const store = await open()
    store.put('one', bytes('again'))
    await store.save()
    expect(text((await open()).get('one'))).toBe('again')
  })

  it('keeps within its bound, and forgets first what nobody asked for', async () => {
    const store = await open()
    for (const key of ['a', 'b', 'c']) store.put(key, bytes('x'.repeat(100)))
    await store.save()
    const small = await open('v1', 250)
    expect(small.has('c')).toBe(true)
    small.put('d', bytes('x'.repeat(100)))
    await small.save()
    const again = await open()
    expect(['a', 'b', 'c', 'd'].map((key) => again.has(key))).toEqual([false, false, true, true])
  })

  it('that cannot be written is told and costs nothing else', async () => {
    await writeFile(join(dir, 'cache'), 'a file in the place of the folder')
    const store = await open()
    store.put('one', bytes('first'))
    await store.save()
    expect(text(store.get('one'))).toBe('first')
    expect(warnings.length).toBeGreaterThan(0)
  })

  it('holds texts as they were, a byte order mark too', async () => {
    const store = await open()
    for (const each of ['\ufeffa: 1', 'ü\r\n', '']) {
      keptTexts(store).keep(each, each)
      expect(keptTexts(store).get(each)).toBe(each)
    }
  })
})

it('the version of the program is the same each time it is asked', () => {
  expect(codeVersion()).toMatch(/^[0-9a-f]{64}$/)
  expect(codeVersion()).toBe(codeVersion())
})
