/**
 * Which values do the parser's events mean?
 *
 * The walk from events to plain values, with a limit for everything a hostile
 * file can multiply: depth, aliases, nodes. Where each value stands is noted
 * only when somebody asks, in a walk of its own: of ten thousand sound files
 * nobody does.
 */
import { type AliasEvent, EVENT_ID, type Event, type PopEvent, SCALAR_STYLE } from 'js-yaml'
import { type Span, spansOf } from './event-spans.ts'
import type { Problem, Range } from './model.ts'
import {
  duplicateKey,
  LONG_KEY,
  MERGE_KEY,
  MOST_ALIASES,
  MOST_KEY_CHARACTERS,
  MOST_LEVELS,
  MOST_NODES,
  NO_NAME,
  PROTOTYPE,
  TOO_DEEP,
  TOO_MANY_ALIASES,
  TOO_MANY_VALUES,
  type Unplaced,
  unknownAlias,
  unknownTag,
  wrongTag,
} from './node-words.ts'
import { type Place, pointer } from './places.ts'
import { misread } from './plain-number.ts'
import { CORE, coreValue, plainValue, sourceOf, type Word } from './plain-value.ts'
import { later } from './remembered.ts'
import { afterNode } from './yaml-events.ts'

/** What a tag makes of its value; undefined for a tag it does not know. */
export type TagReader = (tag: string, value: unknown) => { readonly value: unknown } | undefined

export interface Reading {
  readonly text: string
  readonly events: readonly Event[]
  readonly rangeOf: (start: number, end: number) => Range
  readonly readTag: TagReader
}

export interface ReadValue {
  readonly value: unknown
  readonly problems: readonly Problem[]
}

type NodeEvent = Exclude<Event, { readonly type: 1 }>

interface Walk extends Reading {
  /** Absent where nobody asks for them. */
  readonly places: Map<string, Place> | undefined
  readonly problems: Problem[]
  /** Where an anchored node begins. Only nodes that are read to their end: an alias within its own anchor finds nothing. */
  readonly anchors: Map<string, number>
  readonly spans: () => ReadonlyMap<number, Span>
  /** The event that is read next. */
  next: number
  nodes: number
  aliases: number
}

/** Where the walk is, and the key that led there. The path is kept only where places are. */
interface Spot {
  readonly path: string
  readonly depth: number
  readonly key?: Range
}

export function readNodes(reading: Reading): ReadValue {
  const swift = walked(reading, undefined)
  // What is wrong is told with its places, which the first walk does not have.
  return swift.problems.length === 0 ? swift : walked(reading, new Map())
}

/** By JSON pointer. */
export function placesOfNodes(reading: Reading): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  walked(reading, places)
  return places
}

function walked(reading: Reading, places: Map<string, Place> | undefined): ReadValue {
  const walk: Walk = {
    ...reading,
    places,
    problems: [],
    anchors: new Map(),
    spans: later(() => spansOf(reading.text, reading.events)),
    // After the event that opens the document.
    next: 1,
    nodes: 0,
    aliases: 0,
  }
  const value = reading.events.length === 0 ? null : read(walk, { path: '', depth: 0 })
  return { value, problems: walk.problems }
}

const END: PopEvent = { type: EVENT_ID.POP }

function eventAt({ events }: Walk, index: number): NodeEvent {
  const event = events[index]
  return event === undefined || event.type === EVENT_ID.DOCUMENT ? END : event
}

function skip(walk: Walk): void {
  walk.next = afterNode(walk.events, walk.next)
}

function read(walk: Walk, spot: Spot): unknown {
  const index = walk.next
  walk.places?.set(spot.path, { ...(spot.key && { key: spot.key }), value: rangeAt(walk, index) })
  const limit = limitReached(walk, spot)
  if (limit !== undefined) {
    // One refusal ends the walk: after it every further node would be refused for the same cause.
    if (!walk.problems.some((known) => known.code === limit.code)) tell(walk, limit, index)
    skip(walk)
    return undefined
  }
  const event = eventAt(walk, index)
  if (event.type === EVENT_ID.ALIAS) return readAlias(walk, event, spot)
  const value = readTagged(walk, event, spot)
  if (event.type !== EVENT_ID.POP && event.anchorStart >= 0)
    walk.anchors.set(walk.text.slice(event.anchorStart, event.anchorEnd), index)
  return value
}

function limitReached(walk: Walk, spot: Spot): Unplaced | undefined {
  walk.nodes += 1
  if (spot.depth >= MOST_LEVELS) return TOO_DEEP
  return walk.nodes > MOST_NODES ? TOO_MANY_VALUES : undefined
}

function readAlias(walk: Walk, event: AliasEvent, spot: Spot): unknown {
  const index = walk.next
  walk.next += 1
  walk.aliases += 1
  if (walk.aliases > MOST_ALIASES) {
    if (walk.aliases === MOST_ALIASES + 1) tell(walk, TOO_MANY_ALIASES, index)
    return undefined
  }
  const name = walk.text.slice(event.anchorStart, event.anchorEnd)
  const anchor = walk.anchors.get(name)
  if (anchor === undefined) {
    tell(walk, unknownAlias(name), index)
    return undefined
  }
  const back = walk.next
  walk.next = anchor
  const value = read(walk, { ...spot, depth: spot.depth + 1 })
  walk.next = back
  return value
}

