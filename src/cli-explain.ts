/**
 * What does `fleet explain` answer?
 *
 * Why a pipeline, or one value of it, is what it is: from the files alone, by
 * the same reading as the bot's.
 */
import { type Format, json, prefixOf, problems, readHere, type Said } from './cli-fleet.ts'
import { pipelinePlace } from './cli-place.ts'
import { workingTree } from './cli-tree.ts'
import { draftOf } from './fleet/draft.ts'
import { askable, type Explanation, explainedAt, explainPipeline } from './fleet/explain.ts'
import type { Fleet, Pipeline } from './fleet/model.ts'
import { normalise } from './fleet/normalise.ts'
import { tryResolve } from './fleet/resolve.ts'
import { didYouMean, listed } from './fleet/suggest.ts'
import { explainInTerminal } from './report/terminal-explain.ts'

export interface Asked {
  /** `acme/web`, `web` where only one has that name, or the path of its file from here or from the fleet's folder. */
  readonly pipeline: string
  /** A setting, with or without `settings.`, a map of them, or a fact such as `ring`. Absent: everything. */
  readonly path?: string
  /** The folder that holds fleet.yml; found by itself where absent. */
  readonly dir?: string
}

export async function explain(asked: Asked, options: Format): Promise<Said> {
  const { dir, name } = pipelinePlace(asked.pipeline, asked.dir)
  const read = await readHere(await workingTree(dir))
  // A mistake elsewhere must not keep anybody from understanding this pipeline.
  const fleet = read.fleet ?? normalise(draftOf(read.files))
  const found = pipelineCalled(fleet, name)
  if (typeof found === 'string') return read.fleet ? { code: 1, text: found } : problems(read, dir, options)
  const resolved = tryResolve(fleet, found)
  if (resolved === undefined) return problems(read, dir, options)
  const whole = explainPipeline(resolved, read.files)
  const part = asked.path === undefined ? whole : explainedAt(whole, asked.path, resolved)
  if (part === undefined) return { code: 1, text: nothingThere(whole, asked.path ?? '') }
  return {
    code: 0,
    text: options.json ? json(forMachines(part)) : explainInTerminal(part, { ...options, prefix: prefixOf(dir) }),
  }
}

function nothingThere(whole: Explanation, path: string): string {
  const setting = path.replace(/^settings\./, '')
  const known = askable(whole)
  // Who leaves out the map around a setting still knows its last name.
  const sameEnd = known.filter((each) => each.endsWith(`.${setting}`))
  const { hint } = sameEnd.length === 1 ? { hint: `did you mean \`${sameEnd[0]}\`?` } : didYouMean(setting, known)
  const tops = [...new Set(known.map((each) => each.split('.', 1).join('')))]
  return `${whole.pipeline} has no \`${path}\`; ${hint ?? `it has ${allOf(tops)}`}`
}

function forMachines({ pipeline, facts, settings, removed, unset }: Explanation): unknown {
  return {
    pipeline,
    facts: facts.map(({ name, value, at }) => ({ name, value, ...(at === undefined ? {} : { at }) })),
    settings: Object.fromEntries(settings),
    removed: Object.fromEntries(removed),
    unset: [...unset.keys()],
  }
}

/** The pipeline, or what to tell someone who named none. */
function pipelineCalled(fleet: Fleet, name: string): Pipeline | string {
  const full = (pipeline: Pipeline): string => `${pipeline.customer}/${pipeline.name}`
  const found = fleet.pipelines.filter((each) => full(each) === name || each.name === name)
  const [only, ...others] = found
  if (only !== undefined)
    return others.length === 0 ? only : `${name} may be ${found.map(full).join(' or ')}: say which`
  const ofCustomer = fleet.pipelines.filter((each) => each.customer === name.split('/', 1)[0])
  const { hint } = didYouMean(name, [...fleet.pipelines.map(full), ...fleet.pipelines.map((each) => each.name)])
  const known = allOf((ofCustomer.length > 0 ? ofCustomer : fleet.pipelines).map(full))
  return `there is no pipeline ${name}; ${hint ?? `there is ${known}`}`
}

/** `a`, `b` and `c`. */
function allOf(names: readonly string[]): string {
  return listed(names)
    .replace(/ or one of (\d+ more)$/, ' and $1')
    .replace(/ or (?=`[^`]*`$)/, ' and ')
}
