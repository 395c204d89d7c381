/**
 * What happens to the stacks of one pipeline?
 *
 * For each stack, side by side unless one feeds the other: does it exist, may we
 * ask, do we know what feeds it? The answer decides how its changes are learnt:
 * from a real change set, from its template alone, or as a bound on what may
 * happen.
 */

import { short } from '../../lib/digest.ts'
import { mapPool } from '../../lib/pool.ts'
import type { AccessQuestion } from '../../plan/access.ts'
import { transitionOf } from '../../plan/assemble.ts'
import type { AlarmEvidence } from '../../plan/evidence.ts'
import { type Feed, fedOf, feedOf, unplannedFeed } from '../../plan/fed.ts'
import {
  isInProgress,
  isNeverSucceeded,
  isOurs,
  isStuck,
  type Outputs,
  resolveParameters,
  stackRef,
} from '../../plan/live.ts'
import type { Behind, DesiredFrom, LiveStack, PlanEvidence, Transition, Unplanned } from '../../plan/model.ts'
import { parseChangeSetArn } from '../../plan/names.ts'
import { asWanted, type Given, normalise } from '../../plan/normalise.ts'
import { type Known, knownIn } from '../../plan/own-names.ts'
import { desiredDigest } from '../../render/desired.ts'
import type { DesiredStack } from '../../render/model.ts'
import type { World } from '../world.ts'
import {
  apart,
  bounded,
  creation,
  fromBase,
  gap,
  type Learnt,
  parametersOf,
  type Subject,
  unchanged,
  withProtection,
} from './learnt.ts'
import { interventionIn, isOfOneStack, type Looker, lookAt, whereIs } from './look.ts'
import { leadsTheWay, makeChangeSet, stillFits } from './make-change-set.ts'
import type { PlanRequest } from './plan-stacks.ts'

export interface PipelinePlan {
  readonly transitions: readonly Transition[]
  readonly unplanned: readonly Unplanned[]
  readonly changeSets: { readonly [stackId: string]: string }
  readonly behind: PlanEvidence['behind']
  /** Stack id → what has to be asked of what it opens, where the base does not say what it has. */
  readonly access: readonly (readonly [string, readonly AccessQuestion[]])[]
  readonly own: NonNullable<PlanEvidence['own']>
  readonly alarms: NonNullable<PlanEvidence['alarms']>
}

export interface PipelineWish {
  /** In the order they are applied. */
  readonly stacks: readonly DesiredStack[]
  readonly before: ReadonlyMap<string, DesiredStack>
  readonly differs: (stack: DesiredStack) => boolean
  /** Its pipeline is active again: nobody has planned what came meanwhile. */
  readonly resumes: (stack: DesiredStack) => boolean
}

/** Stacks of one account and region share its quota with everything else that runs there. */
const MOST_AT_ONCE = 4

export async function planPipeline(world: World, request: PlanRequest, wish: PipelineWish): Promise<PipelinePlan> {
  const looker = lookAt(world, wish.stacks, request.purpose)
  /** By stack key. A stack waits for those that feed it, which stand before it and so have been begun. */
  const begun = new Map<string, Promise<Learnt>>()
  const learnt = await mapPool(wish.stacks, MOST_AT_ONCE, (stack) => {
    const learning = learnInTurn(world, request, { stack, wish, looker, begun })
    begun.set(stack.key, learning)
    return learning
  })
  const each = wish.stacks.map((stack, index) => ({ stack, ...learnt[index] }))
  return {
    transitions: each.flatMap(({ transition }) => transition ?? []),
    unplanned: each.flatMap(({ unplanned }) => unplanned ?? []),
    changeSets: Object.fromEntries(each.flatMap(({ stack, arn }) => (arn === undefined ? [] : [[stack.id, arn]]))),
    behind: each.flatMap(({ stack, behind }) => (behind === undefined ? [] : [{ stack: stackRef(stack), ...behind }])),
    alarms: Object.fromEntries(each.flatMap((of) => watchedBy(of).map((alarms) => [of.stack.id, alarms] as const))),
    access: each.flatMap(({ stack, access }) => (access === undefined ? [] : [[stack.id, access] as const])),
    own: Object.fromEntries(
      each.flatMap(({ stack, transition, known }) => {
        const own = transition === undefined || known === undefined ? {} : knownIn(transition, known)
        return Object.keys(own).length === 0 ? [] : [[stack.id, own]]
      }),
    ),
  }
}

