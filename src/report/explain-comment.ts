/**
 * How does a comment answer why a pipeline is what it is?
 *
 * Each value with the line that wrote it and what it overrode, the strongest
 * first, short enough for a phone: who asks for a whole pipeline is told how
 * to ask for less. Everybody who may read the repository reads the comment,
 * so of a secret it says no more than that there is one.
 */
import type { Explanation, Said } from '../fleet/explain.ts'
import type { Fact } from '../fleet/explain-facts.ts'
import type { LayerValue, Origin, Range } from '../fleet/model.ts'
import { inert } from '../lib/markdown.ts'
import { bytesOf } from './budget.ts'
import { count } from './words.ts'

/** A screen or two on a phone. */
const MOST_ENTRIES = 60
/** A value may be long, and each is cut alone: together they must fit beside everything else. */
const MOST_BYTES = 50_000
const SECRETS = 'secrets.'

/** `commit`: of the tree that it was read from. */
export function explanationLines(of: Explanation, commit: string): readonly string[] {
  const entries = [
    ...of.facts.map(fact),
    ...[...of.settings].map(([path, { value, origin, overrode }]) => [
      `- ${inert(path)} is ${printed(value)}, ${place(origin)}`,
      ...over(overrode),
    ]),
    ...[...of.removed].map(([path, said]) => removed(path, said)),
    ...[...of.unset.keys()].map((path) => [
      `- ${inert(path)} is not set: no layer says anything, and it has no default`,
    ]),
  ]
  const shown = fitting(entries)
  const left = entries.length - shown.length
  return [
    `${inert(of.pipeline)} at ${inert(commit.slice(0, 12))}:`,
    '',
    ...shown.flat(),
    ...(left === 0
      ? []
      : ['', `… and ${count(left, 'more value')}: name one of them, or ask \`npx fleet explain\` on your machine.`]),
  ]
}

function fitting(entries: readonly (readonly string[])[]): readonly (readonly string[])[] {
  let left = MOST_BYTES
  const most = entries.slice(0, MOST_ENTRIES)
  const end = most.findIndex((lines) => {
    left -= bytesOf(lines.join('\n'))
    return left < 0
  })
  return end === -1 ? most : most.slice(0, end)
}

function fact({ name, value, at }: Fact): readonly string[] {
  const shown = name.startsWith(SECRETS) ? 'a secret, which is not described here' : inert(value)
  return [`- ${inert(name)} is ${shown}, ${at === undefined ? 'unless said otherwise' : where(at)}`]
}

function removed(path: string, said: readonly Said[]): readonly string[] {
  const last = said.at(-1)
  const by = last === undefined ? '' : `, ${place(last.origin)}`
  return [`- ${inert(path)} is not set: removed${by}`, ...over(said.slice(0, -1))]
}

function over(said: readonly Said[]): readonly string[] {
  return said.toReversed().map(({ value, origin }) => `  - over ${printed(value)}, ${place(origin)}`)
}

function place({ layer, at }: Origin): string {
  return `${layer}, ${where(at)}`
}

function where({ file, line }: Range): string {
  return inert(`${file}:${line}`)
}

function printed(value: LayerValue): string {
  return value === null ? 'nothing (removed)' : inert(JSON.stringify(value))
}
