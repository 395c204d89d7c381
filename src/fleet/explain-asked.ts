/**
 * Somebody asks why something of a pipeline is what it is: which one, and what of it?
 *
 * The same answer on the command line and below a pull request. A name that
 * leads nowhere is answered with what was probably meant, or with what there is.
 */
import { askable, type Explanation, explainedAt, explainPipeline } from './explain.ts'
import type { Fleet, Pipeline, SourceTree } from './model.ts'
import { tryResolve } from './resolve.ts'
import { didYouMean, listed } from './suggest.ts'

export interface Question {
  /** `acme/web`, or `web` where only one has that name. Untrusted. */
  readonly pipeline: string
  /** A setting, with or without `settings.`, a map of them, or a fact such as `ring`. Absent: everything. Untrusted. */
  readonly path?: string
}

export type Why =
  | { readonly kind: 'explained'; readonly explanation: Explanation }
  /** In words that hold what was asked for. */
  | { readonly kind: 'no-such-pipeline' | 'no-such-path'; readonly reason: string }
  /** Its files have problems. */
  | { readonly kind: 'unresolved' }

/** `files`: what the fleet was read from. */
export function whyOf(fleet: Fleet, files: SourceTree, { pipeline, path }: Question): Why {
  const found = pipelineCalled(fleet, pipeline)
  if (typeof found === 'string') return { kind: 'no-such-pipeline', reason: found }
  const resolved = tryResolve(fleet, found)
  if (resolved === undefined) return { kind: 'unresolved' }
  const whole = explainPipeline(resolved, files)
  const explanation = path === undefined ? whole : explainedAt(whole, path, resolved)
  return explanation === undefined
    ? { kind: 'no-such-path', reason: nothingThere(whole, path ?? '') }
    : { kind: 'explained', explanation }
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
