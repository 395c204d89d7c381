/**
 * Act 1: what happens when the bot meets a fleet that nobody reviewed?
 *
 * It plans everything, and holds. An operator on its machine reads the digest
 * and approves it; then the fleet is created, ring by ring.
 */
import type { Act } from './acts.ts'
import { must, PATIENCE_MS, seldom } from './until.ts'
import { liveStacks } from './watch.ts'

/** Ten stacks a place, one after the other, on a machine that they have to share with two simulators. */
const PER_PLACE_MS = 10_000

interface Listed {
  readonly rollouts: readonly {
    readonly id: string
    readonly state: string
    readonly planDigest: string
    readonly hold?: { readonly reason: string }
  }[]
}

export const firstStart: Act = {
  name: 'the bot meets an empty AWS, holds until an operator approves, and creates the fleet',
  async play(stage, say) {
    await stage.bot.start()
    const held = await seldom('the default branch is planned and held', async () => {
      const { code, output } = await stage.bot.fleet('rollouts', 'list', '--json')
      must(code === 0, `\`fleet rollouts list\` works: ${output}`)
      const { rollouts } = JSON.parse(output) as Listed
      return rollouts.find((each) => each.state === 'held')
    })
    must(stage.aws.journal.operations.length === 0, 'nothing was applied before someone approved')
    say(`held: ${held.hold?.reason ?? ''}`)
    say(`$ npx fleet rollouts approve ${held.planDigest.slice(0, 16)}`)
    const approved = await stage.bot.fleet('rollouts', 'approve', held.planDigest.slice(0, 16))
    must(approved.code === 0, `the approval is taken: ${approved.output}`)
    const wanted = stage.places().length
    const patienceMs = PATIENCE_MS + wanted * PER_PLACE_MS
    await seldom(
      'the rollout of the whole fleet is done',
      async () => {
        const { output } = await stage.bot.fleet('rollouts', 'list', '--json')
        return (JSON.parse(output) as Listed).rollouts.length === 0
      },
      patienceMs,
    )
    const live = [...liveStacks(stage).values()]
    must(live.length > 0 && live.every((stack) => stack.status === 'CREATE_COMPLETE'), 'every stack is CREATE_COMPLETE')
    must(
      live.some((stack) => stack.parameters.RawStreamName !== undefined),
      'one stack is fed by the output of another',
    )
    return `${live.length} stacks created in ${new Set(live.map((stack) => stack.accountId)).size} accounts`
  },
}
