/**
 * Where does the story play?
 *
 * A simulated GitHub and a simulated AWS on loopback, one fast clock for them
 * and the bot, the example fleet as a repository, its customers' accounts with
 * the three roles of the bootstrap template, and the real bot beside them.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { parse } from 'yaml'
import { pathOf } from '../config.ts'
import { loadFleet } from '../fleet/load.ts'
import type { Account, AccountId, SourceTree } from '../fleet/model.ts'
import { scaledClock } from '../lib/clock.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { type AwsSim, type AwsSimOptions, startAwsSim } from '../sim/aws/server.ts'
import { type GithubSim, startGithubSim } from '../sim/github/server.ts'
import { type Bot, botOf } from './bot.ts'
import { type Clone, cloneFor, type Person, personOf } from './person.ts'

export const OWNER = 'fleet-operator'
export const NAME = 'fleet'
/** An account whose owner has made the roles already, for the customer that a player adds. */
export const SPARE_ACCOUNT = {
  id: '888888888888' as AccountId,
  externalId: 'spare-6b2f90d3c81e475a',
  regions: ['eu-west-1'],
} as const
const ROOT = new URL('../..', import.meta.url).pathname

export interface Stage {
  readonly github: GithubSim
  readonly aws: AwsSim
  readonly bot: Bot
  readonly engineer: Person
  readonly reviewer: Person
  /** May read the fleet and nothing more. */
  readonly onlooker: Person
  readonly dir: string
  /** What GitHub signs webhooks with. */
  readonly webhookSecret: string
  /** Numeric ids of the served repository and of the App's installation on it. */
  readonly served: { readonly id: number; readonly installationId: number }
  /** `https://…/owner/name.git`, without a token. */
  readonly cloneUrl: string
  /** The engineer's clone of the fleet. */
  readonly clone: Clone
  /** A customer makes the three roles in an account of theirs. */
  bootstrap(account: Pick<Account, 'id' | 'externalId' | 'regions'>): void
  /** Where stacks can be: every bootstrapped account in each of its regions. */
  places(): readonly { readonly accountId: string; readonly region: string }[]
  close(): Promise<void>
}

export interface StageOptions {
  readonly files: SourceTree
  readonly dir: string
  /** The first of three; 0 takes free ones. */
  readonly port: number
  /** How many times faster than the machine's the clock runs. */
  readonly rate: number
  /** Accounts of the fleet whose owners have made no role. */
  readonly withoutRoles?: readonly string[]
  /** The accounts of these files, and a repository that has no commit yet. */
  readonly empty?: boolean
  /** How simulated AWS behaves; its own defaults if absent. */
  readonly aws?: Omit<AwsSimOptions, 'clock' | 'port'>
  /** What the bot is told besides. */
  readonly env?: { readonly [name: string]: string }
  /** Modules that are loaded in front of the bot, as URLs. */
  readonly imports?: readonly string[]
}

