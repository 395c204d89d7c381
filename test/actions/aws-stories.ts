/**
 * What does the bot do at AWS, and what can go wrong with each call of it?
 *
 * Stories of planning and applying, each played once without a fault to learn
 * which calls it makes: whatever call a story comes to make joins the matrix by
 * itself. Faults are rows. What must be the same with every fault that passes
 * is the ending: outcomes, operations, and what stands in the account.
 */
import { DeleteChangeSetCommand } from '@aws-sdk/client-cloudformation'
import { expect } from 'vitest'
import { discardLeftSets, discardSets } from '../../src/actions/planning/change-set-care.ts'
import type { CallEffect } from '../../src/sim/aws/faults.ts'
import type { RequestEntry } from '../../src/sim/aws/journal.ts'
import { REPLIES } from '../../src/sim/aws/replies.ts'
import type { Ground } from './aws-ground.ts'
import type { Life, Scene } from './aws-scene.ts'

export interface Story {
  readonly name: string
  /** Nothing goes wrong in here. */
  readonly before?: (scene: Scene, ground: Ground) => Promise<unknown>
  /** Answers how each apply in it ended. */
  readonly play: (scene: Scene, ground: Ground, life?: Partial<Life>) => Promise<unknown>
  /** All of its calls are made by the given life, and it may be played again from the beginning. */
  readonly isMortal?: true
}

const QUEUE_FAILS = { logicalId: 'Queue', reason: 'The queue limit is reached', times: 1 } as const

export const STORIES: readonly Story[] = [
  {
    name: 'a change is planned and carried out',
    before: (scene) => scene.found(),
    async play(scene, _ground, life) {
      await scene.plan()
      return scene.apply(1, life)
    },
  },
  {
    name: 'a set that is gone is made again and carried out',
    async before(scene) {
      await scene.found()
      const { evidence } = await scene.plan()
      for (const arn of Object.values(evidence.changeSets)) {
        await scene.admin.send(new DeleteChangeSetCommand({ ChangeSetName: arn }))
      }
    },
    play: (scene, _ground, life) => scene.apply(1, life),
    isMortal: true,
  },
  {
    name: 'a failed creation is cleared away and made anew',
    async before(scene, { sim }) {
      sim.faults.failResource({ accountId: scene.accountId, ...QUEUE_FAILS })
      return scene.found()
    },
    play: (scene, _ground, life) => scene.found(2, life),
    isMortal: true,
  },
  {
    name: 'an update that fails is explained, and carried out by the next attempt',
    async before(scene, { sim }) {
      await scene.found()
      await scene.plan()
      sim.faults.failResource({ accountId: scene.accountId, ...QUEUE_FAILS })
    },
    play: async (scene, _ground, life) => [await scene.apply(1, life), await scene.apply(2, life)],
  },
  {
    name: 'the sets of a plan that nobody merged are cleared away',
    before: (scene) => scene.found(),
    async play(scene) {
      await discardSets(scene.world, await scene.plan())
    },
  },
  {
    name: 'the sets of an aborted rollout are cleared away',
    async before(scene) {
      await scene.found()
      await scene.plan()
      await scene.edit({ state: 'aborted' })
    },
    play: (scene) => discardLeftSets(scene.world, []),
  },
]

export interface Fault {
  readonly name: string
  readonly effect: CallEffect
  /** How many calls in a row it meets; one if absent. */
  readonly times?: number
  /** It leaves open whether the call has happened. */
  readonly isDoubtful?: true
  /** The client gives up by its own time-out, so each costs real time. */
  readonly isSlow?: true
}