function readTagged(walk: Walk, event: NodeEvent, spot: Spot): unknown {
  const tag = tagOf(walk, event)
  if (tag === undefined) return readPlain(walk, event, spot)
  if (PLAIN_TAGS.has(tag)) return readCore(walk, { event, tag }, spot)
  const index = walk.next
  // The tag becomes a key of its own in the value, so the places below it carry it too.
  const named = walk.readTag(tag, undefined)
  const inner = named === undefined ? spot.path : `${spot.path}${pointer(onlyKeyOf(named.value))}`
  const value = readPlain(walk, event, { ...spot, path: inner, depth: spot.depth + 1 })
  const tagged = walk.readTag(tag, value)
  if (tagged !== undefined) return tagged.value
  tell(walk, unknownTag(tag), index)
  return undefined
}

/** In full where it is one of YAML's own. */
function tagOf({ text }: Walk, event: NodeEvent): string | undefined {
  if (event.type === EVENT_ID.POP || event.type === EVENT_ID.ALIAS || event.tagStart < 0) return undefined
  const tag = text.slice(event.tagStart, event.tagEnd)
  if (tag.startsWith('!<')) return tag.slice(2, -1)
  return tag.startsWith('!!') ? CORE + tag.slice(2) : tag
}

/** Tags that only say what a value is anyway, and whether it is. */
const PLAIN_TAGS: ReadonlySet<string> = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => CORE + name),
)
const OF_COLLECTIONS: ReadonlyMap<string, number> = new Map([
  [`${CORE}map`, EVENT_ID.MAPPING],
  [`${CORE}seq`, EVENT_ID.SEQUENCE],
])

function readCore(walk: Walk, of: { readonly event: NodeEvent; readonly tag: string }, spot: Spot): unknown {
  const { event, tag } = of
  const index = walk.next
  if (event.type !== EVENT_ID.SCALAR) {
    if (OF_COLLECTIONS.get(tag) !== event.type) tell(walk, wrongTag(tag), index)
    return readPlain(walk, event, spot)
  }
  walk.next += 1
  const source = sourceOf(walk.text, event)
  const { value, isSo } = coreValue(source, tag)
  if (!isSo) tell(walk, wrongTag(tag), index)
  return unchanged(walk, { value, source }, index)
}

function onlyKeyOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? (Object.keys(value)[0] ?? '') : ''
}

function readPlain(walk: Walk, event: NodeEvent, spot: Spot): unknown {
  switch (event.type) {
    case EVENT_ID.MAPPING:
      return readMap(walk, spot)
    case EVENT_ID.SEQUENCE:
      return readList(walk, spot)
    case EVENT_ID.SCALAR: {
      const source = sourceOf(walk.text, event)
      walk.next += 1
      return unchanged(walk, { value: plainValue(source, event), source }, walk.next - 1)
    }
    default:
      throw new RangeError('the parser ended a collection that it had not begun')
  }
}

function readList(walk: Walk, spot: Spot): unknown[] {
  const items: unknown[] = []
  walk.next += 1
  while (eventAt(walk, walk.next).type !== EVENT_ID.POP)
    items.push(read(walk, { path: below(walk, spot, items.length), depth: spot.depth + 1 }))
  walk.next += 1
  return items
}

function readMap(walk: Walk, spot: Spot): { readonly [key: string]: unknown } {
  const value: Record<string, unknown> = {}
  walk.next += 1
  while (eventAt(walk, walk.next).type !== EVENT_ID.POP) readEntry(walk, value, spot)
  walk.next += 1
  return value
}

function readEntry(walk: Walk, value: Record<string, unknown>, spot: Spot): void {
  const index = walk.next
  const key = keyOf(walk, eventAt(walk, index))
  skip(walk)
  if (typeof key !== 'string') {
    tell(walk, key, index)
    skip(walk)
    return
  }
  const path = below(walk, spot, key)
  if (Object.hasOwn(value, key)) {
    tell(walk, duplicateKey(key, walk.places?.get(path)?.key), index)
    skip(walk)
    return
  }
  const range = walk.places && { key: rangeAt(walk, index) }
  value[key] = read(walk, { path, depth: spot.depth + 1, ...range })
}

/** The name that was written: a number or a word such as `true` is one too. Or why this cannot be a key. */
function keyOf(walk: Walk, event: NodeEvent): string | Unplaced {
  if (event.type !== EVENT_ID.SCALAR) return NO_NAME
  const tag = tagOf(walk, event)
  if (tag !== undefined && !PLAIN_TAGS.has(tag)) return NO_NAME
  const source = sourceOf(walk.text, event)
  if (source === '<<' && event.style === SCALAR_STYLE.PLAIN) return MERGE_KEY
  if (source === '__proto__') return PROTOTYPE
  if (source.length > MOST_KEY_CHARACTERS) return LONG_KEY
  const value = tag === undefined ? plainValue(source, event) : coreValue(source, tag).value
  return value === null ? NO_NAME : source
}

/** A number that YAML would silently change is kept as it was written and reported. */
function unchanged(walk: Walk, word: { readonly value: Word; readonly source: string }, index: number): Word {
  const { value, source } = word
  const problem = typeof value === 'number' ? misread(value, source) : undefined
  if (problem === undefined) return value
  tell(walk, problem, index)
  return source
}

function below({ places }: Walk, { path }: Spot, part: string | number): string {
  return places === undefined ? '' : path + pointer(part)
}

function tell(walk: Walk, problem: Unplaced, index: number): void {
  walk.problems.push({ ...problem, at: rangeAt(walk, index) })
}

function rangeAt(walk: Walk, index: number): Range {
  const { start, end } = walk.spans().get(index) ?? { start: 0, end: 0 }
  return walk.rangeOf(start, end)
}
