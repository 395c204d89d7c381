/**
 * How do changed outputs read?
 *
 * They look like nothing where no resource changes, and are what other stacks
 * are given.
 */
import { inert } from '../lib/markdown.ts'
import type { ChangeClass } from '../plan/model.ts'
import { type Extent, fromTo } from './values.ts'
import { count } from './words.ts'

type Outputs = Pick<ChangeClass, 'outputs'>

/** For a headline. */
export function outputsGist({ outputs = [] }: Outputs): string {
  if (outputs.length === 0) return 'no resource changes'
  return `no resource changes; ${count(outputs.length, 'output does', 'outputs do')}`
}

export function outputLines(
  { outputs = [] }: Outputs,
  most: { readonly properties: number; readonly extent: Extent },
): readonly string[] {
  const shown = outputs.slice(0, most.properties)
  const left = outputs.length - shown.length
  return [
    ...shown.map((each) => `- Output ${inert(each.name)}: ${fromTo(each, undefined, most.extent)}`),
    ...(left > 0 ? [`- … and ${count(left, 'more output')}`] : []),
  ]
}

/** `say` makes a string harmless where it will stand. */
export function outputsInFull({ outputs = [] }: Outputs, say: (value: string) => string): readonly string[] {
  return outputs.map((each) => `${say(each.name)}: ${fromTo(each, say, 'whole')}`)
}
