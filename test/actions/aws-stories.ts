/**
 * What does the bot do at AWS, and what can go wrong with each call of it?
 *
 * Stories of planning and applying, each played once without a fault to learn
 * which calls it makes: whatever call a story comes to make joins the matrix by
 * itself. Faults are rows. What must be the same with every fault that passes
 * is the ending: outcomes, operations, and what stands in the account.
 */
import { DeleteChangeSetCommand } from '@aws-sdk/client-cloudformation'
import { discardLeftSets, discardSets } from '../../src/actions/change-set-care.ts'
import type { CallEffect } from '../../src/sim/aws/faults.ts'
import type { RequestEntry } from '../../src/sim/aws/journal.ts'
import type { Ground, Life, Scene } from './aws-ground.ts'

export interface Story {
  readonly name: string
  /** Nothing goes wrong in here. */
  readonly before?: (scene: Scene, ground: Ground) => Promise<unknown>
  /** Answers how each apply in it ended. */
  readonly play: (scene: Scene, ground: Ground, life?: Partial<Life>) => Promise<unknown>
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
  },
  {
    name: 'a failed creation is cleared away and made anew',
    async before(scene, { sim }) {
      sim.faults.failResource({ accountId: scene.accountId, ...QUEUE_FAILS })
      return scene.found()
    },
    play: (scene, _ground, life) => scene.found(2, life),
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
      scene.edit({ state: 'aborted' })
    },
    play: (scene) => discardLeftSets(scene.world, 1),
  },
]

export interface Fault {
  readonly name: string
  readonly effect: CallEffect
  /** How many calls in a row it meets; one if absent. */
  readonly times?: number
  /** The client gives up by its own time-out, so each costs real time. */
  readonly isSlow?: true
}

function answer(status: number, code: string, message: string): CallEffect {
  return { kind: 'error', status, code, message }
}

export const FAULTS: readonly Fault[] = [
  { name: 'a connection cut before it happened', effect: { kind: 'reset-before' } },
  { name: 'a connection cut after it happened', effect: { kind: 'reset-after' } },
  { name: 'a proxy’s page', effect: { kind: 'html', status: 502 } },
  { name: 'a proxy’s page with status 200', effect: { kind: 'html', status: 200 } },
  { name: 'an internal failure', effect: answer(500, 'InternalFailure', 'We encountered an internal error') },
  { name: 'a service that is not available', effect: answer(503, 'ServiceUnavailable', 'Try again later') },
  { name: 'four throttled answers in a row', effect: answer(400, 'Throttling', 'Rate exceeded'), times: 4 },
  {
    name: 'too many operations at one time',
    effect: answer(429, 'ConcurrentResourcesLimitExceededException', 'Too many operations'),
  },
  {
    name: 'a session that has ended',
    effect: answer(403, 'ExpiredToken', 'The security token included in the request is expired'),
  },
]

/** Everything in the account once the story is over, without what is chance: ids and instants. */
export function endingOf(scene: Scene, told: unknown): unknown {
  return {
    told: JSON.stringify(told)?.replaceAll(scene.accountId, 'ACCOUNT'),
    operations: scene.operations().map(({ kind, token, status }) => [kind, plain(token), status]),
    stacks: scene.stacks().map(({ stackName, status, parameters, changeSets }) => ({
      stackName,
      status,
      parameters,
      // An executed set stays as the stack's record of it.
      open: changeSets.filter(({ executionStatus }) => executionStatus === 'AVAILABLE').length,
    })),
  }
}

/** `execute-fw-0123456789abcdef-0123456789abcdef-2` → `execute 2`. */
function plain(token: string): string {
  return token.replace(/^(\w+)-fw-[0-9a-f]{16}-[0-9a-f]{16}-(\d+)$/, '$1 $2')
}

const EFFECTS: ReadonlySet<string> = new Set(['CreateChangeSet', 'ExecuteChangeSet', 'DeleteStack', 'DeleteChangeSet'])
const LOOKS: ReadonlySet<string> = new Set(['DescribeStacks', 'DescribeStackEvents', 'DescribeChangeSet'])

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

/** AWS said no, and did nothing. */
function isRefusal({ status, code }: RequestEntry): boolean {
  return status >= 400 && status < 500 && code !== undefined
}

/** Effects without a token of ours. */
export function untokened(requests: readonly RequestEntry[]): readonly RequestEntry[] {
  return requests.filter(({ action, token }) => EFFECTS.has(action) && action !== 'DeleteChangeSet' && !token)
}

export interface Call {
  /** Counted from the story's beginning, 1 is the first. */
  readonly nth: number
  /** Such as `ExecuteChangeSet as fleetwright-apply`. */
  readonly name: string
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
  const names = scene.requests().slice(before).map(nameOf)
  const calls = names.map((name, index) => ({ nth: index + 1, name, isRepeated: name === names[index - 1] }))
  return { calls, ending: endingOf(scene, told) }
}

function nameOf({ action, principalArn }: RequestEntry): string {
  return action === 'AssumeRole' ? action : `${action} as ${principalArn.split('/')[1]}`
}

/** The story with one fault at one of its calls. */
export async function playWith(
  on: Ground,
  story: Story,
  at: { readonly fault: Fault; readonly nth: number },
): Promise<{ readonly ending: unknown; readonly requests: readonly RequestEntry[] }> {
  const scene = on.scene()
  await story.before?.(scene, on)
  const before = scene.requests().length
  const { effect, times = 1 } = at.fault
  const { lift } = on.sim.faults.onCall({ accountId: scene.accountId, nth: at.nth, times }, effect)
  const told = await story.play(scene, on)
  lift()
  return { ending: endingOf(scene, told), requests: scene.requests().slice(before) }
}
