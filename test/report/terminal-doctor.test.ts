/** An operator reads first what to do, then what was not told, then what is well. */
import { expect, it } from 'vitest'
import type { Finding } from '../../src/doctor/model.ts'
import { doctorInTerminal } from '../../src/report/terminal-doctor.ts'

function open(about: string): Finding {
  const says = 'its plan role lets us in without an external id'
  return { check: 'plan', about, outcome: 'wrong', says, nextMove: 'customer', hint: 'ask for it' }
}

const WELL: Finding = { check: 'node-version', about: 'this machine', outcome: 'well', says: 'Node 26.10.0' }

it('says what many accounts have in common once, with whose move it is', () => {
  const accounts = Array.from({ length: 4_000 }, (_, index) => open(`customer-${index}/prod`))
  const silent: Finding = {
    check: 'clock',
    about: 'this machine',
    outcome: 'untold',
    says: 'no answer came',
    nextMove: 'operator',
    hint: 'ask again',
  }
  const unseen: Finding = { check: 'reviews', about: 'main', outcome: 'unseen', says: 'shown to administrators alone' }
  expect(doctorInTerminal([WELL, unseen, ...accounts, silent], false)).toBe(
    `wrong     customer-0/prod, customer-1/prod, customer-2/prod and 3,997 more: its plan role lets us in without an external id
          Customer: ask for it
not told  this machine: no answer came
          Operator: ask again
well      this machine: Node 26.10.0
unseen    main: shown to administrators alone

4,000 findings to mend, 1 not told, 1 well`,
  )
})

it('lets nobody paint on the terminal, and paints only where there is colour', () => {
  const hostile = { ...open('acme/\u001b[2Jprod'), says: '\u001b[31mwell\u001b[0m' }
  expect(doctorInTerminal([hostile], false)).not.toContain('\u001b')
  expect(doctorInTerminal([hostile], true)).not.toContain('\u001b[2J')
  expect(doctorInTerminal([open('a')], true)).toContain('\u001b[31mwrong')
})
