/**
 * How long does a reviewer wait for a plan, and what does it cost the bot?
 *
 * The real bot against a slow AWS (plan-world.ts): pull requests of 3, 40, 400
 * and 4,000 stacks, each timed from its webhook to its finished comment. Held
 * against what the stacks' own latencies and STS allow at best, against the bot
 * at rest, and against a bare loop over the AWS SDK (plan-floor.ts), all of the
 * same run.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { filesBelow, type Stage, setStage } from '../../src/demo/stage.ts'
import { until } from '../../src/demo/until.ts'
import { markedComments, openPull } from '../../src/demo/watch.ts'
import { loadFleet } from '../../src/fleet/load.ts'
import type { SourceTree } from '../../src/fleet/model.ts'
import { withoutCustomers } from '../../src/generate/generate.ts'
import { changeSetName, transitionKey } from '../../src/plan/names.ts'
import { desiredDigest } from '../../src/render/desired.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { renderFleet } from '../../src/render/render.ts'
import type { FloorStack } from './plan-floor.ts'
import { AWS, attempts, benchFleet, chainMs, STS_PER_SECOND } from './plan-world.ts'
import { type Result, result } from './result.ts'
import { type Used, usedBetween } from './usage.ts'

const FLEET = new URL('../../fleet', import.meta.url).pathname
const CUSTOMERS = 4_000
/** Stacks that are planned at one time. */
const LANES = 200
const FLOOR_STACKS = 1_100
const PATIENCE_MS = 30 * 60_000
const REST_MS = 3_000
const LOOK_EVERY_MS = 50
const run = promisify(execFile)

export async function plan(): Promise<readonly Result[]> {
  const dir = await mkdtemp(join(tmpdir(), 'fleetwright-bench-'))
  const usage = join(dir, 'usage.jsonl')
  const files = benchFleet(withoutCustomers(await filesBelow(FLEET)), CUSTOMERS)
  const stacks = stacksOf(files)
  const stage = await setStage({
    files,
    dir,
    port: 0,
    rate: 1,
    aws: AWS,
    env: { PLANNED_AT_ONCE: String(LANES), BENCH_USAGE: usage },
    imports: [new URL('usage-of-bot.ts', import.meta.url).href],
  })
  try {
    for (const stack of stacks) deployed(stage, stack)
    await stage.bot.start()
    await observed(stage)
    const idle = await atRest(usage)
    const planned: Planned[] = []
    const measure = async (count: number): Promise<void> => {
      planned.push(await measured(stage, usage, { stacks: stacks.slice(0, count), value: 6 + planned.length }))
    }
    for (const count of [3, 40, 400]) await measure(count)
    // On both sides of what is held against it: a machine is not equally fast at all times.
    const floors = [await floor(stage, dir, stacks.slice(-FLOOR_STACKS))]
    await measure(CUSTOMERS)
    floors.push(await floor(stage, dir, stacks.slice(0, FLOOR_STACKS)))
    return resultsOf({ idle, planned, floorCpuMs: floors.reduce((sum, each) => sum + each) / floors.length })
  } finally {
    await stage.bot.kill()
    await stage.close()
    await rm(dir, { recursive: true, force: true })
  }
}

interface Planned extends Used {
  readonly stacks: readonly DesiredStack[]
  readonly wallMs: number
}

function resultsOf(of: {
  readonly idle: Used
  readonly planned: readonly Planned[]
  readonly floorCpuMs: number
}): readonly Result[] {
  const [few, tens, hundreds, thousands] = of.planned
  if (few === undefined || tens === undefined || hundreds === undefined || thousands === undefined)
    throw new Error('a pull request was not measured')
  const metric = (name: string, value: number, floor: number) => result({ bench: 'plan', metric: name, value, floor })
  return [
    metric('3 stacks, webhook to finished comment', few.wallMs, slowestChain(few.stacks)),
    metric('4000 stacks, webhook to finished comment', thousands.wallMs, bestMs(thousands.stacks)),
    metric('400 stacks, against ten times 40', hundreds.wallMs, 10 * tens.wallMs),
    metric('4000 stacks, against ten times 400', thousands.wallMs, 10 * hundreds.wallMs),
    metric('memory that 4000 stacks take besides', thousands.peakMb - of.idle.peakMb, of.idle.peakMb),
    metric('peak memory of 4000 stacks, against 400', thousands.peakMb, hundreds.peakMb),
    metric('CPU for each of 4000 stacks', thousands.cpuMs / thousands.stacks.length, of.floorCpuMs),
  ]
}

