/** Which pull request do bot and GitHub speak about in these tests, and what was said and written? */
import type { Comment } from '../../src/actions/comment-port.ts'
import { openWorld, type World } from './world.ts'

export const MARKER = '<!-- fleetwright:plan -->'

interface Exchange {
  readonly world: World
  readonly head: string
  readonly pull: number
}

export async function openExchange(): Promise<Exchange> {
  const world = await openWorld()
  const head = await world.push(world.engineer, 'feature', { 'fleet.yml': 'fleet: acme2\n' })
  const pull = await world.openPull(world.engineer, 'feature')
  return { world, head, pull }
}

interface ReadBack {
  said(number: number): Promise<readonly Comment[]>
  /** What this work wrote to the API, by route. */
  written(work: () => Promise<unknown>): Promise<Record<string, number>>
}

export function readBack(worldOf: () => World): ReadBack {
  function writes(): Record<string, number> {
    const counts = Object.entries(worldOf().sim.callCounts()).filter(([name]) => /^(POST|PATCH) \/repos/.test(name))
    return Object.fromEntries(counts)
  }
  return {
    async said(number) {
      return (await worldOf().github.pulls.conversation(number)).comments
    },
    async written(work) {
      const before = writes()
      await work()
      const grown = Object.entries(writes()).map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
      return Object.fromEntries(grown.filter(([, count]) => count > 0))
    },
  }
}
