/**
 * How is a new file written so that its reader needs no manual?
 *
 * The schema's own words stand above each field, what may be left out stands
 * there as a comment to be taken up, and what is still to be filled in says so.
 */
import { stringify } from 'yaml'
import { isObject } from '../layers.ts'

/** One field of a new file. */
export type Entry =
  | { readonly key: string; readonly words?: string; readonly value: unknown }
  | { readonly key: string; readonly words?: string; readonly entries: readonly Entry[] }
  | { readonly key: string; readonly words?: string; readonly items: readonly (readonly Entry[])[] }
  /** Not written: a comment that holds an example, or nothing where only its author can know. */
  | { readonly key: string; readonly words?: string; readonly open: unknown }

/** Columns of a comment. */
const WIDTH = 110

export interface NewFile {
  readonly path: string
  readonly text: string
}

/** `schema`: the address in the first line, by which editors know the fields. */
export function fileText(schema: string, words: string, entries: readonly Entry[]): string {
  const head = [`# yaml-language-server: $schema=${schema}`, ...comment(words)]
  return `${[...head, '', ...linesOf(entries)].join('\n')}\n`
}

/** Of a file `depth` folders below the fleet's root: as fleet.yml says it of itself, or where this repository has them. */
export function schemaAddress(fleetText: string, depth: number, name: string): string {
  const [, base = '../schemas/'] = /^# yaml-language-server: \$schema=(\S*?)[^/\s]+\s*$/m.exec(fleetText) ?? []
  const isAddress = /^(?:[a-z]+:|\/)/.test(base)
  return `${isAddress ? '' : '../'.repeat(depth)}${base}${name}.schema.json`
}

/** The field of a schema with its own description above it. */
export function described(schema: unknown, key: string): { readonly key: string; readonly words?: string } {
  const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : {}
  const property = properties[key]
  const words = isObject(property) && typeof property.description === 'string' ? property.description : undefined
  return words === undefined ? { key } : { key, words }
}

function linesOf(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap((entry) => (isOpen(entry) ? takenUpLater(entry) : plain(entry)))
}

/** Without the marks in front of its fields it is as it should be. */
function takenUpLater(entry: Entry): readonly string[] {
  return [...comment(entry.words), ...fieldLines(entry).map((line) => `# ${line}`)]
}

/** Whether nothing of it is there yet. */
function isOpen(entry: Entry): boolean {
  return 'open' in entry || ('entries' in entry && entry.entries.every(isOpen))
}

/** As it stands when it is taken up: comments stay comments. */
function plain(entry: Entry): readonly string[] {
  return [...comment(entry.words), ...fieldLines(entry)]
}

function fieldLines(entry: Entry): readonly string[] {
  const { key } = entry
  if ('value' in entry) return [`${key}: ${flow(entry.value)}`]
  if ('open' in entry) return [entry.open === undefined ? `${key}:` : `${key}: ${flow(entry.open)}`]
  if ('items' in entry) return [`${key}:`, ...entry.items.flatMap((item) => itemLines(linesOf(item)))]
  // Within a map that is a comment as a whole, no part is one once more.
  const inner = isOpen(entry) ? entry.entries.flatMap(plain) : linesOf(entry.entries)
  return [`${key}:`, ...inner.map(indented)]
}

function itemLines(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => !line.startsWith('#'))
  return lines.map((line, index) => `  ${index === first ? '- ' : '  '}${line}`)
}

function indented(line: string): string {
  return `  ${line}`
}

/** On one line, in quotes where YAML would read something else. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (isObject(value)) {
    const pairs = Object.entries(value).map(([key, inner]) => `${flow(key)}: ${flow(inner)}`)
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`
  }
  // Older YAML reads 02:00 as a number of minutes.
  if (typeof value === 'string' && /^\d+:\d+$/.test(value)) return JSON.stringify(value)
  // As an item of a list: commas and brackets within it are put in quotes, too.
  return stringify([value], { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 })
    .trimEnd()
    .slice(1, -1)
}

function comment(words: string | undefined): readonly string[] {
  if (words === undefined || words === '') return []
  const lines: string[] = []
  let line = '#'
  for (const word of words.split(/\s+/)) {
    if (line.length + word.length >= WIDTH && line !== '#') {
      lines.push(line)
      line = '#'
    }
    line += ` ${word}`
  }
  return [...lines, line]
}