/** Of a stack that is to change and names alarms. */
function watchedBy({
  stack,
  transition,
  watched,
}: Learnt & { readonly stack: DesiredStack }): readonly AlarmEvidence[] {
  if (transition === undefined || stack.rollback.alarmArns.length === 0) return []
  // No set is made of a stack that is where it is wanted.
  if (transition.from === short(transition.to)) return []
  if (watched === undefined) return ['unasked']
  return [{ watching: watched.existing.map(({ arn }) => arn), missing: watched.missing }]
}

async function learnInTurn(
  world: World,
  request: PlanRequest,
  of: {
    readonly stack: DesiredStack
    readonly wish: PipelineWish
    readonly looker: Looker
    readonly begun: ReadonlyMap<string, Promise<Learnt>>
  },
): Promise<Learnt> {
  const { stack, wish, looker, begun } = of
  const fed = fedOf(stack, await feedsOf(stack, wish, begun))
  const [differs, resumes] = [wish.differs(stack), wish.resumes(stack)]
  if (!differs && !resumes && fed.fedBy.length === 0) return {}
  const base = wish.before.get(stack.id)
  return learn(world, request, { stack, looker, fed, differs, resumes, ...(base === undefined ? {} : { base }) })
}

/** By the key of each stack that feeds this one. */
async function feedsOf(
  stack: DesiredStack,
  { stacks, before }: PipelineWish,
  begun: ReadonlyMap<string, Promise<Learnt>>,
): Promise<ReadonlyMap<string, Feed>> {
  const feeds = new Map<string, Feed>()
  for (const source of stacks.filter(({ key }) => isFedBy(stack, key))) {
    const { transition, unplanned } = (await begun.get(source.key)) ?? {}
    if (transition !== undefined) feeds.set(source.key, feedOf(source, transition, before.get(source.id)))
    else if (unplanned !== undefined) feeds.set(source.key, unplannedFeed(source))
  }
  return feeds
}

function isFedBy(stack: DesiredStack, key: string): boolean {
  return Object.values(stack.parameters).some((value) => value.from === 'output' && value.stack === key)
}

async function learn(world: World, request: PlanRequest, subject: Subject): Promise<Learnt> {
  const { stack } = subject
  // The base does not know this account: whoever wrote its id into the head gets no call out of us.
  if (!request.reach.has(stack.accountId)) return creation(subject)
  try {
    return await withProtection(world, request.purpose, {
      ...subject,
      learnt: await learnFromAws(world, request, subject),
    })
  } catch (error) {
    if (isOfOneStack(error)) return { unplanned: gap(stack, error.code, error.message) }
    throw error
  }
}

async function learnFromAws(world: World, request: PlanRequest, subject: Subject): Promise<Learnt> {
  const { stack, base, looker, fed } = subject
  const travels = request.travelling?.get(stack.id)?.reason
  if (base !== undefined && travels !== undefined && !subject.resumes)
    return fromBase(subject, base, { reason: travels, because: 'rollout-on-its-way' })
  const looking = looker.live(stack)
  // What the base has made is there: nobody waits for one answer before the other is asked for.
  const template = base === undefined ? undefined : asked(world.aws.reader.template(stack, request.purpose))
  const live = await looking
  if (live === undefined || (isOurs(live) && isNeverSucceeded(live.status)))
    return checkedCreation(world, request, subject)
  const { status } = live
  const candidates = base === undefined ? [stack] : [stack, base]
  if (!isOurs(live))
    return {
      unplanned: gap(stack, 'foreign-stack', `a stack of this name exists that Fleetwright did not make (${status})`),
    }
  const strange = await interventionIn(world, live, {
    stack,
    wanted: candidates,
    // Where everything is looked at, the head is the default branch's own.
    accounted: request.examine === 'all' ? candidates : base === undefined ? [] : [base],
    purpose: request.purpose,
  })
  if (strange !== undefined) return { unplanned: gap(stack, strange.code, strange.reason) }
  const why = whyNoSet(status)
  if (why !== undefined) {
    // Of what is active again the base says nothing about where it is.
    return base === undefined || subject.resumes
      ? { unplanned: gap(stack, 'stack-in-progress', `${why.reason}; plan again when that ends`) }
      : fromBase(subject, base, why)
  }
  const outputs = await looker.feeding(stack)
  const { from, before } = await whereIs(world, live, {
    stack,
    candidates,
    outputs,
    purpose: request.purpose,
    template,
  })
  // Made where it is asked for: what is kept while AWS makes a set, of thousands of stacks, is what memory is made of.
  const { parameters } = live
  const standing = { from, parameters, outputs, live: () => (before === undefined ? undefined : asWanted(before)) }
  const learnt =
    fed.fedBy.length > 0
      ? { transition: bounded(subject, standing) }
      : await withOwnSet(world, request, { ...subject, from, before, live, outputs })
  return apart(subject, learnt, standing)
}

