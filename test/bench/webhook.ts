/**
 * How long does GitHub wait for our answer while 200 stacks wait in a rollout?
 *
 * The real bot on the embedded database, a rollout that has 200 stacks at
 * work, and signed webhooks at the rate of a busy day, timed at the client.
 * Floor: a bare server that answers 202 and does nothing, in the same run.
 */
import { createHmac, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { scaled } from '../../src/demo/scale.ts'
import { filesBelow, NAME, OWNER, type Stage, setStage } from '../../src/demo/stage.ts'
import { until } from '../../src/demo/until.ts'
import { percentile, type Result, result } from './result.ts'

const FLEET = new URL('../../fleet', import.meta.url).pathname
const WAITING = 200
const WEBHOOKS = 300
const BETWEEN_MS = 40

export async function webhook(): Promise<readonly Result[]> {
  const dir = await mkdtemp(join(tmpdir(), 'fleetwright-bench-'))
  const example = scaled(await filesBelow(FLEET), WAITING)
  // One ring that takes everything at once: what waits is what is measured.
  const fleet = example.get('fleet.yml')
  if (fleet === undefined) throw new Error('the example has no fleet.yml')
  const text = fleet.text.replace('concurrency: 2', `concurrency: ${2 * WAITING}`)
  const files = new Map(
    [...example].map(([path, file]) => [
      path,
      { ...file, text: file.text.replace(/^ring: (?!canary).*$/m, 'ring: canary') },
    ]),
  )
  files.set('fleet.yml', { ...fleet, text })
  const stage = await setStage({
    files,
    dir,
    port: 0,
    rate: 1,
    aws: { timing: { resourceMs: 600_000, changeSetMs: 500 } },
  })
  try {
    await stage.bot.start()
    await rolloutAtWork(stage)
    const body = pushTo(stage)
    const values = await timed(`${stage.bot.url}/api/github/webhooks`, body, stage.webhookSecret)
    const floor = await bareFloor(body, stage.webhookSecret)
    return [
      result({
        bench: 'webhook',
        metric: `p95 with ${WAITING} stacks at work`,
        value: percentile(values, 0.95),
        floor,
      }),
    ]
  } finally {
    await stage.bot.kill()
    await stage.close()
    await rm(dir, { recursive: true, force: true })
  }
}

async function rolloutAtWork(stage: Stage): Promise<void> {
  const digest = await until('the fleet is planned and held', async () => {
    const { output } = await stage.bot.fleet('rollouts', 'list', '--json')
    const { rollouts } = JSON.parse(output) as { rollouts: readonly { planDigest: string }[] }
    return rollouts[0]?.planDigest
  })
  await stage.bot.fleet('rollouts', 'approve', digest)
  const atWork = (): number => stage.aws.journal.operations.filter((each) => each.endedAt === undefined).length
  await until(`${WAITING} stacks are at work`, () => atWork() >= WAITING, 180_000)
}

/** To the default branch: verified, stored, and asking for a look at it. */
function pushTo(stage: Stage): string {
  const repository = { id: stage.served.id, full_name: `${OWNER}/${NAME}`, name: NAME, owner: { login: OWNER } }
  const padding = Array.from({ length: 200 }, (_, index) => ({
    id: String(index).padStart(40, '0'),
    message: 'x'.repeat(60),
  }))
  return JSON.stringify({
    ref: 'refs/heads/main',
    deleted: false,
    commits: padding,
    repository,
    installation: { id: stage.served.installationId },
    sender: { login: 'engineer', type: 'User' },
  })
}

async function timed(url: string, body: string, secret: string): Promise<readonly number[]> {
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const answers: Promise<number>[] = []
  for (let count = 0; count < WEBHOOKS; count++) {
    answers.push(one(url, body, signature))
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS))
  }
  return Promise.all(answers)
}

async function one(url: string, body: string, signature: string): Promise<number> {
  const start = performance.now()
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': signature,
    },
  })
  await response.arrayBuffer()
  if (response.status !== 202) throw new Error(`a webhook was answered ${response.status}`)
  return performance.now() - start
}

async function bareFloor(body: string, secret: string): Promise<number> {
  const bare = fastify()
  bare.post('/', async (_request, reply) => reply.code(202).send())
  const url = await bare.listen({ host: '127.0.0.1', port: 0 })
  try {
    return percentile(await timed(url, body, secret), 0.95)
  } finally {
    await bare.close()
  }
}
