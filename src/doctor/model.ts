/**
 * What may an examination say?
 *
 * One finding for each thing that was looked at, the good ones included, so
 * that a reader sees what was examined and not only what hurts. What is wrong
 * names who has to move and what to do. "Could not be asked" is not "wrong",
 * and what nobody with our rights can see is said and counts for nothing.
 */

/** Who has to act. */
export type Mover = 'operator' | 'customer' | 'repository administrator' | 'author'

interface Looked {
  /** Stable, kebab-case; scripts switch on it. */
  readonly check: string
  /** What was looked at: `GitHub App`, or an account as `acme/prod (111111111111)`. */
  readonly about: string
  /** What was seen, in one sentence; never a secret. */
  readonly says: string
}

interface Move {
  readonly nextMove: Mover
  /** What that person should do, in one sentence. */
  readonly hint: string
}

export type Finding =
  /** `unseen`: nobody with the bot's rights can tell from outside. */
  | (Looked & { readonly outcome: 'well' | 'unseen' })
  /** `risky`: works, and is more open than it has to be. `untold`: could not be asked just now. */
  | (Looked & Move & { readonly outcome: 'wrong' | 'risky' | 'untold' })

export type Outcome = Finding['outcome']

/** Why a question got no answer. */
export interface Silence extends Move {
  readonly code: string
  readonly says: string
}

export type Told<Value> = { readonly is: Value } | { readonly silence: Silence }

export function isTold<Value>(told: Told<Value>): told is { readonly is: Value } {
  return 'is' in told
}

export function untold(looked: Pick<Looked, 'check' | 'about'>, { says, nextMove, hint }: Silence): Finding {
  return { ...looked, outcome: 'untold', says, nextMove, hint }
}

/** 0: all is well. 1: something is to be done. 2: nothing was found, and something could not be asked. */
export function verdictOf(findings: readonly Finding[]): 0 | 1 | 2 {
  if (findings.some(({ outcome }) => outcome === 'wrong' || outcome === 'risky')) return 1
  return findings.some(({ outcome }) => outcome === 'untold') ? 2 : 0
}
