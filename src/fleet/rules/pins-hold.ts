/**
 * Does each pin hold for some time yet?
 *
 * A pin that is over when it is written keeps nothing back. Only where a
 * person asks about a change, and only of pins that the change writes: one
 * that ran out since it was merged is for the bot to remind of.
 */
import type { Pin } from '../calendar.ts'
import type { Problem } from '../model.ts'
import type { RuleContext } from './rule.ts'

export function pinsHold({ fleet, base, today }: RuleContext): readonly Problem[] {
  if (today === undefined) return []
  const before = new Map<string, Pin>()
  for (const { customer, name, upgrade } of base?.fleet.pipelines ?? []) {
    if (upgrade.pin !== undefined) before.set(`${customer}/${name}`, upgrade.pin)
  }
  return fleet.pipelines.flatMap(({ customer, name, upgrade: { pin } }): Problem[] => {
    // ISO dates sort as text.
    if (pin === undefined || pin.until >= today) return []
    const was = before.get(`${customer}/${name}`)
    if (was?.until === pin.until && was.reason === pin.reason) return []
    return [
      {
        code: 'pin-expired',
        message: `this pin ended on \`${pin.until}\``,
        expected: `\`${today}\` or later, or no pin`,
        at: pin.at,
      },
    ]
  })
}
