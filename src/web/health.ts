/**
 * Does the process live, and could it work?
 *
 * Two questions for two askers: `/healthz` is for whoever restarts a dead
 * process, `/readyz` for whoever sends it work. A part that does not answer
 * in time is not ready; an unready bot is not restarted for it.
 */
import type { FastifyInstance } from 'fastify'
import { OPEN } from './guard.ts'
import type { Part } from './model.ts'

const PATIENCE_MS = 2_000
/** Anyone may ask: however many do, each part is looked at once in this time. */
const KEPT_MS = 2_000

export function healthRoutes(app: FastifyInstance, parts: readonly Part[]): void {
  app.get('/healthz', OPEN, async () => ({ status: 'alive' }))

  let kept: { readonly answers: Promise<readonly (readonly [string, boolean])[]>; readonly at: number } | undefined

  function look(): Promise<readonly (readonly [string, boolean])[]> {
    if (kept === undefined || performance.now() - kept.at > KEPT_MS) {
      const answers = Promise.all(parts.map(async (part) => [part.name, await isReady(part)] as const))
      kept = { answers, at: performance.now() }
    }
    return kept.answers
  }

  app.get('/readyz', OPEN, async (_request, reply) => {
    const answers = await look()
    const ready = answers.every(([, each]) => each)
    return reply
      .code(ready ? 200 : 503)
      .send({ status: ready ? 'ready' : 'not ready', parts: Object.fromEntries(answers) })
  })
}

async function isReady(part: Part): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const impatience = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS)
  })
  try {
    return await Promise.race([part.ready(), impatience])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
