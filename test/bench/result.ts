/**
 * One measured number, as `npm run bench` prints it: a JSON line.
 *
 * `floor` was measured in the same run, so that the ratio means something on a
 * noisy machine; `target` is what was promised, in the unit of `value`.
 */
export interface Result {
  readonly bench: string
  readonly metric: string
  readonly value: number
  readonly unit: string
  readonly floor: number
  readonly ratio: number
  readonly target: number
  readonly ok: boolean
}

export function result(of: Omit<Result, 'ratio' | 'ok'>): Result {
  const rounded = (value: number): number => Math.round(value * 100) / 100
  return {
    ...of,
    value: rounded(of.value),
    floor: rounded(of.floor),
    ratio: rounded(of.value / of.floor),
    ok: of.value <= of.target,
  }
}

/** `share` in 0 to 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
