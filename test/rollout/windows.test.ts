/** Windows and freezes are read by the clocks of their own place, at the instant itself. */
import { describe, expect, it } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import type { WallWindow } from '../../src/fleet/occurrence.ts'
import { freezesOf, windowsOf } from '../../src/rollout/calendar-rules.ts'
import { gateAt } from '../../src/rollout/closed.ts'
import { type Calendar, closedAt } from '../../src/rollout/windows.ts'
import { type World, world } from '../support/world.ts'
import { rolloutOf, rowsOf } from './fleet.ts'

const NIGHT: WallWindow = { days: ['tue', 'wed'], from: '02:00', to: '05:00', timezone: 'Europe/London' }
const LATE: WallWindow = { days: ['sat'], from: '23:00', to: '03:00', timezone: 'America/New_York' }

/** "open", or when it opens, or "never". */
function at(instant: string, windows: readonly WallWindow[], more: Partial<Calendar> = {}): string {
  const closed = closedAt({ windows: [windows], freezes: [], ...more }, Temporal.Instant.from(instant))
  return closed === undefined ? 'open' : (closed.until?.toString() ?? 'never')
}

describe('a window', () => {
  it.each([
    ['2026-11-24T01:59:59Z', [NIGHT], '2026-11-24T02:00:00Z'],
    ['2026-11-24T02:00:00Z', [NIGHT], 'open'],
    ['2026-11-24T04:59:59Z', [NIGHT], 'open'],
    ['2026-11-24T05:00:00Z', [NIGHT], '2026-11-25T02:00:00Z'],
    ['2026-11-26T12:00:00Z', [NIGHT], '2026-12-01T02:00:00Z'],
    // In summer London is an hour ahead.
    ['2026-07-07T00:59:00Z', [NIGHT], '2026-07-07T01:00:00Z'],
    ['2026-07-07T01:00:00Z', [NIGHT], 'open'],
    // Past midnight, and past the midnight of UTC as well.
    ['2026-11-29T04:00:00Z', [LATE], 'open'],
    ['2026-11-29T07:59:00Z', [LATE], 'open'],
    ['2026-11-29T08:00:00Z', [LATE], '2026-12-06T04:00:00Z'],
    // The first of several that opens.
    ['2026-11-26T12:00:00Z', [NIGHT, LATE], '2026-11-29T04:00:00Z'],
    ['2026-11-26T12:00:00Z', [], 'open'],
  ])('at %s', (instant, windows, is) => {
    expect(at(instant, windows)).toBe(is)
  })
})

describe('when the clocks change', () => {
  const sunday = (from: string, to: string, timezone: string): WallWindow => ({ days: ['sun'], from, to, timezone })
  const york = 'America/New_York'
  it.each([
    // 2026-03-08: 02:00 to 03:00 is skipped; the clocks go from 06:59:59Z (01:59:59) on to 07:00Z (03:00).
    ['2026-03-08T06:59:59Z', sunday('02:00', '04:00', york), '2026-03-08T07:00:00Z'],
    ['2026-03-08T07:00:00Z', sunday('02:30', '04:00', york), 'open'],
    ['2026-03-08T08:00:00Z', sunday('02:30', '04:00', york), '2026-03-15T06:30:00Z'],
    // Skipped as a whole: not open that week, and not for an instant.
    ['2026-03-08T06:59:59Z', sunday('02:00', '03:00', york), '2026-03-15T06:00:00Z'],
    ['2026-03-08T07:00:00Z', sunday('02:00', '03:00', york), '2026-03-15T06:00:00Z'],
    ['2026-03-08T05:30:00Z', sunday('00:00', '02:30', york), 'open'],
    ['2026-03-08T07:00:00Z', sunday('00:00', '02:30', york), '2026-03-15T04:00:00Z'],
    // 2026-11-01: 01:00 to 02:00 comes twice, from 05:00Z and from 06:00Z; the first counts.
    ['2026-11-01T05:30:00Z', sunday('01:30', '02:30', york), 'open'],
    ['2026-11-01T06:45:00Z', sunday('01:30', '02:30', york), 'open'],
    ['2026-11-01T07:30:00Z', sunday('01:30', '02:30', york), '2026-11-08T06:30:00Z'],
    ['2026-11-01T06:15:00Z', sunday('01:00', '01:30', york), '2026-11-08T06:00:00Z'],
    // A day that begins at one o'clock.
    ['2026-03-29T01:00:00Z', sunday('00:00', '01:30', 'Asia/Beirut'), '2026-04-04T21:00:00Z'],
  ])('at %s', (instant, window, is) => {
    expect(at(instant, [window])).toBe(is)
  })
})

