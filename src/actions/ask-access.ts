/**
 * What do the changes of a plan open, and to whom?
 *
 * Asked as soon as the desired states are known, and waited for when the
 * changes are: AWS takes longer than the library that answers.
 */
import { inTurns } from '../lib/turns.ts'
import { type AnsweredAccess, accessInquiry, withAccess } from '../plan/access.ts'
import type { Affected } from '../plan/affected.ts'
import type { Transition } from '../plan/model.ts'
import type { AccessReader } from './access-port.ts'

export type Judge = (transitions: readonly Transition[]) => Promise<AnsweredAccess>

export async function askAccess(reader: AccessReader, changed: Iterable<Affected>): Promise<Judge> {
  const inquiry = await inTurns(accessInquiry(changed))
  const answers = inquiry.questions.length === 0 ? [] : reader.compare(inquiry.questions)
  return async (transitions) => withAccess(transitions, inquiry, await answers)
}
