/**
 * How do changes become a transition, and transitions a plan?
 *
 * Sorted and digested, so that the same facts always make the same value. In a
 * transition's digest stands what someone approves: where, from, to, how it
 * was learnt, and each change with its risk. The reason's prose is left out: a
 * better wording voids no approval. Out of a plan's digest stays the policy:
 * approvals are counted against the base's policy of the moment they are needed.
 */

import type { Origin } from '../fleet/model.ts'
import { type Digest, digestOf } from '../lib/digest.ts'
import { byText } from '../lib/sorted.ts'
import { desiredDigest } from '../render/desired.ts'
import type { DesiredStack } from '../render/model.ts'
import { causesBeside } from './causes.ts'
import { aggravated } from './grave.ts'
import { stackRef } from './live.ts'
import type { Plan, ProtectionChange, ResourceChange, StackRef, Transition, Unplanned } from './model.ts'
import { outputChanges } from './outputs.ts'

export interface Learnt
  extends Pick<Transition, 'from' | 'exactness' | 'changes' | 'fedBy' | 'parameters' | 'protections'> {
  readonly stack: DesiredStack
  /** What it was to be; absent for a new one. */
  readonly base?: DesiredStack | undefined
  /** The lines that change what feeds it. */
  readonly fedCauses?: readonly Origin[]
}

export function transitionOf(learnt: Learnt): Transition {
  const { stack, base, from, exactness } = learnt
  const changes = aggravated(learnt)
  const outputs = base === undefined ? [] : outputChanges(base, stack)
  const undigested = {
    stack: stackRef(stack),
    from,
    to: desiredDigest(stack),
    exactness,
    changes: [...changes].sort((one, other) => byText(one.logicalId, other.logicalId)),
    fedBy: [...learnt.fedBy].sort((one, other) => byText(one.parameter, other.parameter)),
    parameters: [...learnt.parameters].sort((one, other) => byText(one.name, other.name)),
    ...causesBeside(base, stack, learnt.fedCauses),
    ...(outputs.length === 0 ? {} : { outputs }),
    ...protecting(learnt.protections),
  }
  return { ...undigested, digest: transitionDigest(undigested) }
}

/** The same way with other verdicts: what is approved says how dangerous it is. */
export function withChanges({ digest: _, ...transition }: Transition, changes: Transition['changes']): Transition {
  const undigested = { ...transition, changes }
  return { ...undigested, digest: transitionDigest(undigested) }
}

/** The same way, with what is set beside its change set. */
export function withProtections(
  { digest: _, protections: _none, ...transition }: Transition,
  protections: readonly ProtectionChange[],
): Transition {
  const undigested = { ...transition, ...protecting(protections) }
  return { ...undigested, digest: transitionDigest(undigested) }
}

function protecting(protections: readonly ProtectionChange[] = []): Pick<Transition, 'protections'> {
  return protections.length === 0 ? {} : { protections }
}

export function assemblePlan(of: {
  readonly transitions: readonly Transition[]
  readonly unplanned: readonly Unplanned[]
  /** Sorted. */
  readonly rules?: readonly string[]
  /** Sorted by id. */
  readonly leaving?: readonly StackRef[]
}): Plan {
  const transitions = [...of.transitions].sort((one, other) => byText(one.stack.id, other.stack.id))
  const unplanned = [...of.unplanned].sort((one, other) => byText(one.stack.id, other.stack.id))
  const { leaving = [] } = of
  const undigested = { transitions, unplanned, rules: of.rules ?? [], ...(leaving.length === 0 ? {} : { leaving }) }
  return { ...undigested, digest: planDigest(undigested) }
}

/** Nobody has to look at it: no stack moves or is let go of, and neither do the rules by which stacks move. */
export function isEmpty({ transitions, unplanned, rules, leaving = [] }: Plan): boolean {
  return transitions.length === 0 && unplanned.length === 0 && rules.length === 0 && leaving.length === 0
}

function transitionDigest(transition: Omit<Transition, 'digest'>): Digest {
  const { stack, from, to, exactness, fedBy, changes, protections } = transition
  const { accountId, region, stackName } = stack
  return digestOf({
    accountId,
    region,
    stackName,
    from,
    to,
    exactness,
    fedBy,
    changes: changes.map(withoutProse),
    ...(protections === undefined ? {} : { protections: protections.map(withoutProse) }),
  })
}

function withoutProse({ verdict, ...change }: ResourceChange | ProtectionChange): unknown {
  return { ...change, risk: verdict.risk }
}

/** A gap stands with its code alone: AWS words a reason with request ids that are never the same twice. */
function planDigest({ transitions, unplanned, rules, leaving }: Omit<Plan, 'digest'>): Digest {
  return digestOf({
    transitions: transitions.map((each) => each.digest).sort(byText),
    unplanned: unplanned.map(({ stack, to, code }) => ({ stack: stack.id, to, code })),
    rules,
    ...(leaving === undefined ? {} : { leaving: leaving.map(({ id }) => id) }),
  })
}
