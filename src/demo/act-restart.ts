/**
 * Acts 8 and 12: what if the bot is stopped in the middle, and is it ever done?
 *
 * The rollout is rows and AWS's own operations: a bot that comes back goes on
 * where they stand, and repeats nothing. At the end there is nothing to plan.
 */
import type { Act } from './acts.ts'
import { mergedChange } from './merged-change.ts'
import { must } from './until.ts'
import { atWork, rolloutDone, updatesSince } from './watch.ts'

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
    const done = updatesSince(stage.aws, STREAMS)
    const pull = await mergedChange(
      stage,
      {
        branch: 'keep-bad-rows-a-week',
        title: 'Keep bad rows for a week',
        body: 'Nobody looks at older ones.',
        edits: {
          'fleet.yml': (fleet) => fleet.replace('    streams:\n', '    streams:\n      bad: { retentionHours: 168 }\n'),
        },
      },
      say,
    )
    await atWork(stage.aws, STREAMS)
    await stage.bot.stop()
    const reached = STREAMS.filter((name) => done(name) > 0).length
    must(reached > 0 && reached < STREAMS.length, `the rollout is in its middle (${reached} of ${STREAMS.length})`)
    say(`stopped with ${reached} of ${STREAMS.length} stacks reached; started again`)
    await stage.bot.start()
    await rolloutDone(stage.engineer, pull.number)
    for (const name of STREAMS) must(done(name) === 1, `${name} was updated exactly once (${done(name)})`)
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
