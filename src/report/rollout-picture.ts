/**
 * In which order will it happen?
 *
 * A small text picture, narrow enough for a phone: rings from top to bottom,
 * each with its waves and how long it is watched before the next. The waves are
 * cut as the rollout will cut them, from what this plan moves: a ring's
 * percentages say nothing to who changes one pipeline.
 */
import { spelledOut } from '../lib/markdown.ts'
import type { StackRef } from '../plan/model.ts'
import { pipelinesIn, type Wave, wavesOf } from '../rollout/waves.ts'
import type { RingView } from './model.ts'
import { accountsIn } from './stack-names.ts'
import { count, distinct, numeral } from './words.ts'

const MOST_ORDERS = 3
const MOST_WAVES = 6

export function rolloutPicture(rings: readonly RingView[], stacks: readonly StackRef[]): readonly string[] {
  const rows = stacks.map((ref) => ({ ref }))
  const reached = rings.flatMap((ring) => {
    const waves = wavesOf(ring, rows)
    return waves.length === 0 ? [] : [{ ring, waves }]
  })
  if (reached.length === 0) return []
  const width = Math.max(...reached.map(({ ring }) => spelledOut(ring.name).length))
  const lines = reached.flatMap(({ ring, waves }, index) => {
    const own = waves.flat().map(({ ref }) => ref)
    const isLast = index === reached.length - 1
    const head = `${spelledOut(ring.name).padEnd(width)}  ${count(own.length, 'stack')}, ${count(accountsIn(own), 'account')}`
    const watched = soak(ring, { isLast, isOne: waves.length === 1 })
    return [head, ...[sizes(waves), watched].filter((line) => line !== '').map((line) => `  ${line}`)]
  })
  return ['#### After the merge', '', '```text', ...lines, '```', '', ...orders(stacks)]
}

/** Added up, because numbers of four digits have commas of their own. */
function sizes(waves: readonly Wave<{ readonly ref: StackRef }>[]): string {
  const pipelines = waves.map(pipelinesIn)
  const all = pipelines.reduce((sum, each) => sum + each, 0)
  if (waves.length === 1) return `${count(all, 'pipeline')} in one wave`
  const left = pipelines.slice(MOST_WAVES).reduce((sum, each) => sum + each, 0)
  const shown = pipelines.slice(0, MOST_WAVES).map(numeral).join(' + ')
  return `${waves.length} waves: ${shown}${left === 0 ? '' : ` … + ${numeral(left)}`} pipelines`
}

/** Nothing waits for the last wave of all. */
function soak(
  { soakMinutes }: RingView,
  { isLast, isOne }: { readonly isLast: boolean; readonly isOne: boolean },
): string {
  if (soakMinutes === 0 || (isLast && isOne)) return ''
  if (isOne) return `then ${soakMinutes} min healthy`
  return `${soakMinutes} min healthy ${isLast ? 'between waves' : 'after each wave'}`
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
