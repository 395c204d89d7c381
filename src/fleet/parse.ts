/**
 * What does this YAML file say, and where does it say it?
 *
 * Text → values with the place of every key and value, or problems an author
 * can fix. The parser's own conversion to values is not used: ours keeps
 * places, knows CloudFormation's short tags, and has limits that hold against
 * a hostile file.
 */
import { EVENT_ID, type Event } from 'js-yaml'
import { MOST_TOKENS } from './density.ts'
import { spansOf } from './event-spans.ts'
import type { Problem, SourceFile } from './model.ts'
import { directiveProblem, mayDirect, notYaml, type Refusal, refusal, tooDense } from './not-yaml.ts'
import { NO_PLACES, type Parsed, type Places } from './places.ts'
import { type RangeOf, rangesIn, unreadable, withoutMark } from './plain-text.ts'
import { placesOfNodes, type Reading, readNodes, type TagReader } from './read-nodes.ts'
import { later } from './remembered.ts'
import { eventsOf } from './yaml-events.ts'

/** A fleet has no tags of its own; templates have CloudFormation's, such as `!Ref`. */
export const NO_TAGS: TagReader = () => undefined

/** A file of the fleet: plain YAML 1.2. */
export function parseYaml(file: SourceFile): Parsed {
  return parse(file, NO_TAGS)
}

/** A file in which tags are words of the language. */
export function parse(file: SourceFile, readTag: TagReader): Parsed {
  return parsedAs(file, found(file, readTag))
}

/** The same in well under a millisecond for each kilobyte; undefined where it takes longer to say what is wrong. */
export function parseSoon(file: SourceFile, readTag: TagReader): Parsed | undefined {
  const seen = look(file, readTag)
  return 'later' in seen ? undefined : parsedAs(file, seen)
}

/** Of a file that says something. Looked at once more for who asks: what the parser sees takes more room than all else. */
export function placesOf(file: SourceFile, readTag: TagReader): () => Places {
  return later(() => {
    const seen = found(file, readTag)
    return 'why' in seen ? NO_PLACES : placesOfNodes(seen.reading)
  })
}

function parsedAs(file: SourceFile, seen: Found): Parsed {
  if ('why' in seen) return { file: file.path, value: undefined, places: () => NO_PLACES, problems: [seen.why] }
  const { value, problems } = readNodes(seen.reading)
  const places = placesOf(file, seen.reading.readTag)
  return { file: file.path, value: problems.some(isFatal) ? undefined : value, places, problems }
}

/** Problems after which the value means something else than the author wrote. */
function isFatal(problem: Problem): boolean {
  return problem.code !== 'number-misread'
}

type Found = { readonly reading: Reading } | { readonly why: Problem }
/** `later`: takes the parser that knows more about mistakes, and that is slow. */
type Seen = Found | { readonly later: () => Found }

function found(file: SourceFile, readTag: TagReader): Found {
  const seen = look(file, readTag)
  return 'later' in seen ? seen.later() : seen
}

interface Looked {
  readonly file: string
  readonly text: string
  readonly rangeOf: RangeOf
  readonly readTag: TagReader
}

function look(file: SourceFile, readTag: TagReader): Seen {
  const obstacle = unreadable(file)
  if (obstacle !== undefined) return { why: obstacle }
  const text = withoutMark(file.text)
  const of: Looked = { file: file.path, text, rangeOf: rangesIn(file.path, text), readTag }
  const seen = eventsOf(text)
  if (!seen.ok) return { later: () => lookAgain(of, seen) }
  const { events } = seen
  if (events.filter(({ type }) => type === EVENT_ID.DOCUMENT).length > 1)
    return { later: () => lookAgain(of, { reason: 'a second document begins', offset: 0 }) }
  return mayDirect(text) ? { later: () => undirected(of, events) } : readable(of, events)
}

/** What the strict parser refused: wrong, or only written as others are used to. */
function lookAgain(of: Looked, refused: Refusal): Found {
  const told = notYaml({ ...of, ...refused })
  if (!('meant' in told)) return { why: told }
  const seen = eventsOf(told.meant)
  return seen.ok ? readable({ ...of, text: told.meant }, seen.events) : { why: refusal({ ...of, ...seen }) }
}

function undirected(of: Looked, events: readonly Event[]): Found {
  const why = directiveProblem(of)
  return why === undefined ? readable(of, events) : { why }
}

function readable(of: Looked, events: readonly Event[]): Found {
  if (events.length <= MOST_TOKENS) return { reading: { ...of, events } }
  const first = spansOf(of.text, events).get(MOST_TOKENS)
  return { why: tooDense(of.rangeOf, first?.start ?? of.text.length) }
}
