/**
 * What does `fleet generate` write?
 *
 * A fleet of any size into an empty folder, on the rings, blueprints and
 * releases of the example: for benchmarks, tests, and whoever wants to see how
 * the product behaves with four thousand customers before they have them.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Said } from './cli-fleet.ts'
import { workingTree } from './cli-tree.ts'
import { loadFleet } from './fleet/load.ts'
import { generatedFleet, MOST_CUSTOMERS, withoutCustomers } from './generate/generate.ts'
import { FleetwrightError } from './lib/errors.ts'
import { mapPool } from './lib/pool.ts'

const EXAMPLE = new URL('../fleet', import.meta.url).pathname
const WRITTEN_AT_ONCE = 32

export interface GenerateFlags {
  readonly customers: string
  readonly seed: string
}

export async function generate(dir: string, flags: GenerateFlags): Promise<Said> {
  const customers = whole('--customers', flags.customers, MOST_CUSTOMERS)
  const seed = whole('--seed', flags.seed, 0xffff_ffff)
  await mkdir(dir, { recursive: true })
  const [first] = await readdir(dir)
  if (first !== undefined) return { code: 1, text: `${dir} is not empty (${first}): name a new folder` }
  const tree = await workingTree(EXAMPLE)
  const { fleet, problems } = loadFleet(tree)
  if (fleet === undefined) throw unsoundExample(problems.length)
  const files = generatedFleet({ fleet, shared: withoutCustomers(tree) }, { customers, seed })
  await mapPool([...files.values()], WRITTEN_AT_ONCE, async ({ path, text }) => {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), text)
  })
  return { code: 0, text: `${files.size} files of ${customers} customers: npx fleet validate ${dir}` }
}

function whole(name: string, text: string, most: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= most) return value
  throw new FleetwrightError(`${name} ${text} is not a whole number of at most ${most}`, {
    code: 'configuration',
    nextMove: 'author',
    retryable: false,
    hint: `write ${name} N`,
  })
}

function unsoundExample(count: number): FleetwrightError {
  return new FleetwrightError(`generating: the example that it builds on has ${count} problems`, {
    code: 'unsound-base',
    nextMove: 'author',
    retryable: false,
    hint: 'mend it first: `npx fleet validate fleet` in the folder of this program',
  })
}
