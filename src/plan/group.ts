/**
 * Which stacks change in the same way?
 *
 * Equal but for their own identity: a stack's own account id, region, name,
 * customer and pipeline become placeholders, wherever they stand as whole
 * words. Every other literal, a foreign account id above all, is compared as
 * it is, so that one changed character makes a class of its own. The worst
 * classes come first, and among equals the rarest: outliers are what a
 * reviewer must not overlook.
 */
import type { Origin } from '../fleet/model.ts'
import { canonicalJson, digestOf } from '../lib/digest.ts'
import { worstRisk } from './classify.ts'
import { type ChangeClass, type ResourceChange, RISKS, type StackRef, type Transition } from './model.ts'
import { ordered } from './values.ts'

export function group(transitions: readonly Transition[]): readonly ChangeClass[] {
  const classes = new Map<string, { readonly first: Abstracted; readonly members: Transition[] }>()
  for (const transition of transitions) {
    const first = abstracted(transition)
    const digest = digestOf(first)
    const found = classes.get(digest)
    if (found === undefined) classes.set(digest, { first, members: [transition] })
    else found.members.push(transition)
  }
  return [...classes.values()].map(({ first, members }) => classOf(first, members)).sort(foremost)
}

type Abstracted = Pick<ChangeClass, 'exactness' | 'kind' | 'key' | 'changes' | 'parameters'>

function abstracted(transition: Transition): Abstracted {
  const { stack, from, exactness, changes, parameters } = transition
  const abstract = abstraction(stack)
  return {
    exactness,
    kind: from === 'absent' ? 'create' : 'update',
    key: stack.key,
    changes: changes.map((change) => abstractChange(change, abstract)),
    parameters: parameters.map(({ name, before, after }) => ({
      name,
      ...(before === undefined ? {} : { before: abstract(before) }),
      ...(after === undefined ? {} : { after: abstract(after) }),
    })),
  }
}

function abstractChange(change: ResourceChange, abstract: (text: string) => string): ResourceChange {
  const properties = change.properties.map(({ before, after, ...rest }) => ({
    ...rest,
    ...(before === undefined ? {} : { before: abstract(before) }),
    ...(after === undefined ? {} : { after: abstract(after) }),
  }))
  return { ...change, properties }
}

const PLACEHOLDERS = [
  ['stackName', '‹stack›'],
  ['accountId', '‹account›'],
  ['region', '‹region›'],
  ['customer', '‹customer›'],
  ['pipeline', '‹pipeline›'],
] as const satisfies readonly (readonly [keyof StackRef, string])[]

/** Shorter names are words of their own too often: a pipeline `a1` must not hide a value. */
const FEWEST_CHARACTERS = 3

/** In one pass, the longest name first, whole words only: the pipeline `web` is no part of `webhook`. */
function abstraction(stack: StackRef): (text: string) => string {
  const names = new Map<string, string>()
  for (const [field, placeholder] of PLACEHOLDERS) {
    const name = stack[field]
    if (name.length >= FEWEST_CHARACTERS && !names.has(name)) names.set(name, placeholder)
  }
  const alternatives = [...names.keys()].sort((one, other) => other.length - one.length).map(RegExp.escape)
  const own = new RegExp(`(?<![A-Za-z0-9])(?:${alternatives.join('|')})(?![A-Za-z0-9])|‹`, 'g')
  // A foreign ‹ is doubled, so that no literal can pass for a placeholder.
  return (text) => text.replaceAll(own, (found) => names.get(found) ?? '‹‹')
}

function classOf(first: Abstracted, members: readonly Transition[]): ChangeClass {
  const stacks = members.map((each) => each.stack).sort((one, other) => ordered(one.id, other.id))
  const causes = eachOnce(members.flatMap(({ parameters }) => parameters.flatMap((each) => each.causes)))
  return { ...first, risk: riskOf(first.changes), causes, stacks }
}

function riskOf(changes: readonly ResourceChange[]): ChangeClass['risk'] {
  return worstRisk(changes.map((change) => change.verdict.risk))
}

/** Each place once, in the order of files and lines. */
export function eachOnce(causes: readonly Origin[]): readonly Origin[] {
  const places = new Map(causes.map((origin) => [canonicalJson(origin), origin]))
  return [...places.values()].sort(
    ({ at: one }, { at: other }) => ordered(one.file, other.file) || one.line - other.line || one.column - other.column,
  )
}

/** By risk, then by rarity. */
export function foremost(one: ChangeClass, other: ChangeClass): number {
  return (
    RISKS.indexOf(other.risk) - RISKS.indexOf(one.risk) ||
    one.stacks.length - other.stacks.length ||
    ordered(one.stacks[0]?.id ?? '', other.stacks[0]?.id ?? '')
  )
}
