/**
 * Which lines of YAML caused this parameter's value, or what else a stack is?
 *
 * Asked of the few stacks that somebody looks at.
 */
import { type Reference, referencesIn } from '../fleet/expression.ts'
import type { BlueprintStack, Origin, PipelineField, ResolvedPipeline } from '../fleet/model.ts'
import { startOf } from '../fleet/places.ts'
import { settingsOf } from '../fleet/settings.ts'
import type { Decided } from './model.ts'

/** Each place once. Of an output there is none: it is CloudFormation's to say. */
export function causesOf(resolved: ResolvedPipeline, stack: BlueprintStack, parameter: string): readonly Origin[] {
  const text = Object.hasOwn(stack.parameters, parameter) ? stack.parameters[parameter] : undefined
  const causes = referencesIn(text ?? '').flatMap((reference) => originOf(resolved, reference) ?? [])
  return causes.filter(({ at }, index) => causes.findIndex((each) => each.at === at) === index)
}

/** Where what a reference stands for was decided; undefined for an output and for what nobody has set. */
export function originOf(resolved: ResolvedPipeline, reference: Reference): Origin | undefined {
  const { pipeline } = resolved
  switch (reference.root) {
    case 'settings':
      return settingsOf(resolved).get(reference.path)?.origin
    case 'release':
      return fieldOf(resolved, 'release')
    case 'secrets': {
      const source = pipeline.secrets.get(reference.secret)
      return source === undefined ? fieldOf(resolved, 'pipeline') : { layer: 'pipeline', at: source.at() }
    }
    case 'own':
      return fieldOf(resolved, OWN_FIELDS[reference.name])
    case 'stacks':
      return undefined
  }
}

export function placeOf(resolved: ResolvedPipeline, stack: BlueprintStack, what: Decided): Origin {
  switch (what) {
    case 'blueprint':
    case 'lifecycle':
      return fieldOf(resolved, what)
    case 'template':
      return { layer: 'blueprint default', at: startOf(stack.templatePath) }
    case 'declaration':
      return { layer: 'blueprint default', at: stack.placeOf() }
    case 'roles':
      return { layer: 'customer', at: resolved.account.placeOf('roles') }
  }
}

const OWN_FIELDS = {
  'customer.name': 'pipeline',
  'pipeline.name': 'pipeline',
  'account.id': 'account',
  'account.region': 'region',
} as const

function fieldOf({ pipeline }: ResolvedPipeline, field: PipelineField): Origin {
  return { layer: 'pipeline', at: pipeline.placeOf(field) }
}
