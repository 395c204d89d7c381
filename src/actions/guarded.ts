/**
 * May this fail without stopping what comes after it?
 *
 * Rounds look at many things that have nothing to do with each other: what
 * fails for one is logged, and tried again with the next round.
 */
import { FleetwrightError } from '../lib/errors.ts'
import type { LogFields } from './ports.ts'
import type { World } from './world.ts'

export type Guarded<Result> = { readonly ok: true; readonly value: Result } | { readonly ok: false }

/** `failed`: what the log says then, in the past tense. Never throws. */
export async function guarded<Result>(
  { log }: Pick<World, 'log'>,
  failed: { readonly message: string; readonly fields?: LogFields },
  work: () => Promise<Result>,
): Promise<Guarded<Result>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    if (error instanceof FleetwrightError && error.retryable)
      log.warn(failed.message, { ...failed.fields, code: error.code, error })
    else log.error(failed.message, { ...failed.fields, error })
    return { ok: false }
  }
}
