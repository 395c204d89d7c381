/** Does the embedded bot survive `kill -9`? */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { surviveKills } from './kills.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetwright-kill-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('a kill loses no work and repeats no effect', { timeout: 90_000 }, async () => {
  await surviveKills(folder)
  expect.hasAssertions()
})