export const FAULTS: readonly Fault[] = [
  { name: 'a connection cut before it happened', effect: { kind: 'reset-before' }, isDoubtful: true },
  { name: 'a connection cut after it happened', effect: { kind: 'reset-after' }, isDoubtful: true },
  { name: 'a proxy’s page', effect: { kind: 'html', status: 502 } },
  { name: 'a proxy’s page with status 200', effect: { kind: 'html', status: 200 }, isDoubtful: true },
  { name: 'an answer cut off in the middle', effect: { kind: 'truncated' }, isDoubtful: true },
  { name: 'an internal failure', effect: REPLIES.internalFailure },
  { name: 'a service that is not available', effect: REPLIES.serviceUnavailable, times: 3 },
  { name: 'six throttled answers in a row', effect: REPLIES.throttling, times: 6 },
  { name: 'too many operations at one time', effect: REPLIES.concurrentResources },
  { name: 'a session that has ended', effect: REPLIES.expiredToken },
  { name: 'a session that is not known', effect: REPLIES.invalidToken },
  { name: 'a request that comes too late', effect: REPLIES.requestExpired },
  { name: 'an answer that comes late', effect: { kind: 'slow', ms: 40 } },
  { name: 'no answer, and it never happened', effect: { kind: 'stall', phase: 'before' }, isSlow: true },
  { name: 'no answer, though it happened', effect: { kind: 'stall', phase: 'after' }, isSlow: true },
]

/** Faults that stay, and how they are named. */
export const LASTING: readonly (Pick<Fault, 'name' | 'effect'> & {
  /** Where it makes a gap in a plan; CreateChangeSet if absent. */
  readonly action?: string
  readonly code: string
  readonly words: string
})[] = [
  { name: 'throttling', effect: REPLIES.throttling, code: 'aws-throttled', words: 'Rate exceeded' },
  {
    name: 'a proxy’s page',
    effect: { kind: 'html', status: 502 },
    code: 'aws-unavailable',
    words: 'the answer (502) is not XML',
  },
  {
    name: 'an answer cut off in the middle',
    effect: { kind: 'truncated' },
    // A set whose creation was answered so is found by looking.
    action: 'DescribeChangeSet',
    code: 'aws-unavailable',
    words: 'the answer (200) is not XML',
  },
  {
    name: 'a service out of order',
    effect: REPLIES.serviceUnavailable,
    code: 'aws-unavailable',
    words: 'temporarily unable',
  },
  { name: 'a cut connection', effect: { kind: 'reset-before' }, code: 'aws-ambiguous', words: 'no answer came' },
  {
    name: 'a full quota',
    effect: REPLIES.changeSetLimit,
    code: 'aws-limit-exceeded',
    words: 'ChangeSet limit exceeded',
  },
  {
    name: 'too many operations',
    effect: REPLIES.concurrentResources,
    code: 'aws-busy',
    words: 'concurrent resource operations',
  },
]

/** Everything in the account once the story is over, without what is chance: names, ids and instants. */
export function endingOf(scene: Scene, told: unknown): unknown {
  const ending = {
    told,
    operations: scene.operations().map(({ kind, token, status }) => [kind, plain(token), status]),
    stacks: scene.stacks().map(({ stackName, status, parameters, terminationProtection, stackPolicy, changeSets }) => ({
      stackName,
      status,
      parameters,
      terminationProtection,
      stackPolicy,
      // An executed set stays as the stack's record of it.
      open: changeSets.filter(({ executionStatus }) => executionStatus === 'AVAILABLE').length,
    })),
  }
  const text = JSON.stringify(ending).replaceAll(scene.accountId, 'ACCOUNT').replaceAll(scene.customer, 'CUSTOMER')
  return JSON.parse(text)
}

/** `execute-fw-0123456789abcdef-0123456789abcdef-2` → `execute 2`. */
function plain(token: string): string {
  return token.replace(/^(\w+)-fw-[0-9a-f]{16}-[0-9a-f]{16}-(\d+)$/, '$1 $2')
}

/** CloudFormation takes no token with these. */
const TOKENLESS: ReadonlySet<string> = new Set(['DeleteChangeSet', 'SetStackPolicy', 'UpdateTerminationProtection'])
const EFFECTS: ReadonlySet<string> = new Set(['CreateChangeSet', 'ExecuteChangeSet', 'DeleteStack', ...TOKENLESS])
const LOOKS: ReadonlySet<string> = new Set([
  'DescribeStacks',
  'DescribeStackEvents',
  'DescribeChangeSet',
  'GetStackPolicy',
])

