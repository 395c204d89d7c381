/**
 * The real bot, over HTTP, against the simulators, for one test file.
 *
 * The demo's own stage with free ports and a faster clock: what a test sees is
 * what a person would see. The fleet is created and nothing is left to do
 * before the first test begins.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstStart } from '../../src/demo/act-first-start.ts'
import { filesBelow, type Stage, setStage } from '../../src/demo/stage.ts'
import type { SourceTree } from '../../src/fleet/model.ts'

const FLEET = new URL('../../fleet', import.meta.url).pathname

export interface ServedFleet extends Stage {
  /** Ends everything and forgets it. */
  end(): Promise<void>
}

/** With `approved: false` the first rollout is left held. */
export async function serveFleet(
  options: { readonly rate?: number; readonly approved?: boolean; readonly files?: (example: SourceTree) => SourceTree } = {},
): Promise<ServedFleet> {
  const dir = await mkdtemp(join(tmpdir(), 'fleetwright-test-'))
  const example = await filesBelow(FLEET)
  const files = options.files?.(example) ?? example
  const stage = await setStage({ files, dir, port: 0, rate: options.rate ?? 120 })
  const served: ServedFleet = {
    ...stage,
    async end() {
      await stage.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
  try {
    if (options.approved === false) await stage.bot.start()
    else await firstStart.play(stage, () => undefined)
  } catch (error) {
    await served.end()
    throw error
  }
  return served
}
