/**
 * Acts 8 and 9: what if the bot is stopped in the middle, and is it ever done?
 *
 * The rollout is rows and AWS's own operations: a bot that comes back goes on
 * where they stand, and repeats nothing. At the end there is nothing to plan.
 */
import type { Act } from './acts.ts'
import { mergedChange } from './merged-change.ts'
import { must, until } from './until.ts'
import { operationsOn, rolloutDone } from './watch.ts'

const STREAMS = [
  'acme-web',
  'globex-web-eu',
  'globex-web-us',
  'hooli-web',
  'initech-web',
  'umbrella-games',
  'umbrella-retail',
].map((each) => `fw-${each}-streams`)

export const restart: Act = {
  name: 'the bot is stopped and started in the middle of a rollout, which finishes',
  async play(stage, say) {
    const updatesBefore = new Map(STREAMS.map((name) => [name, updates(name)]))
    function updates(name: string): number {
      return operationsOn(stage.aws, name).filter((each) => each.kind === 'update').length
    }
    const pull = await mergedChange(
      stage,
      {
        branch: 'keep-bad-rows-a-week',
        title: 'Keep bad rows for a week',
        body: 'Nobody looks at older ones.',
        edit: (fleet) => fleet.replace('    streams:\n', '    streams:\n      badRows: { retentionDays: 7 }\n'),
      },
      say,
    )
    await until('a stack of this rollout is at work', () =>
      STREAMS.some((name) => operationsOn(stage.aws, name).some((each) => each.endedAt === undefined)),
    )
    await stage.bot.stop()
    const reached = STREAMS.filter((name) => updates(name) > (updatesBefore.get(name) ?? 0)).length
    must(reached > 0 && reached < STREAMS.length, `the rollout is in its middle (${reached} of ${STREAMS.length})`)
    say(`stopped with ${reached} of ${STREAMS.length} stacks reached; started again`)
    await stage.bot.start()
    await rolloutDone(stage.engineer, pull.number)
    for (const name of STREAMS) {
      must(updates(name) === (updatesBefore.get(name) ?? 0) + 1, `${name} was updated exactly once (${updates(name)})`)
    }
    return 'every stack was updated exactly once'
  },
}

export const nothingToDo: Act = {
  name: 'planning the default branch again finds nothing to do',
  async play(stage) {
    const { code, output } = await stage.bot.fleet('plan', '--live', '--json')
    must(code === 0, `\`fleet plan --live\` finds nothing: ${output}`)
    const { plan } = JSON.parse(output) as { plan: { transitions: readonly unknown[]; unplanned: readonly unknown[] } }
    must(plan.transitions.length === 0 && plan.unplanned.length === 0, 'the plan is empty')
    return 'no stack differs from what the default branch wants'
  },
}
