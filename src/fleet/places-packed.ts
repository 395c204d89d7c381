/**
 * How are the places of ten thousand files kept, when nobody asks for most of them?
 *
 * As numbers, in the order in which a walk meets the nodes of the value: they
 * cross to another thread and to the disk as they are, and become places only
 * for the file that somebody points into.
 */
import { isObject } from './layers.ts'
import type { Range } from './model.ts'
import { type Place, type Places, partsOf, pointer } from './places.ts'

/** Of a key and of a value: line, column, end line, end column. Lines count from 1; 0 where there is none. */
const NUMBERS = 8
const VALUE = 4
const BYTES = 4
/** So many questions are answered by a walk; whoever asks for more gets an index. */
const MOST_WALKS = 16

export function packedPlaces(value: unknown, places: Places): Uint8Array {
  const numbers: number[] = []
  pack(numbers, places, value, '')
  const bytes = new Uint8Array(numbers.length * BYTES)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < numbers.length; at++) view.setUint32(at * BYTES, numbers[at] ?? 0, true)
  return bytes
}

function pack(numbers: number[], places: Places, value: unknown, path: string): void {
  const place = places.get(path)
  push(numbers, place?.key)
  push(numbers, place?.value)
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) pack(numbers, places, value[index], `${path}/${index}`)
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) pack(numbers, places, value[key], path + pointer(key))
  }
}

function push(numbers: number[], range: Range | undefined): void {
  if (range === undefined) numbers.push(0, 0, 0, 0)
  else numbers.push(range.line, range.column, range.endLine, range.endColumn)
}

export function unpackedPlaces(file: string, value: unknown, packed: Uint8Array): Places {
  let index: ReadonlyMap<string, Place> | undefined
  let walks = 0
  function indexed(): ReadonlyMap<string, Place> {
    index ??= indexOf(file, value, packed)
    return index
  }
  function get(path: string): Place | undefined {
    if (index !== undefined || walks >= MOST_WALKS) return indexed().get(path)
    walks += 1
    const node = nodeAt(value, partsOf(path))
    return node === undefined ? undefined : placeAt(file, packed, node)
  }
  return { get, has: (path) => get(path) !== undefined, entries: () => indexed().entries() }
}

function indexOf(file: string, value: unknown, packed: Uint8Array): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  let node = 0
  function walk(inner: unknown, path: string): void {
    const place = placeAt(file, packed, node)
    if (place !== undefined) places.set(path, place)
    node += 1
    if (Array.isArray(inner)) {
      for (let at = 0; at < inner.length; at++) walk(inner[at], `${path}/${at}`)
    } else if (isObject(inner)) {
      for (const key of Object.keys(inner)) walk(inner[key], path + pointer(key))
    }
  }
  walk(value, '')
  return places
}

/** Which node of the walk stands at this path. */
function nodeAt(root: unknown, parts: readonly string[]): number | undefined {
  let node = 0
  let value = root
  for (const part of parts) {
    node += 1
    if (Array.isArray(value)) {
      const at = Number(part)
      if (!(at in value)) return undefined
      for (let before = 0; before < at; before++) node += nodesIn(value[before])
      value = value[at]
    } else if (isObject(value) && Object.hasOwn(value, part)) {
      for (const key of Object.keys(value)) {
        if (key === part) break
        node += nodesIn(value[key])
      }
      value = value[part]
    } else return undefined
  }
  return node
}

function nodesIn(value: unknown): number {
  let count = 1
  if (Array.isArray(value)) for (const item of value) count += nodesIn(item)
  else if (isObject(value)) for (const key of Object.keys(value)) count += nodesIn(value[key])
  return count
}

function placeAt(file: string, packed: Uint8Array, node: number): Place | undefined {
  const value = rangeAt(file, packed, node * NUMBERS + VALUE)
  if (value === undefined) return undefined
  const key = rangeAt(file, packed, node * NUMBERS)
  return key === undefined ? { value } : { key, value }
}

function rangeAt(file: string, packed: Uint8Array, at: number): Range | undefined {
  const line = numberAt(packed, at)
  if (line === 0) return undefined
  return {
    file,
    line,
    column: numberAt(packed, at + 1),
    endLine: numberAt(packed, at + 2),
    endColumn: numberAt(packed, at + 3),
  }
}

/** Byte by byte: a view for each of ten thousand files would cost more than what it reads. */
function numberAt(packed: Uint8Array, at: number): number {
  const byte = (offset: number): number => packed[at * BYTES + offset] ?? 0
  return byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)
}
