/**
 * What does AWS know about a type of resource?
 *
 * Its properties, which of them are required and which replace the resource
 * when they change, its attributes and whether it carries tags. `types.json`
 * is generated from AWS's own description (test/contract/resource-types.ts).
 */
import source from './types.json' with { type: 'json' }

export type Recreation = 'Never' | 'Conditionally' | 'Always'

export interface ResourceType {
  readonly name: string
  readonly properties: ReadonlyMap<string, { readonly required: boolean; readonly recreation: Recreation }>
  readonly attributes: ReadonlySet<string>
  readonly tagProperty?: string
  readonly identifiers: readonly string[]
}

const TYPES: ReadonlyMap<string, ResourceType> = new Map(
  Object.entries(source).map(([name, { properties, attributes, tags, identifier }]) => [
    name,
    {
      name,
      properties: new Map(words(properties).map(propertyOf)),
      attributes: new Set(words(attributes)),
      ...(tags === '' ? {} : { tagProperty: tags }),
      identifiers: words(identifier),
    },
  ]),
)

export function resourceType(name: string): ResourceType | undefined {
  return TYPES.get(name)
}

export function recreationOf(type: string, property: string): Recreation {
  return TYPES.get(type)?.properties.get(property)?.recreation ?? 'Never'
}

function propertyOf(word: string): [string, { required: boolean; recreation: Recreation }] {
  const [, star, name = '', mark] = /^(\*?)(\w+)([!?]?)$/.exec(word) ?? []
  const recreation = mark === '!' ? 'Always' : mark === '?' ? 'Conditionally' : 'Never'
  return [name, { required: star === '*', recreation }]
}

function words(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '')
}
