/**
 * What is an author told whose windows and freezes are not real?
 *
 * Golden: place, words and count. One cause is one problem.
 */
import { describe, expect, it } from 'vitest'
import type { World } from '../support/world.ts'
import { BLUEPRINT, ground, type Mistake, replace, toldOf } from './told.ts'

const NIGHT = { days: ['tue', 'wed'], from: '02:00', to: '05:00', timezone: 'Europe/London' }
const FREEZE = {
  freeze: 'year-end',
  from: '2026-12-20T00:00:00Z',
  to: '2027-01-04T00:00:00Z',
  reason: 'nobody is here',
}

function window(differs: object): (w: World) => World {
  return (w) => w.customer('acme', { more: { windows: [{ ...NIGHT, ...differs }] } })
}

function own(differs: object): (w: World) => World {
  return (w) => w.pipeline('acme', 'web', { more: { upgrade: { window: { ...NIGHT, ...differs } } } })
}

function freezes(...differ: readonly object[]): (w: World) => World {
  const lines = differ.map((differs) => `  - ${JSON.stringify({ ...FREEZE, ...differs })}\n`)
  return (w) => w.edit('fleet.yml', (text) => `${text}freezes:\n${lines.join('')}`)
}

const expectedMinutes = replace(BLUEPRINT, 'version: 1.0.0', 'version: 1.0.0\nexpectedMinutes: 150')

