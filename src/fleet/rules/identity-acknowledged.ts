/**
 * Is a change of what a deployment is known by said to be meant?
 *
 * A stream's name, a lease table's, a cookie's domain: CloudFormation shows a
 * harmless new value, and what runs begins anew beside what it had. Whoever
 * sets such a value says so in the same file, where the reviewer reads it.
 */
import { canonicalJson } from '../../lib/digest.ts'
import { asWritten, decidedAt, identityValue } from '../identity-setting.ts'
import { FLEET_FILE } from '../layout.ts'
import type { Acknowledgement, Problem, ResolvedPipeline } from '../model.ts'
import type { PipelineChange, RuleContext } from './rule.ts'

export function identityAcknowledged({ was, is }: PipelineChange, { fleet }: RuleContext): readonly Problem[] {
  // What is identity to either version: a new version must not be a way around it.
  const settings = new Set([...was.blueprint.identitySettings, ...is.blueprint.identitySettings])
  return [...settings].flatMap((setting): Problem[] => {
    const [before, after] = [identityValue(was.settings, setting), identityValue(is.settings, setting)]
    if (canonicalJson(before) === canonicalJson(after)) return []
    // What no version before this one had begins with it, and nothing is known by it yet.
    if (before === null && !was.blueprint.identitySettings.includes(setting)) return []
    const at = decidedAt(is, fleet.defaults, setting)
    const entries = acknowledgedIn(at.file, is, fleet.acknowledged).filter((entry) => isOf(entry, setting))
    if (entries.some(({ to }) => canonicalJson(to) === canonicalJson(after))) return []
    // One that says another value is told of itself; fleet.yml may set several, one a ring.
    if (entries.length > 0 && at.file !== FLEET_FILE) return []
    const value = asWritten(after)
    return [
      {
        code: 'identity-unacknowledged',
        message:
          after === null
            ? `\`${setting}\` is removed, and deployments are known by it`
            : `\`${setting}\` becomes \`${value}\`, and deployments are known by it`,
        expected: `\`- { setting: ${setting}, to: ${value}, reason: … }\` under \`acknowledge\` in ${at.file}`,
        hint: 'if it is not meant, leave the value as it was',
        at,
      },
    ]
  })
}

function acknowledgedIn(
  file: string,
  { pipeline, customer }: ResolvedPipeline,
  ofFleet: readonly Acknowledgement[],
): readonly Acknowledgement[] {
  return [...pipeline.acknowledged, ...customer.acknowledged, ...ofFleet].filter(({ at }) => at.file === file)
}

function isOf(entry: Acknowledgement, setting: string): entry is Extract<Acknowledgement, { setting: string }> {
  return 'setting' in entry && entry.setting === setting
}
