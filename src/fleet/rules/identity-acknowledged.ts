/**
 * Is a change of what a deployment is known by said to be meant?
 *
 * A stream's name, a lease table's, a cookie's domain: CloudFormation shows a
 * harmless new value, and what runs begins anew beside what it had. Whoever
 * sets such a value says so in the same file and the same change, where the
 * reviewer reads it: what was said earlier was said of something else.
 */
import { canonicalJson } from '../../lib/digest.ts'
import { asWritten, decidedAt, identityValue } from '../identity-setting.ts'
import { saidIn } from '../layers.ts'
import { FLEET_FILE } from '../layout.ts'
import type { Acknowledgement, LayerValue, Problem, Range, ResolvedPipeline } from '../model.ts'
import { withoutPlace } from '../places.ts'
import type { PipelineChange, RuleContext } from './rule.ts'

export function identityAcknowledged(change: PipelineChange, context: RuleContext): readonly Problem[] {
  const { was, is } = change
  // What is identity to either version: a new version must not be a way around it.
  const settings = new Set([...was.blueprint.identitySettings, ...is.blueprint.identitySettings])
  return [...settings].flatMap((setting): Problem[] => {
    const [before, after] = [identityValue(was.values, setting), identityValue(is.values, setting)]
    if (!differs(before, after)) return []
    // What no version before this one had begins with it, and nothing is known by it yet.
    if (before === null && !was.blueprint.identitySettings.includes(setting)) return []
    const at = decisionOf(change, context, setting)
    const entries = acknowledgedIn(at.file, is, context.fleet.acknowledged).filter((entry) => isOf(entry, setting))
    const earlier = new Set(acknowledgedIn(at.file, was, context.base?.fleet.acknowledged ?? []).map(wordsOf))
    const fitting = entries.filter(({ to }) => !differs(to, after))
    // One that the base has was written for another change.
    if (fitting.some((entry) => !earlier.has(wordsOf(entry)))) return []
    // One that says another value is told of itself; fleet.yml may set several, one a ring.
    if (entries.length > fitting.length && at.file !== FLEET_FILE) return []
    const value = asWritten(after)
    return [
      {
        code: 'identity-unacknowledged',
        message:
          after === null
            ? `\`${setting}\` is removed, and deployments are known by it`
            : `\`${setting}\` becomes \`${value}\`, and deployments are known by it`,
        expected: `\`- { setting: ${setting}, to: ${value}, reason: … }\` under \`acknowledge\` in ${at.file}`,
        hint:
          fitting.length === 0
            ? 'if it is not meant, leave the value as it was'
            : 'the entry that is there was for an earlier change: give the reason of this one',
        at,
      },
    ]
  })
}

/** Where this change was decided: not where the value has stood all along, when a stronger word about it has gone. */
function decisionOf({ was, is }: PipelineChange, { fleet, base }: RuleContext, setting: string): Range {
  const at = decidedAt(is, fleet.defaults, setting)
  const own = is.pipeline.placeOf('pipeline').file
  const layers = [
    [own, was.pipeline.layer, is.pipeline.layer],
    [is.customer.placeOf('customer').file, was.customer.layer, is.customer.layer],
    [FLEET_FILE, was.ring.layer, is.ring.layer],
    [FLEET_FILE, base?.fleet.defaults ?? fleet.defaults, fleet.defaults],
  ] as const
  const isSaidAnew = layers.some(
    ([file, before, after]) =>
      file === at.file && differs(saidIn(before, setting) ?? null, saidIn(after, setting) ?? null),
  )
  return isSaidAnew || at.file === own ? at : is.pipeline.placeOf('settings')
}

function acknowledgedIn(
  file: string,
  { pipeline, customer }: ResolvedPipeline,
  ofFleet: readonly Acknowledgement[],
): readonly Acknowledgement[] {
  return [...pipeline.acknowledged, ...customer.acknowledged, ...ofFleet].filter(({ at }) => at().file === file)
}

function isOf(entry: Acknowledgement, setting: string): entry is Extract<Acknowledgement, { setting: string }> {
  return 'setting' in entry && entry.setting === setting
}

function wordsOf(entry: Acknowledgement): string {
  return canonicalJson(withoutPlace(entry))
}

function differs(one: LayerValue, other: LayerValue): boolean {
  return canonicalJson(one) !== canonicalJson(other)
}
