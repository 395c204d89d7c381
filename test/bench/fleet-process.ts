/**
 * How long does the bot take to know this fleet, in a process of its own?
 *
 * `REPOSITORY KEPT BASE`: loads the base as the bot does, from git, with threads
 * and with what an earlier process kept in KEPT, and renders all of it.
 * `REPOSITORY KEPT BASE PULL`: loads the base, and at once a pull request's
 * commit against it. `REPOSITORY KEPT BASE PULL,PULL… BLUEPRINT`: loads the base,
 * rehearses as the bot does at boot, then pull requests one after another, and a
 * commit whose blueprints have changed. Prints one line of JSON.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { rehearse } from '../../src/actions/planning/rehearse.ts'
import { differingStacks, fleetOf, type ReadFleet } from '../../src/actions/read-fleet.ts'
import type { Fleet, KnownTree } from '../../src/fleet/model.ts'
import { openBlobs } from '../../src/git/blobs.ts'
import { READ_LIMITS } from '../../src/git/listing.ts'
import { readSource } from '../../src/git/source.ts'
import { inTurns } from '../../src/lib/turns.ts'
import { affected } from '../../src/plan/affected.ts'
import { openKept } from '../../src/reading/kept.ts'
import { openReader } from '../../src/reading/open.ts'
import { codeVersion } from '../../src/reading/version.ts'
import { stacksOf } from '../../src/render/stacks.ts'
import type { Phase, Pull } from './fleet.ts'

const [repository = '', keptPath = '', baseCommit = '', pullCommits = '', blueprintCommit] = process.argv.slice(2)
const MEBI = 1024 * 1024
const LOOP_RESOLUTION_MS = 5
const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS })
loop.enable()
await new Promise((done) => setTimeout(done, 500))
const idleBlockedMs = loop.max / 1e6
loop.reset()

const startCpuMs = cpuMs()
const started = performance.now()
const kept = await openKept({ path: keptPath, version: codeVersion(), log: { warn: complain } })
const reader = openReader({ kept })
const closing = new AbortController()
const around = { path: process.env.PATH ?? '', protocols: [], signal: closing.signal }
const place = { repository, blobs: openBlobs(repository, around) }
let near = kept.tree

near = await treeOf(baseCommit)
kept.offer(near)
const { files } = near
const base = sound(await fleetOf({ reader }, files))
// A restart renders for those who ask; what is promised of the cold load includes rendering.
if (pullCommits === '') await rendered(base)
const wallMs = performance.now() - started

const rehearsalMs = blueprintCommit === undefined ? undefined : await timed(() => rehearse({ reader }, base))
const pulls: Pull[] = []
for (const commit of pullCommits.split(',').filter((each) => each !== '')) pulls.push(await pullPhase(commit))
const blueprint = blueprintCommit === undefined ? undefined : await blueprintPhase(blueprintCommit)
const blockedMs = loop.max / 1e6
loop.disable()
await reader.close()
place.blobs.close()
const phase: Phase = {
  startCpuMs,
  wallMs,
  peakMb: process.resourceUsage().maxRSS / 1024,
  blockedMs,
  idleBlockedMs,
  pulls,
  ...(rehearsalMs === undefined ? {} : { rehearsalMs }),
  ...(blueprint === undefined ? {} : { blueprint }),
}
process.stdout.write(`${JSON.stringify(phase)}\n`)

/** From the merge's tree to the stacks that it alters. */
async function pullPhase(commit: string): Promise<Pull> {
  const from = performance.now()
  const head = sound(await fleetOf({ reader }, (await treeOf(commit)).files, { base: files }))
  const { before, after } = await differingStacks(base, head)
  const { changed } = affected(before, after)
  const ms = performance.now() - from
  if (changed.length === 0) throw new Error('the pull request changes nothing')
  return { wallMs: ms, pipelines: new Set(after.map((stack) => `${stack.customer}/${stack.pipeline}`)).size }
}

/** Not held against the base, which would refuse it at once: all is judged and rendered anew. */
async function blueprintPhase(commit: string): Promise<NonNullable<Phase['blueprint']>> {
  return { wallMs: await timed(async () => rendered(sound(await fleetOf({ reader }, (await treeOf(commit)).files)))) }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

/** Every stack of every pipeline, as CloudFormation would be given it; none is held longer than the bot holds it. */
async function rendered({ fleet }: ReadFleet): Promise<void> {
  if (fleet !== undefined) await inTurns(renderSteps(fleet))
}

function* renderSteps(fleet: Fleet): Generator<undefined, void> {
  for (const pipeline of fleet.pipelines) {
    if (stacksOf(fleet, pipeline).length === 0) throw new Error(`${pipeline.customer}/${pipeline.name} has no stacks`)
    yield undefined
  }
}

function treeOf(commit: string): Promise<KnownTree> {
  const run = { timeoutMs: 60_000, outputBytes: 64 * MEBI }
  return readSource(place, commit, { around, run, read: READ_LIMITS, near: () => near })
}

function sound(read: ReadFleet): ReadFleet {
  const [first] = read.problems
  if (first !== undefined) throw new Error(`${first.at.file}:${first.at.line} ${first.message}`)
  return read
}

/** Of this process so far: of what it took to load our modules, no fleet is to blame. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

function complain(message: string): void {
  process.stderr.write(`${message}\n`)
}
