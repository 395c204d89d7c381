/** Whose accounts do the scenes of a ground play in, and what does the fleet say of them at each commit? */
import type { SourceTree } from '../../src/fleet/model.ts'
import { type World as Files, world as fleetWorld } from '../support/world.ts'

export const [EMPTY, PARENT, COMMIT] = ['e', 'a', 'b'].map((letter) => letter.repeat(40)) as [string, string, string]

export interface FleetWish {
  /** What differs in the fleet of all scenes. */
  readonly fleet?: (files: Files) => Files
  /** What the pull request changes instead of the queue's delay. */
  readonly change?: (files: Files) => Files
}

export interface Seat {
  readonly customer: string
  readonly accountId: string
  readonly externalId: string
  readonly trees: { readonly [commit: string]: SourceTree }
}

/** Customers that share one fleet: reading it costs more than playing a scene. */
const SEATS = 40

export function seating(wish: FleetWish): () => Seat {
  let used = 0
  let trees: Seat['trees'] = {}
  return () => {
    const seat = seatAt(used)
    if (used % SEATS === 0)
      trees = treesFor(
        Array.from({ length: SEATS }, (_, index) => seatAt(used + index)),
        wish,
      )
    used += 1
    return { ...seat, trees }
  }
}

function seatAt(number: number): Omit<Seat, 'trees'> {
  const digits = String(number).padStart(4, '0')
  return { customer: `acme-${digits}`, accountId: `20000000${digits}`, externalId: `external-id-of-acme-${digits}` }
}

function treesFor(
  seats: readonly Omit<Seat, 'trees'>[],
  { fleet = (files) => files, change }: FleetWish,
): Seat['trees'] {
  let empty = fleet(fleetWorld())
  for (const { customer, accountId: id, externalId } of seats) {
    empty = empty.customer(customer, { accounts: { prod: { id, externalId } } })
  }
  const withQueues = (delaySeconds: number): Files =>
    seats.reduce<Files>(
      (files, { customer }) => files.pipeline(customer, 'web', { settings: { queue: { delaySeconds } } }),
      empty,
    )
  const changed = change === undefined ? withQueues(60) : change(withQueues(0))
  return { [EMPTY]: empty.tree(), [PARENT]: withQueues(0).tree(), [COMMIT]: changed.tree() }
}
