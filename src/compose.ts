/**
 * How is the house put together?
 *
 * The composition root: every port is built here and nowhere else. Reads like
 * a list: what was configured, which edge it becomes, which verbs it serves.
 * The door opens first, because GitHub may be away for an hour when we start,
 * and who watches us must see that we live and wait. Closed in the opposite
 * order, so that nothing calls what is gone.
 */
import { join } from 'node:path'
import { approveBeginning } from './actions/approving/approve-rollout.ts'
import { verbsOf } from './actions/carry-out.ts'
import { planDefault } from './actions/planning/plan-default.ts'
import { rehearse } from './actions/planning/rehearse.ts'
import type { PlanRecord } from './actions/ports.ts'
import { fleetAt } from './actions/read-fleet.ts'
import { editRollout } from './actions/rollouts/edit-rollout.ts'
import { waitingPlans } from './actions/showing/whose-move.ts'
import type { World } from './actions/world.ts'
import { type Aws, openAws } from './aws/open.ts'
import { type Config, pathOf } from './config.ts'
import { type Mirror, openMirror } from './git/mirror.ts'
import { type Github, openGithub } from './github/open.ts'
import { type Backoff, waitMs } from './lib/backoff.ts'
import { scaledClock } from './lib/clock.ts'
import { FleetwrightError } from './lib/errors.ts'
import { openLog } from './log.ts'
import { operatorKey } from './operator-key.ts'
import { openKept } from './reading/kept.ts'
import { openReader, type Reader } from './reading/open.ts'
import { codeVersion } from './reading/version.ts'
import { type WholePlan, wholePlan } from './report/whole-plan.ts'
import { type Database, openDatabase } from './store/database.ts'
import { openStore, type Store } from './store/open.ts'
import type { OperatorDesk } from './web/model.ts'
import { openWeb } from './web/open.ts'
import { accessReader } from './workers/access-process.ts'
import { type Engine, openEngine } from './workflows/engine.ts'

export interface Running {
  readonly url: string
  close(): Promise<void>
}

/** What stands once GitHub has said who we are. */
interface House {
  readonly github: Github
  readonly mirror: Mirror
  readonly reader: Reader
  readonly aws: Aws
  readonly engine: Engine
  readonly world: World
}

const ASK_AGAIN: Backoff = { firstMs: 2_000, factor: 2, mostMs: 60_000, jitter: 0.3 }

export async function compose(config: Config): Promise<Running> {
  const clock = scaledClock(config.clock)
  const log = openLog(config.logLevel)
  const database = await openDatabase({
    directory: config.directory,
    ...(config.databaseUrl === undefined ? {} : { url: config.databaseUrl }),
    log,
  })
  const store = openStore(database)
  const key = operatorKey(config.directory)
  let house: House | undefined
  const inside = (): House => {
    if (house !== undefined) return house
    throw notYet()
  }
  const repositoryUrl = (): string | undefined => house?.github.repositoryUrl
  // Rows hand out the same record again for a while; what is made of it once is enough.
  const wholes = new WeakMap<PlanRecord, WholePlan>()
  const whole = (record: PlanRecord | undefined): WholePlan | undefined => {
    if (record === undefined) return undefined
    const made = wholes.get(record) ?? wholePlan(record, repositoryUrl())
    wholes.set(record, made)
    return made
  }
  const planOf = async (pull: number): Promise<WholePlan | undefined> => whole(await store.plans.latest(pull))
  const web = await openWeb({
    host: config.web.host,
    port: config.web.port,
    intake: {
      secret: config.webhookSecret,
      receive: async (delivery) => inside().github.receive(delivery),
      accept: (delivery, tasks) => inside().engine.accept(delivery, tasks),
    },
    parts: [
      { name: 'database', ready: store.ready },
      { name: 'github', ready: async () => (await inside().github.token()) !== '' },
      { name: 'mirror', ready: async () => inside().mirror.ready() },
    ],
    operator: { ...desk({ token: key.token, config, inside }), planOf },
    reception: {
      visitors: () => inside().github.visitors ?? noSignIn(),
      sessions: store.sessions,
      clock,
    },
    library: {
      repository: config.repository,
      repositoryUrl,
      digestOf: store.digestOf,
      plan: async (digest, of) => whole(await store.plans.byDigest(digest, of)),
      planOf,
      async recent() {
        const { open, others } = await store.recentPlans()
        return { open: await waitingPlans(store, open), others }
      },
    },
    ...(config.web.publicUrl === undefined ? {} : { publicUrl: config.web.publicUrl }),
    log,
  })
  const built = await furnish({ config, database, store, clock, log })
  const { engine, mirror, reader, aws, world } = built
  await engine.start(verbsOf(world))
  await key.publish(web.url)
  // Last: ready means that a webhook finds its engine, and an operator the key.
  house = built
  if (config.signIn === undefined) log.warn('pages are shut to everybody: the App has no client id and secret here')
  log.info('served')
  let closing = false
  const rehearsed = readAhead(world).catch((error) => {
    if (!closing) log.warn('default branch could not be read ahead', { error })
  })
  return {
    url: web.url,
    async close() {
      closing = true
      await web.close()
      await key.remove()
      await engine.close()
      await mirror.close()
      await rehearsed
      await reader.close()
      await aws.close()
      await database.close()
      log.info('closed')
    },
  }
}

