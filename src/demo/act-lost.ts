/**
 * Acts 10 and 11: what if a message is lost on its way?
 *
 * One merge, two mishaps. GitHub's webhooks of the merge never arrive: the
 * sweep sees that the default branch has moved. Then AWS executes a change set
 * and its answer never arrives: the bot looks before it asks again.
 */
import type { Act } from './acts.ts'
import { approvedChange } from './merged-change.ts'
import type { Stage } from './stage.ts'
import { must, until } from './until.ts'
import { liveStacks, merge, operationsOn, rolloutDone, updatesSince } from './watch.ts'

const CANARY = 'fw-acme-web-streams'
/** In the ring after the canary's. */
const NEXT = 'fw-initech-web-streams'
const STACKS = [CANARY, NEXT]

type AwsRequest = Stage['aws']['journal']['requests'][number]
type Delivery = Stage['github']['journal']['deliveries'][number]

/** What one act hands to the next. */
interface Story {
  pull?: number
  /** Requests that AWS had had before the merge. */
  requestsBefore?: number
  updates?: (stackName: string) => number
}

export function lost(): readonly Act[] {
  const story: Story = {}
  return [webhook(story), reply(story)]
}

function webhook(story: Story): Act {
  return {
    name: "a merge's webhooks are lost: the sweep finds the merge and carries it out",
    async play(stage, say) {
      const { pull, sha } = await approvedChange(
        stage,
        {
          branch: 'even-more-shards',
          title: 'Give two streams even more shards',
          body: 'The sale went well.',
          edits: {
            'customers/acme/pipelines/web.yml': (text) => text.replace('shards: 2', 'shards: 3'),
            'customers/initech/pipelines/web.yml': (text) => text.replace('shards: 4', 'shards: 5'),
          },
        },
        say,
      )
      const updates = updatesSince(stage.aws, STACKS)
      story.pull = pull.number
      story.requestsBefore = stage.aws.journal.requests.length
      story.updates = updates
      const delivered = stage.github.journal.deliveries.length
      for (const event of ['pull_request', 'push']) stage.github.faults.webhook({ event, kind: 'drop' })
      // For the next act, planned before anything can reach that stack.
      stage.aws.faults.onCall({ action: 'ExecuteChangeSet', stackName: NEXT, nth: 1 }, { kind: 'reset-after' })
      const commit = await merge(stage.reviewer, pull, sha)
      await until('the canary has a shard more', () => {
        const canary = liveStacks(stage).get(CANARY)
        return canary?.status === 'UPDATE_COMPLETE' && canary.parameters.RawShards === '3'
      })
      const told = stage.github.journal.deliveries.slice(delivered).filter(isOfMerge)
      const first = told.filter((each) => !each.redelivery)
      must(first.length === 2, `the merge was told twice (${first.map((each) => each.event).join(', ')})`)
      must(
        first.every((each) => each.statusCode === 0),
        'neither of the two arrived',
      )
      must(updates(CANARY) === 1, `the canary was updated once (${updates(CANARY)})`)
      return `nobody told the bot of ${commit.slice(0, 8)}, and the canary has it`
    },
  }
}

function reply(story: Story): Act {
  return {
    name: "AWS's reply to an execution is lost after it began: nothing happens twice",
    async play(stage, say) {
      const { pull, requestsBefore, updates } = story
      must(pull !== undefined && requestsBefore !== undefined && updates !== undefined, 'the merge was found')
      await rolloutDone(stage.engineer, pull)
      const asked = stage.aws.journal.requests.slice(requestsBefore).filter((each) => each.stackName === NEXT)
      const executions = asked.filter(isExecution)
      const looks = looksAfterFirst(asked)
      must(executions[0]?.effect === 'reset-after', 'AWS executed the change set, and the reply was lost')
      must(looks.length > 0, 'the bot looked after the reply was lost')
      say(`asked to execute ${times(executions.length)}; after the lost reply: ${[...new Set(looks)].join(', ')}`)
      must(updates(NEXT) === 1, `${NEXT} has one operation (${updates(NEXT)})`)
      const token = operationsOn(stage.aws, NEXT).at(-1)?.token
      must(
        executions.every((each) => each.token === token),
        'every request for it carried the same token',
      )
      must(isLookedBefore(asked), 'no execution was asked for again without a look')
      must(liveStacks(stage).get(NEXT)?.parameters.RawShards === '5', 'the stack has what the merge wants')
      return `one operation on ${NEXT}`
    },
  }
}

function isOfMerge({ event, action }: Delivery): boolean {
  return event === 'push' || (event === 'pull_request' && action === 'closed')
}

function isExecution({ action }: AwsRequest): boolean {
  return action === 'ExecuteChangeSet'
}

function isLook({ action }: AwsRequest): boolean {
  return action.startsWith('Describe')
}

/** What the bot looked at once the first execution's reply was lost. */
function looksAfterFirst(asked: readonly AwsRequest[]): readonly string[] {
  const since = asked.slice(asked.findIndex(isExecution) + 1)
  return since.filter(isLook).map(({ action }) => action)
}

function isLookedBefore(asked: readonly AwsRequest[]): boolean {
  const order = asked.filter((each) => isLook(each) || isExecution(each))
  return order.every((each, index) => !isExecution(each) || !order.slice(index - 1, index).some(isExecution))
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}
