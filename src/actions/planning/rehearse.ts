/**
 * Why is the first pull request after a start no slower than the next?
 *
 * Because it has been rehearsed. What an earlier process kept is taken in when
 * somebody asks, schemas are compiled with the first file that is held against
 * them, and code that has never run is slow. So a change that changes nothing
 * is read and rendered at boot, in turns with whatever else there is to do.
 */

import { customerPath, pipelinePath } from '../../fleet/layout.ts'
import type { Fleet, Pipeline, SourceFile } from '../../fleet/model.ts'
import { versioned } from '../../fleet/normalise.ts'
import { compileSettingsSteps } from '../../fleet/settings-check.ts'
import { look } from '../../lib/stand-in.ts'
import { inTurns } from '../../lib/turns.ts'
import { differingStacks, fleetOf, type ReadFleet } from '../read-fleet.ts'
import type { World } from '../world.ts'

/** Of so many blueprint versions that are in use; the rest is compiled when it is needed. */
const MOST_BLUEPRINTS = 8
/** Taken in without a break. */
const THINGS_A_STEP = 32

export async function rehearse(world: Pick<World, 'reader'>, base: ReadFleet): Promise<void> {
  const { fleet } = base
  if (fleet === undefined) return
  await inTurns(takeInSteps([...fleet.customers, ...fleet.pipelines]))
  const pipelines = onePerBlueprint(fleet)
  for (const { blueprint } of pipelines) {
    const used = fleet.blueprints.get(versioned(blueprint.name, blueprint.version))
    if (used !== undefined) await inTurns(compileSettingsSteps(used.settingsSchema))
  }
  const paths = pipelines.flatMap(({ customer, name }) => [customerPath(customer), pipelinePath(customer, name)])
  const files = new Map(base.files)
  for (const path of paths) {
    const file = base.files.get(path)
    if (file !== undefined) files.set(path, another(file))
  }
  await differingStacks(base, await fleetOf(world, files, { base: base.files }))
}

function* takeInSteps(things: readonly object[]): Generator<undefined, void> {
  for (const [index, thing] of things.entries()) {
    if (index % THINGS_A_STEP === 0) yield undefined
    look(thing)
  }
}

function onePerBlueprint(fleet: Fleet): readonly Pipeline[] {
  const found = new Map<string, Pipeline>()
  for (const pipeline of fleet.pipelines) {
    const { name, version } = pipeline.blueprint
    const blueprint = versioned(name, version)
    if (found.size < MOST_BLUEPRINTS && !found.has(blueprint)) found.set(blueprint, pipeline)
  }
  return [...found.values()]
}

/** Of the same words: to all who know a file by the object that it is, one that has changed. */
function another({ path, blob, text }: SourceFile): SourceFile {
  return { path, blob, text }
}
