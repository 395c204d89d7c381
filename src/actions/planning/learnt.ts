/**
 * What was learnt of one stack?
 *
 * The ways in which a look at a stack ends, as values: what changes, what could
 * not be planned, what it is behind, and what is set beside its change set.
 */
import { isProtected } from '../../fleet/protection.ts'
import { short } from '../../lib/digest.ts'
import { type AccessQuestion, questionsOf } from '../../plan/access.ts'
import { transitionOf, withProtections } from '../../plan/assemble.ts'
import { createChanges } from '../../plan/create.ts'
import type { Fed } from '../../plan/fed.ts'
import { type Outputs, stackRef, withOutputs } from '../../plan/live.ts'
import type { Behind, DesiredFrom, LiveStack, ParameterChange, Transition, Unplanned } from '../../plan/model.ts'
import type { Known } from '../../plan/own-names.ts'
import { affectedParameters } from '../../plan/parameters.ts'
import { NEW, protectionChanges, protectionWays, withSet } from '../../plan/protection.ts'
import { templateChanges } from '../../plan/template-diff.ts'
import { besideWays, waysApart } from '../../plan/two-ways.ts'
import { desiredDigest } from '../../render/desired.ts'
import type { DesiredStack } from '../../render/model.ts'
import type { Purpose } from '../aws-ports.ts'
import type { World } from '../world.ts'
import { type Looker, protectionOf, type Watched } from './look.ts'
import type { PlanRequest } from './plan-stacks.ts'

/** What was learnt of one stack; all absent where nothing changes. */
export interface Learnt {
  readonly transition?: Transition
  readonly unplanned?: Unplanned
  readonly arn?: string
  /** What has to be asked of what it opens, where the base does not say what it has. */
  readonly access?: readonly AccessQuestion[]
  readonly behind?: Omit<Behind, 'stack'>
  /** Absent where nobody looked. */
  readonly watched?: Watched
  /** What AWS knows of it by names of its own; of a stack that exists. */
  readonly known?: Known
}

export interface Subject {
  readonly stack: DesiredStack
  readonly base?: DesiredStack
  /** Its own desired state changes; else only what feeds it does. */
  readonly differs: boolean
  readonly resumes: boolean
  readonly looker: Looker
  readonly fed: Fed
}

/**
 * Where its change set could not be had for what somebody else does to it, the base says what it has: the way from live
 * to base is not this plan's.
 */
export async function withProtection(
  world: World,
  purpose: Purpose,
  { stack, base, looker, learnt, ...subject }: Subject & { readonly learnt: Learnt },
): Promise<Learnt> {
  const { unplanned, transition, behind } = learnt
  if (unplanned !== undefined || transition?.from === 'absent') return learnt
  const isLookedAfter = isProtected(stack.protection) || isProtected(base?.protection ?? {})
  // Where nobody knows what the base wants, alarms and role are no change of this plan's.
  const carried = base === undefined ? [] : withSet(base, stack)
  if (!isLookedAfter && carried.length === 0) return learnt
  const based = base === undefined ? {} : { base }
  const live = isLookedAfter && behind?.because === undefined ? await looker.live(stack) : undefined
  const had = live === undefined ? base?.protection : await protectionOf(world, live, { stack, ...based, purpose })
  const wanted = stack.protection
  const protections = [
    ...carried,
    ...protectionChanges({ wanted, had: had ?? {}, ...(base && { base: base.protection }) }),
  ]
  const isBehind = behind !== undefined && behind.because === undefined && !subject.resumes
  const ways = isBehind && base !== undefined ? protectionWays(protections, base, stack) : undefined
  if (protections.length === 0 && (ways?.undone ?? []).length === 0) return learnt
  const way = transition ?? nothingToDo({ ...subject, stack, ...based, looker }, short(desiredDigest(stack)))
  const whole = protections.length === 0 ? way : withProtections(way, protections)
  return { ...learnt, transition: ways === undefined ? whole : besideWays(whole, ways) }
}

export interface Standing {
  readonly from: DesiredFrom
  /** Its parameters as AWS has them; absent where nobody looked, and where it does not exist. */
  readonly parameters?: LiveStack['parameters']
  /** Absent where it does not exist. */
  readonly live?: () => DesiredStack | undefined
  readonly outputs: Outputs
}

