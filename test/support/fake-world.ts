/**
 * What does a verb see where nothing is real?
 *
 * The ports of one world, kept in memory by hand: a test fills `said`, calls a
 * verb and looks at what was written. Git, AWS and the engine answer only what
 * the verbs about people's words ask of them.
 */
import type { Task } from '../../src/actions/ports.ts'
import type { World } from '../../src/actions/world.ts'
import type { SourceTree } from '../../src/fleet/model.ts'
import { oneAtATime } from '../../src/lib/turnstile.ts'
import { githubIn, type KeptWords, nothingSaid } from './fake-github.ts'
import { COMMIT, START } from './fake-records.ts'
import { type KeptRows, noRows, rowsIn } from './fake-rows.ts'
import { type KeptLog, keptLog } from './quiet-log.ts'
import { world as fleetWorld } from './world.ts'

export interface FakeWorld extends KeptWords, KeptRows {
  readonly world: World
  readonly log: KeptLog
  readonly tasks: { readonly key: string; readonly task: Task }[]
  /** Moves the clock, and GitHub's with it. */
  pass(minutes: number): void
  /** GitHub's clock goes so many minutes before ours from now on; behind it, if negative. */
  githubAhead(minutes: number): void
}

export function fakeWorld(given: { readonly files?: SourceTree } = {}): FakeWorld {
  const words = nothingSaid()
  const rows = noRows()
  const tasks: { key: string; task: Task }[] = []
  const log = keptLog()
  const files = given.files ?? fleetWorld().tree()
  let now = START
  let ahead = 0
  const githubNow = (): string => now.add({ minutes: ahead }).toString({ smallestUnit: 'second' })

  const world: World = {
    git: {
      fetchDefault: async () => ({ sha: COMMIT, tree: COMMIT, parents: [] }),
      files: async () => files,
      mergeResult: async () => ({ kind: 'clean', tree: COMMIT, files }),
      // By whatever a test puts in the place of the two.
      async mergeIntoDefault(request) {
        const tip = await this.fetchDefault()
        return { tip, merge: await this.mergeResult({ ...request, base: tip.sha }) }
      },
      firstParents: async () => [],
    },
    github: githubIn(words, githubNow),
    aws: {
      reader: { live: away, template: away, failure: away, lastOperation: away, wasBegun: away },
      changeSets: { create: away, describe: away, list: away, refusal: away, discard: away },
      operations: { execute: away, deleteLeftover: away },
      alarms: { existing: away },
      doors: () => ({ enter: away, knock: away }),
      protection: { policy: away, switchTermination: away, setPolicy: away },
    },
    access: { compare: async (questions) => questions.map(() => []) },
    rows: rowsIn(rows),
    work: {
      tasks: { enqueue: async (key, task) => void tasks.push({ key, task }) },
      applies: { start: async () => undefined },
    },
    exclusively: oneAtATime(),
    clock: { now: () => now, sleep: async () => undefined },
    log,
    concurrency: 1,
  }
  const pass = (minutes: number): void => {
    now = now.add({ minutes })
  }
  const githubAhead = (minutes: number): void => {
    ahead = minutes
  }
  return { ...words, ...rows, world, log, tasks, pass, githubAhead }
}

async function away(): Promise<never> {
  throw new Error('no test of people’s words asks AWS')
}
