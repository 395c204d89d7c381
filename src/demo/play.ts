/**
 * How is a story played so that every part of it is checked?
 *
 * One act after another; each throws if something it says is not true. What
 * held, how long it took and what was seen is kept for the report.
 */
import type { Act } from './acts.ts'
import type { Progress } from './progress.ts'
import type { Stage } from './stage.ts'

export interface Played {
  readonly name: string
  readonly ok: boolean
  readonly ms: number
  /** What was seen, or what was not true. */
  readonly detail: string
}

/** Stops at the first act that does not hold: the next ones would only say it again. Falls silent when `signal` aborts. */
export async function play(
  stage: Stage,
  acts: readonly Act[],
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<readonly Played[]> {
  const played: Played[] = []
  for (const act of acts) {
    progress.begins(act.name)
    const start = performance.now()
    const outcome = await attempt(stage, act, progress)
    // Whoever interrupts takes the stage away: what the act met then is no finding.
    if (signal.aborted) break
    const step: Played = { name: act.name, ...outcome, ms: Math.round(performance.now() - start) }
    played.push(step)
    progress.ended(step)
    if (!step.ok) break
  }
  return played
}

async function attempt(stage: Stage, act: Act, progress: Progress): Promise<Pick<Played, 'ok' | 'detail'>> {
  try {
    return { ok: true, detail: await act.play(stage, (words) => progress.says(words)) }
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) }
  }
}

/** What `--report FILE` writes. */
export function reportOf(stage: Stage, steps: readonly Played[]): object {
  return { steps, aws: { calls: stage.aws.callCounts() }, github: { calls: stage.github.callCounts() } }
}
