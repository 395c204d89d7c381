/** Which pull requests does "re-run" on a commit take up again? */
import { expect, it } from 'vitest'
import type { PullRequest, Task } from '../../../src/actions/ports.ts'
import { checkHeadAgain } from '../../../src/actions/pull/check-pull-request.ts'
import type { World } from '../../../src/actions/world.ts'

const HEAD = 'a'.repeat(40)

function pull(number: number, headSha: string): PullRequest {
  return {
    number,
    title: '',
    author: 'engineer',
    headSha,
    headRef: 'branch',
    baseRef: 'main',
    state: 'open',
    merged: false,
    draft: false,
    fork: false,
    url: '',
  }
}

it('takes up every open pull request with that head, each once for a delivery', async () => {
  const enqueued: [string, Task][] = []
  const world = {
    github: { pulls: { listOpen: async () => [pull(9, HEAD), pull(10, 'b'.repeat(40)), pull(11, HEAD)] } },
    work: { tasks: { enqueue: async (key: string, task: Task) => void enqueued.push([key, task]) } },
  } as unknown as World
  await checkHeadAgain(world, { kind: 'check-head', head: HEAD, again: 'guid' })
  expect(enqueued).toEqual([
    ['guid:9', { kind: 'check-pull', pull: 9, again: 'guid' }],
    ['guid:11', { kind: 'check-pull', pull: 11, again: 'guid' }],
  ])
})
