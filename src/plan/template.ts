/**
 * What does a template say, as far as a plan has to know?
 *
 * Templates reach us minified and validated, but also as text that AWS kept
 * from another time: whatever is not of the expected shape reads as absent.
 */

export type Json = string | number | boolean | null | readonly Json[] | JsonMap
export interface JsonMap {
  readonly [key: string]: Json
}

export interface TemplateResource {
  readonly type: string
  readonly condition?: string
  readonly properties: JsonMap
  /** `DeletionPolicy`, `UpdateReplacePolicy`, `UpdatePolicy`, `CreationPolicy` and `Metadata`, where given. */
  readonly attributes: JsonMap
}

export interface Template {
  readonly parameters: { readonly [name: string]: { readonly type: string; readonly default?: string } }
  readonly mappings: JsonMap
  readonly conditions: JsonMap
  readonly resources: { readonly [logicalId: string]: TemplateResource }
  readonly outputs: { readonly [name: string]: TemplateOutput }
}

export interface TemplateOutput {
  readonly value: Json
  /** Under which other stacks of the account and region import it. */
  readonly exportName?: Json
  readonly condition?: string
}

const ATTRIBUTES = ['CreationPolicy', 'DeletionPolicy', 'Metadata', 'UpdatePolicy', 'UpdateReplacePolicy'] as const

export function parseTemplate(text: string): Template {
  const body = parseJson(text)
  const root = isMap(body) ? body : {}
  return {
    parameters: mapped(root.Parameters, parameterOf),
    mappings: section(root.Mappings),
    conditions: section(root.Conditions),
    resources: mapped(root.Resources, resourceOf),
    outputs: mapped(root.Outputs, outputOf),
  }
}

/** Undefined where the text is no JSON: a stack that somebody else's YAML made. */
export function parseJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !isList(value)
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

function parameterOf(value: JsonMap): { readonly type: string; readonly default?: string } {
  return {
    type: text(value.Type) ?? 'String',
    ...(value.Default === undefined
      ? {}
      : { default: isList(value.Default) ? value.Default.join(',') : String(value.Default) }),
  }
}

function resourceOf(value: JsonMap): TemplateResource {
  const condition = text(value.Condition)
  const attributes = ATTRIBUTES.flatMap((name) => {
    const attribute = value[name]
    return attribute === undefined ? [] : [[name, attribute] as const]
  })
  return {
    type: text(value.Type) ?? '',
    ...(condition === undefined ? {} : { condition }),
    properties: section(value.Properties),
    attributes: Object.fromEntries(attributes),
  }
}

function outputOf(value: JsonMap): TemplateOutput {
  const condition = text(value.Condition)
  const exportName = section(value.Export).Name
  return {
    value: value.Value ?? null,
    ...(exportName === undefined ? {} : { exportName }),
    ...(condition === undefined ? {} : { condition }),
  }
}

function mapped<Entry>(value: Json | undefined, read: (entry: JsonMap) => Entry): { readonly [name: string]: Entry } {
  const entries = Object.entries(section(value)).flatMap(([name, entry]) =>
    isMap(entry) ? [[name, read(entry)] as const] : [],
  )
  return Object.fromEntries(entries)
}

function section(value: Json | undefined): JsonMap {
  return isMap(value) ? value : {}
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
