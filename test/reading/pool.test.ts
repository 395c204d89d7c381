/** Do the threads that parse answer, in order, whatever becomes of them? */
import { afterEach, describe, expect, it } from 'vitest'
import { packed, readFile } from '../../src/fleet/read-file.ts'
import { openPool, type Pool, type PoolOptions } from '../../src/reading/pool.ts'
import { sourceFile } from '../support/world.ts'

const FAILING = new URL('failing-worker.ts', import.meta.url)
const pools: Pool[] = []

afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close()
})

function open(options: PoolOptions = {}): Pool {
  const pool = openPool({ workers: 2, ...options })
  pools.push(pool)
  return pool
}

function customers(texts: readonly string[]) {
  return texts.map((text, index) => sourceFile(`customers/c${index}/customer.yml`, text))
}

describe('threads', () => {
  it('say of each file what would be said here, in the order of the files', async () => {
    const files = customers(Array.from({ length: 40 }, (_, index) => `customer: c${index}\nx: [${index}]\n`))
    const parsed = await open().parse(files)
    expect(parsed).toEqual(files.map((file) => Uint8Array.from(packed(readFile(file)))))
  })

  it('of a file that takes too long give up that file alone', { timeout: 60_000 }, async () => {
    const files = customers(['a: 1', 'hang: 1', 'b: 2', 'c: 3'])
    const parsed = await open({ workers: 1, script: FAILING, fileMs: 300 }).parse(files)
    expect(parsed.map((bytes) => bytes === undefined)).toEqual([false, true, false, false])
  })

  it.each([
    ['falls over', 'crash: 1'],
    ['exits', 'exit: 1'],
  ])('of which one %s are replaced, and the file is named', { timeout: 60_000 }, async (_name, text) => {
    const pool = open({ workers: 1, script: FAILING })
    await expect(pool.parse(customers([text]))).rejects.toMatchObject({
      code: 'parser-ended',
      retryable: true,
      message: expect.stringContaining('customers/c0/customer.yml'),
    })
    expect(await pool.parse(customers(['a: 1']))).toHaveLength(1)
  })

  it('that are closed fail what waits for them, and take no more', { timeout: 60_000 }, async () => {
    const pool = open({ workers: 1, script: FAILING, fileMs: 600_000 })
    const waiting = pool.parse(customers(['hang: 1', 'a: 1']))
    const failed = expect(waiting).rejects.toMatchObject({ code: 'closing' })
    await pool.close()
    await failed
    await expect(pool.parse(customers(['a: 1']))).rejects.toMatchObject({ code: 'closing' })
  })
})
