/**
 * How does the bot work on GitHub, and what does it ask there?
 *
 * The whole edge to a simulated GitHub over HTTP, with its webhooks, real git
 * and the verbs as the engine calls them, one after the other. The rows are in
 * memory, so that a test can lose them; in AWS there is no stack yet, so that
 * a plan is learnt from templates.
 */
import { join } from 'node:path'
import { verbsOf } from '../../src/actions/carry-out.ts'
import type { Task } from '../../src/actions/ports.ts'
import type { World as Ports } from '../../src/actions/world.ts'
import { openMirror } from '../../src/git/mirror.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { PLAN_MARKER } from '../../src/report/plan-comment.ts'
import type { SimUser } from '../../src/sim/github/server.ts'
import { planStart } from '../../src/workflows/queues.ts'
import { type FakeWorld, fakeWorld } from '../support/fake-world.ts'
import { world as fleet } from '../support/world.ts'
import { openFront } from '../web/front.ts'
import { openWorld, QUIET, SECRET, type World } from './world.ts'

export interface Bot {
  readonly world: World
  readonly ports: Ports
  readonly fake: FakeWorld
  /** Until everything that GitHub tells of this has been done; `METHOD /route` of each request of ours, in order. */
  asked(event: () => Promise<unknown>): Promise<readonly string[]>
  /** Likewise of work that no event asks for. */
  askedFor(...work: readonly Task[]): Promise<readonly string[]>
  /** Whatever was learnt of people's rights is older than it is believed. */
  forgetRights(): void
  loseRows(): void
  /** Dies when it has written this to GitHub and would note it next, once. What it did not finish, `asked` begins anew. */
  dieBefore(note: RegExp): void
  close(): Promise<void>
}

/** What a branch holds that changes the settings of the canary's pipeline. */
export function delayed(seconds: number): { readonly [path: string]: string } {
  return { [PIPELINE]: files(fleet().customer('acme').pipeline('acme', 'web', queue(seconds)))[PIPELINE] ?? '' }
}

/** What a branch holds that brings a further version of a blueprint, which nobody uses yet. */
export function blueprint(): { readonly [path: string]: string } {
  const before = [...fleet().tree().values()].filter(({ path }) => path.startsWith('blueprints/small/1.0.0/'))
  return Object.fromEntries(
    before.map(({ path, text }) => [path.replace('1.0.0', '1.0.1'), text.replace('1.0.0', '1.0.1')]),
  )
}

/** Nothing of ours: what a process meets that is killed between two calls. */
export const KILLED = new Error('killed')

const PIPELINE = 'customers/acme/pipelines/web.yml'
const queue = (delaySeconds: number) => ({ settings: { queue: { delaySeconds } } })

export async function openBot(given: { readonly fleetYml?: (text: string) => string } = {}): Promise<Bot> {
  const begun = fleet().customer('acme').pipeline('acme', 'web', queue(1))
  const clock = handClock()
  const changed = given.fleetYml === undefined ? begun : begun.edit('fleet.yml', given.fleetYml)
  const world = await openWorld({ files: files(changed), clock })
  const tasks: Task[] = []
  const receive = world.github.receive
  const accept = async (_delivery: unknown, accepted: readonly Task[]) => {
    tasks.push(...accepted)
    return 'accepted' as const
  }
  const web = await openFront({ secret: SECRET, receive, accept }, QUIET)
  const { github } = world
  const mirror = await openMirror({
    dir: join(world.dir, 'mirror'),
    remoteUrl: github.cloneUrl,
    token: github.token,
    defaultBranch: github.defaultBranch,
    protocols: 'http',
    path: process.env.PATH ?? '',
    log: QUIET,
  })
  const fake = fakeWorld()
  const { aws, rows } = fake.world
  let deadly: RegExp | undefined
  const wrote: typeof rows.publications.wrote = async (key, what) => {
    if (deadly?.test(`${key} ${what}`)) {
      deadly = undefined
      throw KILLED
    }
    await rows.publications.wrote(key, what)
  }
  const ports: Ports = {
    ...fake.world,
    git: mirror,
    github,
    aws: {
      ...aws,
      reader: { ...aws.reader, live: async () => undefined },
      changeSets: { ...aws.changeSets, refusal: async () => undefined, list: async () => [] },
    },
    rows: { ...rows, publications: { ...rows.publications, wrote } },
    work: { ...fake.world.work, tasks: { enqueue: async (_key, task) => void tasks.push(task) } },
  }
  const verbs = verbsOf(ports).tasks
  const ran = new Set<string>()

  async function carryOut(task: Task): Promise<void> {
    if (task.kind !== 'check-pull') return verbs.carryOut(task)
    const run = await verbs.checkPull(task)
    if (run === undefined || ran.has(planStart(run).id)) return
    await verbs.planPull(run)
    ran.add(planStart(run).id)
  }

  async function asked(event: () => Promise<unknown>): Promise<readonly string[]> {
    await world.sim.settled()
    const before = world.sim.journal.requests.length
    await event()
    for (await world.sim.settled(); tasks[0] !== undefined; await world.sim.settled()) {
      await carryOut(tasks[0])
      tasks.shift()
    }
    const requests = world.sim.journal.requests.slice(before)
    const own = requests.filter(({ kind, actor }) => kind === 'rest' && actor.startsWith('installation'))
    return own.map(({ method, route }) => `${method} ${route.replace('/repos/{owner}/{repo}', '')}`)
  }

  world.sim.setWebhookUrl(`${web.url}/api/github/webhooks`)
  await world.sim.settled()

  return {
    world,
    ports,
    fake,
    asked,
    askedFor: (...work) => asked(async () => void tasks.push(...work)),
    dieBefore(note) {
      deadly = note
    },
    forgetRights: () => clock.pass(10),
    loseRows() {
      fake.publications.clear()
      fake.plans.clear()
      fake.pushers.clear()
      fake.pushedHeads.clear()
      ran.clear()
    },
    async close() {
      await mirror.close()
      await web.close()
      await world.close()
    },
  }
}

