/**
 * Which pipelines does a plan leave alone, and which stacks does the fleet let go of?
 *
 * What is not planned is named, or a reader would take it for unchanged. A
 * stack that leaves is not deleted: its owner has to know that it is theirs.
 */
import { inert } from '../lib/markdown.ts'
import type { LeftOut, Plan, StackRef } from '../plan/model.ts'
import { listedStacks } from './stack-names.ts'
import { count, distinct, firstOf } from './words.ts'

const MOST_PIPELINES = 20
const MOST_KEYS = 5
/** Each of them is somebody's to delete, so they are cut late. */
const MOST_LEAVING = 200

export function leftOutLines(leftOut: readonly LeftOut[] = [], most = MOST_PIPELINES): readonly string[] {
  if (leftOut.length === 0) return []
  const left = leftOut.length - most
  return [
    `**Left out**: ${leftOutCount(leftOut)}. None of ${leftOut.length === 1 ? 'its' : 'their'} resources is planned or applied.`,
    ...leftOut.slice(0, most).map((each) => `- ${inert(each.pipeline)}: ${waitingText(each, inert)}`),
    ...(left > 0 ? [`- … and ${left.toLocaleString('en')} more`] : []),
  ]
}

/** "1 paused and 2 retiring pipelines". */
export function leftOutCount(leftOut: readonly LeftOut[]): string {
  const of = (lifecycle: LeftOut['lifecycle']): number => leftOut.filter((each) => each.lifecycle === lifecycle).length
  const parts = (['paused', 'retiring'] as const)
    .map((lifecycle) => [of(lifecycle), lifecycle] as const)
    .filter(([number]) => number > 0)
    .map(([number, lifecycle]) => `${number.toLocaleString('en')} ${lifecycle}`)
  return `${parts.join(' and ')} ${leftOut.length === 1 ? 'pipeline' : 'pipelines'}`
}

/** `spelt`: names made inert for where they are read. */
export function waitingText({ lifecycle, waiting }: LeftOut, spelt: (name: string) => string): string {
  const keys = firstOf(
    waiting.map(({ key }) => spelt(key)),
    MOST_KEYS,
  )
  if (lifecycle === 'retiring') {
    return waiting.length === 0 ? 'it may be removed in a later pull request' : `${keys} will not change any more`
  }
  return waiting.length === 0
    ? 'nothing waits yet'
    : `${keys} ${waiting.length === 1 ? 'waits' : 'wait'} until it is active again`
}

/** Of pipelines that are active again: the trees know nothing of what such stacks missed; the bot asks AWS. */
export function resumedLines(stacks: readonly StackRef[] = [], most = MOST_PIPELINES): readonly string[] {
  if (stacks.length === 0) return []
  const pipelines = resumedPipelines(stacks)
  const left = pipelines.length - most
  return [
    `**${RESUMED}**`,
    '',
    ...pipelines.slice(0, most).map((name) => `- ${inert(name)}`),
    ...(left > 0 ? [`- … and ${left.toLocaleString('en')} more`] : []),
  ]
}

export const RESUMED = 'Active again, and planned against AWS in the pull request:'

export function resumedPipelines(stacks: readonly StackRef[]): readonly string[] {
  return distinct(stacks.map((ref) => `${ref.customer}/${ref.pipeline}`))
}

export function leavingLines({ leaving = [] }: Pick<Plan, 'leaving'>, most = MOST_LEAVING): readonly string[] {
  if (leaving.length === 0) return []
  return [
    `**Leaves the fleet**: ${count(leaving.length, 'stack')}. Nothing is deleted: ${leaving.length === 1 ? 'it stays' : 'they stay'} in the account until the owner deletes ${leaving.length === 1 ? 'it' : 'them'}.`,
    ...listedStacks(leaving, most),
  ]
}
