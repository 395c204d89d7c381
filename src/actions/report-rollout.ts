/**
 * What do people see of a rollout?
 *
 * One comment on its pull request and one check on its commit, both edited,
 * and at each end or stop one new comment. Written only when they say
 * something new; what could not be written is written at the next look,
 * because no failure to report may ever fail an apply.
 */
import { digestOf } from '../lib/digest.ts'
import { rolloutCheck } from '../report/checks.ts'
import type { RolloutView } from '../report/model.ts'
import { rolloutComment, rolloutMarker, rolloutNotice } from '../report/rollout-comment.ts'
import { guarded } from './guarded.ts'
import type { World } from './world.ts'

export type Reported = Omit<RolloutView, 'repositoryUrl'>

/** Never throws: what could not be worded or written is logged. */
export async function reportRollout(world: World, reported: Reported): Promise<void> {
  const view: RolloutView = { ...reported, repositoryUrl: world.github.repositoryUrl }
  const { rollout } = view
  const pull = rollout.pull
  const write = (what: string, publish: Publish): Promise<boolean> =>
    whenNew(world, { rollout: rollout.id, what }, publish)
  await write('check', () => {
    const check = rolloutCheck(view)
    return { content: check, send: () => world.github.checks.publish(check) }
  })
  if (pull === undefined) return
  await write('comment', () => {
    const body = rolloutComment(view)
    return { content: body, send: () => world.github.comments.sticky(pull, rolloutMarker(rollout.id), body) }
  })
  await write('notice', () => {
    const notice = rolloutNotice(view)
    if (notice === undefined) return undefined
    return { content: notice, send: () => world.github.comments.once(pull, notice.marker, notice.body) }
  })
}

/** Words it and says how it is sent; undefined where there is nothing to say. */
type Publish = () => { readonly content: unknown; readonly send: () => Promise<void> } | undefined

/** False where it is still owed. */
async function whenNew(
  world: World,
  { rollout, what }: { readonly rollout: string; readonly what: string },
  publish: Publish,
): Promise<boolean> {
  const written = await guarded(world, { message: 'report not written', fields: { rollout } }, async () => {
    const due = publish()
    if (due === undefined) return
    const key = `${rollout}:${what}`
    const digest = digestOf(due.content)
    if ((await world.rows.publications.last(key)) === digest) return
    await due.send()
    await world.rows.publications.wrote(key, digest)
  })
  return written.ok
}
