/**
 * One measured number, as `npm run bench` prints it: a JSON line.
 *
 * `floor` was measured in the same run, so that the ratio means something on a
 * noisy machine. What was promised stands in targets.json: so many times the
 * floor, or at most so much in the unit of `value`.
 */
import targets from './targets.json' with { type: 'json' }

export interface Result {
  readonly bench: string
  readonly metric: string
  readonly value: number
  readonly unit: string
  readonly floor: number
  readonly ratio: number
  /** Absent where nothing was promised but to print it. */
  readonly target?: string
  readonly ok: boolean
}

interface Target {
  readonly unit: string
  /** At most so many times the floor. */
  readonly times?: number
  /** And so much besides, in the unit of `value`. */
  readonly plus?: number
  /** At most so much. */
  readonly most?: number
}

const TARGETS: { readonly [bench: string]: { readonly [metric: string]: Target } } = targets

/** Throws for a metric that is not in the table: what is not promised is not measured. */
export function result(of: Pick<Result, 'bench' | 'metric' | 'value' | 'floor'>): Result {
  const { bench, metric, value, floor } = of
  const target = TARGETS[bench]?.[metric]
  if (target === undefined) throw new Error(`targets.json has no ${bench}: ${metric}`)
  const { unit, times, plus = 0, most } = target
  const isMet = (times === undefined || value <= times * floor + plus) && (most === undefined || value <= most)
  return {
    bench,
    metric,
    value: rounded(value),
    unit,
    floor: rounded(floor),
    ratio: rounded(value / floor),
    ...(times === undefined
      ? {}
      : { target: `at most ${times} times the floor${plus === 0 ? '' : ` and ${plus} ${unit}`}` }),
    ...(most === undefined ? {} : { target: `at most ${most} ${unit}` }),
    ok: isMet,
  }
}

/** The metrics of a bench that its results do not hold: a promise that nobody measured is not kept. */
export function missing(bench: string, results: readonly Pick<Result, 'metric'>[]): readonly string[] {
  const measured = new Set(results.map(({ metric }) => metric))
  return Object.keys(TARGETS[bench] ?? {}).filter((metric) => !measured.has(metric))
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000
}

/** `share` in 0 to 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
