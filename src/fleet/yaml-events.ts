/**
 * What does the parser see in this text?
 *
 * One parser says what a file means: js-yaml's, which passes the whole YAML
 * test suite and hands out a flat list of events with their offsets. What it
 * does not take is no YAML; why, not-yaml.ts says.
 */
import { COLLECTION_STYLE, EVENT_ID, type Event, type MappingEvent, parseEvents, YAMLException } from 'js-yaml'

export type Seen =
  | { readonly ok: true; readonly events: readonly Event[] }
  /** `offset`: where the parser gave up. */
  | { readonly ok: false; readonly reason: string; readonly offset: number }

/** Levels of the parser, of which a map within a map takes two. Far above what a fleet may nest, far below the end of the call stack. */
const MOST_PARSED_LEVELS = 500

export function eventsOf(text: string): Seen {
  try {
    const events = parseEvents(text, { maxDepth: MOST_PARSED_LEVELS })
    const within = events.find((event) => beginsWithinValue(text, event))
    return within === undefined
      ? { ok: true, events }
      : { ok: false, reason: 'another key begins within this value', offset: within.start }
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    return { ok: false, reason: error.reason, offset: error.mark?.position ?? 0 }
  }
}

/** What may stand in a line before the first key of a map in a block: signs of items and entries, an anchor, a tag. */
const BEFORE_FIRST_KEY = /^ *(?:[-?:][ \t]+)*(?:[&!]\S*[ \t]+)*$/

/** `a: !Sub b: c`, which the parser lets through and no specification does. */
function beginsWithinValue(text: string, event: Event): event is MappingEvent {
  if (event.type !== EVENT_ID.MAPPING || event.style !== COLLECTION_STYLE.BLOCK) return false
  const line = text.slice(text.lastIndexOf('\n', event.start - 1) + 1, event.start)
  return line.trim() !== '' && !BEFORE_FIRST_KEY.test(line)
}

/** The first event after the node that begins at `index`. */
export function afterNode(events: readonly Event[], index: number): number {
  let open = 0
  for (let at = index; at < events.length; at++) {
    const type = events[at]?.type
    if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) open += 1
    else if (type === EVENT_ID.POP) open -= 1
    if (open <= 0) return at + 1
  }
  return events.length
}
