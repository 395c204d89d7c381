/**
 * Why does a setting have this value?
 *
 * The value, the layer and line that set it, and what it overrode, the
 * strongest first.
 */
import type { LayerValue, Origin, ResolvedPipeline, ResolvedSetting } from '../fleet/model.ts'
import { spelledOut } from '../lib/markdown.ts'
import { ink } from './ink.ts'

export interface ExplainScreen {
  /** In front of every path, such as `fleet/`; empty or ending in a slash. */
  readonly prefix: string
  readonly colour: boolean
}

export function explainInTerminal(
  pipeline: ResolvedPipeline,
  settings: ReadonlyMap<string, ResolvedSetting>,
  screen: ExplainScreen,
): string {
  const pen = ink(screen.colour)
  const { customer, account, ring, blueprint, releaseSet } = pipeline
  const facts = `account ${account.name} (${account.id}), ring ${ring.name}, ${blueprint.name}@${blueprint.version}, release ${releaseSet.name}`
  const blocks = [...settings].map(([path, { value, origin, overrode }]) =>
    [
      `${pen.strong(spelledOut(path))} = ${printed(value)}`,
      `  ${place(origin, screen)}`,
      ...overrode.toReversed().map((each) => pen.faint(`  over ${printed(each.value)}, ${place(each.origin, screen)}`)),
    ].join('\n'),
  )
  return [spelledOut(`${customer.name}/${pipeline.pipeline.name}: ${facts}`), ...blocks].join('\n\n')
}

function place({ layer, at }: Origin, { prefix }: ExplainScreen): string {
  return spelledOut(`${layer}, ${prefix}${at.file}:${at.line}:${at.column}`)
}

function printed(value: LayerValue): string {
  return spelledOut(value === null ? 'nothing (removed)' : JSON.stringify(value))
}
