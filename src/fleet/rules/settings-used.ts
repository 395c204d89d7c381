/**
 * Does anything read each setting that a blueprint offers?
 *
 * A setting that reaches no parameter and no condition can be set, reviewed and
 * approved, and does nothing.
 */
import type { Condition } from '../catalog.ts'
import type { Draft, Sourced } from '../draft.ts'
import { referencesIn } from '../expression.ts'
import { isObject } from '../layers.ts'
import type { Problem } from '../model.ts'
import { keyAt, pointer } from '../places.ts'
import { expressionsResolve } from './expressions-resolve.ts'
import { parametersFed } from './parameters-fed.ts'
import type { RuleContext } from './rule.ts'
import { settingsSchema } from './settings-schema.ts'

export function settingsUsed(context: RuleContext): readonly Problem[] {
  const { draft } = context
  const byReleases = pathsOfReleases(draft)
  return draft.blueprint.flatMap((file) => {
    // What is not used yet because a parameter or the schema is wrong is told of those.
    if (isAmiss(context, file)) return []
    const used = [...byReleases, ...pathsOf(file)]
    return unused({ schema: file.raw.settings, parts: [], used }).map((parts) => ({
      code: 'setting-unused',
      message: `nothing reads the setting \`${parts.join('.')}\``,
      expected: `\`\${settings.${parts.join('.')}}\` in a parameter or a rollback alarm, or a release or secret whose condition names it`,
      at: keyAt(file.parsed, `/settings${parts.map((part) => `/properties${pointer(part)}`).join('')}`),
    }))
  })
}

function isAmiss(context: RuleContext, file: Sourced<'blueprint'>): boolean {
  const alone = { ...context, draft: { ...context.draft, blueprint: [file] } }
  return [settingsSchema, parametersFed, expressionsResolve].some((rule) => rule(alone).length > 0)
}

function pathsOf({ raw }: Sourced<'blueprint'>): string[] {
  const texts = raw.stacks.flatMap(({ parameters = {}, rollbackConfiguration = {} }) => [
    ...Object.values(parameters),
    ...(rollbackConfiguration.rollbackTriggers ?? []),
  ])
  return [
    ...texts.flatMap(referencesIn).flatMap((each) => (each.root === 'settings' ? [each.path] : [])),
    ...Object.values(raw.secrets ?? {}).flatMap(({ when }) => namedIn(when)),
  ]
}

function pathsOfReleases(draft: Draft): string[] {
  return draft.release.flatMap(({ raw }) => [
    ...(raw.requires ?? []).flatMap(({ when }) => namedIn(when)),
    ...(raw.demands ?? []).map(({ setting }) => setting),
    ...(raw.refuses ?? []).flatMap(({ when }) => namedIn(when)),
    ...(raw.migrations ?? []).flatMap(({ before, when }) => [...namedIn(before), ...namedIn(when)]),
    ...namedIn(raw.rollback?.when),
  ])
}

function namedIn(condition: Condition | undefined): string[] {
  return Object.keys(condition ?? {})
}

/** The unused settings, each as the topmost map of which nothing is used. */
function unused(of: {
  readonly schema: unknown
  readonly parts: readonly string[]
  readonly used: readonly string[]
}): (readonly string[])[] {
  const { schema, parts, used } = of
  const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : {}
  return Object.entries(properties).flatMap(([name, property]) => {
    const path = [...parts, name]
    const dotted = path.join('.')
    if (used.includes(dotted)) return []
    const isReached = used.some((each) => each.startsWith(`${dotted}.`))
    return isReached ? unused({ schema: property, parts: path, used }) : [path]
  })
}