/** Effects that were asked for again without a look, although the first answer left it open whether they had happened. */
export function blindRepeats(requests: readonly RequestEntry[]): readonly RequestEntry[] {
  return requests.filter((request, index) => {
    if (!EFFECTS.has(request.action)) return false
    const before = requests.findLastIndex((each, at) => at < index && isSameEffect(each, request))
    const first = requests[before]
    if (first === undefined || isRefusal(first)) return false
    return !requests.slice(before + 1, index).some(({ action }) => LOOKS.has(action))
  })
}

function isSameEffect(one: RequestEntry, other: RequestEntry): boolean {
  return one.action === other.action && one.stackName === other.stackName && one.token === other.token
}

/** AWS said no in words that arrived, and did nothing. */
function isRefusal({ status, code, effect = 'error' }: RequestEntry): boolean {
  return status >= 400 && status < 500 && code !== undefined && effect === 'error'
}

/** Effects without a token of ours. */
export function untokened(requests: readonly RequestEntry[]): readonly RequestEntry[] {
  return requests.filter(({ action, token }) => EFFECTS.has(action) && !TOKENLESS.has(action) && !token)
}

export interface Call {
  /** Counted from the story's beginning, 1 is the first. */
  readonly nth: number
  /** Such as `ExecuteChangeSet as fleetwright-apply`. */
  readonly name: string
  readonly isEffect: boolean
  /** The call before it was the same. */
  readonly isRepeated: boolean
}

/** The calls of a story in which nothing goes wrong, and how it ends. */
export async function rehearse(
  on: Ground,
  story: Story,
): Promise<{ readonly calls: readonly Call[]; readonly ending: unknown }> {
  const scene = on.scene()
  await story.before?.(scene, on)
  const before = scene.requests().length
  const told = await story.play(scene, on)
  const requests = scene.requests().slice(before)
  const names = requests.map(nameOf)
  const calls = requests.map(({ action }, index) => ({
    nth: index + 1,
    name: names[index] ?? action,
    isEffect: EFFECTS.has(action),
    isRepeated: names[index] === names[index - 1],
  }))
  return { calls, ending: endingOf(scene, told) }
}

function nameOf({ action, roleName }: RequestEntry): string {
  return `${action} as ${roleName}`
}

export interface Cell {
  readonly fault: Fault
  readonly call: Call
}

/** Every call but repeated ones with every fault. */
export function everyCell(calls: readonly Call[]): readonly Cell[] {
  return calls.filter(({ isRepeated }) => !isRepeated).flatMap((call) => FAULTS.map((fault) => ({ call, fault })))
}

/** Calls that share these are spread over all faults. */
const FAULTS_A_CALL = 3

/** Every effect with every fault that leaves it open whether it happened, and every other call with a few faults in turn. */
export function someCells(calls: readonly Call[]): readonly Cell[] {
  const quick = FAULTS.filter(({ isSlow }) => isSlow !== true)
  return calls.flatMap((call) => {
    const inTurn = Array.from({ length: FAULTS_A_CALL }, (_, index) => call.nth * FAULTS_A_CALL + index)
    const chosen = call.isEffect
      ? quick.filter(({ isDoubtful }) => isDoubtful === true)
      : inTurn.flatMap((number) => quick[number % quick.length] ?? [])
    return chosen.map((fault) => ({ call, fault }))
  })
}

/** The story with one fault at one of its calls: the ending of the rehearsal, and no effect asked for blindly. */
export async function survives(on: Ground, story: Story, cell: Cell & { readonly ending: unknown }): Promise<void> {
  const { fault, call, ending } = cell
  const scene = on.scene()
  await story.before?.(scene, on)
  const before = scene.requests().length
  const { lift } = on.sim.faults.onCall(
    { accountId: scene.accountId, nth: call.nth, times: fault.times ?? 1 },
    fault.effect,
  )
  const told = await story.play(scene, on)
  lift()
  const requests = scene.requests().slice(before)
  const where = `${fault.name} at call ${call.nth}, ${call.name}`
  expect(
    requests.map(({ effect }) => effect),
    where,
  ).toContain(fault.effect.kind)
  expect(endingOf(scene, told), where).toEqual(ending)
  expect(blindRepeats(requests), where).toEqual([])
  expect(untokened(requests), where).toEqual([])
}
