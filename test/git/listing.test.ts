/** Does the list of what is read agree with what a fleet is made of? The two rooms share no code. */
import { expect, it } from 'vitest'
import { ROOTS as OF_A_FLEET } from '../../src/fleet/layout.ts'
import { ROOTS } from '../../src/git/listing.ts'

it('every root of a fleet is read, and nothing beside', () => {
  expect(ROOTS).toEqual(OF_A_FLEET)
})
