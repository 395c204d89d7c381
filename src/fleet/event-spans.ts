/**
 * Where does each of the parser's nodes begin and end?
 *
 * The parser says it of words. Of a collection it says where it begins: it
 * ends with the last thing in it, or with the bracket after that. An empty
 * value is as wide as nothing, and stands after the sign that promised it.
 */
import { EVENT_ID, type Event, type MappingEvent, SCALAR_STYLE, type ScalarEvent, type SequenceEvent } from 'js-yaml'

/** Offsets in the text; `end` is that of the first character after it. */
export interface Span {
  readonly start: number
  readonly end: number
}

const ABSENT = -1
const CLOSING: { readonly [opening: string]: string } = { '{': '}', '[': ']' }
/** Room between a node and the sign after it: blanks, line ends, comments. */
const ROOM = /(?:\s|#.*)*/y
/** Likewise up to the end of a collection in brackets. */
const ROOM_IN_FLOW = /(?:[\s,:?]|#.*)*/y
const BLOCK_HEADER = /[|>][-+0-9]*(?:[ \t]+#.*)?[ \t]*\r?\n?$/

/** By index of the event that begins the node. */
export function spansOf(text: string, events: readonly Event[]): ReadonlyMap<number, Span> {
  const spans = new Map<number, Span>()
  const open: { readonly index: number; readonly start: number }[] = []
  // Where the last node ends so far.
  let last = 0
  for (const [index, event] of events.entries()) {
    if (event.type === EVENT_ID.DOCUMENT) open.push({ index, start: last })
    else if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) {
      open.push({ index, start: event.start })
      last = opened(text, event)
    } else {
      const { at, span } = event.type === EVENT_ID.POP ? closed() : { at: index, span: spanOf(text, event, last) }
      spans.set(at, span)
      last = Math.max(last, span.end)
    }
  }
  return spans

  function closed(): { readonly at: number; readonly span: Span } {
    const { index, start } = open.pop() ?? { index: 0, start: 0 }
    const begins = events[index]?.type
    const sign = begins === EVENT_ID.DOCUMENT ? undefined : CLOSING[text.charAt(start)]
    const end = sign === undefined ? last : closedBy(text, last, sign)
    return { at: index, span: { start, end } }
  }
}

/** A collection in brackets has its first entry after the bracket. */
function opened(text: string, { start }: SequenceEvent | MappingEvent): number {
  return CLOSING[text.charAt(start)] === undefined ? start : start + 1
}

/** A pair in a list, `[a: b]`, is a map without a bracket of its own. */
function closedBy(text: string, last: number, sign: string): number {
  const at = past(ROOM_IN_FLOW, text, last)
  return text.charAt(at) === sign ? at + 1 : last
}

function spanOf(text: string, event: Exclude<Event, { readonly type: 1 | 2 | 3 | 6 }>, last: number): Span {
  if (event.type === EVENT_ID.ALIAS) return { start: event.anchorStart - 1, end: event.anchorEnd }
  const { valueStart, valueEnd, style } = event
  if (valueStart === ABSENT) return nothing(text, event, last)
  switch (style) {
    case SCALAR_STYLE.SINGLE_QUOTED:
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return { start: valueStart - 1, end: valueEnd + 1 }
    case SCALAR_STYLE.LITERAL_BLOCK:
    case SCALAR_STYLE.FOLDED_BLOCK: {
      const start = headerOf(text, valueStart, Math.max(last, event.tagEnd, event.anchorEnd))
      // Without the line ends that follow it.
      return { start, end: start + text.slice(start, valueEnd).trimEnd().length }
    }
    default:
      return { start: valueStart, end: valueEnd }
  }
}

/** Of `key:` and `-` with nothing after them. */
function nothing(text: string, event: ScalarEvent, last: number): Span {
  const named = Math.max(event.tagEnd, event.anchorEnd)
  const sign = past(ROOM, text, last)
  const at = named > last ? named : /[:?-]/.test(text.charAt(sign)) ? sign + 1 : last
  return { start: at, end: at }
}

/** The `|` or `>` in the line above a block of text. */
function headerOf(text: string, valueStart: number, from: number): number {
  const line = Math.max(text.lastIndexOf('\n', valueStart - 2) + 1, from)
  const header = text.slice(line, valueStart).search(BLOCK_HEADER)
  return header === -1 ? line : line + header
}

function past(room: RegExp, text: string, from: number): number {
  room.lastIndex = from
  return room.test(text) ? room.lastIndex : from
}
