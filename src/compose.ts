/**
 * How is the house put together?
 *
 * The composition root: every port is built here and nowhere else. Reads like
 * a list: what was configured, which edge it becomes, which verbs it serves.
 * Closed in the opposite order, so that nothing calls what is gone.
 */
import { join } from 'node:path'
import { approveDigest } from './actions/approve-rollout.ts'
import { verbsOf } from './actions/carry-out.ts'
import { editRollout } from './actions/edit-rollout.ts'
import { planDefault } from './actions/plan-default.ts'
import type { World } from './actions/world.ts'
import { openAws } from './aws/open.ts'
import { type Config, pathOf } from './config.ts'
import { openMirror } from './git/mirror.ts'
import { openGithub } from './github/open.ts'
import { scaledClock } from './lib/clock.ts'
import { FleetwrightError } from './lib/errors.ts'
import { openLog } from './log.ts'
import { operatorKey } from './operator-key.ts'
import { openDatabase } from './store/database.ts'
import { openStore } from './store/open.ts'
import { openWeb } from './web/open.ts'
import { openEngine } from './workflows/engine.ts'

export interface Running {
  readonly url: string
  close(): Promise<void>
}

/** Pipelines planned at the same time; the limits of AWS and GitHub are kept by their edges. */
const PLANNED_AT_ONCE = 50
const ASK_AGAIN_MS = 10_000

export async function compose(config: Config): Promise<Running> {
  const clock = scaledClock(config.clock)
  const log = openLog(config.logLevel)
  const database = await openDatabase({
    directory: config.directory,
    ...(config.databaseUrl === undefined ? {} : { url: config.databaseUrl }),
    log,
  })
  const store = openStore(database)
  const github = await untilAnswered({ log, clock }, () =>
    openGithub({
      appId: config.appId,
      privateKey: config.privateKey,
      webhookSecret: config.webhookSecret,
      repository: config.repository,
      ...(config.githubBaseUrl === undefined ? {} : { baseUrl: config.githubBaseUrl }),
      log,
      clock,
    }),
  )
  await store.repository.remember({ repositoryId: github.repositoryId, installationId: github.installationId })
  const mirror = await openMirror({
    dir: join(config.directory, 'git'),
    remoteUrl: github.cloneUrl,
    token: github.token,
    defaultBranch: github.defaultBranch,
    protocols: github.cloneUrl.startsWith('https:') ? 'https' : 'http',
    path: pathOf(),
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
    github,
    aws,
    rows: store,
    work: engine,
    exclusively: database.exclusively,
    clock,
    log,
    concurrency: PLANNED_AT_ONCE,
  }
  await engine.start(verbsOf(world))
  const key = operatorKey(config.directory)
  const web = await openWeb({
    host: config.web.host,
    port: config.web.port,
    intake: { secret: config.webhookSecret, receive: github.receive, accept: engine.accept },
    parts: [
      { name: 'database', ready: store.ready },
      { name: 'github', ready: async () => (await github.token()) !== '' },
      { name: 'mirror', ready: mirror.ready },
    ],
    operator: {
      token: key.token,
      status: async () => {
        const [newest] = await store.rollouts.list({ open: false, newest: 1 })
        const rollouts = await store.rollouts.list({ open: true })
        const head = newest === undefined ? {} : { head: newest.commit }
        return { repository: config.repository, defaultBranch: github.defaultBranch, ...head, rollouts }
      },
      rollouts: () => store.rollouts.list({ open: true }),
      plan: () => planDefault(world),
      approve: async ({ digest, operator }) => {
        const approved = await approveDigest(world, { digest, by: [operator] })
        engine.poke()
        return {
          rollouts: approved.rollouts.map((each) => each.id),
          stacks: approved.stacks.map((each) => each.ref.id),
        }
      },
      edit: async ({ id, edit }) => {
        const edited = await editRollout(world, id, edit)
        engine.poke()
        return edited
      },
    },
    repositoryUrl: github.repositoryUrl,
    log,
  })
  await key.publish(web.url)
  log.info('served')
  return {
    url: web.url,
    async close() {
      await web.close()
      await key.remove()
      await engine.close()
      await mirror.close()
      await aws.close()
      await database.close()
      log.info('closed')
    },
  }
}

/** GitHub may be away when we start: a supervisor that restarts us in a circle would help nobody. */
async function untilAnswered<Result>(of: Pick<World, 'log' | 'clock'>, ask: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof FleetwrightError) || !error.retryable) throw error
      of.log.warn('GitHub did not say who we are and is asked again', { code: error.code, error })
      await of.clock.sleep(error.retryAfterMs ?? ASK_AGAIN_MS)
    }
  }
}
