/**
 * What does a reference of a blueprint stand for, as text?
 */
import type { OwnName, Reference } from '../fleet/expression.ts'
import type { ResolvedPipeline, SettingValue } from '../fleet/model.ts'
import { secretVersion } from '../fleet/secret-reference.ts'
import { valueAt } from '../fleet/setting-values.ts'

/** A pipeline; or what many have in common, of which whatever is a pipeline's own stands for nothing. */
export type Source = Pick<ResolvedPipeline, 'values' | 'releases'> &
  Partial<Pick<ResolvedPipeline, 'pipeline' | 'customer' | 'account'>>

/** Undefined where it leads nowhere, to what is no text, or to an output: those have no text before they are applied. */
export function textOf(source: Source, reference: Reference): string | undefined {
  switch (reference.root) {
    case 'settings':
      return asText(valueAt(source.values, reference.names))
    case 'release': {
      const { component, field } = reference
      return Object.hasOwn(source.releases, component) ? source.releases[component]?.[field] : undefined
    }
    case 'secrets':
      return source.pipeline && versionOf(source.pipeline, reference.secret)
    case 'own':
      return OWN_VALUES[reference.name](source)
    case 'stacks':
      return undefined
  }
}

/** A secret that only some pipelines need has no version in the others. */
function versionOf({ secrets }: ResolvedPipeline['pipeline'], name: string): string {
  const source = secrets.get(name)
  return source === undefined ? '' : (secretVersion(source.text) ?? '')
}

const OWN_VALUES: { readonly [name in OwnName]: (source: Source) => string | undefined } = {
  'customer.name': ({ customer }) => customer?.name,
  'pipeline.name': ({ pipeline }) => pipeline?.name,
  'account.id': ({ account }) => account?.id,
  'account.region': ({ pipeline }) => pipeline?.region,
}

/** As CloudFormation takes it: lists joined by comma, so no item may hold one. */
function asText(value: SettingValue | undefined): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (!Array.isArray(value)) return undefined
  const items = value.map((item) => (Array.isArray(item) ? undefined : asText(item)))
  return items.every((item) => item !== undefined && !item.includes(',')) ? items.join(',') : undefined
}