function slowestChain(stacks: readonly DesiredStack[]): number {
  return Math.max(...stacks.map(chainMs))
}

/** No bot can be faster with so many lanes, nor enter accounts faster than STS lets it, nor end before its slowest stack. */
function bestMs(stacks: readonly DesiredStack[]): number {
  const inLanes = stacks.reduce((sum, stack) => sum + chainMs(stack), 0) / LANES
  return Math.max(inLanes, (stacks.length / STS_PER_SECOND) * 1_000, slowestChain(stacks))
}

function stacksOf(files: SourceTree): readonly DesiredStack[] {
  const { fleet, problems } = loadFleet(files)
  if (fleet === undefined) throw new Error(`the fleet does not validate: ${problems[0]?.message}`)
  return renderFleet(fleet).stacks
}

/** As the bot would have left it long ago. */
function deployed(stage: Stage, stack: DesiredStack): void {
  const to = desiredDigest(stack)
  const key = transitionKey(stack.id, 'absent', to)
  const { accountId, region, stackName, template, tags, serviceRoleArn: roleArn } = stack
  stage.aws.addStack(
    { accountId, region },
    {
      stackName,
      changeSetName: changeSetName({ to, key, attempt: 1 }),
      template,
      parameters: valuesOf(stack),
      tags,
      roleArn,
    },
  )
}

function valuesOf(stack: DesiredStack): Record<string, string> {
  return Object.fromEntries(
    Object.entries(stack.parameters).map(([name, parameter]) => {
      if (parameter.from === 'value') return [name, parameter.value]
      throw new Error(`${stack.id} is fed by another stack`)
    }),
  )
}

/** The default branch is as AWS is: the bot has looked at everything, and there is nothing to do. */
async function observed(stage: Stage): Promise<void> {
  await until(
    'the bot has looked at the whole fleet',
    async () => (await readFile(stage.bot.logFile, 'utf8')).includes('rollout opened'),
    PATIENCE_MS,
  )
}

async function atRest(usage: string): Promise<Used> {
  const fromMs = Date.now()
  await setTimeout(REST_MS)
  return usedBetween(usage, fromMs, Date.now())
}

async function measured(
  stage: Stage,
  usage: string,
  { stacks, value }: { readonly stacks: readonly DesiredStack[]; readonly value: number },
): Promise<Planned> {
  const head = `attempts-${stacks.length}`
  await stage.clone.branch(head)
  await stage.clone.push({ files: attempts(value, { from: 0, to: stacks.length }), message: `${value} attempts` })
  const pull = await openPull(stage.engineer, { head, title: `${value} attempts`, body: 'As discussed.' })
  // GitHub answers whoever opens it, and then sends the webhook: what it takes to open one is not the bot's.
  const fromMs = Date.now()
  await until(
    `${stacks.length} stacks are planned`,
    async () => {
      // Looked for more often, GitHub would refuse this person for a minute.
      await setTimeout(LOOK_EVERY_MS)
      const [comment] = await markedComments(stage.engineer, pull.number, 'plan')
      return comment?.body.includes(`${stacks.length.toLocaleString('en')} stack`)
    },
    PATIENCE_MS,
  )
  const toMs = Date.now()
  return { stacks, wallMs: toMs - fromMs, ...usedBetween(usage, fromMs, toMs) }
}

/** Processor time of the bare loop for each stack, in milliseconds. */
async function floor(stage: Stage, dir: string, stacks: readonly DesiredStack[]): Promise<number> {
  const file = join(dir, 'floor.jsonl')
  await writeFile(file, `${stacks.map((stack) => JSON.stringify(floorStack(stack))).join('\n')}\n`)
  const { AWS_ENDPOINT_URL: url = '', AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '' } = stage.bot.env
  const script = new URL('plan-floor.ts', import.meta.url).pathname
  const { stdout } = await run(process.execPath, [script, url, id, secret, String(LANES), file])
  const { cpuMs }: { readonly cpuMs: number } = JSON.parse(stdout)
  return cpuMs
}

function floorStack(stack: DesiredStack): FloorStack {
  return {
    region: stack.region,
    roleArn: stack.access.planRoleArn,
    externalId: stack.access.externalId,
    changeSet: {
      StackName: stack.stackName,
      ChangeSetName: 'fw-floor',
      ChangeSetType: 'UPDATE',
      TemplateBody: stack.template,
      Parameters: Object.entries({ ...valuesOf(stack), Attempts: '99' }).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
      RoleARN: stack.serviceRoleArn,
    },
  }
}
