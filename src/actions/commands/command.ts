/**
 * What does this comment tell us to do?
 *
 * A grammar over the first line of a comment and nothing else: text further
 * down, a quote or a code block commands nothing. Pure, so that a comment that
 * is read again after a lost database means what it meant before. Who may say
 * it is asked when it is carried out.
 */
import { nearest } from '../../fleet/suggest.ts'

export const VERBS = [
  'plan',
  'approve',
  'retry',
  'skip',
  'pause',
  'resume',
  'abort',
  'status',
  'explain',
  'help',
] as const
export type Verb = (typeof VERBS)[number]

/** Every command that exists, how it is written and what it does, as `/fleet help` shows it. */
export const USAGE = {
  plan: { form: '/fleet plan [commit]', does: 'plan again; with a commit, plan that head even if a stranger wrote it' },
  approve: {
    form: '/fleet approve <digest> [--break-glass "reason"]',
    does: 'approve exactly the plan or the difference of this digest; breaking the glass, past what the policy asks for',
  },
  retry: { form: '/fleet retry', does: 'try again what failed, without a new pull request' },
  skip: { form: '/fleet skip', does: 'leave out what failed and let the rest go on; it stays behind, by name' },
  pause: { form: '/fleet pause', does: 'start no further stack; what runs at AWS goes on' },
  resume: { form: '/fleet resume', does: 'go on after a pause' },
  abort: { form: '/fleet abort', does: 'end the rollout where it stands' },
  status: { form: '/fleet status', does: 'say where the rollout stands' },
  explain: {
    form: '/fleet explain customer/pipeline [setting]',
    does: 'say which line of YAML made a pipeline, or one setting of it, what it is here',
  },
  help: { form: '/fleet help', does: 'show this list' },
} as const satisfies { readonly [verb in Verb]: { readonly form: string; readonly does: string } }

/** Those that stand alone. */
type BareVerb = Exclude<Verb, 'plan' | 'approve' | 'explain'>

export type Command =
  /** `commit`: 12 to 64 hex digits. */
  | { readonly verb: 'plan'; readonly commit?: string }
  /** `digest`: 12 to 64 hex digits; absent where the writer named none. `glass`: why the policy is to be passed by. */
  | { readonly verb: 'approve'; readonly digest?: string; readonly glass?: string }
  /** As `Question` of fleet/explain-asked.ts. */
  | { readonly verb: 'explain'; readonly pipeline: string; readonly path?: string }
  | { [V in BareVerb]: { readonly verb: V } }[BareVerb]
  /** `said` is the whole line and untrusted. `wanted`: what it names, and writes wrong. `suggestion`: what it may mean. */
  | ({ readonly verb: 'unknown'; readonly said: string; readonly complaint: string } & Meant)

interface Meant {
  readonly wanted?: Verb
  readonly suggestion?: Verb
}

const MOST_UNITS = 500
/** What two commits or plans never share by accident, and a person can still copy. */
const HEX = /^[0-9a-f]{12,64}$/

/** Undefined for a comment that does not speak to us. */
export function parseCommand(body: string): Command | undefined {
  // White space in front would make it an indented code block, `>` a quote: neither is a command.
  const [line = ''] = body.split(/\r\n|\n|\r/, 1)
  // Phones write a capital at the start of a line.
  if (!/^\/fleet(?:\s|$)/i.test(line)) return undefined
  if (line.length > MOST_UNITS) return unknown(line, `a command has at most ${MOST_UNITS} characters`)
  const glass = GLASS.exec(line)
  if (glass !== null) return breakingGlass(line, glass)
  const [, word = '', ...rest] = line.trim().split(/\s+/)
  if (word === '') return unknown(line, 'a command is missing')
  const verb = verbOf(word.toLowerCase())
  if (verb === undefined) {
    const suggestion = verbOf(nearest(word.toLowerCase(), VERBS))
    return unknown(line, 'there is no such command', suggestion === undefined ? {} : { suggestion })
  }
  if (verb === 'explain') return explaining(line, rest)
  return verb === 'plan' || verb === 'approve' ? withId(line, verb, rest) : bare(line, verb, rest)
}

/** As phones write it too: they make a dash of two hyphens, and quotes that open and close. */
const GLASS = /^\/fleet\s+approve\s+(\S+)\s+(?:--|[–—])break-glass(?:\s+(.*?))?\s*$/i
const REASON = /^["“”„]\s*([^"“”„]*[^"“”„\s])\s*["“”„]$/

function breakingGlass(line: string, [, id = '', quoted = '']: readonly string[]): Command {
  const digest = id.toLowerCase()
  if (!HEX.test(digest)) return unknown(line, 'a digest is written as 12 to 64 hex digits', { wanted: 'approve' })
  const [, glass] = REASON.exec(quoted) ?? []
  if (glass === undefined)
    return unknown(line, 'who breaks the glass says why, in double quotes', { wanted: 'approve' })
  return { verb: 'approve', digest, glass }
}

function verbOf(word: string | undefined): Verb | undefined {
  return VERBS.find((each) => each === word)
}

function bare(line: string, verb: BareVerb, rest: readonly string[]): Command {
  return rest.length === 0 ? { verb } : unknown(line, `\`${verb}\` takes nothing after it`, { wanted: verb })
}

/** Where a pipeline's file lies, as people copy it from a list of files. */
const FILE = /^(?:.*\/)?customers\/([^/]+)\/pipelines\/([^/]+?)(?:\.ya?ml)?$/

function explaining(line: string, [named, path, ...more]: readonly string[]): Command {
  if (named === undefined || more.length > 0)
    return unknown(line, '`explain` takes a pipeline, and one setting or nothing after it', { wanted: 'explain' })
  const [, customer, name] = FILE.exec(named) ?? []
  const pipeline = customer === undefined || name === undefined ? named : `${customer}/${name}`
  return { verb: 'explain', pipeline, ...(path === undefined ? {} : { path }) }
}

function withId(line: string, verb: 'plan' | 'approve', rest: readonly string[]): Command {
  const [first, ...more] = rest
  if (first === undefined) return { verb }
  const what = verb === 'plan' ? 'commit' : 'digest'
  if (more.length > 0) return unknown(line, `\`${verb}\` takes one ${what} and nothing after it`, { wanted: verb })
  const id = first.toLowerCase()
  if (!HEX.test(id)) return unknown(line, `a ${what} is written as 12 to 64 hex digits`, { wanted: verb })
  return verb === 'plan' ? { verb, commit: id } : { verb, digest: id }
}

function unknown(line: string, complaint: string, meant: Meant = {}): Command {
  const said = line.slice(0, MOST_UNITS)
  return { verb: 'unknown', said, complaint, ...meant }
}
