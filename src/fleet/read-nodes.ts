/**
 * Which values do these YAML nodes mean?
 *
 * The walk from the parser's nodes to plain values, with a place for each and
 * a limit for everything a hostile file can multiply: depth, aliases, nodes.
 */
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml'
import type { Problem, Range } from './model.ts'
import { type Place, pointer } from './places.ts'
import { misread } from './plain-number.ts'

export const MOST_LEVELS = 60
/** Nodes after aliases are written out: the alias bomb's only lever. */
export const MOST_NODES = 100_000
export const MOST_ALIASES = 100

/** What a tag makes of its value; undefined for a tag it does not know. */
export type TagReader = (tag: string, value: unknown) => { readonly value: unknown } | undefined

export interface Reading {
  readonly text: string
  readonly rangeOf: (start: number, end: number) => Range
  readonly readTag: TagReader
}

export interface ReadValue {
  readonly value: unknown
  readonly places: ReadonlyMap<string, Place>
  readonly problems: readonly Problem[]
}

type Unplaced = Omit<Problem, 'at'>

interface Walk extends Reading {
  readonly places: Map<string, Place>
  readonly problems: Problem[]
  /** Only nodes that are read to their end: an alias within its own anchor finds nothing. */
  readonly anchors: Map<string, Node>
  nodes: number
  aliases: number
}

/** Where the walk is, and the key that led there. */
interface Spot {
  readonly path: string
  readonly depth: number
  readonly key?: Range
}

export function readNodes(root: Node | null, reading: Reading): ReadValue {
  const walk: Walk = { ...reading, places: new Map(), problems: [], anchors: new Map(), nodes: 0, aliases: 0 }
  const value = root === null ? null : read(walk, root, { path: '', depth: 0 })
  return { value, places: walk.places, problems: walk.problems }
}

function read(walk: Walk, node: Node, spot: Spot): unknown {
  const at = rangeOfNode(walk, node)
  walk.places.set(spot.path, { ...(spot.key && { key: spot.key }), value: at })
  const limit = limitReached(walk, spot)
  if (limit !== undefined) return refuse(walk, { ...limit, at })
  const value = isAlias(node) ? readAlias(walk, node.source, { ...spot, at }) : readTagged(walk, node, { ...spot, at })
  if (!isAlias(node) && node.anchor !== undefined) walk.anchors.set(node.anchor, node)
  return value
}

export function tooDeep(): Unplaced {
  return {
    code: 'too-deep',
    message: 'the file nests deeper than anything a fleet needs',
    expected: `at most ${MOST_LEVELS} levels`,
  }
}

function limitReached(walk: Walk, spot: Spot): Unplaced | undefined {
  walk.nodes += 1
  if (spot.depth >= MOST_LEVELS) return tooDeep()
  if (walk.nodes > MOST_NODES)
    return {
      code: 'too-many-values',
      message: 'the file holds too many values once its aliases are written out',
      expected: `at most ${MOST_NODES}`,
    }
  return undefined
}

/** One refusal ends the walk: after it every further node would be refused for the same cause. */
function refuse(walk: Walk, problem: Problem): undefined {
  if (!walk.problems.some((known) => known.code === problem.code)) walk.problems.push(problem)
  return undefined
}

function readAlias(walk: Walk, name: string, spot: Spot & { readonly at: Range }): unknown {
  walk.aliases += 1
  if (walk.aliases > MOST_ALIASES) {
    return refuse(walk, {
      code: 'too-many-aliases',
      message: 'the file uses too many YAML aliases',
      expected: `at most ${MOST_ALIASES}`,
      at: spot.at,
    })
  }
  const node = walk.anchors.get(name)
  if (node !== undefined) return read(walk, node, { ...spot, depth: spot.depth + 1 })
  walk.problems.push({
    code: 'unknown-alias',
    message: `no value before this one is anchored as \`&${name}\``,
    hint: `put text that begins with * in quotes: "*${name}"`,
    at: spot.at,
  })
  return undefined
}

function readTagged(walk: Walk, node: Node, spot: Spot & { readonly at: Range }): unknown {
  const { tag } = node
  if (tag === undefined) return readPlain(walk, node, spot)
  const takes = PLAIN_TAGS.get(tag)
  if (takes !== undefined) {
    if (!takes(node)) walk.problems.push(wrongTag(tag, spot.at))
    return readPlain(walk, node, spot)
  }
  // The tag becomes a key of its own in the value, so the places below it carry it too.
  const named = walk.readTag(tag, undefined)
  const inner = named === undefined ? spot.path : `${spot.path}${pointer(onlyKeyOf(named.value))}`
  const value = readPlain(walk, node, { ...spot, path: inner, depth: spot.depth + 1 })
  const tagged = walk.readTag(tag, value)
  if (tagged !== undefined) return tagged.value
  walk.problems.push({
    code: 'unknown-tag',
    message: `\`${shortTag(tag)}\` is no tag that is known here`,
    expected: 'plain values: a fleet is data, no tag makes anything else of it',
    hint: 'remove the tag and write the value itself',
    at: spot.at,
  })
  return undefined
}

