/**
 * Does each pin hold for some time yet?
 *
 * A pin that is over when it is written keeps nothing back. Only where a
 * person asks about a change, and only of pins that the change writes: one
 * that ran out since it was merged is for the bot to remind of.
 */
import { pipelineOf } from '../made.ts'
import type { Problem } from '../model.ts'
import { isDay } from './dates-real.ts'
import type { RuleContext } from './rule.ts'

export function pinsHold({ fleet, base, today }: RuleContext): readonly Problem[] {
  if (today === undefined) return []
  return fleet.pipelines.flatMap(({ customer, name, upgrade: { pin } }): Problem[] => {
    // ISO dates sort as text. A day that is none has its own problem.
    if (pin === undefined || pin.until >= today || !isDay(pin.until)) return []
    const was = base && pipelineOf(base.fleet, customer, name)?.upgrade.pin
    if (was?.until === pin.until && was.reason === pin.reason) return []
    return [
      {
        code: 'pin-expired',
        message: `this pin ended on \`${pin.until}\``,
        expected: `\`${today}\` or later, or no pin`,
        at: pin.at(),
      },
    ]
  })
}
