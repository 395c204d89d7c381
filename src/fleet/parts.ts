/**
 * How is a fleet judged a part at a time?
 *
 * No rule of customers (rules/all.ts) looks from one to another, so each may
 * be shown a part: the files and pipelines of some customers, on both sides,
 * with all that customers share. Of ten thousand files no part takes long, and
 * of a change only those parts are judged that it touches. Likewise the rules
 * of blueprints, which look at one folder each.
 */
import { called, stretch } from '../lib/sorted.ts'
import type { Sourced } from './draft.ts'
import { customerFolder } from './layout.ts'
import type { RuleContext, Side } from './rules/rule.ts'

const CUSTOMERS_A_PART = 64

/** Of these customers, of all where none are named. The first part has none: what they share is judged in any case. */
export function* customerParts(context: RuleContext, names?: ReadonlySet<string>): Generator<RuleContext> {
  if (names === undefined) yield partOf(context, [])
  const inOrder = [...(names ?? namesIn(context))].sort()
  for (let from = 0; from < inOrder.length; from += CUSTOMERS_A_PART) {
    yield partOf(context, inOrder.slice(from, from + CUSTOMERS_A_PART))
  }
}

function partOf({ base, ...context }: RuleContext, names: readonly string[]): RuleContext {
  return { ...context, ...partOfSide(context, names), ...(base === undefined ? {} : { base: partOfSide(base, names) }) }
}

function partOfSide({ draft, fleet }: Side, names: readonly string[]): Side {
  return {
    draft: {
      ...draft,
      customer: names.flatMap((name) => filesOf(draft.customer, name)),
      pipeline: names.flatMap((name) => filesOf(draft.pipeline, name)),
    },
    fleet: {
      ...fleet,
      customers: names.flatMap((name) => called(fleet.customers, name, (each) => each.name)),
      pipelines: names.flatMap((name) => called(fleet.pipelines, name, (each) => each.customer)),
    },
  }
}

function filesOf<S extends 'customer' | 'pipeline'>(
  files: readonly Sourced<S>[],
  customer: string,
): readonly Sourced<S>[] {
  const folder = customerFolder(customer)
  return stretch(
    files,
    ({ path }) => path < folder,
    ({ path }) => path.startsWith(folder),
  )
}

/** Those of folders and those of files, which are others where a file says another name than its path. */
function namesIn({ draft, fleet, base }: RuleContext): ReadonlySet<string> {
  const names = new Set<string>()
  for (const side of base === undefined ? [{ draft, fleet }] : [{ draft, fleet }, base]) {
    for (const { kind } of side.draft.customer) names.add(kind.customer)
    for (const { kind } of side.draft.pipeline) names.add(kind.customer)
    for (const { name } of side.fleet.customers) names.add(name)
  }
  return names
}

/** One for each blueprint version that has a readable file. */
export function* blueprintParts(context: RuleContext): Generator<RuleContext> {
  const { draft } = context
  const folders = new Set([...draft.blueprint.map(({ path }) => path), ...draft.templates.keys()].map(folderOf))
  for (const folder of folders) {
    const blueprint = draft.blueprint.filter(({ path }) => folderOf(path) === folder)
    const templates = new Map([...draft.templates].filter(([path]) => folderOf(path) === folder))
    yield { ...context, draft: { ...draft, blueprint, templates } }
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}
