/**
 * In which order will it happen?
 *
 * A small text picture, narrow enough for a phone: rings from top to bottom,
 * each with its waves and how long it is watched before the next.
 */
import { spelledOut } from '../lib/markdown.ts'
import type { StackRef } from '../plan/model.ts'
import type { RingView } from './model.ts'
import { accountsIn } from './stack-names.ts'
import { count, distinct } from './words.ts'

const MOST_ORDERS = 3

export function rolloutPicture(rings: readonly RingView[], stacks: readonly StackRef[]): readonly string[] {
  const reached = rings.filter((ring) => stacks.some((stack) => stack.ring === ring.name))
  if (reached.length === 0) return []
  const width = Math.max(...reached.map((ring) => spelledOut(ring.name).length))
  const lines = reached.flatMap((ring, index) => {
    const own = stacks.filter((stack) => stack.ring === ring.name)
    const last = index === reached.length - 1
    const head = `${spelledOut(ring.name).padEnd(width)}  ${count(own.length, 'stack')}, ${count(accountsIn(own), 'account')}`
    return [head, ...[waves(ring), soak(ring, last)].filter((line) => line !== '').map((line) => `  ${line}`)]
  })
  return ['#### After the merge', '', '```text', ...lines, '```', '', ...orders(stacks)]
}

function waves({ waves }: RingView): string {
  return waves.length === 1 ? 'in one wave' : `in waves to ${waves.map((each) => `${each}%`).join(', ')}`
}

function soak({ waves, soakMinutes }: RingView, last: boolean): string {
  if (soakMinutes === 0) return ''
  const minutes = `${soakMinutes} min`
  if (last) return waves.length > 1 ? `${minutes} healthy between waves` : ''
  return waves.length > 1 ? `${minutes} healthy after each wave` : `then ${minutes} healthy`
}

/** Within a pipeline: streams, then collector. */
function orders(stacks: readonly StackRef[]): readonly string[] {
  const pipelines = Map.groupBy(stacks, (stack) => `${stack.customer}/${stack.pipeline}`)
  const found = distinct(
    [...pipelines.values()]
      .filter((own) => own.length > 1)
      .map((own) => own.toSorted((one, other) => one.order - other.order).map((each) => spelledOut(each.key)))
      .map((keys) => keys.join(' → ')),
  )
  const shown = found.slice(0, MOST_ORDERS)
  return shown.length === 0 ? [] : ['Within a pipeline:', '', '```text', ...shown, '```', '']
}
