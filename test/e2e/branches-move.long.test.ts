/** Whatever is done to the branches of a pull request, what stands in the end is the plan of what is there now, and no other. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../src/demo/until.ts'
import { commentThat, markedComments, REPOSITORY } from '../../src/demo/watch.ts'
import { gitWith } from '../support/odd-tree.ts'
import { type ServedFleet, serveFleet } from '../support/served-fleet.ts'
import {
  alarmAfter,
  CANARY,
  canarySets,
  canaryWith,
  checksOf,
  type Files,
  planCheck,
  propose,
  RATE,
  without,
} from './story.ts'

let fleet: ServedFleet

beforeAll(async () => {
  fleet = await serveFleet({ rate: RATE, files: without('globex', 'umbrella') })
})
afterAll(() => fleet.end())

interface Rewriting {
  /** The history that stays. */
  readonly onto: string
  readonly files: (fleet: ServedFleet) => Promise<Files>
  readonly branch: string
}

/** Another history of a branch, pushed by force by the one who may push to all of them; answers its commit. */
async function rewritten({ onto, files, branch }: Rewriting): Promise<string> {
  const dir = join(fleet.dir, 'clone')
  const git = (...args: readonly string[]) => gitWith({ dir, args })
  await git('checkout', '--quiet', '--detach', '--force', onto)
  for (const [path, text] of Object.entries(await files(fleet))) await writeFile(join(dir, path), text)
  await git('add', '--all')
  await git('commit', '--quiet', '--message', 'Rewritten')
  const url = new URL(fleet.cloneUrl)
  url.username = fleet.reviewer.login
  url.password = fleet.reviewer.token
  await git('push', '--quiet', '--force', url.href, `HEAD:refs/heads/${branch}`)
  return git('rev-parse', 'HEAD')
}

async function close(pull: number): Promise<void> {
  await fleet.engineer.api('PATCH', `${REPOSITORY}/pulls/${pull}`, { state: 'closed' })
}

/** While the first change set of the next plan is asked for. */
function whilePlanning(run: () => Promise<void>): void {
  fleet.aws.faults.onCall({ action: 'CreateChangeSet', stackName: CANARY.stack, nth: 1 }, { kind: 'meanwhile', run })
}

describe('a pull request', () => {
  it('whose head is replaced by force while it is planned is planned as it is now', async () => {
    let next = ''
    whilePlanning(async () => {
      next = await rewritten({
        onto: await fleet.clone.tip(),
        files: () => canaryWith(fleet, 5),
        branch: 'forced',
      })
    })
    const { pull, sha } = await propose(fleet, { branch: 'forced', files: () => canaryWith(fleet, 4) })
    await until('the head is another', () => next !== '')

    await planCheck(fleet, next, 'action_required')
    const of = { pull: pull.number, marker: 'plan', what: 'the new head is told' }
    const told = await commentThat(fleet.engineer, of, (body) => body.includes(next.slice(0, 12)))
    expect(told.body).not.toContain(sha.slice(0, 12))
    expect(await markedComments(fleet.engineer, pull.number, 'plan')).toHaveLength(1)
    await until('the former head has left no change set', () => canarySets(fleet).length === 1)
    await until('no check of the former head is open', async () =>
      (await checksOf(fleet, sha)).every(({ status }) => status === 'completed'),
    )
    await close(pull.number)
    await until('the closed pull request has left nothing behind', () => canarySets(fleet).length === 0)
  })

  it('that is closed while it is planned gets no plan, and leaves nothing behind', async () => {
    let isClosed = false
    const opened = Promise.withResolvers<number>()
    whilePlanning(async () => {
      await close(await opened.promise)
      isClosed = true
    })
    const { pull, sha } = await propose(fleet, { branch: 'closed', files: () => canaryWith(fleet, 6) })
    opened.resolve(pull.number)
    await until('it is closed', () => isClosed)
    await until('the change set came and is gone', () => canarySets(fleet).length === 0 && wasDeleted())
    // Once a later one is planned, this one was done with.
    const later = await propose(fleet, { branch: 'later', files: () => canaryWith(fleet, 7) })
    await planCheck(fleet, later.sha, 'action_required')

    expect(await markedComments(fleet.engineer, pull.number, 'plan')).toEqual([])
    expect((await checksOf(fleet, sha)).filter(({ status }) => status !== 'completed')).toEqual([])
    expect(canarySets(fleet)).toHaveLength(1)
    await close(later.pull.number)
    await until('the closed pull request has left nothing behind', () => canarySets(fleet).length === 0)
  })

  it('whose base is replaced by force is planned against the one that is there now', async () => {
    const root = await fleet.clone.tip()
    const before = await rewritten({ onto: root, files: async () => ({ 'notes.md': 'Forced away.' }), branch: 'main' })
    const { pull, sha } = await propose(fleet, { branch: 'upon', files: () => canaryWith(fleet, 8) })
    const of = { pull: pull.number, marker: 'plan', what: 'the base is told' }
    await planCheck(fleet, sha, 'action_required')
    await commentThat(fleet.engineer, of, (body) => body.includes(before.slice(0, 12)))

    const next = await rewritten({ onto: root, files: () => alarmAfter(fleet, 10), branch: 'main' })
    const told = await commentThat(fleet.engineer, of, (body) => body.includes(next.slice(0, 12)))
    expect(told.body).not.toContain(before.slice(0, 12))
    await planCheck(fleet, sha, 'action_required')
    expect(await markedComments(fleet.engineer, pull.number, 'plan')).toHaveLength(1)
    await until('the former plan has left no change set', () => canarySets(fleet).length === 1)
  })
})

/** Something made after the last plan that stood, and taken away again. */
function wasDeleted(): boolean {
  const { requests } = fleet.aws.journal
  const made = requests.findLastIndex((each) => each.action === 'CreateChangeSet' && each.stackName === CANARY.stack)
  return requests.slice(made).some((each) => each.action === 'DeleteChangeSet')
}
