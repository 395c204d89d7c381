/**
 * Does each acknowledged migration stand on the pipeline's way?
 *
 * An acknowledgement says "a person has done this". One that nothing waits for
 * is most likely meant for another pipeline, or misspelt. What was merged
 * earlier may stay: it says what was done.
 */
import { inWords } from '../condition.ts'
import { pipelineOf } from '../made.ts'
import { type Crossed, crossedMigrations, type Edge, edgesOf } from '../migrations.ts'
import type { Acknowledgement, Fleet, Pipeline, Problem, Range } from '../model.ts'
import { later } from '../remembered.ts'
import { tryResolve } from '../resolve.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

type OfMigration = Extract<Acknowledgement, { readonly migration: string }>

export function acknowledgedMigrationsCross({ fleet, base }: RuleContext): readonly Problem[] {
  const shared = [fleet.acknowledged, ...fleet.customers.map(({ acknowledged }) => acknowledged)]
  return [
    ...shared.flatMap(ofMigrations).map(misplaced),
    ...fleet.pipelines.flatMap((pipeline) => {
      const entries = ofMigrations(pipeline.acknowledged)
      return entries.length === 0 ? [] : judged({ fleet, base: base?.fleet, pipeline, entries })
    }),
  ]
}

interface Judged {
  readonly fleet: Fleet
  readonly base: Fleet | undefined
  readonly pipeline: Pipeline
  readonly entries: readonly OfMigration[]
}

function judged(of: Judged): Problem[] {
  const { fleet, base, pipeline, entries } = of
  const edges = [...edgesOf(fleet).values()].flat()
  const before = base && pipelineOf(base, pipeline.customer, pipeline.name)
  const merged = new Set(ofMigrations(before?.acknowledged ?? []).map(({ migration }) => migration))
  // Entries that are done may stay, in thousands of pipelines that nobody changes.
  const crossed = later(() => crossedBy(of, before))
  return entries.flatMap(({ migration: name, at }): Problem[] => {
    const edge = edges.find(({ migration }) => migration.name === name)
    if (edge === undefined) return [unknown(name, edges, at())]
    if (edge.migration.kind !== 'human-gate') return [needless(name, at())]
    if (base === undefined || merged.has(name)) return []
    return crossed()?.some(({ migration }) => migration.name === name) === false ? [notCrossed(edge, at())] : []
  })
}

/** Undefined with references that lead nowhere: then nobody knows the way. A new pipeline has come from nowhere. */
function crossedBy({ fleet, base, pipeline }: Judged, before: Pipeline | undefined): readonly Crossed[] | undefined {
  const is = tryResolve(fleet, pipeline)
  if (is === undefined) return undefined
  const was = base === undefined || before === undefined ? undefined : tryResolve(base, before)
  return was === undefined ? [] : crossedMigrations({ was, is, fleet })
}

function ofMigrations(entries: readonly Acknowledgement[]): OfMigration[] {
  return entries.filter((entry) => 'migration' in entry)
}

function misplaced({ migration, at }: OfMigration): Problem {
  return {
    code: 'migration-misplaced',
    message: `migration \`${migration}\` is acknowledged for many pipelines at once`,
    expected: 'an acknowledgement in the file of each pipeline for which the work is done',
    at: at(),
  }
}

function unknown(name: string, edges: readonly Edge[], at: Range): Problem {
  const gates = edges.flatMap(({ migration }) => (migration.kind === 'human-gate' ? [migration.name] : []))
  return {
    code: 'unknown-migration',
    message: `no release has a migration \`${name}\``,
    expected: listed(gates),
    ...didYouMean(name, gates),
    at,
  }
}

function needless(name: string, at: Range): Problem {
  return {
    code: 'migration-needs-nobody',
    message: `migration \`${name}\` is not done by a person, so nobody has to acknowledge it`,
    expected: 'no such entry',
    at,
  }
}

function notCrossed({ release, migration }: Edge, at: Range): Problem {
  const { component, version } = release
  const edge =
    migration.before === undefined
      ? `from \`${component}\` \`${migration.from}\` to \`${version}\` or newer`
      : `from ${inWords(migration.before)} to ${inWords(migration.when)}`
  const condition =
    migration.before === undefined && Object.keys(migration.when).length > 0 ? ` with ${inWords(migration.when)}` : ''
  return {
    code: 'migration-not-crossed',
    message: `this change does not cross migration \`${migration.name}\`, which is on the way ${edge}${condition}`,
    expected: 'the acknowledgement in the change that crosses it',
    at,
  }
}
