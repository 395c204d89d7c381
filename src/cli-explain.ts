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
import type { Explanation } from './fleet/explain.ts'
import { whyOf } from './fleet/explain-asked.ts'
import { normalise } from './fleet/normalise.ts'
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
  const why = whyOf(fleet, read.files, { pipeline: name, ...(asked.path === undefined ? {} : { path: asked.path }) })
  if (why.kind === 'unresolved' || (why.kind === 'no-such-pipeline' && read.fleet === undefined))
    return problems(read, dir, options)
  if (why.kind !== 'explained') return { code: 1, text: why.reason }
  const part = why.explanation
  return {
    code: 0,
    text: options.json ? json(forMachines(part)) : explainInTerminal(part, { ...options, prefix: prefixOf(dir) }),
  }
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
