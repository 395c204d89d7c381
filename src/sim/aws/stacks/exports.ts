/**
 * What do the stacks of one account and region give each other?
 *
 * An output with an export's name is seen by every stack beside it. What a template
 * imports is looked up when a set is made and anew when it is carried out, so that
 * an export made in between counts (recorded `test_change_set_exports_imports`).
 */
import { type Desired, scopeOf } from '../template/desired.ts'
import { evaluate, holds } from '../template/evaluate.ts'
import { isList, isMap, type Json, KNOWN_AFTER_APPLY } from '../template/json.ts'
import { liveScope } from './forward.ts'
import type { Stack } from './state.ts'
import type { Spot, World } from './world.ts'

export interface Export {
  readonly name: string
  readonly value: string
  readonly stack: Stack
}

export function exportsIn(world: World, spot: Spot): readonly Export[] {
  return world.stacksIn(spot).flatMap((stack) => (stack.deletedAt === undefined ? exportsOf(stack) : []))
}

function exportsOf(stack: Stack): readonly Export[] {
  const { deployed, outputs } = stack
  if (!deployed) return []
  const scope = liveScope(stack, deployed)
  return Object.entries(outputs).flatMap(([key, value]) => {
    const given = deployed.template.outputs[key]?.Export
    const name = isMap(given) && given.Name !== undefined ? evaluate(given.Name, scope) : undefined
    return name === undefined ? [] : [{ name: String(name), value, stack }]
  })
}

/** Stacks that import what another would take away. */
export function importersOf(world: World, spot: Spot, name: string): readonly Stack[] {
  return world
    .stacksIn(spot)
    .filter((stack) => stack.deletedAt === undefined && stack.deployed && name in stack.deployed.imports)
}

/** The same desired state with what it imports as it stands now. */
export function withImports(world: World, stack: Stack, desired: Desired): Desired {
  const exported = new Map(exportsIn(world, stack).map(({ name, value }) => [name, value]))
  const names = importedNames(desired, stack)
  return { ...desired, imports: Object.fromEntries(names.map(({ name }) => [name, exported.get(name)])) }
}

/** Why a stack cannot come to this: recorded only that it is rolled back; the words are those of users' reports. */
export function exchangeProblem(world: World, stack: Stack, desired: Desired): string | undefined {
  const missing = Object.keys(desired.imports).find((name) => desired.imports[name] === undefined)
  if (missing !== undefined) return `No export named ${missing} found.`
  const scope = liveScope(stack, desired)
  const wanted = Object.values(desired.template.outputs).flatMap(({ Export: given, Condition }) => {
    const isLeftOut = typeof Condition === 'string' && !holds(Condition, scope)
    return !isLeftOut && isMap(given) && given.Name !== undefined ? [String(evaluate(given.Name, scope))] : []
  })
  const others = exportsIn(world, stack).filter((other) => other.stack !== stack)
  const taken = others.find(({ name }) => wanted.includes(name))
  return taken && `Export with name ${taken.name} is already exported by stack ${taken.stack.stackName}.`
}

/** Each with the resource that asks for it first. */
export function importedNames(
  desired: Desired,
  stack: Stack,
): readonly { readonly name: string; readonly logicalId: string }[] {
  const unknown = (): Json => KNOWN_AFTER_APPLY
  const scope = scopeOf(desired, stack, { reference: unknown, attribute: unknown })
  const found = new Map<string, string>()
  const walk = (value: Json | undefined, logicalId: string): void => {
    if (isList(value)) for (const entry of value) walk(entry, logicalId)
    if (!isMap(value)) return
    for (const [key, child] of Object.entries(value)) {
      const name = key === 'Fn::ImportValue' ? String(evaluate(child, scope)) : KNOWN_AFTER_APPLY
      if (!name.includes(KNOWN_AFTER_APPLY) && !found.has(name)) found.set(name, logicalId)
      walk(child, logicalId)
    }
  }
  for (const [logicalId, { properties }] of Object.entries(desired.template.resources)) walk(properties, logicalId)
  return [...found].map(([name, logicalId]) => ({ name, logicalId }))
}