/** What nothing else brings to where the base wants it goes two ways in one: read apart, approved as one. */
export function apart(subject: Subject, of: Learnt, { from, live, outputs }: Standing): Learnt {
  const { stack, base, resumes } = subject
  const { transition } = of
  if (transition === undefined || base === undefined || from === short(desiredDigest(base))) return of
  const fed = fedParameters(subject)
  const [is, head] = [live?.(), withOutputs(stack, outputs, fed)]
  const learnt = { ...of, access: questionsOf(is, head) }
  const behind = { reason: from === 'absent' ? NEVER_MADE : ELSEWHERE }
  // What came while its pipeline was not active, nobody has planned: all of it is this change's.
  if (resumes) return from === 'absent' ? learnt : { ...learnt, behind }
  const ways = waysApart(transition.changes, { live: is, base: withOutputs(base, outputs, []), head, fed })
  const told = ways === undefined ? transition : { ...transition, ways }
  // Of what exists, AWS has yet to say what protects it.
  const beside = from === 'absent' ? protectionWays(transition.protections ?? [], base, stack) : undefined
  return { ...learnt, behind, transition: beside === undefined ? told : besideWays(told, beside) }
}

const ELSEWHERE = 'its live state is not what the default branch wants now'
const NEVER_MADE = 'the default branch wanted it, and it does not exist'

/** base → head only: live → base is another pull request's, already reviewed and on its way. */
export function fromBase(subject: Subject, base: DesiredStack, behind: Omit<Behind, 'stack'>): Learnt {
  return { transition: bounded(subject, { from: short(desiredDigest(base)), outputs: new Map() }), behind }
}

export function creation({ stack, fed: { fedBy } }: Subject): Learnt {
  const transition = transitionOf({
    stack,
    from: 'absent',
    exactness: 'template',
    changes: createChanges(stack),
    fedBy,
    parameters: affectedParameters(undefined, stack),
    protections: [...withSet(undefined, stack), ...protectionChanges({ wanted: stack.protection, had: NEW })],
  })
  return { transition }
}

/** From where it is, as far as templates can tell; whatever the fed parameters reach is bounded by the worst it allows. */
export function bounded(subject: Subject, standing: Standing): Transition {
  const { stack, base } = subject
  const { from, live, outputs } = standing
  const fed = fedParameters(subject)
  const known = [stack, ...(base === undefined ? [] : [base])].find((each) => short(desiredDigest(each)) === from)
  const is = known === undefined ? live?.() : undefined
  const changes =
    is !== undefined
      ? templateChanges(is, withOutputs(stack, outputs, fed), fed)
      : templateChanges(known ?? base ?? stack, stack, fed)
  return transitionOf({
    stack,
    base,
    from,
    exactness: 'bounded',
    changes,
    fedBy: subject.fed.fedBy,
    fedCauses: subject.fed.causes,
    parameters: parametersOf(subject, standing),
  })
}

/** What the base wants says nothing of the values of a stack that is not there. */
export function parametersOf(
  subject: Subject,
  { from, parameters, outputs }: Omit<Standing, 'live'>,
): readonly ParameterChange[] {
  const { stack, base } = subject
  const isAtBase = base !== undefined && from === short(desiredDigest(base))
  if (isAtBase || parameters === undefined) return affectedParameters(base, stack)
  return affectedParameters(base, stack, { parameters, outputs, fed: fedParameters(subject) })
}

function fedParameters({ fed }: Subject): readonly string[] {
  return fed.fedBy.map(({ parameter }) => parameter)
}

/** Its desired state differs and AWS has nothing to do for it: said, so that no stack goes missing from a plan. */
export function unchanged({ examine }: Pick<PlanRequest, 'examine'>, subject: Subject, from: DesiredFrom): Learnt {
  return subject.differs && examine !== 'all' ? { transition: nothingToDo(subject, from) } : {}
}

function nothingToDo({ stack, base }: Subject, from: DesiredFrom): Transition {
  const parameters = affectedParameters(base, stack)
  return transitionOf({ stack, base, from, exactness: 'exact', changes: [], fedBy: [], parameters })
}

export function gap(stack: DesiredStack, code: string, reason: string): Unplanned {
  return { stack: stackRef(stack), to: desiredDigest(stack), code, reason }
}
