/**
 * What does a fleet of N customers look like that nobody had to type?
 *
 * Its own customers, varied as real ones are, on the rings, blueprints and
 * releases of a fleet that is given. A pure function of that fleet, the number
 * and the seed: what a benchmark measured can be made again.
 */
import type { Fleet, SourceFile, SourceTree } from '../fleet/model.ts'
import { sha256 } from '../lib/digest.ts'
import { customerFacts, customerText } from './customer.ts'
import { type Dice, diceOf, type Weighted } from './dice.ts'
import { pipelineTexts } from './pipeline.ts'

export interface Wish {
  readonly customers: number
  readonly seed: number
}

/** What every generated customer builds on: the parts of a fleet that customers share. */
export interface Ground {
  readonly fleet: Fleet
  /** Its files, without customers. */
  readonly shared: SourceTree
}

/** More than this would need account ids of thirteen digits. */
export const MOST_CUSTOMERS = 30_000

/** The ground's own files and the generated customers'. */
export function generatedFleet(ground: Ground, wish: Wish): SourceTree {
  return new Map([...ground.shared, ...generatedCustomers(ground.fleet, wish)])
}

export function generatedCustomers(fleet: Fleet, { customers, seed }: Wish): SourceTree {
  const files = new Map<string, SourceFile>()
  for (let index = 0; index < customers; index++) {
    const dice = diceOf(seed, index)
    const facts = customerFacts({ fleet, ring: ringOf(fleet, index, dice), index, dice })
    add(files, `customers/${facts.name}/customer.yml`, customerText(facts, dice))
    for (const [name, text] of pipelineTexts(fleet, facts, dice)) {
      add(files, `customers/${facts.name}/pipelines/${name}.yml`, text)
    }
  }
  return files
}

/** The shared files of a tree: everything but its customers. */
export function withoutCustomers(tree: SourceTree): SourceTree {
  return new Map([...tree].filter(([path]) => !path.startsWith('customers/')))
}

/** Few are trusted first: each ring is four times the one before it. The first customers fill each ring once. */
function ringOf(fleet: Fleet, index: number, dice: Dice): string {
  const shares = fleet.rings.map(({ name }, at): Weighted<string> => [name, 4 ** at])
  const [first, ...others] = shares
  if (first === undefined) return ''
  const thrown = dice.weighted([first, ...others])
  return fleet.rings[index]?.name ?? thrown
}

function add(files: Map<string, SourceFile>, path: string, text: string): void {
  files.set(path, { path, blob: sha256(text), text })
}
