/**
 * Does each acknowledgement of an identity setting name what its file sets?
 *
 * One that says something else was made for another change: it would look like
 * a decision, and be none.
 */
import { canonicalJson } from '../../lib/digest.ts'
import { asWritten, identityValue } from '../identity-setting.ts'
import { saidIn } from '../layers.ts'
import { type Made, madeOf } from '../made.ts'
import type { Acknowledgement, Fleet, Layer, LayerValue, Pipeline, Problem, ResolvedPipeline } from '../model.ts'
import { versioned } from '../normalise.ts'
import { resolveMade } from '../resolve.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

export function acknowledgementsCurrent({ fleet }: RuleContext): readonly Problem[] {
  const problems: Problem[] = []
  const pipelinesOf = new Map<string, Pipeline[]>()
  for (const pipeline of fleet.pipelines) {
    if (isSilent(pipeline)) continue
    problems.push(...ofPipeline(fleet, pipeline))
  }
  if (fleet.customers.some((customer) => !isSilent(customer))) {
    for (const pipeline of fleet.pipelines) {
      const own = pipelinesOf.get(pipeline.customer)
      if (own === undefined) pipelinesOf.set(pipeline.customer, [pipeline])
      else own.push(pipeline)
    }
  }
  for (const customer of fleet.customers) {
    if (isSilent(customer)) continue
    const known = identityOf(fleet, pipelinesOf.get(customer.name) ?? [])
    problems.push(...customer.acknowledged.flatMap((entry) => problemOf({ entry, known, said: [customer.layer] })))
  }
  if (isSilent(fleet)) return problems
  const known = new Set([...fleet.blueprints.values()].flatMap(({ identitySettings }) => identitySettings))
  const said = [fleet.defaults, ...fleet.rings.map(({ layer }) => layer)]
  return [...problems, ...fleet.acknowledged.flatMap((entry) => problemOf({ entry, known, said }))]
}

function isSilent({ acknowledged }: { readonly acknowledged: readonly Acknowledgement[] }): boolean {
  return !acknowledged.some((entry) => 'setting' in entry)
}

function identityOf(fleet: Fleet, pipelines: readonly Pipeline[]): ReadonlySet<string> {
  const names = new Set(pipelines.map(({ blueprint }) => versioned(blueprint.name, blueprint.version)))
  return new Set([...names].flatMap((name) => fleet.blueprints.get(name)?.identitySettings ?? []))
}

/** While what it is made of stays, so do its problems: entries that have done their work wait in many files. */
const ofMade = new WeakMap<Made, readonly Problem[]>()

function ofPipeline(fleet: Fleet, pipeline: Pipeline): readonly Problem[] {
  const made = madeOf(fleet, pipeline)
  if (made === undefined) return []
  const found = ofMade.get(made) ?? ofResolved(resolveMade(fleet, made))
  ofMade.set(made, found)
  return found
}

/** What the pipeline has after all layers: removing its own line is a decision of its file as well. */
function ofResolved(resolved: ResolvedPipeline): readonly Problem[] {
  const { pipeline } = resolved
  const known = new Set(resolved.blueprint.identitySettings)
  return pipeline.acknowledged.flatMap((entry) => {
    const values = 'setting' in entry ? [identityValue(resolved.values, entry.setting)] : []
    return problemOf({ entry, known, said: [], values })
  })
}

interface Judged {
  readonly entry: Acknowledgement
  readonly known: ReadonlySet<string>
  readonly said: readonly Layer[]
  readonly values?: readonly LayerValue[]
}

function problemOf({ entry, known, said, values }: Judged): Problem[] {
  // Of migrations the catalog's rules speak.
  if (!('setting' in entry)) return []
  const { setting, to, at } = entry
  if (!known.has(setting)) {
    return [
      {
        code: 'no-identity-setting',
        message: `\`${setting}\` is no identity setting here, so there is nothing to acknowledge`,
        expected: listed(known),
        ...didYouMean(setting, known),
        at: at(),
      },
    ]
  }
  const set = values ?? said.map((layer) => saidIn(layer, setting)).filter((value) => value !== undefined)
  if (set.some((value) => canonicalJson(value) === canonicalJson(to))) return []
  const words = set.map((value) => `\`${asWritten(value)}\``).join(' and ')
  return [
    {
      code: 'stale-acknowledgement',
      message:
        set.length === 0
          ? `this file does not set \`${setting}\``
          : `\`${setting}\` is ${words} and not \`${asWritten(to)}\``,
      expected: set.length === 0 ? 'the acknowledgement in the file that sets it' : `\`to\` as it is set: ${words}`,
      hint: 'remove the entry once it has done its work',
      at: at(),
    },
  ]
}
