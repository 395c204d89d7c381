/**
 * What does `fleet doctor` examine, and with which hands?
 *
 * A composition root of its own: the bot's settings and the bot's edges, but
 * neither its database nor a running bot. The fleet is read into a folder that
 * is thrown away, because the bot's own mirror may be in use.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Timekeeper } from './actions/examine-ports.ts'
import { type AccountOf, examineAccounts } from './actions/examining/examine-accounts.ts'
import { examineApp } from './actions/examining/examine-app.ts'
import { silenceOf, told } from './actions/examining/told.ts'
import { fleetAt, type ReadFleet } from './actions/read-fleet.ts'
import { openExaminer as openAwsExaminer } from './aws/examine.ts'
import type { Said } from './cli-fleet.ts'
import { type Config, directoryOf, loadEnvironmentFile, pathOf, readConfig, settingProblems } from './config.ts'
import type { Manifest } from './doctor/facts.ts'
import { clockFindings, machineFindings, settingsFindings } from './doctor/machine.ts'
import { type Finding, isTold, type Told, untold, verdictOf } from './doctor/model.ts'
import { openMirror } from './git/mirror.ts'
import { machineGit } from './git/run.ts'
import { type GithubExaminer, openExaminer as openGithubExaminer } from './github/examine.ts'
import { scaledClock } from './lib/clock.ts'
import { FleetwrightError } from './lib/errors.ts'
import { openLog } from './log.ts'
import { doctorInTerminal } from './report/terminal-doctor.ts'
import { directoryProblem, serverVersion } from './store/examine.ts'
import { CALLBACK_PATH } from './web/sign-in.ts'

export interface Examination {
  /** Only accounts of this customer. */
  readonly customer?: string
  /** Only the account with this id. */
  readonly account?: string
  readonly json: boolean
  readonly colour: boolean
  /** How far it is, for who waits. */
  readonly progress: (done: number, of: number) => void
}

const WEBHOOK_PATH = '/api/github/webhooks'
const MANIFEST = new URL('../app.yml', import.meta.url)
const NODE = 26

export async function doctor(wish: Examination): Promise<Said> {
  loadEnvironmentFile()
  const problems = settingProblems()
  const findings = [
    ...settingsFindings(problems.map(silenceOf)),
    ...machineFindings(await machineFacts(problems.length === 0 ? readConfig() : undefined)),
    ...(problems.length === 0 ? await world(readConfig(), wish) : []),
  ]
  const code = verdictOf(findings)
  const text = wish.json
    ? JSON.stringify({ ok: code === 0, findings }, null, 2)
    : doctorInTerminal(findings, wish.colour)
  return { code, text }
}

async function machineFacts(config: Config | undefined): Promise<Parameters<typeof machineFindings>[0]> {
  const path = directoryOf()
  const problem = await directoryProblem(path)
  const { databaseUrl } = config ?? {}
  return {
    node: process.versions.node,
    wantedNode: NODE,
    git: await told(() => machineGit(pathOf())),
    directory: { path, ...(problem === undefined ? {} : { problem }) },
    ...(databaseUrl === undefined ? {} : { database: await told(() => serverVersion(databaseUrl)) }),
  }
}

