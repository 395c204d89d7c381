/**
 * Do the accounts that a change brings let the bot in, and nobody through it?
 *
 * One line an outcome, the worst first; an account by name where somebody has
 * to mend it.
 */
import { inert } from '../lib/markdown.ts'
import type { Probed } from '../plan/evidence.ts'
import { count, firstOf } from './words.ts'

const MOST_NAMES = 10

type Words = (words: string) => string

const OUTCOMES = {
  open: (is, strong) =>
    `${strong(`${is} in whoever knows its role's name`)}: no external id is asked for. Next: the customer`,
  elsewhere: (is) => `${is} us into another account. Next: an operator, who checks which AWS the bot talks to`,
  refused: (is) =>
    `${is} us in with the external id: the roles are still to be made. Next: the customer, before the merge`,
  untold: (is) => `${is}: AWS did not say. Next: nobody, the next plan asks again`,
  sound: (is) => `${is} without the external id`,
} as const satisfies { readonly [outcome in Probed['outcome']]: (is: string, strong: Words) => string }

const VERBS = {
  open: ['lets', 'let'],
  elsewhere: ['leads', 'lead'],
  refused: ['does not let', 'do not let'],
  untold: ['is unknown', 'are unknown'],
  sound: ['role can be assumed, and refuses', 'roles can be assumed, and refuse'],
} as const satisfies { readonly [outcome in Probed['outcome']]: readonly [string, string] }

export function probeLines(probed: readonly Probed[] = []): readonly string[] {
  const told = probedTold(probed, inert, (words) => `**${words}**`)
  return told.length === 0
    ? []
    : ['**New accounts**, tried with the plan role:', '', ...told.map((line) => `- ${line}`)]
}

/** `say` makes a name harmless where it will stand, `strong` what must not be overlooked. */
export function probedTold(probed: readonly Probed[], say: Words, strong: Words = say): readonly string[] {
  return (['open', 'elsewhere', 'refused', 'untold', 'sound'] as const).flatMap((outcome) => {
    const own = probed.filter((each) => each.outcome === outcome)
    if (own.length === 0) return []
    const [one, several] = VERBS[outcome]
    const named = own.map(({ customer, account, accountId }) => `${say(`${customer}/${account}`)} (${say(accountId)})`)
    const whose = outcome === 'sound' ? '' : ` (${firstOf(named, MOST_NAMES)})`
    return [`${count(own.length, 'account')}${whose}: ${OUTCOMES[outcome](own.length === 1 ? one : several, strong)}`]
  })
}
