/** Promise: what is rehearsed at boot is ready for the first pull request, and changes nothing that is said of it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { rehearse } from '../../../src/actions/planning/rehearse.ts'
import { differingStacks, fleetOf, type ReadFleet } from '../../../src/actions/read-fleet.ts'
import type { SourceTree } from '../../../src/fleet/model.ts'
import { isUnmade } from '../../../src/lib/stand-in.ts'
import { openKept } from '../../../src/reading/kept.ts'
import { openReader, type Reader } from '../../../src/reading/open.ts'
import { spelledOut } from '../../support/fleets.ts'
import { told } from '../../support/stacks.ts'
import { exampleFleet, sourceTree } from '../../support/world.ts'

const WEB = 'customers/acme/pipelines/web.yml'
let path: string
const readers: Reader[] = []
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'fleetwright-rehearse-')), 'kept')
})
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.close()
  await rm(join(path, '..'), { recursive: true, force: true })
})

async function start(): Promise<{ readonly reader: Reader; readonly kept: Awaited<ReturnType<typeof openKept>> }> {
  const kept = await openKept({ path, version: 'v', log: { warn: () => undefined } })
  const reader = openReader({ kept })
  readers.push(reader)
  return { reader, kept }
}

/** As a process that was started again finds it. */
async function restarted(): Promise<{ readonly reader: Reader; readonly base: ReadFleet }> {
  const files = sourceTree([...exampleFleet().values()].map((file) => [file.path, file.text]))
  const before = await start()
  before.kept.offer({ id: 'a1', files, bytes: 1 })
  await fleetOf(before, files)
  await before.reader.close()
  const { reader, kept } = await start()
  if (kept.tree === undefined) throw new Error('it was kept')
  return { reader, base: await fleetOf({ reader }, kept.tree.files) }
}

function unmade({ fleet }: ReadFleet): number {
  return [...(fleet?.customers ?? []), ...(fleet?.pipelines ?? [])].filter(isUnmade).length
}

it('everything that was kept is taken in', async () => {
  const { reader, base } = await restarted()
  expect(unmade(base)).toBe((base.fleet?.customers.length ?? 0) + (base.fleet?.pipelines.length ?? 0))
  await rehearse({ reader }, base)
  expect(unmade(base)).toBe(0)
})

it.each([
  ['a change', 'shards: 1', 'shards: 3'],
  ['a mistake', 'region: ', 'regoin: '],
  ['nothing', '', '\n'],
])('what is said of %s is the same as without', async (_name, was, is) => {
  const rehearsed = await restarted()
  await rehearse(rehearsed, rehearsed.base)
  const said = async ({ reader, base }: typeof rehearsed) => {
    const text = base.files.get(WEB)?.text ?? ''
    expect(text).toContain(was)
    const files: SourceTree = new Map([...base.files, ...sourceTree([[WEB, text.replace(was, is)]])])
    const head = await fleetOf({ reader }, files, { base: base.files })
    const { before, after } = await differingStacks(base, head)
    return { problems: head.problems, fleet: spelledOut(head.fleet), before: told(before), after: told(after) }
  }
  expect(await said(rehearsed)).toEqual(await said(await restarted()))
})

it('of a default branch with problems nothing is rehearsed', async () => {
  const files = sourceTree([['fleet.yml', 'fleet: x\n']])
  const base = await fleetOf({}, files)
  expect(base.problems).not.toEqual([])
  await expect(rehearse({}, base)).resolves.toBeUndefined()
})
