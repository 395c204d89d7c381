/**
 * Acts 2 to 5: how does an engineer's change reach the customers' accounts?
 *
 * A mistake is found on its line, the fix is planned, a second push edits the
 * same comment, a reviewer approves, and the merge is carried from the canary
 * ring outwards.
 */
import type { Act } from './acts.ts'
import type { Stage } from './stage.ts'
import { must, until } from './until.ts'
import {
  annotationsOf,
  approve,
  commentThat,
  finishedCheck,
  liveStacks,
  markedComments,
  merge,
  openPull,
  operationsOn,
  PLAN,
  type PullSeen,
  rolloutDone,
  VALIDATE,
} from './watch.ts'

const FILE = 'fleet.yml'
const BEFORE = 'retentionHours: 24'
/** Where the canary's and the next ring's streams are. */
const CANARY = 'fw-acme-web-streams'
const NEXT = ['fw-globex-web-eu-streams', 'fw-initech-web-streams']
const SOAK_MS = 60_000

/** What one act hands to the next. */
interface Story {
  pull?: PullSeen
  sha?: string
  comment?: { readonly id: number; readonly body: string }
}

export function change(): readonly Act[] {
  const story: Story = {}
  return [mistake(story), fix(story), secondPush(story), rollout(story)]
}

async function pushRetention(stage: Stage, value: string): Promise<string> {
  const text = await stage.clone.read(FILE)
  return stage.clone.push({
    files: { [FILE]: text.replace(/retentionHours: \S+( hours)?(?= })/, `retentionHours: ${value}`) },
    message: `Keep raw events for ${value} hours`,
  })
}

function mistake(story: Story): Act {
  return {
    name: "an engineer's mistake is found on its exact line",
    async play(stage, say) {
      await stage.clone.branch('keep-events-longer')
      const line = (await stage.clone.read(FILE)).split('\n').findIndex((each) => each.includes(BEFORE)) + 1
      const sha = await pushRetention(stage, 'two-days')
      const pull = await openPull(stage.engineer, {
        head: 'keep-events-longer',
        title: 'Keep raw events longer',
        body: 'So that a weekend can be replayed.',
      })
      say(`pull request ${pull.html_url}`)
      const check = await finishedCheck(stage.engineer, { sha, name: VALIDATE })
      must(check.conclusion === 'failure', `${VALIDATE} fails (${check.conclusion})`)
      const [annotation] = await annotationsOf(stage.engineer, check)
      must(annotation !== undefined, 'there is an annotation')
      must(
        annotation.path === FILE && annotation.start_line === line,
        `it stands at ${FILE}:${line}, not ${annotation.path}:${annotation.start_line}`,
      )
      must(annotation.start_column !== null, 'it names the column')
      must(/integer|whole number/.test(annotation.message), `it says what was expected: ${annotation.message}`)
      story.pull = pull
      return `${annotation.path}:${annotation.start_line}:${annotation.start_column} ${annotation.message.split('\n')[0]}`
    },
  }
}

function fix(story: Story): Act {
  return {
    name: 'the fix turns the check green and one comment shows the plan',
    async play(stage) {
      const { pull } = story
      must(pull !== undefined, 'the pull request is open')
      const sha = await pushRetention(stage, '48')
      const validate = await finishedCheck(stage.engineer, { sha, name: VALIDATE })
      must(validate.conclusion === 'success', `${VALIDATE} is green (${validate.output.title})`)
      const plan = await finishedCheck(stage.engineer, { sha, name: PLAN })
      must(
        plan.conclusion === 'action_required',
        `${PLAN} waits for a reviewer (${plan.conclusion}: ${plan.output.title})`,
      )
      const comment = await commentThat(
        stage.engineer,
        { pull: pull.number, marker: 'plan', what: 'the plan is shown' },
        (body) => body.includes('48'),
      )
      for (const part of ['RawStream', 'RetentionPeriodHours', '24', '48', '`acme`: `web/streams`', FILE]) {
        must(comment.body.includes(part), `the comment names ${part}`)
      }
      must((await markedComments(stage.engineer, pull.number, 'plan')).length === 1, 'it is the only plan comment')
      story.comment = comment
      return `plan shown: ${plan.output.title ?? ''}`
    },
  }
}

function secondPush(story: Story): Act {
  return {
    name: 'another push edits the same comment',
    async play(stage) {
      const { pull, comment } = story
      must(pull !== undefined && comment !== undefined, 'the plan is shown')
      const sha = await pushRetention(stage, '72')
      await finishedCheck(stage.engineer, { sha, name: PLAN })
      const edited = await commentThat(
        stage.engineer,
        { pull: pull.number, marker: 'plan', what: 'the comment is edited' },
        (body) => body.includes('72'),
      )
      must(edited.id === comment.id, 'it is the same comment')
      must((await markedComments(stage.engineer, pull.number, 'plan')).length === 1, 'there is no second one')
      story.sha = sha
      return `comment ${edited.id} edited: 24 → 72 hours`
    },
  }
}

function rollout(story: Story): Act {
  return {
    name: 'approved and merged, it goes ring by ring, with a soak between',
    async play(stage, say) {
      const { pull, sha } = story
      must(pull !== undefined && sha !== undefined, 'the pull request is planned')
      await approve(stage.reviewer, pull.number)
      await finishedCheck(stage.engineer, { sha, name: PLAN }, (check) => check.conclusion === 'success')
      await merge(stage.reviewer, pull, sha)
      const seen = new Set<string>()
      await until('the rollout is done', async () => {
        const [comment] = await markedComments(stage.engineer, pull.number, 'rollout ')
        const line = comment?.body.split('\n').find((each) => each !== '' && !each.startsWith('<!--'))
        if (comment !== undefined && line !== undefined && !seen.has(comment.body)) {
          seen.add(comment.body)
          say(line)
        }
        return isDone(stage)
      })
      await rolloutDone(stage.engineer, pull.number)
      const [canary] = operationsOn(stage.aws, CANARY).filter((each) => each.kind === 'update')
      must(canary?.endedAt !== undefined, 'the canary was updated')
      for (const name of NEXT) {
        const [next] = operationsOn(stage.aws, name).filter((each) => each.kind === 'update')
        must(next !== undefined, `${name} was updated`)
        const waited = next.startedAt.epochMilliseconds - canary.endedAt.epochMilliseconds
        must(waited >= SOAK_MS, `the canary soaked for a minute before ${name} (${Math.round(waited / 1000)} s)`)
      }
      must(seen.size > 1, 'the rollout comment moved')
      return 'live state equals desired state in every account'
    },
  }
}

/** Pipelines that say nothing of their own about retention follow the fleet's default. */
function isDone(stage: Stage): boolean {
  const live = liveStacks(stage)
  const followers = [CANARY, ...NEXT, 'fw-umbrella-games-streams']
  return followers.every((name) => {
    const stack = live.get(name)
    return stack?.status === 'UPDATE_COMPLETE' && stack.parameters.RawRetentionHours === '72'
  })
}
