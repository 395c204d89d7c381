/**
 * Do the settings of each pipeline fit its blueprint, after all layers?
 *
 * Judged after layering, since a required setting may come from any layer;
 * told on the line that wrote the value, which may be the fleet's default and
 * then is one problem, not one per pipeline.
 */
import type { Draft } from '../draft.ts'
import type { Problem, Range, ResolvedPipeline } from '../model.ts'
import { versioned } from '../normalise.ts'
import { type Parsed, partsOf } from '../places.ts'
import { remembered } from '../remembered.ts'
import { sharedValues } from '../setting-values.ts'
import { settingsOf } from '../settings.ts'
import type { PipelineContext } from './rule.ts'

export function settingsFit(resolved: ResolvedPipeline, context: PipelineContext): readonly Problem[] {
  const { draft, settingsCheck, fit } = context
  // A schema that is none has its own problem.
  if (!settingsCheck.ok) return []
  const defaulted = new Map<Range, string>()
  const found = settingsCheck.problems(
    { values: resolved.values, shared: sharedValues(resolved), ...(fit && { fit }) },
    (path, on, isConditional) => {
      const of = { resolved, path }
      const asking = isConditional ? askingFor(of) : undefined
      if (asking !== undefined) {
        // A place of its own, by which the problem is known again.
        const at = { ...keyOf(draft, asking) }
        defaulted.set(at, partsOf(path).join('.'))
        return at
      }
      const at = placeOf(of)
      return on === 'key' ? keyOf(draft, at) : at
    },
  )
  return found.map((problem) => inContext(hinted(problem, defaulted.get(problem.at)), resolved))
}

interface Placed {
  readonly resolved: ResolvedPipeline
  readonly path: string
}

/**
 * Where the condition was brought about under which a blueprint's default does not do; undefined where a person wrote
 * the value. The default's own line is the wrong place to send an author to: the version is frozen, and serves others.
 */
function askingFor({ resolved, path }: Placed): Range | undefined {
  const parts = partsOf(path)
  if (settingsOf(resolved).get(parts.join('.'))?.origin.layer !== 'blueprint default') return undefined
  const { pipeline, customer, ring, defaults } = resolved
  const above = parts.slice(0, -1).map((_, at) => parts.slice(0, parts.length - 1 - at).join('.'))
  return above
    .flatMap((each) =>
      [pipeline.layer, customer.layer, ring.layer, defaults].map((layer) => layer.positions().get(each)),
    )
    .find((at) => at !== undefined)
}

function hinted(problem: Problem, path: string | undefined): Problem {
  return path === undefined ? problem : { ...problem, hint: `set \`${path}\`: so far it has the blueprint's default` }
}

/** The line that wrote the value; of a map or of what is missing, the strongest layer that speaks of it. */
function placeOf(of: Placed): Range {
  const { pipeline, customer, ring, blueprint, defaults } = of.resolved
  const settings = settingsOf(of.resolved)
  const layers = [pipeline.layer, customer.layer, ring.layer, defaults, blueprint.layer]
  const parts = partsOf(of.path)
  for (let length = parts.length; length > 0; length--) {
    const path = parts.slice(0, length).join('.')
    const places = [settings.get(path)?.origin.at, ...layers.map((layer) => layer.positions().get(path))]
    const written = places.find((at) => at !== undefined)
    if (written !== undefined) return written
  }
  return pipeline.placeOf('settings')
}

/** Settings remember where a value stands; an unknown name is told on the name. */
function keyOf(draft: Draft, at: Range): Range {
  const places = parsedBy(draft).get(at.file)?.places() ?? []
  return [...places].find(([, { value }]) => isSame(value, at))?.[1].key ?? at
}

/** A mistake may stand in thousands of files, each of which would look for itself among all. */
const parsedBy = remembered(
  ({ fleet, customer, pipeline, blueprint }: Draft): ReadonlyMap<string, Parsed> =>
    new Map([fleet, customer, pipeline, blueprint].flat().map(({ path, parsed }) => [path, parsed])),
)

function isSame(one: Range, other: Range): boolean {
  return (
    one.line === other.line &&
    one.column === other.column &&
    one.endLine === other.endLine &&
    one.endColumn === other.endColumn
  )
}

function inContext(problem: Problem, { blueprint }: ResolvedPipeline): Problem {
  const schema = `settings of blueprint \`${versioned(blueprint.name, blueprint.version)}\``
  const message = problem.message.replace(/th(?:is|e) file/, 'the settings')
  return { ...problem, message, expected: problem.expected === undefined ? schema : `${problem.expected} (${schema})` }
}
