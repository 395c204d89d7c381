/**
 * How does what changes read that is no resource?
 *
 * Outputs look like nothing, and are what other stacks are given. A parameter
 * shows in the resources that it moves; where it moves none, it is all there is.
 */
import { inert } from '../lib/markdown.ts'
import type { ChangeClass } from '../plan/model.ts'
import { type Extent, fromTo } from './values.ts'
import { count } from './words.ts'

type Outputs = Pick<ChangeClass, 'outputs'>

/** For a headline. */
export function outputsGist({
  outputs = [],
  parameters,
  ways,
}: Pick<ChangeClass, 'outputs' | 'parameters' | 'ways'>): string {
  if (outputs.length > 0) return `no resource changes; ${count(outputs.length, 'output does', 'outputs do')}`
  if (parameters.length === 0 || ways !== undefined) return 'no resource changes'
  return `no resource changes; ${count(parameters.length, 'parameter does', 'parameters do')}`
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

/** Of a class in which nothing else changes; `family`: the classes that are read together with it. */
export function parameterLines(
  { changes, outputs = [], protections = [] }: Pick<ChangeClass, 'changes' | 'outputs' | 'protections'>,
  family: readonly Pick<ChangeClass, 'parameters'>[],
  say: (value: string) => string,
): readonly string[] {
  if (changes.length + outputs.length + protections.length > 0) return []
  const [first, ...others] = family
  return (first?.parameters ?? []).map((each, index) => {
    const isAlike = others.every(({ parameters }) => {
      const other = parameters[index]
      return other?.before === each.before && other?.after === each.after
    })
    return `Parameter ${say(each.name)}: ${isAlike ? fromTo(each, say) : 'changes, to another value by customer'}`
  })
}

/** `say` makes a string harmless where it will stand. */
export function outputsInFull({ outputs = [] }: Outputs, say: (value: string) => string): readonly string[] {
  return outputs.map((each) => `${say(each.name)}: ${fromTo(each, say, 'whole')}`)
}
