/**
 * What do `fleet validate`, `plan` and `explain` answer?
 *
 * The second caller of the same core: the bot's words about the same values,
 * without engine, AWS or GitHub. Each answers text and an exit code and writes
 * nothing itself.
 */
import { type Asked, differingStacks, fleetOf, type ReadFleet } from './actions/read-fleet.ts'
import { committedTree, workingTree } from './cli-tree.ts'
import { FLEET_FILE } from './fleet/layout.ts'
import type { Fleet, Pipeline, SourceTree } from './fleet/model.ts'
import { resolvePipeline } from './fleet/resolve.ts'
import { sharing } from './fleet/sharing.ts'
import { didYouMean } from './fleet/suggest.ts'
import { FleetwrightError } from './lib/errors.ts'
import { group } from './plan/group.ts'
import { planOffline } from './plan/offline.ts'
import { rulesChange } from './plan/rules-change.ts'
import { problemsInTerminal, soundInTerminal } from './report/terminal.ts'
import { explainInTerminal } from './report/terminal-explain.ts'
import { planInTerminal } from './report/terminal-plan.ts'

/** 0: fine. 1: problems, or refused. 2: we could not tell; thrown where nothing at all is to be said. */
export interface Said {
  readonly code: 0 | 1 | 2
  readonly text: string
}

export interface Format {
  readonly json: boolean
  readonly colour: boolean
}

export async function validate(dir: string, options: Format & { readonly base?: string }): Promise<Said> {
  const base = options.base === undefined ? undefined : await committedTree(dir, options.base)
  const read = await readHere(await workingTree(dir), { today: today(), ...(base === undefined ? {} : { base }) })
  return read.fleet === undefined ? problems(read, dir, options) : sound(read.fleet, options)
}

export async function plan(
  dir: string,
  options: Format & { readonly base: string; readonly all: boolean },
): Promise<Said> {
  const files = await workingTree(dir)
  const base = await readHere(sharing(await committedTree(dir, options.base), files))
  // No fleet there yet: then everything is new.
  const isFirst = !base.files.has(FLEET_FILE)
  if (base.fleet === undefined && !isFirst) throw unsoundBase(options.base, base.problems.length)
  const head = await readHere(files, isFirst ? {} : { base: base.files })
  if (head.fleet === undefined) return problems(head, dir, options)
  const rules = base.fleet === undefined ? [] : rulesChange(base.fleet, head.fleet)
  const { before, after } = isFirst ? { before: [], after: head.stacks } : await differingStacks(base, head)
  const planned = planOffline(before, after, rules)
  const classes = group(planned.transitions)
  const text = options.json ? json({ plan: planned, classes }) : planInTerminal({ plan: planned, classes }, options)
  return { code: 0, text }
}

/** `name`: `customer/pipeline`, or the pipeline alone where only one has that name. `path`: a setting, or a map of them. */
export async function explain(
  dir: string,
  asked: { readonly name: string; readonly path?: string },
  options: Format,
): Promise<Said> {
  const read = await readHere(await workingTree(dir))
  if (read.fleet === undefined) return problems(read, dir, options)
  const found = pipelineCalled(read.fleet, asked.name)
  if (typeof found === 'string') return { code: 1, text: found }
  const resolved = resolvePipeline(read.fleet, found)
  const { path } = asked
  const settings = new Map(
    [...resolved.settings].filter(([each]) => path === undefined || each === path || each.startsWith(`${path}.`)),
  )
  if (path !== undefined && settings.size === 0) {
    return {
      code: 1,
      text: withHint(`${asked.name} has no setting ${path}`, path, settingPaths(resolved.settings.keys())),
    }
  }
  if (!options.json)
    return { code: 0, text: explainInTerminal(resolved, settings, { ...options, prefix: prefixOf(dir) }) }
  const pipeline = `${found.customer}/${found.name}`
  return { code: 0, text: json({ pipeline, settings: Object.fromEntries(settings) }) }
}

/** A small fleet is parsed faster than threads would start. */
const WORTH_THREADS = 1_000

async function readHere(files: SourceTree, asked: Asked = {}): Promise<ReadFleet> {
  if (files.size < WORTH_THREADS) return fleetOf({}, files, asked)
  const { openReader } = await import('./reading/open.ts')
  const reader = openReader({})
  try {
    return await fleetOf({ reader }, files, asked)
  } finally {
    await reader.close()
  }
}

function today(): string {
  return Temporal.Now.plainDateISO('UTC').toString()
}

function problems(read: ReadFleet, dir: string, options: Format): Said {
  const text = options.json
    ? json({ ok: false, problems: read.problems })
    : problemsInTerminal(read.problems, read.files, { prefix: prefixOf(dir), colour: options.colour })
  return { code: 1, text }
}

function sound(fleet: Fleet, options: Format): Said {
  const pipelines = fleet.pipelines.length
  return { code: 0, text: options.json ? json({ ok: true, problems: [], pipelines }) : soundInTerminal(pipelines) }
}

/** The pipeline, or what to tell someone who named none. */
function pipelineCalled(fleet: Fleet, name: string): Pipeline | string {
  const full = (pipeline: Pipeline): string => `${pipeline.customer}/${pipeline.name}`
  const found = fleet.pipelines.filter((each) => full(each) === name || each.name === name)
  const [only, ...others] = found
  if (only === undefined) return withHint(`there is no pipeline ${name}`, name, fleet.pipelines.map(full))
  return others.length === 0 ? only : `${name} may be ${found.map(full).join(' or ')}: say which`
}

/** Each setting, and each map on the way to it. */
function settingPaths(leaves: Iterable<string>): readonly string[] {
  return [...leaves].flatMap((leaf) => leaf.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.')))
}

function withHint(message: string, said: string, exist: readonly string[]): string {
  const { hint } = didYouMean(said, exist)
  return hint === undefined ? message : `${message}; ${hint}`
}

function prefixOf(dir: string): string {
  return dir === '.' ? '' : `${dir.replace(/\/+$/, '')}/`
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2)
}

function unsoundBase(ref: string, count: number): FleetwrightError {
  return new FleetwrightError(`comparing with ${ref}, which does not validate (${count} problems)`, {
    code: 'unsound-base',
    nextMove: 'author',
    retryable: false,
    hint: 'choose another --base, or validate that commit first',
  })
}
