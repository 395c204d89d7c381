/**
 * Which blueprint do this file and its templates describe?
 */
import type { Draft, Sourced } from './draft.ts'
import { defaultsOf, isObject } from './layers.ts'
import { blueprintFolder } from './layout.ts'
import type { Blueprint, BlueprintStack, SourceFile } from './model.ts'
import { keyAt, pointer, valueAt } from './places.ts'
import { protectionOf, watchOf } from './protection.ts'
import type { RawStack } from './raw.ts'
import { readOnce } from './read-file.ts'
import { rememberedParts } from './remembered.ts'
import { IDENTITY } from './settings-check.ts'

/** The same object while the folder stays the same: its own file and each template that a stack names. */
export function normaliseBlueprint(file: Sourced<'blueprint'>, draft: Draft): Blueprint {
  return blueprintOf(
    file,
    file.raw.stacks.map((stack) => draft.tree.get(templatePath(file, stack))),
  )
}

type Templates = readonly (SourceFile | undefined)[]

const blueprintOf = rememberedParts((file: Sourced<'blueprint'>, templates: Templates): Blueprint => {
  const { raw, parsed } = file
  return {
    name: raw.blueprint,
    version: raw.version,
    ...(raw.expectedMinutes === undefined ? {} : { expectedMinutes: raw.expectedMinutes }),
    retires: (raw.retires ?? []).toSorted(),
    secrets: new Map(
      Object.entries(raw.secrets ?? {}).map(([name, { description, when = {} }]) => [name, { description, when }]),
    ),
    identitySettings: identityIn(raw.settings, []),
    stacks: raw.stacks.map((stack, index) => stackOf({ stack, index, file, template: templates[index] })),
    settingsSchema: raw.settings,
    layer: defaultsOf(raw.settings, parsed, '/settings'),
    at: () => valueAt(parsed, '/blueprint'),
  }
})

/** The dotted paths of properties marked `identity: true`; a marked map marks itself, as one value. */
function identityIn(schema: unknown, parts: readonly string[]): readonly string[] {
  if (!isObject(schema)) return []
  if (schema[IDENTITY] === true && parts.length > 0) return [parts.join('.')]
  const properties = isObject(schema.properties) ? schema.properties : {}
  return Object.entries(properties).flatMap(([name, property]) => identityIn(property, [...parts, name]))
}

/** The path of a stack's template, beside its blueprint. */
export function templatePath(file: Sourced<'blueprint'>, stack: RawStack): string {
  return `${blueprintFolder(file.kind.blueprint, file.kind.version)}${stack.template}`
}

export const TRIGGERS = ['rollbackConfiguration', 'rollbackTriggers'] as const

function stackOf(of: {
  readonly stack: RawStack
  readonly index: number
  readonly file: Sourced<'blueprint'>
  readonly template: SourceFile | undefined
}): BlueprintStack {
  const { stack, index, file, template } = of
  const path = templatePath(file, stack)
  const body = template && readOnce(template).parsed.value
  const parameters = stack.parameters ?? {}
  return {
    key: stack.stack,
    templatePath: path,
    template: template?.text ?? '',
    templateBody: isObject(body) ? body : {},
    capabilities: (stack.capabilities ?? []).toSorted(),
    parameters,
    protection: protectionOf(stack),
    rollback: watchOf(stack, (alarm) => valueAt(file.parsed, pointer('stacks', index, ...TRIGGERS, alarm))),
    placeOf: (parameter) =>
      parameter === undefined
        ? keyAt(file.parsed, pointer('stacks', index))
        : valueAt(file.parsed, pointer('stacks', index, 'parameters', parameter)),
  }
}