describe('together', () => {
  const freeze = { name: 'x', from: '2026-11-24T00:00:00Z', to: '2026-11-24T03:00:00+00:00', reason: 'y' }

  it('a freeze closes an open window until it ends', () => {
    expect(at('2026-11-24T02:00:00Z', [NIGHT], { freezes: [freeze] })).toBe('2026-11-24T03:00:00Z')
    expect(at('2026-11-24T03:00:00Z', [NIGHT], { freezes: [freeze] })).toBe('open')
  })

  it('a freeze that ends after the window leads to the next one', () => {
    const longer = { ...freeze, to: '2026-11-24T12:00:00Z' }
    expect(at('2026-11-24T02:00:00Z', [NIGHT], { freezes: [longer] })).toBe('2026-11-25T02:00:00Z')
  })

  it('windows of the base and of the merge are open where both are', () => {
    const other = { ...NIGHT, days: ['wed', 'thu'] as const, from: '04:00', to: '06:00' }
    expect(at('2026-11-24T02:00:00Z', [], { windows: [[NIGHT], [other]] })).toBe('2026-11-25T04:00:00Z')
  })

  it('windows that never meet are said to be without an end', () => {
    const other = { ...NIGHT, days: ['fri'] as const }
    expect(at('2026-11-24T02:00:00Z', [], { windows: [[NIGHT], [other]] })).toBe('never')
  })
})

describe('a merge', () => {
  const WINDOW = JSON.stringify({ ...NIGHT })
  const windows = (text: string) => (w: World) =>
    w.edit('customers/acme/customer.yml', (before) => `${before}windows: [${text}]\n`)
  const freeze = (to: string) => (w: World) =>
    w.edit('fleet.yml', (text) => `${text}freezes: [{ freeze: x, from: 2026-12-20T00:00:00Z, to: ${to}, reason: y }]\n`)
  const open = world().customer('acme').pipeline('acme', 'web').pipeline('acme', 'app')
  const fleetOf = (of: World) => loadFleet(of.tree()).fleet

  it('has the windows of the base, and its own where they differ', () => {
    const base = windows(WINDOW)(open)
    const head = windows(WINDOW.replace('02:00', '04:00'))(open)
    expect(windowsOf(fleetOf(base), fleetOf(base)).get('acme/web')).toEqual([[NIGHT]])
    expect(windowsOf(fleetOf(base), fleetOf(open)).get('acme/web')).toEqual([[NIGHT]])
    expect(windowsOf(fleetOf(base), fleetOf(head)).get('acme/web')).toEqual([[NIGHT], [{ ...NIGHT, from: '04:00' }]])
    expect(windowsOf(undefined, fleetOf(open)).size).toBe(0)
  })

  it("has a pipeline's own window in the place of its customer's", () => {
    const own = open.pipeline('acme', 'app', { more: { upgrade: { window: LATE } } })
    const found = windowsOf(undefined, fleetOf(windows(WINDOW)(own)))
    expect([found.get('acme/app'), found.get('acme/web')]).toEqual([[[LATE]], [[NIGHT]]])
  })

  it('lifts no freeze of the base for itself, and brings its own', () => {
    const base = freeze('2027-01-04T00:00:00Z')(open)
    const head = freeze('2026-12-24T00:00:00Z')(open)
    expect(freezesOf(fleetOf(base), fleetOf(open)).map(({ to }) => to)).toEqual(['2027-01-04T00:00:00Z'])
    expect(freezesOf(fleetOf(base), fleetOf(head)).map(({ to }) => to)).toEqual([
      '2027-01-04T00:00:00Z',
      '2026-12-24T00:00:00Z',
    ])
  })
})

it('a gate survives JSON, and a freeze of other rings does not close it', () => {
  const [row] = rowsOf('broad', 'acme')
  if (row === undefined) throw new Error('the builder gave no row')
  const freezes = [
    { name: 'x', from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', rings: ['canary'], reason: 'y' },
  ]
  const stored = JSON.parse(
    JSON.stringify({ rollout: rolloutOf([], { freezes }), row: { ...row, windows: [[NIGHT]] } }),
  )
  const now = Temporal.Instant.from('2026-11-24T02:00:00Z')
  expect(gateAt(stored.rollout, now)(stored.row)).toBeUndefined()
  const canary = { ...stored.row, ref: { ...stored.row.ref, ring: 'canary' } }
  expect(gateAt(stored.rollout, now)(canary)?.until?.toString()).toBe('2026-12-01T02:00:00Z')
})
