/**
 * How can a fleet be varied, and the same every time?
 *
 * A small generator of numbers (mulberry32) that begins where its seed says:
 * equal seeds throw equal numbers, on every machine and in every year.
 */

export interface Dice {
  /** A whole number from 0 to below `most`. */
  below(most: number): number
  /** True in this share of all throws, 0 to 1. */
  chance(share: number): boolean
  pick<Value>(values: readonly [Value, ...Value[]]): Value
  /** By weight: `[['web', 3], ['shop', 1]]` answers `web` in three of four throws. */
  weighted<Value>(values: readonly [Weighted<Value>, ...Weighted<Value>[]]): Value
}

export type Weighted<Value> = readonly [value: Value, weight: number]

/** `stream` gives each customer dice of its own, so that one customer more changes none of the others. */
export function diceOf(seed: number, stream: number): Dice {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b)) >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (most: number): number => Math.floor(next() * most)
  return {
    below,
    chance: (share) => next() < share,
    pick: (values) => values[below(values.length)] ?? values[0],
    weighted: (values) => {
      let left = next() * values.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [value, weight] of values) {
        left -= weight
        if (left < 0) return value
      }
      return values[0][0]
    },
  }
}