const CORE = 'tag:yaml.org,2002:'

/** Tags that only say what a value is anyway, and whether it is. The parser leaves a text where it is not. */
const PLAIN_TAGS: ReadonlyMap<string, (node: Node) => boolean> = new Map([
  [`${CORE}str`, (node) => isScalar(node) && typeof node.value === 'string'],
  [`${CORE}int`, (node) => isScalar(node) && Number.isInteger(node.value)],
  [`${CORE}float`, (node) => isScalar(node) && typeof node.value === 'number'],
  [`${CORE}bool`, (node) => isScalar(node) && typeof node.value === 'boolean'],
  [`${CORE}null`, (node) => isScalar(node) && node.value === null],
  [`${CORE}map`, (node) => isMap(node)],
  [`${CORE}seq`, (node) => isSeq(node)],
])

function wrongTag(tag: string, at: Range): Problem {
  return {
    code: 'wrong-tag',
    message: `the value is not what \`${shortTag(tag)}\` says it is`,
    hint: 'remove the tag',
    at,
  }
}

function shortTag(tag: string): string {
  return tag.replace(CORE, '!!')
}

function onlyKeyOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? (Object.keys(value)[0] ?? '') : ''
}

function readPlain(walk: Walk, node: Node, spot: Spot & { readonly at: Range }): unknown {
  if (isMap(node)) return readMap(walk, node.items, spot)
  if (isSeq(node)) {
    return node.items.map((item, index) =>
      read(walk, item as Node, { path: `${spot.path}/${index}`, depth: spot.depth + 1 }),
    )
  }
  return isScalar(node) ? readScalar(walk, node, spot.at) : undefined
}

function readMap(walk: Walk, pairs: readonly Pair[], spot: Spot): unknown {
  const value: Record<string, unknown> = {}
  for (const pair of pairs) {
    const node = pair.key as Node
    const at = rangeOfNode(walk, node)
    const odd = oddKey(node)
    if (odd !== undefined) {
      walk.problems.push({ ...odd, at })
      continue
    }
    const key = keyOf(node)
    const path = `${spot.path}${pointer(key)}`
    const first = walk.places.get(path)?.key
    if (Object.hasOwn(value, key)) {
      walk.problems.push({
        code: 'duplicate-key',
        message: `\`${key}\` is set twice here${first ? `, first in line ${first.line}` : ''}`,
        expected: 'each key once',
        hint: 'remove one of the two',
        at,
        ...(first && { related: [first] }),
      })
      continue
    }
    const inner = pair.value as Node | null
    if (inner === null) walk.places.set(path, { key: at, value: at })
    value[key] = inner === null ? null : read(walk, inner, { path, key: at, depth: spot.depth + 1 })
  }
  return value
}

/** Why this cannot be a key; undefined for a plain name. */
function oddKey(node: Node): Unplaced | undefined {
  if (isScalar(node) && node.value === '<<' && node.type === 'PLAIN')
    return {
      code: 'merge-key',
      message: '`<<` would merge another map into this one, which a fleet does not do',
      expected: 'every key where it holds',
      hint: 'write the keys out, or use an alias for the whole map',
    }
  if (isScalar(node) && node.value === '__proto__')
    return {
      code: 'odd-key',
      message: '`__proto__` would not become a key but a prototype',
      expected: 'another name',
    }
  if (isScalar(node) && node.value !== null && (node.tag === undefined || PLAIN_TAGS.has(node.tag))) return undefined
  return { code: 'odd-key', message: 'this key is no name', expected: 'plain text before the colon' }
}

/** A number or a word such as `true` is the name that was written. */
function keyOf(node: Node): string {
  if (!isScalar(node)) return ''
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
}

/** A number that YAML would silently change is kept as it was written and reported. */
function readScalar(walk: Walk, { value, source = '' }: Scalar, at: Range): unknown {
  const problem = typeof value === 'number' ? misread(value, source) : undefined
  if (problem === undefined) return value
  walk.problems.push({ ...problem, at })
  return source
}

/** Without the line breaks that the parser counts to a block's end. */
function rangeOfNode(walk: Walk, node: Node): Range {
  const [start, end] = node.range ?? [0, 0]
  return walk.rangeOf(start, start + walk.text.slice(start, end).trimEnd().length)
}