interface Standing extends Subject {
  readonly from: DesiredFrom
  readonly before: Given | undefined
  readonly live: LiveStack
  readonly outputs: Outputs
}

async function withOwnSet(world: World, request: PlanRequest, standing: Standing): Promise<Learnt> {
  const { stack, from, live, outputs } = standing
  if (from === short(desiredDigest(stack))) return unchanged(request, standing, from)
  const resolved = resolveParameters(stack, outputs)
  if ('missing' in resolved) {
    const names = resolved.missing.map((each) => `${each.stack}.${each.output}`).join(', ')
    return { unplanned: gap(stack, 'outputs-missing', `it needs outputs that do not exist: ${names}`) }
  }
  const learnt = await fromChangeSet(world, request, { ...standing, parameters: resolved.values })
  return { ...learnt, known: knownOf(live, [...outputs, [stack.key, live.outputs]]) }
}

/** An answer that may never be looked at; whoever looks is told what went wrong. */
function asked<Answer>(answer: Promise<Answer>): Promise<Answer> {
  answer.catch(() => undefined)
  return answer
}

/** `outputs`: by the key of their stack. */
function knownOf({ stackArn }: LiveStack, outputs: readonly (readonly [string, LiveStack['outputs']])[]): Known {
  const named = outputs.flatMap(([key, each]) =>
    Object.entries(each).map(([name, value]) => [`${key}.${name}`, value] as const),
  )
  return { 'stack id': stackArn, ...Object.fromEntries(named) }
}

/** CloudFormation makes no change set of a stack that does not rest. */
function whyNoSet(status: string): Omit<Behind, 'stack'> | undefined {
  if (isInProgress(status)) return { reason: `AWS is at work on it (${status})`, because: 'aws-at-work' }
  if (!isStuck(status)) return undefined
  return { reason: `its last rollback failed and has to be continued (${status})`, because: 'rollback-failed' }
}

interface Existing extends Standing {
  readonly parameters: { readonly [name: string]: string }
}

async function fromChangeSet(world: World, request: PlanRequest, existing: Existing): Promise<Learnt> {
  const { stack, base, from, parameters, before } = existing
  const { purpose, of, made: description } = request
  const watched = await existing.looker.alarms(stack)
  const wish = { stack, from, parameters, alarms: watched.existing }
  const set =
    (await knownSet(world, request, wish)) ??
    (await makeChangeSet(world, { ...wish, type: 'UPDATE', description, purpose, of }))
  if (set.status === 'created') {
    const transition = transitionOf({
      stack,
      base,
      from,
      exactness: 'exact',
      changes: normalise(set, { before, after: { stack, template: stack.template, parameters } }),
      fedBy: [],
      parameters: parametersOf(existing, { from, parameters: existing.live.parameters, outputs: existing.outputs }),
    })
    return { transition, arn: set.arn, watched }
  }
  await world.aws.changeSets.discard(stack, set.arn, purpose)
  return set.status === 'no-changes'
    ? { ...unchanged(request, existing, from), watched }
    : { unplanned: gap(stack, 'change-set-failed', set.reason ?? 'CloudFormation gave no reason') }
}

/** The set of an earlier plan, if it goes the same way with the same values and CloudFormation would still execute it. */
async function knownSet(world: World, request: PlanRequest, wish: Parameters<typeof stillFits>[1]) {
  const { stack } = wish
  const arn = request.known?.[stack.id]
  if (arn === undefined || !leadsTheWay(parseChangeSetArn(arn), wish)) return undefined
  const set = await world.aws.changeSets.describe(stack, arn, request.purpose)
  return stillFits(set, wish) ? set : undefined
}

/** A pull request leaves nothing behind in an account, not even the shell of a stack: AWS only reads the template. */
async function checkedCreation(world: World, { purpose }: PlanRequest, subject: Subject): Promise<Learnt> {
  const refusal = await world.aws.changeSets.refusal(subject.stack, purpose)
  if (refusal !== undefined) return { unplanned: gap(subject.stack, 'template-refused', refusal) }
  return apart(subject, creation(subject), { from: 'absent', outputs: new Map() })
}
