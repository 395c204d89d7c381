/**
 * What did we learn, or why did we learn nothing?
 *
 * An examination goes on where a verb would give up: a question that got no
 * answer is kept as what it is, with whose move it is.
 */
import type { Mover, Silence, Told } from '../../doctor/model.ts'
import { FleetwrightError, type NextMove } from '../../lib/errors.ts'

const MOVER = {
  author: 'author',
  customer: 'customer',
  operator: 'operator',
  nobody: 'operator',
} as const satisfies { readonly [move in NextMove]: Mover }

export async function told<Value>(ask: () => Promise<Value>): Promise<Told<Value>> {
  try {
    return { is: await ask() }
  } catch (error) {
    return { silence: silenceOf(error) }
  }
}

/** What is none of our errors is a defect, and goes on its way. */
export function silenceOf(error: unknown): Silence {
  if (!(error instanceof FleetwrightError)) throw error
  const { code, message, nextMove, hint } = error
  return {
    code,
    says: message,
    nextMove: MOVER[nextMove],
    // An examination repeats nothing by itself.
    hint: nextMove === 'nobody' ? 'ask again in a while, and look whether this machine reaches it' : hint,
  }
}
