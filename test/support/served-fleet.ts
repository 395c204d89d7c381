/**
 * The real bot, over HTTP, against the simulators, for one test file.
 *
 * The demo's own stage with free ports and a faster clock: what a test sees is
 * what a person would see. The fleet is created and nothing is left to do
 * before the first test begins. An operator's questions go straight to the
 * bot's own door: a command line started for each look would cost more than
 * the story.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filesBelow, type Stage, setStage } from '../../src/demo/stage.ts'
import { until } from '../../src/demo/until.ts'
import type { SourceTree } from '../../src/fleet/model.ts'
import type { Plan } from '../../src/plan/model.ts'
import type { Rollout } from '../../src/rollout/model.ts'

const FLEET = new URL('../../fleet', import.meta.url).pathname
/** Ten stacks a pipeline, one after the other, on a machine that may be busy with other things. */
const PATIENCE_MS = 240_000

export interface ServedFleet extends Stage {
  /** The bot is ready: at once but for an empty repository, where it waits for the first commit. */
  readonly ready: Promise<void>
  /** Rollouts that have not ended. */
  rollouts(): Promise<readonly Rollout[]>
  /** As `fleet rollouts approve`. */
  approve(digest: string): Promise<void>
  /** The default branch against AWS as it is now. */
  plan(): Promise<Plan>
  /** Ends everything and forgets it. */
  end(): Promise<void>
}

/** With `approved: false` the first rollout is left held. */
export async function serveFleet(
  options: {
    readonly rate?: number
    readonly approved?: boolean
    /** The accounts are there, the repository has no commit: nothing is ready and nothing to approve. */
    readonly empty?: boolean
    readonly files?: (example: SourceTree) => SourceTree
  } = {},
): Promise<ServedFleet> {
  const dir = await mkdtemp(join(tmpdir(), 'fleetwright-test-'))
  const example = await filesBelow(FLEET)
  const files = options.files?.(example) ?? example
  const stage = await setStage({ files, dir, port: 0, rate: options.rate ?? 120, empty: options.empty ?? false })
  const ready = stage.bot.start()
  const fleet: ServedFleet = {
    ...stage,
    ready,
    async rollouts() {
      const { rollouts }: { readonly rollouts: readonly Rollout[] } = await asked(stage, '/operator/rollouts')
      return rollouts
    },
    async approve(digest) {
      await asked(stage, '/operator/rollouts/approve', { digest })
    },
    async plan() {
      const { plan }: { readonly plan: Plan } = await asked(stage, '/operator/plan', {})
      return plan
    },
    async end() {
      await stage.close().finally(() => rm(dir, { recursive: true, force: true }))
    },
  }
  try {
    if (options.empty === true) return fleet
    await ready
    const held = await until('the default branch is planned and held', async () =>
      (await fleet.rollouts()).find((each) => each.state === 'held'),
    )
    if (options.approved !== false) await created(fleet, held)
  } catch (error) {
    await fleet.end()
    throw error
  }
  return fleet
}

async function created(fleet: ServedFleet, held: Rollout): Promise<void> {
  await fleet.approve(held.planDigest)
  await until('the fleet is created', async () => (await fleet.rollouts()).length === 0, PATIENCE_MS)
}

/** Without a body it is a GET. */
async function asked<Body>(stage: Stage, path: string, body?: object): Promise<Body> {
  const { url, token } = JSON.parse(await readFile(join(stage.dir, 'bot/operator.json'), 'utf8'))
  const response = await fetch(new URL(path, url), {
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`)
  return JSON.parse(text)
}