/** Everything beyond this machine. */
async function world(config: Config, wish: Examination): Promise<readonly Finding[]> {
  const common = { clock: scaledClock(config.clock), log: openLog('silent') }
  const github = await openGithubExaminer({
    ...common,
    appId: config.appId,
    privateKey: config.privateKey,
    webhookSecret: config.webhookSecret,
    repository: config.repository,
    ...(config.githubBaseUrl === undefined ? {} : { baseUrl: config.githubBaseUrl }),
  })
  const aws = openAwsExaminer({ ...common, ...config.aws, chance: Math.random })
  try {
    const manifest = manifestOf(parse(await readFile(MANIFEST, 'utf8')))
    const wanted = {
      manifest,
      repository: config.repository,
      webhookUrl: ownUrl(config, WEBHOOK_PATH),
      signIn: {
        ...(config.signIn && { clientId: config.signIn.clientId }),
        callbackUrl: ownUrl(config, CALLBACK_PATH),
      },
    }
    const findings = [
      ...clockFindings('GitHub', await skewOf(github)),
      ...clockFindings('AWS', await skewOf(aws)),
      ...(await examineApp(github, wanted)),
    ]
    const fleet = await told(() => fleetOf(github))
    const looked = { check: 'fleet', about: `the fleet in ${config.repository}` }
    if (!isTold(fleet)) return [...findings, untold(looked, fleet.silence)]
    const accounts = accountsOf(fleet.is, wish)
    const examined = (done: number): void => wish.progress(done, accounts.length)
    return [...findings, ...fleetFindings(looked, fleet.is), ...(await examineAccounts(aws, accounts, examined))]
  } finally {
    aws.close()
  }
}

async function skewOf(other: Timekeeper): Promise<Told<number>> {
  return told(async () => {
    const skew = await other.skewMs()
    if (skew !== undefined) return skew
    throw new FleetwrightError('the answer names no time', {
      code: 'no-date',
      nextMove: 'operator',
      retryable: true,
      hint: 'look whether a proxy in between cuts the Date header',
    })
  })
}

/** As the bot reads it, in a place of its own. */
async function fleetOf(github: GithubExaminer): Promise<ReadFleet> {
  const { id } = await github.installation()
  const dir = await mkdtemp(join(tmpdir(), 'fleetwright-doctor-'))
  try {
    const { cloneUrl, defaultBranch, token } = await github.remote(id)
    const mirror = await openMirror({
      dir,
      remoteUrl: cloneUrl,
      token,
      defaultBranch,
      protocols: cloneUrl.startsWith('https:') ? 'https' : 'http',
      path: pathOf(),
      log: openLog('silent'),
    })
    try {
      const { sha } = await mirror.fetchDefault()
      return await fleetAt({ git: mirror }, sha)
    } finally {
      await mirror.close()
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

function fleetFindings(looked: { check: string; about: string }, read: ReadFleet): readonly Finding[] {
  if (read.fleet !== undefined) {
    const says = `it validates: ${read.stacks.length} stacks are wanted`
    return [{ ...looked, outcome: 'well', says }]
  }
  const says = read.unreadable ?? `its default branch has ${read.problems.length} problems: no account was examined`
  const hint = 'run `npx fleet validate` in a clone of it, and mend what it names'
  return [{ ...looked, outcome: 'wrong', says, nextMove: 'author', hint }]
}

function accountsOf(read: ReadFleet, { customer: name, account: id }: Examination): readonly AccountOf[] {
  const stacks = Map.groupBy(read.stacks, ({ accountId }) => accountId)
  const all = (read.fleet?.customers ?? []).flatMap((customer) =>
    customer.accounts.map((account) => ({ customer, account, stacks: stacks.get(account.id) ?? [] })),
  )
  const chosen = all.filter(
    ({ customer, account }) => (name ?? customer.name) === customer.name && (id ?? account.id) === account.id,
  )
  if (chosen.length > 0 || read.fleet === undefined || (name === undefined && id === undefined)) return chosen
  throw new FleetwrightError(
    `the fleet has no account ${id ?? ''}${name === undefined ? '' : ` of customer ${name}`}`,
    {
      code: 'no-such-account',
      nextMove: 'operator',
      retryable: false,
      hint: 'name a customer or an account id that stands in customers/*/customer.yml of the default branch',
    },
  )
}

function ownUrl({ web }: Config, path: string): string {
  return new URL(path, web.publicUrl ?? `http://${web.host}:${web.port}`).href
}

/** app.yml is ours: what it does not hold as it should is a defect. */
function manifestOf(given: {
  readonly default_permissions: Manifest['permissions']
  readonly default_events: Manifest['events']
}): Manifest {
  return { permissions: given.default_permissions, events: given.default_events }
}
