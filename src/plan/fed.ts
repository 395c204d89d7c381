/**
 * What will only be known once earlier stacks have changed?
 *
 * An output of a stack that the plan changes is known after apply unless
 * nothing it refers to changes (DESIGN.md §2.1). A stack fed by one is planned
 * from its template, each reached property with the worst it allows, and says
 * which line has moved what feeds it. Walked in the order of a pipeline's
 * stacks, so that it reaches stacks behind stacks.
 */

import type { Origin } from '../fleet/model.ts'
import { byText } from '../lib/sorted.ts'
import type { DesiredStack } from '../render/model.ts'
import { decidersOf } from './deciding.ts'
import { causesOf, eachOnce } from './group.ts'
import { type Scope, scopeOf } from './known.ts'
import type { ResourceChange, Transition } from './model.ts'
import { isReached, type Moving } from './moving.ts'
import { referencesIn } from './references.ts'
import { parseTemplate, type Template } from './template.ts'
import { templateChanges } from './template-diff.ts'

/** What a stack gives to those behind it. */
export interface Feed {
  /** Its outputs that are only known after apply. */
  readonly unknown: ReadonlySet<string>
  /** The lines that change it. In no order. */
  readonly causes: readonly Origin[]
}

/** What a stack is given that this plan changes. */
export interface Fed {
  /** Sorted by parameter. */
  readonly fedBy: Transition['fedBy']
  /** The lines that change what feeds it. */
  readonly causes: readonly Origin[]
}

/** `feeds`: by the key of their stack; of those that the plan changes. */
export function fedOf(stack: DesiredStack, feeds: ReadonlyMap<string, Feed>): Fed {
  const fedBy = Object.entries(stack.parameters)
    .flatMap(([parameter, value]) =>
      value.from === 'output' && feeds.get(value.stack)?.unknown.has(value.output)
        ? [{ parameter, stack: value.stack, output: value.output }]
        : [],
    )
    .sort((one, other) => byText(one.parameter, other.parameter))
  const sources = new Set(fedBy.map((each) => each.stack))
  return { fedBy, causes: eachOnce([...sources].flatMap((key) => feeds.get(key)?.causes ?? [])) }
}

/** `base`: what the stack wanted before, so that an output whose own expression changed is seen as well. */
export function feedOf(stack: DesiredStack, transition: Way, base?: DesiredStack): Feed {
  return { unknown: unknownOutputs(stack, transition, base), causes: causesOf(transition) }
}

/** Of a stack that could not be planned, and is carried out all the same once somebody agrees. */
export function unplannedFeed(stack: DesiredStack): Feed {
  return { unknown: allOutputs(parseTemplate(stack.template)), causes: [] }
}

type Way = Pick<Transition, 'from' | 'changes' | 'parameters' | 'fedBy' | 'causes'>

/** The outputs of a stack that its transition may change. */
function unknownOutputs(stack: DesiredStack, transition: Way, base: DesiredStack | undefined): ReadonlySet<string> {
  const template = parseTemplate(stack.template)
  if (transition.from === 'absent') return allOutputs(template)
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
  return new Set(
    [...allOutputs(template)].filter((name) => refersTo(template, name, moving) || isRewritten(name, after, before)),
  )
}

function allOutputs({ outputs }: Template): ReadonlySet<string> {
  return new Set(Object.keys(outputs))
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