const MISTAKES: readonly Mistake[] = [
  {
    title: 'a misspelt time zone',
    change: window({ timezone: 'Europe/Londn' }),
    told: [
      'customers/acme/customer.yml:19:15-19:27 unknown-time-zone: there is no time zone `Europe/Londn` | expected a name of the IANA database, such as `Europe/London` | did you mean `Europe/London`?',
    ],
  },
  {
    title: 'a city for a time zone',
    change: window({ timezone: 'New York' }),
    told: [
      'customers/acme/customer.yml:19:15-19:23 unknown-time-zone: there is no time zone `New York` | expected a name of the IANA database, such as `Europe/London` | did you mean `America/New_York`?',
    ],
  },
  {
    title: 'a time zone in small letters',
    change: window({ timezone: 'europe/london' }),
    told: [
      'customers/acme/customer.yml:19:15-19:28 unknown-time-zone: there is no time zone `europe/london` | expected a name of the IANA database, such as `Europe/London` | did you mean `Europe/London`?',
    ],
  },
  {
    title: 'an offset, which is wrong for half of the year',
    change: own({ timezone: '+01:00' }),
    told: [
      'customers/acme/pipelines/web.yml:13:15-13:21 unknown-time-zone: there is no time zone `+01:00` | expected a name of the IANA database, such as `Europe/London`',
    ],
  },
  {
    title: 'a window that ends when it begins',
    change: window({ to: '02:00' }),
    told: [
      'customers/acme/customer.yml:18:9-18:14 window-empty: the window ends at `02:00`, when it begins | expected another `to` than `from` | leave windows out where any time is right',
    ],
  },
  {
    title: 'a window in the hour that is skipped in spring',
    change: window({ days: ['sun'], from: '01:00', to: '02:00' }),
    told: [
      'customers/acme/customer.yml:16:11-16:16 window-skipped: the window is missing on days like 2027-03-28, when the clocks of Europe/London skip the time from `01:00` to `02:00` | expected a window that is there on each of its days | begin earlier or end later, or leave that day out',
    ],
  },
  {
    title: 'a window past a midnight that is skipped',
    change: own({ days: ['sun'], from: '00:00', to: '00:45', timezone: 'America/Havana' }),
    told: [
      'customers/acme/pipelines/web.yml:10:11-10:16 window-skipped: the window is missing on days like 2027-03-14, when the clocks of America/Havana skip the time from `00:00` to `00:45` | expected a window that is there on each of its days | begin earlier or end later, or leave that day out',
    ],
  },
  {
    title: "a customer's window too short for the blueprint",
    change: (w) => expectedMinutes(window({ to: '04:00' })(w)),
    told: [
      'customers/acme/customer.yml:14:5-19:28 window-too-short: the window is open for 120 minutes, and an apply of blueprint `small@1.0.0` takes 150 | expected at least 150 minutes',
    ],
  },
  {
    title: "a pipeline's own window too short for the blueprint",
    change: (w) => expectedMinutes(own({ from: '23:00', to: '01:00' })(w)),
    told: [
      'customers/acme/pipelines/web.yml:8:5-13:28 window-too-short: the window is open for 120 minutes, and an apply of blueprint `small@1.0.0` takes 150 | expected at least 150 minutes',
    ],
  },
  {
    title: 'a window too short in the week in which the clocks change',
    change: (w) => expectedMinutes(window({ days: ['sun'], from: '00:00', to: '03:00' })(w)),
    told: [
      'customers/acme/customer.yml:14:5-18:28 window-too-short: the window is open for 120 minutes on days like 2027-03-28, when the clocks of Europe/London change, and an apply of blueprint `small@1.0.0` takes 150 | expected at least 150 minutes',
    ],
  },
  {
    title: 'a freeze that ends before it begins',
    change: freezes({ to: '2026-12-19T00:00:00Z' }),
    told: [
      'fleet.yml:8:61-8:83 freeze-ends-too-early: freeze `year-end` ends before it has begun | expected an end after its beginning',
    ],
  },
  {
    title: 'a freeze of nothing',
    change: freezes({ to: '2026-12-20T01:00:00+01:00' }),
    told: [
      'fleet.yml:8:61-8:88 freeze-ends-too-early: freeze `year-end` ends before it has begun | expected an end after its beginning',
    ],
  },
  {
    title: 'a freeze that nobody would lift',
    change: freezes({ to: '2027-12-20T00:00:00Z' }),
    told: ['fleet.yml:8:61-8:83 freeze-too-long: freeze `year-end` lasts 365 days | expected at most 90 days'],
  },
  {
    title: 'a freeze on days that no calendar has',
    change: freezes({ from: '2026-11-31T00:00:00Z', to: '2026-12-01T24:30:00Z' }),
    told: [
      'fleet.yml:8:33-8:55 no-such-instant: `2026-11-31T00:00:00Z` is on no calendar | expected a day and time that exist, with their offset, such as `2026-12-20T00:00:00Z`',
      'fleet.yml:8:61-8:83 no-such-instant: `2026-12-01T24:30:00Z` is on no calendar | expected a day and time that exist, with their offset, such as `2026-12-20T00:00:00Z`',
    ],
  },
  {
    title: 'a freeze of a ring that is not there',
    change: freezes({ rings: ['broad', 'canry'] }),
    told: [
      'fleet.yml:8:127-8:134 unknown-ring: there is no ring `canry` | expected `canary`, `early` or `broad` | did you mean `canary`?',
    ],
  },
  {
    title: 'a freeze that stands twice',
    change: freezes({}, { reason: 'again' }),
    told: [
      'fleet.yml:9:15-9:25 repeated-name: freeze `year-end` is already named in line 8 | expected each freeze once | see fleet.yml:8:15',
    ],
  },
  {
    title: 'a freeze without its end',
    change: freezes({ to: undefined }),
    told: [
      'fleet.yml:8:6-8:14 missing-field: `to` is missing in this entry of `freezes` | expected `to`: when it ends, with its offset; after `from`',
    ],
  },
]

describe('an author is told of', () => {
  it.each(MISTAKES)('$title', ({ change, told }) => {
    expect(toldOf(change(ground))).toEqual(told)
  })
})

describe('nothing is told of', () => {
  it.each([
    ['a window past midnight', window({ from: '23:00', to: '04:00' })],
    ['a window that loses an hour in spring', window({ days: ['sun'], from: '00:00', to: '04:00' })],
    ['a skipped window of a day on which no clock changes', window({ days: ['mon'], from: '01:00', to: '02:00' })],
    ['a time zone by its old name', window({ timezone: 'Asia/Calcutta' })],
    ['a window in UTC, which has no summer', own({ days: ['sun'], from: '01:00', to: '02:00', timezone: 'UTC' })],
    ['a window that is just long enough', (w: World) => expectedMinutes(own({ to: '04:30' })(w))],
    [
      "a customer's short window where the pipeline has its own",
      (w: World) => expectedMinutes(own({})(window({ to: '03:00' })(w))),
    ],
    ['a freeze of ninety days', freezes({ to: '2027-03-20T00:00:00Z', rings: ['broad'] })],
  ])('%s', (_what, change) => {
    expect(toldOf(change(ground))).toEqual([])
  })
})