export interface Change {
  readonly pull: number
  readonly branch: string
  readonly head: string
  /** What its first push cost. */
  readonly requests: readonly string[]
}

let branches = 0

/** A branch of the engineer's with these files, and its pull request. */
export async function propose(bot: Bot, changed: { readonly [path: string]: string }): Promise<Change> {
  const { world } = bot
  const branch = `change-${++branches}`
  const head = await world.push(world.engineer, branch, changed)
  let pull = 0
  const requests = await bot.asked(async () => {
    pull = await world.openPull(world.engineer, branch)
  })
  return { pull, branch, head, requests }
}

/** So that it meets no other one's plan. */
export async function close(bot: Bot, pull: number): Promise<void> {
  await bot.asked(() =>
    bot.world.ask(bot.world.engineer, 'PATCH', `/repos/acme/fleet/pulls/${pull}`, { state: 'closed' }),
  )
}

/** The text of the one comment that shows the plan. */
export async function planComment(bot: Bot, pull: number): Promise<string> {
  const own = (await bot.world.github.pulls.conversation(pull)).comments.filter(({ body }) =>
    body.startsWith(PLAN_MARKER),
  )
  const [only, ...more] = own
  if (only === undefined || more.length > 0) throw new Error(`${own.length} comments show the plan of ${pull}`)
  return only.body
}

export interface Run {
  readonly id: number
  readonly name: string
  readonly status: string
  readonly conclusion: string | null
}

/** Every run of every App, oldest first. */
export async function runsAt(bot: Bot, sha: string): Promise<readonly Run[]> {
  const path = `/repos/acme/fleet/commits/${sha}/check-runs?filter=all`
  const { json } = await bot.world.ask(bot.world.reviewer, 'GET', path)
  return (json as { readonly check_runs: readonly Run[] }).check_runs
}

/** GitHub counts whole seconds: what is approved within the one in which it was shown does not count. */
export function nextSecond(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_000 - (Date.now() % 1_000) + 5))
}

export function say(bot: Bot, as: SimUser, of: { readonly pull: number; readonly body: string }) {
  return bot.world.ask(as, 'POST', `/repos/acme/fleet/issues/${of.pull}/comments`, { body: of.body })
}

export function review(bot: Bot, as: SimUser, of: { readonly pull: number; readonly event: string }) {
  return bot.world.ask(as, 'POST', `/repos/acme/fleet/pulls/${of.pull}/reviews`, { event: of.event, body: 'Read.' })
}

function files(of: ReturnType<typeof fleet>): { readonly [path: string]: string } {
  return Object.fromEntries([...of.tree()].map(([path, { text }]) => [path, text]))
}

/** Who sleeps by it wakes at once, and it has moved. */
function handClock(): Clock & { pass(minutes: number): void } {
  let now = Temporal.Now.instant()
  return {
    now: () => now,
    sleep: async (ms) => {
      now = now.add({ milliseconds: Math.ceil(ms) })
    },
    pass(minutes) {
      now = now.add({ minutes })
    },
  }
}
