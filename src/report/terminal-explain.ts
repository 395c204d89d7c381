/**
 * How does a terminal answer why a pipeline is what it is?
 *
 * Each fact and setting with the line that wrote it; of a setting also what it
 * overrode, the strongest first. Short facts stand in one line, so that a whole
 * pipeline fits on a screen.
 */
import type { Explanation, Said } from '../fleet/explain.ts'
import type { Fact } from '../fleet/explain-facts.ts'
import type { LayerValue, Origin, Range, ResolvedSetting } from '../fleet/model.ts'
import { spelledOut } from '../lib/markdown.ts'
import { type Ink, ink } from './ink.ts'

export interface ExplainScreen {
  /** In front of every path, such as `fleet/`; empty or ending in a slash. */
  readonly prefix: string
  readonly colour: boolean
}

interface Screen extends ExplainScreen {
  readonly pen: Ink
}

export function explainInTerminal(of: Explanation, options: ExplainScreen): string {
  const screen = { ...options, pen: ink(options.colour) }
  const blocks = [
    ...(of.facts.length === 0 ? [] : [facts(of.facts, screen)]),
    ...[...of.settings].map(([path, setting]) => present(path, setting, screen)),
    ...[...of.removed].map(([path, said]) => removed(path, said, screen)),
    ...[...of.unset].map(([path, description]) => unset(path, description, screen)),
  ]
  return [screen.pen.strong(spelledOut(of.pipeline)), ...blocks].join('\n\n')
}

function facts(all: readonly Fact[], screen: Screen): string {
  const width = Math.max(...all.map(({ name }) => name.length))
  return all
    .map(({ name, value, at }) => {
      const said = at === undefined ? 'unless said otherwise' : where(at, screen)
      return `${spelledOut(name).padEnd(width)}  ${spelledOut(value)}  ${screen.pen.faint(said)}`
    })
    .join('\n')
}

function present(path: string, { value, origin, overrode }: ResolvedSetting, screen: Screen): string {
  return [
    `${screen.pen.strong(spelledOut(path))} = ${printed(value)}`,
    `  ${place(origin, screen)}`,
    ...over(overrode, screen),
  ].join('\n')
}

function removed(path: string, said: readonly Said[], screen: Screen): string {
  const last = said.at(-1)
  return [
    `${screen.pen.strong(spelledOut(path))} is not set: removed`,
    ...(last === undefined ? [] : [`  ${place(last.origin, screen)}`]),
    ...over(said.slice(0, -1), screen),
  ].join('\n')
}

function unset(path: string, description: string, { pen }: Screen): string {
  const lines = [`${pen.strong(spelledOut(path))} is not set: no layer says anything, and it has no default`]
  return [...lines, ...(description === '' ? [] : [`  ${spelledOut(description)}`])].join('\n')
}

function over(said: readonly Said[], screen: Screen): readonly string[] {
  return said
    .toReversed()
    .map(({ value, origin }) => screen.pen.faint(`  over ${printed(value)}, ${place(origin, screen)}`))
}

function place({ layer, at }: Origin, screen: Screen): string {
  return `${layer}, ${where(at, screen)}`
}

function where(at: Range, { prefix }: Screen): string {
  return spelledOut(`${prefix}${at.file}:${at.line}:${at.column}`)
}

function printed(value: LayerValue): string {
  return spelledOut(value === null ? 'nothing (removed)' : JSON.stringify(value))
}
