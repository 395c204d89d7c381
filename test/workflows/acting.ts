/**
 * Who acts, where the engine only directs?
 *
 * Verbs written by hand: each notes that it was called and does what the test
 * told it to. An apply waits until its stack is let go.
 */
import type { Task } from '../../src/actions/ports.ts'
import type { ApplyRun, GivenUp, Outcome, PlanRun, Verbs } from '../../src/actions/verbs.ts'
import { FleetwrightError } from '../../src/lib/errors.ts'

export interface Acting {
  readonly verbs: Verbs
  /** `verb subject`, in the order of the calls. */
  readonly calls: readonly string[]
  /** How the applies of this stack ended, in order. */
  outcomes(stack: string): readonly Outcome[]
  /** What is inside of a verb now: name → how many, and the most there ever were. */
  readonly most: ReadonlyMap<string, number>
  /** Ends the waiting for this stack. */
  letGo(stack: string): void
  count(call: string): number
  /** What was given up of these pull requests: an engine may still take up what another test left. */
  givenUp(...pulls: readonly number[]): readonly GivenUp[]
}

export interface Plot {
  readonly checkPull?: (task: Extract<Task, { kind: 'check-pull' }>) => Promise<PlanRun | undefined>
  readonly planPull?: (run: PlanRun) => Promise<void>
  readonly carryOut?: (task: Task) => Promise<void>
  readonly giveUp?: (given: GivenUp) => Promise<void>
  readonly prepare?: (run: ApplyRun) => Promise<void>
  readonly execute?: (run: ApplyRun) => 'executed' | 'not-started'
  /** What is set beside the change sets; without it there is nothing. */
  readonly protect?: (run: ApplyRun) => Promise<void>
  readonly settle?: (run: ApplyRun) => Promise<void>
  readonly advance?: () => Promise<boolean>
  readonly sweep?: () => Promise<void>
}

export function acting(plot: Plot = {}): Acting {
  const calls: string[] = []
  const given: GivenUp[] = []
  const settled: { run: ApplyRun; outcome: Outcome }[] = []
  const inside = new Map<string, number>()
  const most = new Map<string, number>()
  const released = new Map<string, () => void>()
  const free = new Set<string>()

  async function act<Result>(name: string, subject: string, work: () => Promise<Result>): Promise<Result> {
    calls.push(`${name} ${subject}`.trim())
    const key = `${name} ${subject}`.trim()
    inside.set(key, (inside.get(key) ?? 0) + 1)
    most.set(key, Math.max(most.get(key) ?? 0, inside.get(key) ?? 0))
    try {
      return await work()
    } finally {
      inside.set(key, (inside.get(key) ?? 0) - 1)
    }
  }

  const verbs: Verbs = {
    tasks: {
      checkPull: (task) => act('check-pull', String(task.pull), async () => plot.checkPull?.(task)),
      planPull: (run) => act('plan-pull', `${run.pull}#${run.ordinal}`, async () => plot.planPull?.(run)),
      carryOut: (task) => act(task.kind, 'pull' in task ? String(task.pull) : '', async () => plot.carryOut?.(task)),
      giveUp: async (each) => {
        await plot.giveUp?.(each)
        given.push(each)
      },
    },
    applies: {
      prepare: (run) =>
        act('prepare', run.stack, async () => {
          await plot.prepare?.(run)
          return {
            next: 'execute',
            type: 'UPDATE',
            watch: { arn: `arn:${run.stack}`, token: `${run.stack}-${run.attempt}` },
            ...(plot.protect === undefined ? {} : { protect: {} }),
          }
        }),
      execute: (run) => act('execute', run.stack, async () => plot.execute?.(run) ?? 'executed'),
      settled: (run) =>
        act('await', run.stack, async () => {
          if (!free.has(run.stack)) await new Promise<void>((resolve) => released.set(run.stack, resolve))
          return { state: 'done' }
        }),
      protect: (run) =>
        act('protect', run.stack, async () => {
          await plot.protect?.(run)
          return { state: 'done' }
        }),
      settle: (run, outcome) =>
        act('settle', run.stack, async () => {
          await plot.settle?.(run)
          settled.push({ run, outcome })
        }),
    },
    rounds: {
      advance: () => act('advance', '', async () => (await plot.advance?.()) ?? false),
      sweep: () => act('sweep', '', async () => plot.sweep?.()),
    },
  }

  return {
    verbs,
    calls,
    outcomes: (stack) => settled.filter((each) => each.run.stack === stack).map((each) => each.outcome),
    most,
    letGo(stack) {
      free.add(stack)
      released.get(stack)?.()
    },
    count: (call) => calls.filter((each) => each === call).length,
    givenUp: (...pulls) => given.filter(({ work }) => 'pull' in work && pulls.includes(work.pull)),
  }
}

export function failing(
  code: string,
  facts: { readonly retryable: boolean; readonly retryAfterMs?: number },
): FleetwrightError {
  return new FleetwrightError(`doing what fails: ${code}`, { code, nextMove: 'operator', hint: 'mend it', ...facts })
}
