/** Promise: four thousand accounts open no more descriptors than the one pool has, and fit into a small machine. */
import { expect, it } from 'vitest'
import { sockets } from '../bench/sockets.ts'

it('descriptors are bounded by the pool, and memory by its target', { timeout: 300_000 }, async () => {
  const results = await sockets()
  expect(results.map(({ unit }) => unit)).toEqual(['descriptors', 'MB'])
  for (const each of results) {
    process.stdout.write(`${JSON.stringify(each)}\n`)
    expect(each.value).toBeGreaterThan(0)
    expect(each.ok, each.metric).toBe(true)
  }
})
