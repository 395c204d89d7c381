/**
 * What do the changes of a plan open, and to whom?
 *
 * Asked as soon as the desired states are known, and waited for when the
 * changes are: AWS takes longer than the library that answers. What is not where
 * the base wants it is asked once more, by what AWS turned out to have: nobody
 * else's plan says what that opens.
 */
import { inTurns } from '../../lib/turns.ts'
import {
  type AccessAnswer,
  type AccessQuestion,
  type AnsweredAccess,
  accessInquiry,
  askedInstead,
  withAccess,
} from '../../plan/access.ts'
import type { Affected } from '../../plan/affected.ts'
import type { Transition } from '../../plan/model.ts'
import type { AccessReader } from '../access-port.ts'

/** `instead`: stack id → what is to be asked of it, whatever was. */
export type Judge = (
  transitions: readonly Transition[],
  instead?: ReadonlyMap<string, readonly AccessQuestion[]>,
) => Promise<AnsweredAccess>

export async function askAccess(reader: AccessReader, changed: Iterable<Affected>): Promise<Judge> {
  const inquiry = await inTurns(accessInquiry(changed))
  const answers = answersOf(reader, inquiry.questions)
  return async (transitions, instead = new Map()) => {
    const whole = askedInstead(inquiry, instead)
    const more = answersOf(reader, whole.questions.slice(inquiry.questions.length))
    return withAccess(transitions, whole, [...(await answers), ...(await more)])
  }
}

async function answersOf(reader: AccessReader, questions: readonly AccessQuestion[]): Promise<readonly AccessAnswer[]> {
  return questions.length === 0 ? [] : reader.compare(questions)
}
