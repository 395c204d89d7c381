/**
 * How does a pull request live from push to push, with a real edge to a simulated AWS?
 *
 * Pull request 7 of a scene whose queue exists. Heads are trees by commit, the
 * engine is reduced to what it promises: a run of one name runs once. What
 * GitHub is told is kept and answered again.
 */

import type { MergeResult } from '../../src/actions/git-port.ts'
import type { CheckReport, PullRequest, Task } from '../../src/actions/ports.ts'
import { checkPullRequest } from '../../src/actions/pull/check-pull-request.ts'
import { planPullRequest } from '../../src/actions/pull/plan-pull-request.ts'
import type { PlanRun } from '../../src/actions/verbs.ts'
import type { World } from '../../src/actions/world.ts'
import type { SourceTree } from '../../src/fleet/model.ts'
import { planStart } from '../../src/workflows/queues.ts'
import { pullRequest } from '../support/fake-records.ts'
import { sourceFile } from '../support/world.ts'
import type { Ground } from './aws-ground.ts'
import { PULL, type Scene } from './aws-scene.ts'
import { COMMIT, PARENT } from './aws-seats.ts'

type Head = SourceTree | 'conflict' | Error

export interface PullScene {
  readonly scene: Scene
  readonly world: World
  /** Another head, by a letter; without a tree it is what it was. GitHub tells of it and all work is done. */
  push(letter: string, head?: Head): Promise<string>
  /** Another tip of the default branch, told to nobody. */
  base(letter: string, tree?: SourceTree): string
  edit(wish: Partial<PullRequest>): void
  /** An event of the pull request, and the plan it asks for, unless that ran already. */
  check(task?: Partial<Extract<Task, { kind: 'check-pull' }>>): Promise<PlanRun | undefined>
  /** The merge result's tree with this delay of the customer's queue. */
  delayed(seconds: number, of?: SourceTree): SourceTree
  /** Of the newest report of the plan's check at this commit. */
  planCheck(sha: string): CheckReport | undefined
  comment(): string
  /** Called whenever AWS has made a change set for it. */
  onceMade(event: () => unknown): void
  /** Names of the change sets that stand on the queue. */
  sets(): Promise<readonly string[]>
}

export function shaOf(letter: string): string {
  return letter.repeat(40)
}

export async function pullScene(ground: Ground): Promise<PullScene> {
  const scene = ground.scene()
  const { fake } = scene
  await scene.found()
  fake.plans.clear()
  fake.rollouts.clear()
  const trees = new Map([[PARENT, await scene.world.git.files(PARENT)]])
  const heads = new Map<string, Head>()
  const ran = new Set<string>()
  let tip = PARENT
  fake.said.permissions.set('engineer', 'write')

  let made: () => unknown = () => undefined
  const { changeSets } = scene.world.aws
  const create: World['aws']['changeSets']['create'] = async (order) => {
    const set = await changeSets.create(order)
    await made()
    return set
  }

  const world: World = {
    ...scene.world,
    aws: { ...scene.world.aws, changeSets: { ...changeSets, create } },
    git: {
      ...scene.world.git,
      fetchDefault: async () => ({ sha: tip, tree: tip, parents: [] }),
      files: async (sha) => known(trees.get(sha), `commit ${sha}`),
      mergeResult: async ({ head, base }): Promise<MergeResult> => {
        const found = known(heads.get(head), `head ${head}`)
        if (found === 'conflict') return { kind: 'conflict', paths: ['fleet.yml'] }
        if (found instanceof Error) throw found
        return { kind: 'clean', tree: `${head} on ${base}`, files: found }
      },
    },
    github: {
      ...scene.world.github,
      checks: {
        ...scene.world.github.checks,
        publish: async (report) => {
          const id = await scene.world.github.checks.publish(report)
          const { externalId, outcome, startedAt } = report
          const started = startedAt === undefined ? {} : { startedAt }
          fake.said.checks.set(`${report.sha} ${report.name}`, { id, externalId, ...outcome, ...started })
          return id
        },
      },
    },
  }

  function delayed(seconds: number, of = known(trees.get(PARENT), 'base')): SourceTree {
    const path = `customers/${scene.customer}/pipelines/web.yml`
    const text = known(of.get(path), path).text.replace(/delaySeconds: \d+/, `delaySeconds: ${seconds}`)
    return new Map([...of, [path, sourceFile(path, text)]])
  }

  async function check(task: Partial<Extract<Task, { kind: 'check-pull' }>> = {}): Promise<PlanRun | undefined> {
    const run = await checkPullRequest(world, { kind: 'check-pull', pull: PULL, ...task })
    if (run === undefined || ran.has(planStart(run).id)) return undefined
    ran.add(planStart(run).id)
    await planPullRequest(world, run)
    return run
  }

  function edit(wish: Partial<PullRequest>): void {
    fake.said.pulls.set(PULL, { ...(fake.said.pulls.get(PULL) ?? pullRequest(PULL)), ...wish })
  }

  return {
    scene,
    world,
    edit,
    check,
    delayed,
    async push(letter, head = known(heads.get(shaOf(letter)), letter)) {
      const headSha = shaOf(letter)
      heads.set(headSha, head)
      edit({ headSha })
      fake.pass(1)
      await check({ pusher: 'engineer' })
      return headSha
    },
    base(letter, tree = known(trees.get(tip), 'tip')) {
      tip = shaOf(letter)
      trees.set(tip, tree)
      return tip
    },
    planCheck: (sha) => fake.published.findLast((each) => each.sha === sha && each.name === 'fleet / plan'),
    comment: () => fake.said.comments.get(PULL)?.find(({ isBot }) => isBot)?.body ?? '',
    onceMade(event) {
      made = event
    },
    sets: async () => {
      const listed = await world.aws.changeSets.list(scene.queue, 'test')
      return listed.map(({ name }) => name)
    },
  }
}

export { COMMIT, PARENT, PULL }

function known<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`the pull request has no ${what}`)
  return value
}
