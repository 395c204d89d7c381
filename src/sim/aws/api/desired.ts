/**
 * What does a request want the stack to become?
 */
import { validationError } from '../errors.ts'
import { assumableRole } from '../stacks/engine.ts'
import type { Stack } from '../stacks/state.ts'
import type { Spot, World } from '../stacks/world.ts'
import { type Desired, scopeOf, UNWATCHED } from '../template/desired.ts'
import { evaluateMap } from '../template/evaluate.ts'
import { KNOWN_AFTER_APPLY } from '../template/json.ts'
import { givenParameters, resolveParameters } from '../template/parameters.ts'
import { parseTemplate, type Template } from '../template/parse.ts'
import { assertCapabilities, validateActive, validateTemplate } from '../template/validate.ts'
import type { Form } from '../wire/form.ts'
import {
  assertTypesAllowed,
  capabilitiesOf,
  notificationArnsOf,
  roleArnOf,
  rollbackConfigurationOf,
  tagsOf,
} from './options.ts'
import type { Request } from './request.ts'

/** @throws AwsRefusal for a template, a parameter, a capability or a role that CloudFormation does not accept */
export function desiredFor(request: Request, stack: Stack | undefined): Desired {
  const { form, engine, spot } = request
  const template = templateOf(form, stack)
  validateTemplate(template)
  assertTypesAllowed(
    form,
    Object.values(template.resources).map(({ type }) => type),
  )
  const capabilities = capabilitiesOf(form)
  assertCapabilities(template, capabilities)
  const previous = stack?.deployed?.parameters ?? {}
  const roleArn = roleArnOf(form) ?? stack?.roleArn
  if (roleArn !== undefined && !assumableRole(engine.identities, roleArn))
    throw validationError(`Role ${roleArn} is invalid or cannot be assumed`)
  const parameters = resolveParameters(template.parameters, givenParameters(form), previous)
  return {
    template,
    parameters,
    resolved: lookedUp(template, parameters, { world: engine.world, spot }),
    imports: {},
    // Left out means kept; given, even empty, means these.
    tags: tagsOf(form) ?? stack?.deployed?.tags ?? {},
    notificationArns: notificationArnsOf(form) ?? stack?.deployed?.notificationArns ?? [],
    rollback: rollbackConfigurationOf(form) ?? stack?.deployed?.rollback ?? UNWATCHED,
    capabilities,
    ...optional('roleArn', roleArn),
  }
}

/** Looked up when the set is made, not when it is executed (recorded `test_update_parameter_between_deployments`). */
function lookedUp(
  template: Template,
  parameters: Readonly<Record<string, string>>,
  { world, spot }: { readonly world: World; readonly spot: Spot },
): Readonly<Record<string, string>> {
  const named = Object.entries(parameters).filter(([key]) =>
    /^AWS::SSM::Parameter::Value<.+>$/.test(String(template.parameters[key]?.Type)),
  )
  const found = named.map(([key, name]) => [key, name, world.ssmValue(spot, name)] as const)
  const missing = found.filter(([, , value]) => value === undefined).map(([, name]) => name)
  if (missing.length > 0)
    throw validationError(`Unable to fetch parameters [${missing.join(',')}] from parameter store for this account.`)
  return Object.fromEntries(found.map(([key, , value = '']) => [key, value]))
}

function templateOf(form: Form, stack: Stack | undefined): Template {
  if (form.has('TemplateURL')) throw validationError('TemplateURL must be a supported URL.')
  const body = form.text('TemplateBody')
  if (!form.flag('UsePreviousTemplate')) return parseTemplate(body ?? '')
  if (body !== undefined)
    throw validationError('You cannot specify both usePreviousTemplate and Template Body/Template URL.')
  if (!stack?.deployed) throw validationError('Previous template is not available')
  return stack.deployed.template
}

/** What only a stack's place and the parameters can tell. */
export function assertFeasible(desired: Desired, stack: Stack): void {
  const scope = scopeOf(desired, stack, { reference: () => KNOWN_AFTER_APPLY, attribute: () => KNOWN_AFTER_APPLY })
  validateActive(desired, scope)
  for (const { properties } of Object.values(desired.template.resources)) evaluateMap(properties, scope)
  const retyped = [...stack.resources.values()]
    .map(({ live }) => live)
    .filter(({ logicalId, type }) => (desired.template.resources[logicalId]?.type ?? type) !== type)
  if (retyped.length > 0)
    throw validationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${retyped.map(({ logicalId }) => logicalId).join(', ')}]`,
    )
}

/** A field that is there or is not, never there and undefined. */
export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [name in K]?: V } {
  const nothing: { readonly [name in K]?: V } = {}
  return value === undefined ? nothing : { ...nothing, [key]: value }
}
