/**
 * Which stacks change in the same way?
 *
 * Equal but for their own identity, which becomes placeholders (own-names.ts). Every other literal, a foreign account id above all, is compared as
 * it is, so that one changed character makes a class of its own. The worst
 * classes come first, and among equals the rarest: outliers are what a
 * reviewer must not overlook. A stack that goes two ways in one is never read
 * with one that goes a single way.
 */

import { LAYERS, type Origin } from '../fleet/model.ts'
import { canonicalJson, digestOf } from '../lib/digest.ts'
import { byText } from '../lib/sorted.ts'
import { worstRisk } from './classify.ts'
import { type ChangeClass, type PlanEvidence, type ResourceChange, RISKS, type Transition } from './model.ts'
import { ownNames } from './own-names.ts'

/** `own`: what AWS knows of a stack and calls by a name of its own. */
export function group(
  transitions: readonly Transition[],
  own: NonNullable<PlanEvidence['own']> = {},
): readonly ChangeClass[] {
  const classes = new Map<string, { readonly first: Abstracted; readonly members: Transition[] }>()
  for (const transition of transitions) {
    const first = abstracted(transition, ownNames(transition.stack, own[transition.stack.id]))
    const digest = digestOf(first)
    const found = classes.get(digest)
    if (found === undefined) classes.set(digest, { first, members: [transition] })
    else found.members.push(transition)
  }
  return [...classes.values()].map(({ first, members }) => classOf(first, members)).sort(foremost)
}

type Abstracted = Omit<ChangeClass, 'risk' | 'causes' | 'stacks'>

type Abstract = (text: string, field: string) => string

function abstracted(transition: Transition, abstract: Abstract): Abstracted {
  const { from, exactness, changes, parameters, ways, outputs, protections } = transition
  return {
    exactness,
    kind: from === 'absent' ? 'create' : 'update',
    changes: abstractChanges(changes, abstract),
    ...(ways === undefined
      ? {}
      : { ways: ways.map((way) => ({ ...way, changes: abstractChanges(way.changes, abstract) })) }),
    parameters: parameters.map((each) => abstractNamed(each, abstract)),
    ...(outputs === undefined ? {} : { outputs: outputs.map((each) => abstractNamed(each, abstract)) }),
    ...(protections === undefined ? {} : { protections }),
  }
}

function abstractNamed(
  { name, before, after }: ChangeClass['parameters'][number],
  abstract: Abstract,
): NonNullable<ChangeClass['outputs']>[number] {
  return {
    name,
    ...(before === undefined ? {} : { before: abstract(before, name) }),
    ...(after === undefined ? {} : { after: abstract(after, name) }),
  }
}

function abstractChanges(changes: readonly ResourceChange[], abstract: Abstract): readonly ResourceChange[] {
  return changes.map((change) => {
    const properties = change.properties.map(({ before, after, ...rest }) => ({
      ...rest,
      ...(before === undefined ? {} : { before: abstract(before, rest.path) }),
      ...(after === undefined ? {} : { after: abstract(after, rest.path) }),
    }))
    return { ...change, properties }
  })
}

function classOf(first: Abstracted, members: readonly Transition[]): ChangeClass {
  const stacks = members.map((each) => each.stack).sort((one, other) => byText(one.id, other.id))
  const causes = eachOnce(members.flatMap(causesOf))
  return { ...first, risk: riskOf(first), causes, stacks }
}

/** In no order, and perhaps twice. */
export function causesOf({ parameters, causes = [] }: Pick<Transition, 'parameters' | 'causes'>): readonly Origin[] {
  return [...parameters.flatMap((each) => each.causes), ...causes]
}

function riskOf({ changes, protections = [] }: Abstracted): ChangeClass['risk'] {
  return worstRisk([...changes, ...protections].map(({ verdict }) => verdict.risk))
}

/** Each place once: first what says it of one pipeline, last what a blueprint says to all, each in the order of lines. */
export function eachOnce(causes: readonly Origin[]): readonly Origin[] {
  const places = new Map(causes.map((origin) => [canonicalJson(origin), origin]))
  return [...places.values()].sort(
    ({ layer, at: one }, { layer: otherLayer, at: other }) =>
      LAYERS.indexOf(otherLayer) - LAYERS.indexOf(layer) ||
      byText(one.file, other.file) ||
      one.line - other.line ||
      one.column - other.column,
  )
}

/** By risk, then by rarity. */
export function foremost(one: ChangeClass, other: ChangeClass): number {
  return (
    RISKS.indexOf(other.risk) - RISKS.indexOf(one.risk) ||
    one.stacks.length - other.stacks.length ||
    byText(one.stacks[0]?.id ?? '', other.stacks[0]?.id ?? '')
  )
}
