/**
 * What do `fleet validate` and `fleet plan` answer?
 *
 * The second caller of the same core: the bot's words about the same values,
 * without engine, AWS or GitHub. Each answers text and an exit code and writes
 * nothing itself.
 */
import { type ReadFleet, readFleet } from './actions/read-fleet.ts'
import { committedTree, workingTree } from './cli-tree.ts'
import { FLEET_FILE } from './fleet/layout.ts'
import type { Fleet } from './fleet/model.ts'
import { FleetwrightError } from './lib/errors.ts'
import { group } from './plan/group.ts'
import { planOffline } from './plan/offline.ts'
import { rulesChange } from './plan/rules-change.ts'
import { problemsInTerminal, soundInTerminal } from './report/terminal.ts'
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
  const read = readFleet(await workingTree(dir), base)
  return read.fleet === undefined ? problems(read, dir, options) : sound(read.fleet, options)
}

export async function plan(
  dir: string,
  options: Format & { readonly base: string; readonly all: boolean },
): Promise<Said> {
  const base = readFleet(await committedTree(dir, options.base))
  // No fleet there yet: then everything is new.
  const isFirst = !base.files.has(FLEET_FILE)
  if (base.fleet === undefined && !isFirst) throw unsoundBase(options.base, base.problems.length)
  const head = readFleet(await workingTree(dir), isFirst ? undefined : base.files)
  if (head.fleet === undefined) return problems(head, dir, options)
  const rules = base.fleet === undefined ? [] : rulesChange(base.fleet, head.fleet)
  const planned = planOffline(base.stacks, head.stacks, rules)
  const classes = group(planned.transitions)
  const text = options.json ? json({ plan: planned, classes }) : planInTerminal({ plan: planned, classes }, options)
  return { code: 0, text }
}

export function problems(read: ReadFleet, dir: string, options: Format): Said {
  const text = options.json
    ? json({ ok: false, problems: read.problems })
    : problemsInTerminal(read.problems, read.files, { prefix: prefixOf(dir), colour: options.colour })
  return { code: 1, text }
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
