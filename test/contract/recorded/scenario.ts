/**
 * What is a recorded scenario, and how is one held against the simulator?
 *
 * Each was recorded against real AWS by the LocalStack project (Apache License
 * 2.0) and is typed here as facts, under its full recorded name. Ids, times and
 * generated names were placeholders in the recording and are not asserted.
 */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { expect } from 'vitest'
import type { TestWorld } from '../../sim/aws/world.ts'

export interface Scenario {
  /** `<file>::<class>::<test>[<case>]`, as recorded. */
  readonly name: string
  readonly run: (world: TestWorld) => Promise<void>
  /** AWS of spring 2025 said that an addition replaces; see the simulator's README. */
  readonly additionsReplace?: boolean
}

export const STACK = 'web'
export const REGION = 'eu-west-1'
export const SNS = 'arn:aws:sns:eu-west-1:111111111111'
export const KNOWN_AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}'

export type Properties = Readonly<Record<string, unknown>>

export interface TemplateObject {
  readonly Resources: Readonly<Record<string, { readonly Type: string } & Properties>>
  readonly [section: string]: unknown
}

/** A template of topics by their properties, with whatever other sections it needs. */
export function topics(properties: Readonly<Record<string, Properties>>, sections: Properties = {}): TemplateObject {
  return resources('AWS::SNS::Topic', properties, sections)
}

/** A template of text parameters by their properties. */
export function parameters(
  properties: Readonly<Record<string, Properties>>,
  sections: Properties = {},
): TemplateObject {
  const texts = Object.fromEntries(Object.entries(properties).map(([name, own]) => [name, { Type: 'String', ...own }]))
  return resources('AWS::SSM::Parameter', texts, sections)
}

function resources(
  type: string,
  properties: Readonly<Record<string, Properties>>,
  sections: Properties,
): TemplateObject {
  const entries = Object.entries(properties).map(([name, own]) => [name, { Type: type, Properties: own }] as const)
  return { ...sections, Resources: Object.fromEntries(entries) }
}

/** The same template with more said about some of its resources: conditions, dependencies, policies. */
export function having(template: TemplateObject, more: Readonly<Record<string, Properties>>): TemplateObject {
  const entries = Object.entries(template.Resources).map(([name, own]) => [name, { ...own, ...more[name] }] as const)
  return { ...template, Resources: Object.fromEntries(entries) }
}

export function ref(name: string): Properties {
  return { Ref: name }
}

export function attribute(resource: string, name: string): Properties {
  return { 'Fn::GetAtt': [resource, name] }
}

/** `<Name>` in the text stands for the placeholder of `Fn::Sub`. */
export function sub(text: string, values?: Properties): Properties {
  const written = text.replace(/<(?=[^>]*>)/g, '${').replaceAll('>', '}')
  return { 'Fn::Sub': values === undefined ? written : [written, values] }
}

export function inMap(...keys: readonly unknown[]): Properties {
  return { 'Fn::FindInMap': keys }
}

/** A call that AWS refused, with its code and its words; a message may hold what only this run knows. */
export async function refuses(
  call: ReturnType<CloudFormationClient['send']> | Promise<unknown>,
  refusal: { readonly code?: string; readonly message: string; readonly status?: number },
): Promise<void> {
  const { code = 'ValidationError', message, status = 400 } = refusal
  await expect(call).rejects.toMatchObject({ name: code, message, $metadata: { httpStatusCode: status } })
}
