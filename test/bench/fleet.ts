/**
 * Do four thousand customers validate in seconds?
 *
 * A generated fleet in a git repository, loaded as the bot loads it: cold, after
 * a restart, with pull requests of three files, each of other customers, and
 * with a blueprint that changes under everybody. In processes that do nothing
 * else, against a floor of the same run (fleet-floor.ts) or, where the promise
 * is a share of it, against the cold load. Beside the pull request that comes
 * halfway stand the first one, and one that comes before the bot has rehearsed.
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { filesBelow } from '../../src/demo/stage.ts'
import { loadFleet } from '../../src/fleet/load.ts'
import type { SourceTree } from '../../src/fleet/model.ts'
import { generatedFleet, withoutCustomers } from '../../src/generate/generate.ts'
import { type Result, result } from './result.ts'

const run = promisify(execFile)
const FLEET = new URL('../../fleet', import.meta.url).pathname
const CUSTOMERS = 4_000
const SEED = 1
const FILES_IN_PULL = 3
/** Different ones: what a pull request says is remembered. */
const PULLS = 7

/** What both scripts print. */
interface Measured {
  /** Processor time until the work began. */
  readonly startCpuMs: number
}

interface Floor extends Measured {
  readonly invalid: number
  readonly wallMs: number
  readonly peakMb: number
}

/** What fleet-process.ts prints. */
export interface Phase extends Measured {
  readonly wallMs: number
  readonly peakMb: number
  readonly blockedMs: number
  readonly idleBlockedMs: number
  readonly pulls: readonly Pull[]
  readonly rehearsalMs?: number
  readonly blueprint?: { readonly wallMs: number }
}

export interface Pull {
  readonly wallMs: number
  readonly pipelines: number
}

