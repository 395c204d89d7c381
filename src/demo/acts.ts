/**
 * What is the story, in order?
 *
 * Twelve acts from an empty AWS to a fleet that wants nothing more. Each is
 * played by people and by the real bot; each says what was seen and throws if
 * it was not what we promise.
 */
import { change } from './act-change.ts'
import { failure } from './act-failure.ts'
import { firstStart } from './act-first-start.ts'
import { kill } from './act-kill.ts'
import { lost } from './act-lost.ts'
import { newCustomer } from './act-new-customer.ts'
import { nothingToDo, restart } from './act-restart.ts'
import type { Stage } from './stage.ts'

export interface Act {
  readonly name: string
  /** Answers, in one line, what was seen. */
  readonly play: (stage: Stage, say: (words: string) => void) => Promise<string>
}

export const ACTS: readonly Act[] = [
  firstStart,
  ...change(),
  newCustomer,
  failure,
  restart,
  kill,
  ...lost(),
  nothingToDo,
]