/** Nobody waits for it: only the first who asks after a start would have waited longer. */
async function readAhead(world: World): Promise<void> {
  const { sha } = await world.git.fetchDefault()
  await rehearse(world, await fleetAt(world, sha))
}

interface Ground extends Pick<World, 'clock' | 'log'> {
  readonly config: Config
  readonly database: Database
  readonly store: Store
}

/** Everything that needs GitHub to have answered once. */
async function furnish({ config, database, store, clock, log }: Ground): Promise<House> {
  const github = await untilAnswered({ log, clock }, () =>
    openGithub({
      appId: config.appId,
      privateKey: config.privateKey,
      webhookSecret: config.webhookSecret,
      repository: config.repository,
      ...(config.githubBaseUrl === undefined ? {} : { baseUrl: config.githubBaseUrl }),
      ...(config.signIn === undefined ? {} : { signIn: config.signIn }),
      log,
      clock,
    }),
  )
  await store.repository.remember({ repositoryId: github.repositoryId, installationId: github.installationId })
  const kept = await openKept({
    path: join(config.directory, 'cache', 'fleet.kept'),
    version: codeVersion(),
    log,
  })
  const reader = openReader({ kept, pool: { codeCache: join(config.directory, 'cache', 'code') } })
  const mirror = await openMirror({
    dir: join(config.directory, 'git'),
    remoteUrl: github.cloneUrl,
    token: github.token,
    defaultBranch: github.defaultBranch,
    protocols: github.cloneUrl.startsWith('https:') ? 'https' : 'http',
    path: pathOf(),
    known: kept,
    log,
  })
  const aws = openAws({ clock, log, ...config.aws, chance: Math.random })
  const engine = await openEngine({
    database,
    log,
    clock,
    workerId: config.workerId,
    deliveries: store.deliveries,
    prune: store.prune,
  })
  const world: World = {
    git: mirror,
    reader,
    github,
    aws,
    access: accessReader({ log }),
    rows: store,
    work: engine,
    exclusively: database.exclusively,
    clock,
    log,
    concurrency: config.plannedAtOnce,
    ...(config.web.publicUrl === undefined ? {} : { publicUrl: config.web.publicUrl }),
  }
  return { github, mirror, reader, aws, engine, world }
}

/** Said to whoever wants in, and at each start to who runs the bot. */
function noSignIn(): never {
  throw new FleetwrightError('signing somebody in: the App has no client id and secret here', {
    code: 'sign-in-not-set-up',
    nextMove: 'operator',
    retryable: false,
    hint: "set GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET from the App's settings page, where PUBLIC_URL with /sign-in/callback has to be a callback URL",
  })
}

function desk(of: {
  readonly token: string
  readonly config: Config
  readonly inside: () => House
}): Omit<OperatorDesk, 'planOf'> {
  const { token, config, inside } = of
  return {
    token,
    status: async () => {
      const { github, world } = inside()
      const [newest] = await world.rows.rollouts.list({ open: false, newest: 1 })
      const rollouts = await world.rows.rollouts.list({ open: true })
      const head = newest === undefined ? {} : { head: newest.commit }
      return { repository: config.repository, defaultBranch: github.defaultBranch, ...head, rollouts }
    },
    rollouts: async () => inside().world.rows.rollouts.list({ open: true }),
    plan: async () => planDefault(inside().world),
    approve: async (asked) => {
      const { engine, world } = inside()
      const approved = await approveBeginning(world, asked)
      if ('refused' in approved) return approved
      engine.poke()
      return {
        rollouts: approved.rollouts.map((each) => each.id),
        stacks: approved.stacks.map((each) => each.ref.id),
      }
    },
    edit: async ({ id, edit }) => {
      const { engine, world } = inside()
      const edited = await editRollout(world, id, { edit })
      engine.poke()
      return edited
    },
  }
}

/** GitHub may be away when we start: a supervisor that restarts us in a circle would help nobody. */
async function untilAnswered<Result>(of: Pick<World, 'log' | 'clock'>, ask: () => Promise<Result>): Promise<Result> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof FleetwrightError) || !error.retryable) throw error
      of.log.warn('GitHub did not say who we are and is asked again', { code: error.code, error })
      await of.clock.sleep(Math.max(error.retryAfterMs ?? 0, waitMs(ASK_AGAIN, attempt, Math.random())))
    }
  }
}

/** To a webhook: GitHub keeps it, and the sweep asks for it again. */
function notYet(): FleetwrightError {
  return new FleetwrightError('answering: GitHub has not said yet who we are', {
    code: 'starting',
    nextMove: 'nobody',
    retryable: true,
    hint: 'wait until /readyz says ready; if it does not, the log names what GitHub answers',
  })
}
