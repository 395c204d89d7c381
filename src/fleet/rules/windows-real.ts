/**
 * Does each window exist, on every day that it names?
 *
 * One in a time zone that nobody has never opens; one that lies in the hour
 * that the clocks skip in spring is missing in the very week in which nobody
 * looks.
 */
import type { Problem } from '../model.ts'
import { type Parsed, pointer, valueAt } from '../places.ts'
import type { RawWindow } from '../raw.ts'
import { shortestOf } from '../shortest-occurrence.ts'
import { meantZone, zoneNamed } from '../time-zone.ts'
import { ofEach } from './of-each.ts'
import type { RuleContext } from './rule.ts'

export function windowsReal({ draft }: RuleContext): readonly Problem[] {
  return [...ofCustomers(draft.customer), ...ofPipelines(draft.pipeline)]
}

const ofCustomers = ofEach<'customer'>(({ raw: { windows = [] }, parsed }) =>
  windows.flatMap((window, index) => windowProblems({ window, parsed, path: pointer('windows', index) })),
)

const ofPipelines = ofEach<'pipeline'>(({ raw: { upgrade }, parsed }) =>
  upgrade?.window === undefined ? [] : windowProblems({ window: upgrade.window, parsed, path: '/upgrade/window' }),
)

interface Written {
  readonly window: RawWindow
  readonly parsed: Parsed
  readonly path: string
}

function windowProblems({ window, parsed, path }: Written): Problem[] {
  const { from, to, timezone } = window
  if (from === to) {
    return [
      {
        code: 'window-empty',
        message: `the window ends at \`${to}\`, when it begins`,
        expected: 'another `to` than `from`',
        hint: 'leave windows out where any time is right',
        at: valueAt(parsed, `${path}/to`),
      },
    ]
  }
  if (zoneNamed(timezone) !== timezone) return [unknownZone({ window, parsed, path })]
  const { minutes, date } = shortestOf(window)
  if (minutes > 0 || date === undefined) return []
  return [
    {
      code: 'window-skipped',
      message: `the window is missing on days like ${date}, when the clocks of ${timezone} skip the time from \`${from}\` to \`${to}\``,
      expected: 'a window that is there on each of its days',
      hint: 'begin earlier or end later, or leave that day out',
      at: valueAt(parsed, `${path}/from`),
    },
  ]
}

function unknownZone({ window: { timezone }, parsed, path }: Written): Problem {
  const meant = meantZone(timezone)
  return {
    code: 'unknown-time-zone',
    message: `there is no time zone \`${timezone}\``,
    expected: 'a name of the IANA database, such as `Europe/London`',
    ...(meant === undefined ? {} : { hint: `did you mean \`${meant}\`?` }),
    at: valueAt(parsed, `${path}/timezone`),
  }
}
