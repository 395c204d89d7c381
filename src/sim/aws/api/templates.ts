/**
 * How are templates read back and summarised?
 *
 * Words and shapes: recorded `test_templates`, `test_kinesis::test_describe_template`.
 */
import { AwsRefusal, validationError } from '../errors.ts'
import { namePropertyOf } from '../resources/live.ts'
import { resourceType } from '../resources/types.ts'
import { parseTemplate, type Template } from '../template/parse.ts'
import { assertCapabilities, validateTemplate } from '../template/validate.ts'
import type { XmlValue } from '../wire/xml.ts'
import { existingStack, type Request } from './request.ts'

/** The body as it was sent, character by character. */
export function getTemplate(request: Request): XmlValue {
  const { form, engine, spot } = request
  const setName = form.text('ChangeSetName')
  if (setName !== undefined) {
    if (!setName.startsWith('arn:') && !form.has('StackName'))
      throw validationError('StackName is a required parameter.')
    const set = engine.world.changeSet(spot, setName, form.text('StackName'))
    return { TemplateBody: set.desired.template.text, StagesAvailable: ['Original', 'Processed'] }
  }
  if (!form.has('StackName')) throw validationError('StackName is required if ChangeSetName is not specified.')
  const stack = existingStack(request, 'with id')
  return { TemplateBody: stack.deployed?.template.text ?? '', StagesAvailable: ['Original', 'Processed'] }
}

export function validateTemplateAction({ form }: Request): XmlValue {
  const template = parseTemplate(form.text('TemplateBody') ?? '')
  validateTemplate(template)
  return {
    Parameters: Object.entries(template.parameters).map(([key, declaration]) => ({
      ParameterKey: key,
      DefaultValue: declaration.Default === undefined ? undefined : String(declaration.Default),
      NoEcho: String(declaration.NoEcho) === 'true',
      Description: typeof declaration.Description === 'string' ? declaration.Description : undefined,
    })),
    Description: template.description,
    ...capabilitiesOf(template),
  }
}

export function getTemplateSummary(request: Request): XmlValue {
  const template = summarised(request)
  const types = [...new Set(Object.values(template.resources).map(({ type }) => type))]
  return {
    Parameters: Object.entries(template.parameters).map(([key, declaration]) => ({
      ParameterKey: key,
      ParameterType: String(declaration.Type),
      DefaultValue: declaration.Default === undefined ? undefined : String(declaration.Default),
      NoEcho: String(declaration.NoEcho) === 'true',
      Description: typeof declaration.Description === 'string' ? declaration.Description : undefined,
      ParameterConstraints: {},
    })),
    Description: template.description,
    ...capabilitiesOf(template),
    ResourceTypes: types,
    Version: '2010-09-09',
    Metadata: template.metadata === undefined ? undefined : JSON.stringify(template.metadata),
    ResourceIdentifierSummaries: types.map((type) => ({
      ResourceType: type,
      LogicalResourceIds: Object.entries(template.resources).flatMap(([name, own]) =>
        own.type === type ? [name] : [],
      ),
      ResourceIdentifiers: resourceType(type)?.identifiers,
    })),
  }
}

function summarised(request: Request): Template {
  const { form } = request
  if (!form.has('StackName')) {
    const template = parseTemplate(form.text('TemplateBody') ?? '')
    validateTemplate(template)
    return template
  }
  const stack = existingStack(request, 'with id')
  if (!stack.deployed || stack.status === 'REVIEW_IN_PROGRESS')
    throw validationError('GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.')
  return stack.deployed.template
}

function capabilitiesOf(template: Template): Readonly<Record<string, XmlValue>> {
  try {
    assertCapabilities(template, [])
    return {}
  } catch (refusal) {
    if (!(refusal instanceof AwsRefusal)) throw refusal
    const types = Object.values(template.resources)
      .map(({ type }) => type)
      .filter((type) => type.startsWith('AWS::IAM::'))
    const isNamed = Object.values(template.resources).some(
      ({ type, properties }) =>
        types.includes(type) && (namePropertyOf(type) ?? '') in properties && type !== 'AWS::IAM::Policy',
    )
    return {
      Capabilities: [isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'],
      CapabilitiesReason: `The following resource(s) require capabilities: [${[...new Set(types)].join(', ')}]`,
    }
  }
}
