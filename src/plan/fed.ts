/**
 * What will only be known once earlier stacks have changed?
 *
 * An output of a stack that the plan changes is known after apply unless
 * nothing it refers to changes (DESIGN.md §2.1). A stack fed by one is planned
 * from its template, each reached property with the worst it allows. Walked in
 * the order of a pipeline's stacks, so that it reaches stacks behind stacks.
 */

import { byText } from '../lib/sorted.ts'
import type { DesiredStack } from '../render/model.ts'
import { decidersOf } from './deciding.ts'
import { type Scope, scopeOf } from './known.ts'
import type { ResourceChange, Transition } from './model.ts'
import { isReached, type Moving } from './moving.ts'
import { referencesIn } from './references.ts'
import { parseTemplate, type Template } from './template.ts'
import { templateChanges } from './template-diff.ts'

/** `unknown`: stack key → its outputs that are only known after apply. */
export function fedParameters(
  stack: DesiredStack,
  unknown: ReadonlyMap<string, ReadonlySet<string>>,
): Transition['fedBy'] {
  return Object.entries(stack.parameters)
    .flatMap(([parameter, value]) =>
      value.from === 'output' && unknown.get(value.stack)?.has(value.output)
        ? [{ parameter, stack: value.stack, output: value.output }]
        : [],
    )
    .sort((one, other) => byText(one.parameter, other.parameter))
}

/**
 * The outputs of a stack that its transition may change.
 *
 * `base`: what the stack wanted before, so that an output whose own expression
 * changed is seen as well.
 */
export function unknownOutputs(
  stack: DesiredStack,
  transition: Pick<Transition, 'from' | 'changes' | 'parameters' | 'fedBy'>,
  base?: DesiredStack,
): ReadonlySet<string> {
  const template = parseTemplate(stack.template)
  if (transition.from === 'absent') return allOutputs(stack)
  const names = Object.keys(template.outputs)
  const parameters = [
    ...transition.parameters.map((change) => change.name),
    ...transition.fedBy.map((each) => each.parameter),
  ]
  // Who names what is made or goes may have done so before, in a branch that was not taken.
  const comeAndGone = transition.changes.filter(({ action }) => action !== 'modify')
  const moving: Moving = {
    names: new Set([...parameters, ...comeAndGone.map(({ logicalId }) => logicalId)]),
    changes: new Map(transition.changes.map((change) => [change.logicalId, change])),
  }
  const after = scopeOf(stack, template)
  const before = base === undefined ? undefined : scopeOf(base, parseTemplate(base.template))
  return new Set(names.filter((name) => refersTo(template, name, moving) || isRewritten(name, after, before)))
}

/** Of a stack that could not be planned, and is carried out all the same once somebody agrees. */
export function allOutputs(stack: DesiredStack): ReadonlySet<string> {
  return new Set(Object.keys(parseTemplate(stack.template).outputs))
}

function refersTo({ outputs, conditions }: Template, name: string, moving: Moving): boolean {
  const { value = null, condition } = outputs[name] ?? {}
  return isReached(referencesIn(value, conditions, condition), moving)
}

function isRewritten(name: string, after: Scope, before: Scope | undefined): boolean {
  if (before === undefined) return false
  const [now, was] = [after, before].map((scope) => {
    const { value = null, condition } = scope.template.outputs[name] ?? {}
    return decidersOf(value, scope, condition)
  })
  return now !== was
}

/** The changes that fed parameters can cause in a stack that is otherwise as it was. */
export function boundedChanges(stack: DesiredStack, fed: readonly string[]): readonly ResourceChange[] {
  return templateChanges(stack, stack, fed)
}