export async function setStage(options: StageOptions): Promise<Stage> {
  const { files, dir, port, rate, withoutRoles = [], empty = false } = options
  const epochMs = Date.now()
  const clock = scaledClock({ rate, epochMs })
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const webhookSecret = randomBytes(24).toString('hex')
  const manifest = parse(await readFile(join(ROOT, 'app.yml'), 'utf8'))
  const ports = await portsFrom(port)
  const client = { clientId: 'Iv23fleetwright', clientSecret: randomBytes(20).toString('hex') }
  const github = await startGithubSim({
    clock,
    dir: join(dir, 'github'),
    port: ports.github,
    webhookSecret,
    app: {
      id: 4711,
      slug: 'fleetwright',
      publicKeyPem: keys.publicKey,
      permissions: manifest.default_permissions,
      events: manifest.default_events,
      oauth: { ...client, callbackUrls: [`http://127.0.0.1:${ports.bot}/sign-in/callback`] },
    },
  })
  const aws = await startAwsSim({ ...options.aws, clock, port: ports.aws })
  const principal = aws.addPrincipal({ name: 'fleetwright' })
  const bootstrapTemplate = await readFile(join(ROOT, 'fleet/bootstrap/customer-roles.template.yml'), 'utf8')
  const places: { accountId: string; region: string }[] = []
  function bootstrap({ id, externalId, regions }: Pick<Account, 'id' | 'externalId' | 'regions'>): void {
    aws.addAccount({ id, bootstrapTemplate, parameters: { ExternalId: externalId, BotPrincipalArn: principal.arn } })
    places.push(...regions.map((region) => ({ accountId: id, region })))
  }
  accountsIn(files)
    .filter(({ id }) => !withoutRoles.includes(id))
    .forEach(bootstrap)
  bootstrap(SPARE_ACCOUNT)

  const engineer = github.addUser('engineer')
  const reviewer = github.addUser('reviewer')
  const onlooker = github.addUser('onlooker')
  const served = await github.addRepository({
    owner: OWNER,
    name: NAME,
    files: empty ? new Map() : new Map([...files.values()].map((file) => [file.path, file.text])),
    collaborators: [
      { login: 'engineer', permission: 'write' },
      { login: 'reviewer', permission: 'admin' },
      { login: 'onlooker', permission: 'read' },
    ],
    protection: {
      requiredChecks: [
        { context: 'fleet / validate', appId: 4711 },
        { context: 'fleet / plan', appId: 4711 },
      ],
      requiredApprovals: 1,
    },
  })
  const bot = botOf({
    port: ports.bot,
    dir,
    ended: (words) => void process.stderr.write(`\n${words}\n`),
    env: {
      PATH: pathOf(),
      HOME: dir,
      APP_ID: '4711',
      PRIVATE_KEY: keys.privateKey,
      WEBHOOK_SECRET: webhookSecret,
      GITHUB_CLIENT_ID: client.clientId,
      GITHUB_CLIENT_SECRET: client.clientSecret,
      FLEET_REPOSITORY: `${OWNER}/${NAME}`,
      GITHUB_BASE_URL: github.apiUrl,
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: principal.accessKeyId,
      AWS_SECRET_ACCESS_KEY: principal.secretAccessKey,
      // People reach it here, and nobody from elsewhere.
      PUBLIC_URL: `http://127.0.0.1:${ports.bot}`,
      HOST: '127.0.0.1',
      FLEETWRIGHT_CLOCK_RATE: String(rate),
      FLEETWRIGHT_CLOCK_EPOCH: String(epochMs),
      ...options.env,
    },
    ...(options.imports === undefined ? {} : { imports: options.imports }),
  })
  const cloneUrl = `${github.url}/${OWNER}/${NAME}.git`
  const seenAt = { apiUrl: github.apiUrl, clock }
  const writer = personOf(engineer, seenAt)
  const clone = await cloneFor(writer, { url: cloneUrl, dir: join(dir, 'clone') })
  github.setWebhookUrl(`${bot.url}/api/github/webhooks`)
  return {
    github,
    aws,
    bot,
    engineer: writer,
    reviewer: personOf(reviewer, seenAt),
    onlooker: personOf(onlooker, seenAt),
    dir,
    webhookSecret,
    served,
    cloneUrl,
    clone,
    bootstrap,
    places: () => places,
    async close() {
      await bot.stop()
      await aws.close()
      // Last, because it throws when the simulated GitHub was not like GitHub.
      await github.close()
    },
  }
}

/** The example fleet as a tree, paths relative to the fleet's root. */
export async function filesBelow(dir: string): Promise<SourceTree> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return new Map(
    await Promise.all(
      files.map(async (entry) => {
        const path = join(entry.parentPath, entry.name).slice(dir.length + 1)
        return [path, { path, blob: path, text: await readFile(join(dir, path), 'utf8') }] as const
      }),
    ),
  )
}

function accountsIn(files: SourceTree): readonly Account[] {
  const { fleet, problems } = loadFleet(files)
  if (fleet === undefined) throw new Error(`the example fleet does not validate: ${problems[0]?.message}`)
  return fleet.customers.flatMap((customer) => customer.accounts)
}

/** Three ports in a row from the first, or free ones. A taken one is told before anything is started. */
async function portsFrom(
  first: number,
): Promise<{ readonly github: number; readonly aws: number; readonly bot: number }> {
  if (first === 0) return { github: 0, aws: 0, bot: await listenable(0) }
  const [github, aws, bot] = [first, first + 1, first + 2]
  for (const port of [github, aws, bot]) await listenable(port)
  return { github, aws, bot }
}

function listenable(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (cause) => reject(taken(port, cause)))
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port))
    })
  })
}

function taken(port: number, cause: unknown): FleetwrightError {
  return new FleetwrightError(`port ${port} on 127.0.0.1 cannot be used: another program listens there`, {
    code: 'port-taken',
    nextMove: 'operator',
    retryable: false,
    hint: 'choose the first of three free ports with --port N',
    cause,
  })
}
