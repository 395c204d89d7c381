/**
 * Act 9: what if the bot is killed with -9?
 *
 * Nothing of it is asked or told: the process is gone while CloudFormation
 * works on a stack. The next one finds the operation by its own rows and by
 * what AWS says, and the journal shows one operation for each stack.
 */
import type { Act } from './acts.ts'
import { mergedChange } from './merged-change.ts'
import { must } from './until.ts'
import { atWork, rolloutDone, updatesSince } from './watch.ts'

/** One in the canary ring, two in the next: enough for a middle. */
const STACKS = ['fw-acme-web-streams', 'fw-globex-web-eu-streams', 'fw-initech-web-streams']

export const kill: Act = {
  name: 'the bot is killed with -9 in the middle of a rollout and started again: one operation a stack',
  async play(stage, say) {
    const done = updatesSince(stage.aws, STACKS)
    const pull = await mergedChange(
      stage,
      {
        branch: 'more-shards',
        title: 'Give the busiest streams more shards',
        body: 'The sale begins on Friday.',
        edits: {
          'customers/acme/pipelines/web.yml': (text) => text.replace('shards: 1', 'shards: 2'),
          'customers/globex/pipelines/web-eu.yml': fourShards,
          'customers/initech/pipelines/web.yml': fourShards,
        },
      },
      say,
    )
    const hit = await atWork(stage.aws, STACKS)
    await stage.bot.kill()
    const reached = STACKS.filter((name) => done(name) > 0).length
    must(reached < STACKS.length, `the rollout is in its middle (${reached} of ${STACKS.length})`)
    say(`$ kill -9, while CloudFormation works on ${hit.join(', ')}; started again`)
    await stage.bot.start()
    await rolloutDone(stage.engineer, pull.number)
    for (const name of STACKS) must(done(name) === 1, `${name} has one operation (${done(name)})`)
    return `the journal shows one operation for each of ${STACKS.length} stacks`
  },
}

function fourShards(text: string): string {
  return text.replace('settings:\n', 'settings:\n  streams: { raw: { shards: 4 } }\n')
}
