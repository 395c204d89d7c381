/**
 * Can each version and range of a release be compared with others?
 *
 * A range that cannot be read would be held by every version: what it was to
 * keep apart would come together in silence.
 */
import type { Sourced } from '../draft.ts'
import type { Problem } from '../model.ts'
import { pointer, valueAt } from '../places.ts'
import { isRange, isVersion } from '../versions.ts'
import { ofEach } from './of-each.ts'
import type { RuleContext } from './rule.ts'

const unreadable = ofEach<'release'>((file) => [...badVersions(file), ...badRanges(file)])

export function rangesRead({ draft }: RuleContext): readonly Problem[] {
  return unreadable(draft.release)
}

function badVersions({ raw, parsed }: Sourced<'release'>): Problem[] {
  if (isVersion(raw.version)) return []
  return [
    {
      code: 'bad-version',
      message: `\`${raw.version}\` is no semantic version, so nothing can be newer or older`,
      expected: 'three numbers with dots, such as `6.11.0`, or with what follows a hyphen, such as `6.11.0-rc.1`',
      at: valueAt(parsed, '/version'),
    },
  ]
}

function badRanges({ raw, parsed }: Sourced<'release'>): Problem[] {
  const ranges = [
    ...(raw.upgradesFrom === undefined ? [] : [{ range: raw.upgradesFrom, path: '/upgradesFrom' }]),
    ...(raw.requires ?? []).map(({ range }, index) => ({ range, path: pointer('requires', index, 'range') })),
    ...(raw.migrations ?? []).map(({ from }, index) => ({ range: from, path: pointer('migrations', index, 'from') })),
  ]
  return ranges
    .filter(({ range }) => !isRange(range))
    .map(({ range, path }) => ({
      code: 'bad-range',
      message: `\`${range}\` is no range of semantic versions`,
      expected: 'comparisons such as `>=5.0.0 <6.11.0`, or one version',
      at: valueAt(parsed, path),
    }))
}
