/**
 * Who answers what a change of permissions or network rules comes to?
 *
 * A library too heavy to live with, so whoever implements this ends it again.
 */
import type { AccessAnswer, AccessQuestion } from '../plan/access.ts'

export interface AccessReader {
  /** One answer a question, in order; undefined for each that could not be answered. Never throws. */
  compare(questions: readonly AccessQuestion[]): Promise<readonly AccessAnswer[]>
}
