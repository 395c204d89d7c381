/**
 * Has a pull request ended without our hearing of it?
 *
 * One that was open at the last look and is not any more is closed once
 * again: closing twice does nothing, and of one whose event was lost the
 * change sets would stay in customers' accounts.
 */
import type { PullRequest } from '../ports.ts'
import type { World } from '../world.ts'

const KEY = 'open-pulls'

export async function sweepClosed(world: World, open: readonly PullRequest[]): Promise<void> {
  const now = open.map(({ number }) => number).sort((a, b) => a - b)
  const before = await world.rows.publications.last(KEY)
  const gone = numbers(before).filter((each) => !now.includes(each))
  for (const pull of gone) {
    await world.work.tasks.enqueue(`gone:${pull}:${world.clock.now().epochMilliseconds}`, { kind: 'close-pull', pull })
  }
  // Noted last: what could not be handed over is found gone again.
  if (before !== now.join(' ')) await world.rows.publications.wrote(KEY, now.join(' '))
}

function numbers(text: string | undefined): readonly number[] {
  return (text ?? '').split(' ').flatMap((each) => (each === '' ? [] : [Number(each)]))
}
