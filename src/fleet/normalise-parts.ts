/**
 * Which windows, freezes, pins and acknowledgements do these files hold?
 *
 * The parts that stand in more than one kind of file, read in one way.
 */
import type { Freeze, Pin, Window } from './calendar.ts'
import type { Sourced } from './draft.ts'
import type { Acknowledgement, Range } from './model.ts'
import { keyAt, type Parsed, pointer, valueAt } from './places.ts'
import type { RawAcknowledgement, RawWindow } from './raw.ts'

export function windowAt(parsed: Parsed, path: string, raw: RawWindow): Window {
  return { ...raw, at: () => valueAt(parsed, path) }
}

export function pinAt(parsed: Parsed, raw: { readonly reason: string; readonly until: string }): Pin {
  return { ...raw, at: () => valueAt(parsed, '/upgrade/pin/until') }
}

export function freezesOf({ raw, parsed }: Sourced<'fleet'>): Freeze[] {
  return (raw.freezes ?? []).map(({ freeze, ...rest }, index) => {
    return { name: freeze, ...rest, at: () => valueAt(parsed, pointer('freezes', index, 'freeze')) }
  })
}

export function acknowledgedIn(parsed: Parsed, raw: readonly RawAcknowledgement[] = NONE): readonly Acknowledgement[] {
  if (raw.length === 0) return NONE
  return raw.map((entry, index) => {
    const { reason } = entry
    const at = (field: string) => () => valueAt(parsed, pointer('acknowledge', index, field))
    return entry.migration === undefined
      ? { setting: entry.setting, to: entry.to, reason, at: at('to') }
      : { migration: entry.migration, reason, at: at('migration') }
  })
}

const NONE: readonly never[] = []

/** Where the rules of fleet.yml stand, each by its own key or name. */
export function rulePlaces({ raw, parsed }: Sourced<'fleet'>): ReadonlyMap<string, Range> {
  const maps = (['policies', 'approvers', 'roles'] as const).flatMap((field) =>
    Object.keys(raw[field] ?? {}).map((name) => [`${field}.${name}`, keyAt(parsed, pointer(field, name))] as const),
  )
  return new Map([
    ...(
      [
        'policy',
        'policies',
        'policyRules',
        'approvers',
        'roles',
        'rings',
        'freezes',
        'blueprints',
        'newAccounts',
      ] as const
    ).map((field) => [field, keyAt(parsed, pointer(field))] as const),
    ...maps,
    ...raw.rings.map(({ name }, index) => [`rings.${name}`, valueAt(parsed, pointer('rings', index, 'name'))] as const),
    ...(raw.policyRules ?? []).map(
      ({ rule }, index) => [`policyRules.${rule}`, valueAt(parsed, pointer('policyRules', index, 'rule'))] as const,
    ),
    ...(raw.freezes ?? []).map(
      ({ freeze }, index) => [`freezes.${freeze}`, valueAt(parsed, pointer('freezes', index, 'freeze'))] as const,
    ),
  ])
}
