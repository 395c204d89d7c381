/** Which merged change do other people interfere with in these tests, and what does the bot do of it? */
import type { Behind } from '../../../src/plan/model.ts'
import type { SomeoneElse } from '../../../src/sim/aws/someone-else.ts'
import type { Ground } from '../aws-ground.ts'
import { REGION, type Scene } from '../aws-scene.ts'

export const MINUTE = 60_000

export const BROKEN_QUEUE = { logicalId: 'Queue', reason: 'The queue limit is reached' } as const
export const UPDATED = [['update', 'UPDATE_COMPLETE']]

interface Scenes {
  /** The queue stands, and a plan for it is reviewed and merged. */
  merged(): Promise<Scene>
  others(scene: Scene): SomeoneElse
}

export function scenesOf(groundOf: () => Ground): Scenes {
  return {
    async merged() {
      const scene = groundOf().scene()
      await scene.found()
      await scene.plan()
      return scene
    },
    others: (scene) => groundOf().sim.someoneElse(scene.accountId, REGION),
  }
}

/** What the bot did to the queue after it was founded. */
export function done(scene: Scene): readonly (readonly [string, string])[] {
  return scene
    .operations()
    .filter(({ token }) => /^(execute|delete)-/.test(token))
    .slice(1)
    .map(({ kind, status }) => [kind, status])
}

/** The alarm was never made, so it is behind as well. */
export function ofQueue(behind: readonly Behind[]): readonly Behind[] {
  return behind.filter(({ stack }) => stack.key === 'queue')
}