export async function fleet(): Promise<readonly Result[]> {
  const dir = await mkdtemp(join(tmpdir(), 'fleetwright-bench-'))
  try {
    const { files, base, pulls, blueprint } = await repository(dir)
    const script = (name: string): string => new URL(name, import.meta.url).pathname
    const floor = await measured<Floor>([script('fleet-floor.ts'), files])
    if (floor.invalid > 0) throw new Error(`${floor.invalid} generated files do not fit their schema`)
    const phases = [script('fleet-process.ts'), join(dir, 'git'), join(dir, 'kept'), base]
    const cold = await measured<Phase>(phases)
    const hasty = await measured<Phase>([...phases, pulls[0] ?? ''])
    const later = await measured<Phase>([...phases, pulls.join(), blueprint])
    const [unrehearsed] = hasty.pulls
    const [first] = later.pulls
    const { rehearsalMs } = later
    if (unrehearsed === undefined || first === undefined || rehearsalMs === undefined || later.blueprint === undefined)
      throw new Error('a phase was not measured')
    const most = (of: (phase: Phase) => number): number => Math.max(...[cold, hasty, later].map(of))
    const rendered = Math.max(...later.pulls.map(({ pipelines }) => pipelines))
    const metric = (name: string, value: number, of: number) =>
      result({ bench: 'fleet', metric: name, value, floor: of })
    return [
      metric('cold load and render, wall', cold.wallMs, floor.wallMs),
      metric('cold load and render, CPU', cold.cpuMs, floor.cpuMs),
      metric('restart with an unchanged fleet, wall', later.wallMs, cold.wallMs),
      metric('rehearsal after a restart, wall', rehearsalMs, cold.wallMs),
      metric('pull request of three files, wall', middle(later.pulls.map(({ wallMs }) => wallMs)), cold.wallMs),
      metric('pull request of three files, the first, wall', first.wallMs, cold.wallMs),
      metric('pull request of three files, before the rehearsal, wall', unrehearsed.wallMs, cold.wallMs),
      metric('pull request of three files, pipelines rendered', rendered, FILES_IN_PULL),
      metric('blueprint change that affects all, wall', later.blueprint.wallMs, cold.wallMs),
      metric(
        'longest block of the event loop',
        most(({ blockedMs }) => blockedMs),
        cold.idleBlockedMs,
      ),
      metric(
        'peak memory',
        most(({ peakMb }) => peakMb),
        floor.peakMb,
      ),
    ]
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

function middle(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}

interface Repository {
  /** Folder of the base's files. */
  readonly files: string
  /** Commits. */
  readonly base: string
  readonly pulls: readonly string[]
  readonly blueprint: string
}

async function repository(dir: string): Promise<Repository> {
  const example = await filesBelow(FLEET)
  const { fleet: ground, problems } = loadFleet(example)
  if (ground === undefined) throw new Error(`the example does not validate: ${problems[0]?.message}`)
  const tree = generatedFleet(
    { fleet: ground, shared: withoutCustomers(example) },
    { customers: CUSTOMERS, seed: SEED },
  )
  const files = join(dir, 'repository')
  const git = async (...args: string[]): Promise<string> => {
    const who = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', '-c', 'commit.gpgsign=false']
    return (await run('git', ['-C', files, ...who, ...args])).stdout.trim()
  }
  const commit = async (changes: Iterable<readonly [path: string, text: string]>): Promise<string> => {
    for (const [path, text] of changes) await write(join(files, path), text)
    await git('add', '--all')
    await git('commit', '--quiet', '--message', 'Change the fleet')
    return git('rev-parse', 'HEAD')
  }
  await mkdir(files)
  await git('init', '--quiet', '--initial-branch', 'main', '--separate-git-dir', join(dir, 'git'))
  const base = await commit([...tree.values()].map(({ path, text }) => [path, text]))
  const pulls: string[] = []
  for (let index = 0; index < PULLS; index += 1) {
    pulls.push(await commit(pullOf(tree, index)))
    await git('checkout', '--quiet', '--detach', base)
  }
  const blueprint = await commit(blueprintOf(tree))
  await git('checkout', '--quiet', '--detach', base)
  // As a fetch leaves them, and no longer in the way of what is measured.
  await git('repack', '-a', '-d', '--quiet')
  return { files, base, pulls, blueprint }
}

/** Three pipelines of three customers get a shard more; of other customers in each pull request. */
function pullOf(tree: SourceTree, index: number): readonly (readonly [string, string])[] {
  return [...tree.values()]
    .filter(({ path, text }) => path.endsWith('/pipelines/web.yml') && SHARDS.test(text))
    .slice(index * FILES_IN_PULL, (index + 1) * FILES_IN_PULL)
    .map(({ path, text }) => [path, text.replace(SHARDS, (_all, shards) => `shards: ${Number(shards) + 1}`)])
}

const SHARDS = /\bshards: (\d+)/

/** Every blueprint file gets other bytes that mean the same: all that uses it has to be looked at again. */
function blueprintOf(tree: SourceTree): readonly (readonly [string, string])[] {
  return [...tree.values()]
    .filter(({ path }) => path.startsWith('blueprints/') && path.endsWith('.yml'))
    .map(({ path, text }) => [path, `${text}# changed\n`])
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

/**
 * What the script prints, and the processor time of its work with all that it started and waited for, as POSIX has
 * the shell tell it: Node counts its own threads alone.
 */
async function measured<Printed extends Measured>(
  args: readonly string[],
): Promise<Printed & { readonly cpuMs: number }> {
  const { stdout } = await run('sh', ['-c', '"$0" "$@" && times', process.execPath, ...args], {
    maxBuffer: 1024 * 1024,
  })
  const [printed = '', , times = ''] = stdout.trim().split('\n')
  const phase: Printed = JSON.parse(printed)
  return { ...phase, cpuMs: cpuMsOf(times) - phase.startCpuMs }
}

/** `0m1.23s 0m0.45s`: user and system. */
function cpuMsOf(times: string): number {
  return [...times.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1_000,
    0,
  )
}
