/**
 * What do `fleet validate` and `fleet plan` answer?
 *
 * The second caller of the same core: the bot's words about the same values,
 * without engine, AWS or GitHub. Each answers text and an exit code and writes
 * nothing itself.
 */
import { askAccess } from './actions/planning/ask-access.ts'
import { type Asked, differingStacks, fleetOf, type ReadFleet } from './actions/read-fleet.ts'
import { baseTree, workingTree } from './cli-tree.ts'
import { FLEET_FILE } from './fleet/layout.ts'
import type { Fleet, SourceTree } from './fleet/model.ts'
import { sharing } from './fleet/sharing.ts'
import { FleetwrightError } from './lib/errors.ts'
import { inert, spelledOut } from './lib/markdown.ts'
import { affected } from './plan/affected.ts'
import { assemblePlan } from './plan/assemble.ts'
import { group } from './plan/group.ts'
import { stackRef } from './plan/live.ts'
import { planOffline } from './plan/offline.ts'
import { rulesChange } from './plan/rules-change.ts'
import { planMarkdown } from './report/plan-markdown.ts'
import { problemsMarkdown } from './report/problem-text.ts'
import { problemsInTerminal, soundInTerminal } from './report/terminal.ts'
import { OFFLINE, planInTerminal } from './report/terminal-plan.ts'
import { accessReader } from './workers/access-process.ts'

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
  const base = options.base === undefined ? undefined : (await baseTree(dir, options.base)).tree
  const read = await readHere(await workingTree(dir), { today: today(), ...(base === undefined ? {} : { base }) })
  return read.fleet === undefined ? problems(read, dir, options) : sound(read.fleet, options)
}

export async function plan(
  dir: string,
  options: Format & { readonly base: string; readonly all: boolean; readonly markdown?: boolean },
): Promise<Said> {
  const files = await workingTree(dir)
  const { tree, behind } = await baseTree(dir, options.base)
  const base = await readHere(sharing(tree, files))
  // No fleet there yet: then everything is new.
  const isFirst = !base.files.has(FLEET_FILE)
  if (base.fleet === undefined && !isFirst) throw unsoundBase(options.base, base.problems.length)
  const head = await readHere(files, isFirst ? {} : { base: base.files })
  if (head.fleet === undefined) return problems(head, dir, options)
  const rules = base.fleet === undefined ? [] : rulesChange(base.fleet, head.fleet)
  const { before, after } = isFirst ? { before: [], after: head.stacks } : await differingStacks(base, head)
  const { leftOut, resumed, changed } = affected(before, after)
  const judge = await askAccess(accessReader({ log: { warn: () => undefined } }), changed)
  const offline = planOffline(before, after, rules)
  const { transitions, access } = await judge(offline.transitions)
  const ref = options.markdown ? inert(options.base) : spelledOut(options.base)
  const shown = {
    plan: assemblePlan({ ...offline, transitions }),
    classes: group(transitions),
    leftOut,
    resumed: resumed.map((each) => stackRef(each.after)),
    note: behind === 0 ? OFFLINE : `${OFFLINE} ${behindOf(ref, behind)}`,
    ...(access === undefined ? {} : { access }),
  }
  const { note: _, ...values } = shown
  if (options.json) return { code: 0, text: json(values) }
  return {
    code: 0,
    text: options.markdown ? planMarkdown({ ...shown, evidence: shown }, options) : planInTerminal(shown, options),
  }
}

/** `ref`: made harmless for where it will stand. */
function behindOf(ref: string, behind: number): string {
  const them =
    behind === 1 ? 'one commit that this branch does not have' : `${behind} commits that this branch does not have`
  return `${ref} has ${them}: the bot plans what merging into them makes.`
}

/** A small fleet is parsed faster than threads would start. */
const WORTH_THREADS = 1_000

export async function readHere(files: SourceTree, asked: Asked = {}): Promise<ReadFleet> {
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

export function problems(read: ReadFleet, dir: string, options: Format & { readonly markdown?: boolean }): Said {
  if (options.json) return { code: 1, text: json({ ok: false, problems: read.problems }) }
  if (options.markdown) return { code: 1, text: problemsMarkdown(read.problems) }
  const screen = { prefix: prefixOf(dir), colour: options.colour }
  return { code: 1, text: problemsInTerminal(read.problems, read.files, screen) }
}

function sound(fleet: Fleet, options: Format): Said {
  const pipelines = fleet.pipelines.length
  return { code: 0, text: options.json ? json({ ok: true, problems: [], pipelines }) : soundInTerminal(pipelines) }
}

/** In front of every path of a fleet in this folder. */
export function prefixOf(dir: string): string {
  return dir === '.' ? '' : `${dir.replace(/\/+$/, '')}/`
}

export function json(value: unknown): string {
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
